"""What each role may see and do, as one table; `docs/access.md` is this table in words.

A role says what somebody may do, the scope (models/viewer.py) on which dossiers. The scope is applied
by the repositories; `require` stands in front of every page, action and export.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import meters
from models.errors import NotAllowed
from models.viewer import OUTSIDE, ROLES, Role, ScopeKind, Viewer

#: Those of the Office.
ALL: frozenset[Role] = frozenset(ROLES) - OUTSIDE
#: Those who answer for time: they may move work and grant extensions.
HEADS: frozenset[Role] = frozenset({"leadership", "manager"})
#: Those who work on dossiers.
HANDS: frozenset[Role] = frozenset({"manager", "staff", "clerk"})
#: Those who appraise and decide.
DECIDING: frozenset[Role] = frozenset({"leadership", "manager", "staff"})
ADMINISTRATORS: frozenset[Role] = frozenset({"administrator"})
#: Those who say what is watched.
LEADING: frozenset[Role] = frozenset({"leadership", "administrator"})
#: Those who see to it that people are told.
MANAGING: frozenset[Role] = frozenset({"manager", "administrator"})
#: Those who report to the government and the people's council.
REPORTING: frozenset[Role] = HEADS | ADMINISTRATORS
#: Those who say that the figures of a period are final.
CLOSING: frozenset[Role] = frozenset({"leadership", "administrator"})
#: Those of the public postal service, who carry papers and see only their own list.
POSTMEN: frozenset[Role] = OUTSIDE
#: Those who say who works on what.
PLANNING: frozenset[Role] = frozenset({"manager", "administrator"})


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role: its name on screen, the scope a new account of it gets, and the page it opens with."""

    vi: str
    en: str
    scope: ScopeKind
    home: str


