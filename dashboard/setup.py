"""What an Office has to do before its first dossier can be taken in, in order, and what of it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.viewer import Role

if TYPE_CHECKING:
    from dashboard.office import Office

#: who takes dossiers in
TAKING_IN: frozenset[Role] = frozenset({"manager", "staff", "clerk"})


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what (vi, en), how (vi, en), where (page and parameters), and whether it is done."""

    what: tuple[str, str]
    how: tuple[str, str]
    page: str
    params: tuple[tuple[str, str], ...]
    done: bool


def tasks(office: Office) -> list[Task]:
    """The way from an empty catalogue to the first dossier."""
    on = office.local_date()
    departments = office.departments.tree(on).in_force()
    fields = [one for one in office.fields.all() if not one.ended(on)]
    revisions = office.revisions.all()
    users = office.users.all()
    return [
        Task(
            ("Nhập các cơ quan", "Enter the departments"),
            (
                "Mỗi cơ quan một dòng, có cấp và mã định danh; Trung tâm: loại “trung tâm hành chính công”.",
                "A row each, with level and official code; the centre is of the kind “service centre”.",
            ),
            "procedures", (("list", "departments"),), bool(departments),
        ),
        Task(
            ("Nhập các lĩnh vực", "Enter the fields"),
            ("Mỗi lĩnh vực một dòng, với cơ quan chủ trì.", "A row each, with the lead agency."),
            "procedures", (("list", "fields"),), bool(fields),
        ),
        Task(
            ("Thêm thủ tục", "Add a procedure"),
            (
                "Từng thủ tục một, hoặc nhập cả danh mục từ Excel, CSV ở trang “Thủ tục”.",
                "One by one, or a whole list from Excel or CSV on the page “Procedures”.",
            ),
            "procedures", (("procedure", "new"),), bool(office.procedures.all()),
        ),
        Task(
            ("Công bố thủ tục", "Publish it"),
            (
                "Mở thủ tục, thẻ “Bản nháp”: thời hạn, quy trình, biểu mẫu; rồi rà soát và công bố.",
                "Open it, tab “Draft”: limit, process, form, components; then review and publish.",
            ),
            "procedures", (), any(one.state == "published" for one in revisions),
        ),
        Task(
            ("Tạo tài khoản cho cán bộ một cửa", "Make an account for a clerk"),
            (
                "Vai trò “Bộ phận một cửa”, phạm vi là nơi tiếp nhận; giao mật khẩu được hiện ra.",
                "The role “Clerk”, the scope where they take in; hand over the password that is shown.",
            ),
            "accounts", (), any(one.role in TAKING_IN and not one.disabled for one in users),
        ),
        Task(
            ("Tiếp nhận hồ sơ đầu tiên", "Take in the first dossier"),
            (
                "Cán bộ một cửa đăng nhập, mở “Tiếp nhận”, tìm thủ tục và điền biểu mẫu.",
                "The clerk signs in, opens “Intake”, finds the procedure and fills in the form.",
            ),
            "intake", (), office.dossiers.count() > 0,
        ),
    ]  # fmt: skip
