"""The actions that stop the clock, let it run again, and move the due date."""

from __future__ import annotations

from datetime import datetime

from dashboard.clock import Term, day_of
from dashboard.flow import facts
from dashboard.flow.action import Action, ActionRefused, Moment
from dashboard.flow.facts import Updates
from dashboard.flow.rules import WORKING, Need, current, need, rule
from models.dossier import Dossier, DueChange, Pause, PauseKind


def pause(dossier: Dossier, action: Action, moment: Moment, kind: PauseKind) -> Updates:
    """Stop the clock: the applicant has to do something first."""
    stopped = Pause(kind=kind, reason=action.reason, began_at=moment.now, began_day=moment.day)
    return {
        "state": kind,
        "pauses": (*dossier.pauses, stopped),
        "overdue": facts.end_run(dossier, moment.day),
        "runs_since": None,
    }


def promised(
    dossier: Dossier, term: Term, original: datetime, pauses: tuple[Pause, ...], moment: Moment
) -> tuple[datetime, datetime]:
    """The law's due date, `original` moved by the pauses that have ended, and the present one, in which an
    extension that was granted stands."""
    assert dossier.received_at is not None
    clock = moment.calendar
    spans = [(p.began_at, p.ended_at) for p in pauses if p.ended_at is not None]
    law = clock.moved(original, dossier.received_at, term, spans)
    granted = next((change for change in reversed(dossier.dues) if change.cause == "extension"), None)
    if granted is None:
        return law, law
    after = [span for span in spans if span[1] > granted.at]
    day_term = Term(value=1, unit="working_day")
    return law, max(law, clock.moved(granted.due_at, granted.at, day_term, after))


def resume(dossier: Dossier, moment: Moment) -> Updates:
    """The clock runs again: the law's due date and the present one move by the pauses."""
    pauses = (*dossier.pauses[:-1], facts.ended_pause(dossier.pauses[-1], moment))
    updates: Updates = {"state": "processing", "pauses": pauses, "runs_since": moment.day}
    if dossier.original_due_at is None or dossier.term_unit is None or dossier.received_at is None:
        return updates
    assert dossier.term_value is not None
    term = Term(value=dossier.term_value, unit=dossier.term_unit)
    law, due = promised(dossier, term, dossier.original_due_at, pauses, moment)
    updates |= {"law_due_at": law, "law_due_day": day_of(law, moment.zone)}
    if due == dossier.due_at:
        return updates
    due_day = day_of(due, moment.zone)
    change = DueChange(due_at=due, due_day=due_day, at=moment.now, day=moment.day, cause="pause")
    return updates | facts.new_due(dossier, change)


def supplement_needs(dossier: Dossier) -> tuple[Need, ...]:
    """Guidance is given in full once (NĐ 63/2010 art. 20.4); asking again needs somebody who approves it."""
    again = any(each.kind == "supplement" for each in dossier.pauses)
    return ("reason", "approver") if again else ("reason",)


@rule("ask_supplement", WORKING, "Yêu cầu bổ sung", "Ask for supplement", guard=current,
      needs=supplement_needs, takes=("approver",))  # fmt: skip
def ask_supplement(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Ask the applicant for papers (form 02): needs `reason`, a second time `approver`; the clock stands."""
    need(action.reason, "Yêu cầu bổ sung phải ghi rõ nội dung.", "Say what has to be supplied.")
    if "approver" in supplement_needs(dossier):
        words = "Yêu cầu bổ sung lần nữa phải có người phê duyệt.", "Asking again needs an approver."
        need(action.approver, *words)
    return pause(dossier, action, moment, "supplement")


@rule("receive_supplement", ("supplement",), "Nhận bổ sung", "Receive supplement")
def receive_supplement(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The papers are here; the clock runs again."""
    return resume(dossier, moment)


@rule("ask_payment", WORKING, "Yêu cầu nghĩa vụ tài chính", "Ask for payment", guard=current,
      takes=("reason",))  # fmt: skip
def ask_payment(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Ask the applicant to pay; the clock stands."""
    return pause(dossier, action, moment, "payment")


@rule("receive_payment", ("payment",), "Xác nhận đã nộp tiền", "Receive payment")
def receive_payment(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """It is paid; the clock runs again."""
    return resume(dossier, moment)


def is_before_due_day(dossier: Dossier, day: int) -> None:
    """Refuse where there is no due date, or where the apology would come too late."""
    if dossier.due_at is None or dossier.due_day is None:
        raise ActionRefused("Hồ sơ không có ngày hẹn trả.", "The dossier has no due date.")
    if day >= dossier.due_day:
        raise ActionRefused(
            "Văn bản xin lỗi phải gửi trước ngày hẹn trả ít nhất một ngày.",
            "The apology has to be sent at least one day before the due day.",
        )


def extension_needs(dossier: Dossier) -> tuple[Need, ...]:
    """A second extension needs somebody who approves it."""
    again = any(change.cause == "extension" for change in dossier.dues)
    return ("reason", "due_at", "approver") if again else ("reason", "due_at")


@rule("extend", WORKING, "Xin lỗi và hẹn lại", "Extend with apology", guard=is_before_due_day,
      needs=extension_needs, takes=("approver",))  # fmt: skip
def extend(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """A new `due_at` with `reason` (form 04), at least a day before the due day; once, or with `approver`."""
    need(action.reason, "Hẹn lại phải ghi lý do xin lỗi.", "An extension needs its reason.")
    if action.due_at is None:
        raise ActionRefused("Hãy chọn ngày hẹn lại.", "Choose the new due date.")
    if dossier.due_at is not None and action.due_at <= dossier.due_at:
        raise ActionRefused("Ngày hẹn lại phải sau ngày hẹn trả.", "The new due date must be later.")
    if "approver" in extension_needs(dossier):
        words = "Hẹn lại lần hai phải có người phê duyệt.", "A second extension needs an approver."
        need(action.approver, *words)
    change = DueChange(
        due_at=action.due_at,
        due_day=day_of(action.due_at, moment.zone),
        at=moment.now,
        day=moment.day,
        cause="extension",
        reason=action.reason,
        approver=action.approver,
    )
    return {
        "overdue": facts.end_run(dossier, moment.day),
        "runs_since": moment.day,
        **facts.new_due(dossier, change),
    }