ROLE_FACTS: dict[Role, RoleFacts] = {
    "leadership": RoleFacts("Lãnh đạo", "Leadership", "all", "overview"),
    "manager": RoleFacts("Quản lý", "Manager", "department", "overview"),
    "staff": RoleFacts("Chuyên viên", "Staff", "fields", "work"),
    "clerk": RoleFacts("Bộ phận một cửa", "Clerk", "department", "work"),
    "administrator": RoleFacts("Quản trị", "Administrator", "all", "overview"),
    "postal": RoleFacts("Nhân viên bưu chính", "Postal worker", "none", "postal"),
}


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that a role may see (`page.…`), do to a dossier (`act.…`), or do beside it."""

    id: str
    vi: str
    en: str
    roles: frozenset[Role]


PERMISSIONS: tuple[Permission, ...] = (
    Permission("page.work", "Việc của tôi", "My work", DECIDING | HANDS),
    Permission("page.overview", "Tổng quan", "Overview", ALL),
    Permission("page.waiting", "Thời gian chờ", "Waiting time", DECIDING | ADMINISTRATORS),
    Permission("page.backlog", "Tồn đọng", "Backlog", ALL),
    Permission("page.why", "Vì sao thay đổi", "Why it changed", DECIDING | ADMINISTRATORS),
    Permission("page.process_map", "Bản đồ quy trình", "Process map", DECIDING | ADMINISTRATORS),
    Permission("page.risk", "Nguy cơ trễ hạn", "Risk of being late", DECIDING | ADMINISTRATORS),
    Permission("page.boards", "Bảng theo dõi", "Boards", ALL),
    Permission("page.intake", "Tiếp nhận", "Intake", HANDS),
    Permission("page.search", "Tra cứu", "Search", ALL),
    Permission("page.dossier", "Hồ sơ", "Dossier", ALL),
    Permission("page.roster", "Phân công", "Roster", ALL),
    Permission("page.forms", "In biểu mẫu", "Printed forms", HEADS | HANDS),
    Permission("page.notices", "Thông báo", "Notices", MANAGING),
    Permission("page.alerts", "Cảnh báo", "Alerts", HEADS | ADMINISTRATORS),
    Permission("page.procedures", "Thủ tục", "Procedures", ALL),
    Permission("page.reports", "Báo cáo", "Reports", REPORTING),
    Permission("page.hall", "Gọi số", "Hall", HEADS | HANDS | ADMINISTRATORS),
    Permission("page.postal", "Bưu chính", "Post", HEADS | HANDS | POSTMEN),
    Permission("page.accounts", "Tài khoản", "Accounts", ADMINISTRATORS),
    Permission("page.forecast", "Dự báo", "Forecast", REPORTING),
    Permission("page.api_access", "Kết nối", "Connections", ADMINISTRATORS),
    Permission("page.publication", "Công bố", "Publication", ADMINISTRATORS),
    Permission("page.data_health", "Sức khỏe dữ liệu", "Data health", HEADS | ADMINISTRATORS),
    Permission("page.what_if", "Nếu … thì sao", "What if", REPORTING),
    Permission("page.retention", "Lưu giữ dữ liệu", "Retention of data", ADMINISTRATORS),
    Permission("page.audit", "Nhật ký sử dụng", "Audit", ADMINISTRATORS),
    Permission("page.state", "Tình trạng hệ thống", "State of the system", ADMINISTRATORS),
    Permission("page.import", "Nhập nhật ký", "Import of a log", ADMINISTRATORS),
    Permission("act.submit", "Nộp hồ sơ", "Submit", HANDS),
    Permission("act.accept", "Tiếp nhận hồ sơ", "Accept", HANDS),
    Permission("act.refuse", "Từ chối tiếp nhận", "Refuse intake", HANDS),
    Permission("act.start", "Nhận xử lý", "Start", DECIDING | HANDS),
    Permission("act.finish", "Chuyển bước tiếp theo", "Finish step", DECIDING | HANDS),
    Permission("act.send_back", "Trả lại bước trước", "Send back", DECIDING | HANDS),
    Permission("act.ask_more", "Yêu cầu hoàn thiện hồ sơ", "Ask for more before intake", HANDS),
    Permission("act.supply", "Nộp giấy tờ bổ sung", "Hand in a supplement", HANDS),
    Permission("act.ask_supplement", "Yêu cầu bổ sung", "Ask for supplement", HANDS),
    Permission("act.receive_supplement", "Nhận bổ sung", "Receive supplement", HANDS),
    Permission("act.ask_payment", "Yêu cầu nghĩa vụ tài chính", "Ask for payment", HANDS),
    Permission("act.receive_payment", "Xác nhận đã nộp tiền", "Receive payment", HANDS),
    Permission("act.extend", "Xin lỗi và hẹn lại", "Extend with apology", HEADS),
    Permission("act.hand_over", "Chuyển cơ quan phối hợp", "Hand to another department", DECIDING),
    Permission("act.resolve", "Ghi nhận kết quả", "Resolve", DECIDING),
    Permission("act.reject", "Trả hồ sơ, nêu lý do", "Return with reasons", DECIDING),
    Permission("act.return", "Trả kết quả", "Return the result", HANDS),
    Permission("act.withdraw", "Rút hồ sơ", "Withdraw", HANDS),
    Permission("act.stop", "Dừng xử lý", "Stop", HEADS),
    Permission("act.reassign", "Phân công lại", "Reassign", HEADS),
    Permission("act.release", "Trả lại hàng chờ", "Release", DECIDING | HANDS),
    Permission("act.rate", "Đánh giá", "Rate", HANDS),
    Permission("act.take_fee", "Thu phí, lệ phí", "Take the fee", HANDS),
    Permission("act.ask_opinions", "Xin ý kiến phối hợp", "Ask for opinions", DECIDING),
    Permission("act.give_opinion", "Cho ý kiến phối hợp", "Give an opinion", DECIDING),
    Permission("act.take_opinion_back", "Rút lại ý kiến phối hợp", "Take an opinion back", DECIDING),
    Permission("act.waive_opinion", "Không chờ ý kiến nữa", "Go on without an opinion", HEADS),
    Permission("act.recall_opinions", "Thu hồi yêu cầu cho ý kiến", "Recall the requests", DECIDING),
    Permission("act.note", "Ghi chú", "Note", DECIDING | HANDS),
    Permission("act.correct", "Đính chính", "Correct", frozenset({"manager", "administrator"})),
    Permission("act.move", "Chuyển phiên bản thủ tục", "Move to another revision", ADMINISTRATORS),
    Permission("act.recount", "Tính lại ngày hẹn theo lịch", "Count the due date anew", ADMINISTRATORS),
    Permission("act.retime", "Tính lại hạn của bước", "Count the step's time anew", ADMINISTRATORS),
    Permission("act.log", "Ghi theo nhật ký nhập vào", "Record from an imported log", ADMINISTRATORS),
    Permission("hall.call", "Gọi số tại quầy", "Call numbers", HANDS),
    Permission("hall.arrange", "Thiết lập sảnh", "Arrange the hall", MANAGING),
    Permission("postal.handle", "Yêu cầu bưu chính", "Postal requests", HANDS),
    Permission("postal.carry", "Đi nhận và phát", "Pick up and deliver", HANDS | POSTMEN),
    Permission("reveal", "Xem dữ liệu cá nhân đã che", "Look behind the mask", DECIDING | HANDS),
    Permission("viewers", "Xem ai đã mở hồ sơ", "See who has looked at a dossier", HEADS | ADMINISTRATORS),
    Permission("print", "In biểu mẫu, sổ theo dõi", "Print forms and the register", HEADS | HANDS),
    Permission("alerts.acknowledge", "Nhận biết cảnh báo", "Acknowledge alerts", HEADS),
    Permission("alerts.rules", "Quy tắc cảnh báo", "Rules of alerts", LEADING),
    Permission("resend", "Gửi lại thông báo", "Send a notice again", MANAGING),
    Permission("templates", "Sửa mẫu thông báo", "Change templates of notices", ADMINISTRATORS),
    Permission("roster.edit", "Lập lịch phân công, nhân sự", "Plan rosters and staff", PLANNING),
    Permission("absence.decide", "Duyệt vắng mặt", "Decide on absences", HEADS),
    Permission("export", "Xuất dữ liệu đang xem", "Export what is shown", DECIDING | ADMINISTRATORS),
    Permission("report.enter", "Ghi nguyên nhân, điểm của báo cáo", "Enter reasons and points", REPORTING),
    Permission("report.close", "Chốt kỳ báo cáo", "Close a report period", CLOSING),
    Permission("import", "Nhập dữ liệu", "Import data", ADMINISTRATORS),
    Permission("catalogue", "Danh mục, lịch làm việc", "Catalogue and calendar", ADMINISTRATORS),
    Permission("users", "Tài khoản, phiên đăng nhập", "Accounts and sessions", ADMINISTRATORS),
    Permission("tokens", "Mã kết nối, webhook", "Tokens and webhooks", ADMINISTRATORS),
    Permission("audit", "Tìm trong nhật ký sử dụng", "Search the audit", ADMINISTRATORS),
    Permission("retention", "Xóa dữ liệu hết hạn lưu giữ", "Remove data past retention", ADMINISTRATORS),
    Permission("verify", "Kiểm chứng dữ liệu", "Prove the data", ADMINISTRATORS),
    Permission("metrics", "Số đo vận hành", "Operating metrics", ADMINISTRATORS),
)

_BY_ID = {permission.id: permission for permission in PERMISSIONS}


def may(viewer: Viewer, permission: str) -> bool:
    """Whether the viewer's role has this permission. Raises KeyError for one that is not in the table."""
    return viewer.role in _BY_ID[permission].roles


def require(viewer: Viewer, permission: str) -> None:
    """Raise `NotAllowed`, naming what is not allowed and to whom, unless the viewer may do it."""
    if may(viewer, permission):
        return
    wanted, role = _BY_ID[permission], ROLE_FACTS[viewer.role]
    meters.REFUSALS.labels("permission").inc()
    raise NotAllowed(
        f"Vai trò {role.vi} không được dùng “{wanted.vi}”.",
        f"The role {role.en} may not use “{wanted.en}”.",
    )


def pages_of(role: Role) -> tuple[str, ...]:
    """The pages of a role, in the order of the navigation: "overview", "waiting", …"""
    return tuple(
        permission.id.removeprefix("page.")
        for permission in PERMISSIONS
        if permission.id.startswith("page.") and role in permission.roles
    )
