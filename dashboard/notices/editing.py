"""Changing templates and sending again: what people do about notices, each with its place in the audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from dashboard.access.masking import masked, masked_name
from dashboard.access.roles import require
from models.audit import Entry
from models.errors import MotcuaError, NotAllowed
from models.notice import Notice
from models.notice_template import PLACEHOLDERS, NoticeTemplate
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: an invented dossier, for the preview of a template
SAMPLE: Mapping[str, str] = {
    "code": "H33.902-261124-0001",
    "applicant": "Lê Văn Mẫu",
    "procedure": "Đăng ký thành lập công ty TNHH một thành viên",
    "department": "Sở Kế hoạch và Đầu tư",
    "centre": "Trung tâm Phục vụ hành chính công tỉnh Kiên Giang",
    "place": "Kiên Giang",
    "received": "08:15 24/11/2026",
    "due": "17:00 27/11/2026",
    "original_due": "17:00 25/11/2026",
    "reason": "thiếu bản sao giấy chứng nhận",
    "fee": "50.000 đồng (đã nộp)",
    "assignee": "Trần Văn Bình",
    "follow": "https://motcua.example.vn/cong/tra-cuu?ma=H33.902-261124-0001",
    "alert": "Quá hạn",
    "day": "24/11/2026",
    "figures": "- Tồn đọng: 97\n- Quá hạn: 5",
    "alerts": "- Quá hạn, Sở Giao thông vận tải: 7",
}


class BadTemplate(MotcuaError):
    """A template that cannot be filled in."""


def save(office: Office, viewer: Viewer, id: str, changed: Mapping[str, Any]) -> NoticeTemplate:
    """Change a template; notices made from now on follow it. Raises NotAllowed, BadTemplate."""
    require(viewer, "templates")
    before = office.notice_templates.get(id)
    if before is None:
        raise BadTemplate("Không có mẫu này.", "There is no such template.")
    after = checked(before, changed)
    office.notice_templates.put_many([after])
    office.outbox.forget()
    names = sorted(name for name in type(after).model_fields if getattr(before, name) != getattr(after, name))
    detail = {"template": id, "changed": ", ".join(names)}
    office.audit.add(
        Entry(
            at=office.now(),
            actor=viewer.user_id,
            action="catalogue_changed",
            subject="notice_templates",
            detail=detail,
        )
    )
    return after


def checked(template: NoticeTemplate, changed: Mapping[str, Any]) -> NoticeTemplate:
    """The template with what changed. Raises BadTemplate, which names what is wrong."""
    try:
        return NoticeTemplate.model_validate(template.model_dump() | dict(changed))
    except ValidationError as error:
        told = error.errors()[0]
        where = ".".join(str(part) for part in told["loc"])
        message = str(told["msg"]).removeprefix("Value error, ")
        known = ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
        raise BadTemplate(
            f"Mục {where}: {message}. Từ thay thế dùng được: {known}.",
            f"{where}: {message}. Placeholders that can be used: {known}.",
        ) from None


def send_again(office: Office, viewer: Viewer, ids: list[str]) -> int:
    """Queue notices that were given up; returns how many were. Raises NotAllowed."""
    require(viewer, "resend")
    again = 0
    for id in ids:
        notice = office.notices.get(id, viewer)
        if notice is None:
            raise NotAllowed(
                "Không có thông báo này trong phạm vi của bạn.", "There is no such notice in your scope."
            )
        if office.notices.requeue(id, office.now()):
            again += 1
            office.audit.add(
                Entry(
                    at=office.now(), actor=viewer.user_id, action="notice_requeued", subject=notice.dossier,
                    detail={"template": notice.template, "medium": notice.medium, "error": notice.error},
                )
            )  # fmt: skip
    return again


def shown(notice: Notice, viewer: Viewer) -> Notice:
    """The notice as this viewer may read it: the address masked by role, the name in its texts, too."""
    whole, masked_to = notice.person, masked_name(notice.person, viewer)
    texts = {"subject": notice.subject, "body": notice.body}
    if whole and whole != masked_to:
        texts = {name: text.replace(whole, masked_to) for name, text in texts.items()}
    address = notice.address if notice.audience == "staff" else masked(notice.address, viewer)
    return notice.model_copy(update={"address": address, "person": masked_to, **texts})
