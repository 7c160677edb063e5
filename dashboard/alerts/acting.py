"""What people do about alerts: know of one, make and change rules, choose what they are sent."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.alerts.judging import BadRule, check
from models.alert_rule import MOST_RULES, AlertRule
from models.audit import Entry
from models.errors import MotcuaError, NotAllowed
from models.store import Session
from models.subscription import Subscription
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

LONGEST_NOTE = 300


def acknowledge(office: Office, viewer: Viewer, id: str, note: str = "") -> None:
    """Say that one knows of an alert and sees to it.

    Raises NotAllowed, and MotcuaError where somebody was first or the note is too long.
    """
    require(viewer, "alerts.acknowledge")
    told = " ".join(note.split())
    if len(told) > LONGEST_NOTE:
        raise MotcuaError(
            f"Ghi chú dài quá {LONGEST_NOTE} ký tự; chưa lưu gì.",
            f"The note has more than {LONGEST_NOTE} letters; nothing was kept.",
        )
    if office.alerts.get(id, viewer) is None:
        raise NotAllowed(
            "Không có cảnh báo này trong phạm vi của bạn.", "There is no such alert in your scope."
        )
    now = office.now()
    entry = Entry(at=now, actor=viewer.user_id, action="alert_acknowledged", subject=id)

    def write(session: Session) -> bool:
        first = office.alerts.acknowledge(id, viewer.user_id, told, now, session)
        if first:
            office.audit.add(entry, session)
        return first

    if not office.store.transact(write):
        raise MotcuaError(
            "Đã có người nhận biết cảnh báo này trước bạn.",
            "Somebody has acknowledged this alert before you.",
        )


def save_rule(office: Office, viewer: Viewer, rule: AlertRule) -> AlertRule:
    """Keep a new or changed rule. Raises NotAllowed, BadRule."""
    require(viewer, "alerts.rules")
    check(rule)
    there = {one.id for one in office.alert_rules.all()}
    if rule.id not in there and len(there) >= MOST_RULES:
        raise BadRule(
            f"Đã có {MOST_RULES} quy tắc; hãy xóa bớt.", f"There are {MOST_RULES} rules; remove some of them."
        )
    office.alert_rules.put(rule)
    _audit(office, viewer, rule.id, "saved")
    return rule


def remove_rule(office: Office, viewer: Viewer, id: str) -> None:
    """Take a rule out; its open alerts end at the next look. Raises NotAllowed."""
    require(viewer, "alerts.rules")
    office.alert_rules.remove(id)
    _audit(office, viewer, id, "removed")


def new_rule_id() -> str:
    """An id for a new rule."""
    return f"rule-{uuid.uuid4().hex[:8]}"


def subscribe(office: Office, viewer: Viewer, wanted: Subscription) -> None:
    """Keep what the viewer wants to be sent. Raises NotAllowed for somebody else's."""
    require(viewer, "page.alerts")
    if wanted.user != viewer.user_id:
        raise NotAllowed("Chỉ đổi được đăng ký của mình.", "One changes only what one is sent oneself.")
    if wanted.board and office.boards.get(viewer, wanted.board) is None:
        raise NotAllowed("Không có bảng này cho bạn.", "There is no such board for you.")
    office.subscriptions.put(wanted)


def _audit(office: Office, viewer: Viewer, id: str, what: str) -> None:
    office.audit.add(
        Entry(
            at=office.now(),
            actor=viewer.user_id,
            action="catalogue_changed",
            subject="alert_rules",
            detail={"rule": id, "change": what},
        )
    )
