"""The actions that count the term of a dossier in flight anew: another revision, another calendar."""

from __future__ import annotations

from datetime import datetime

from dashboard.clock import Term, day_of
from dashboard.flow import facts
from dashboard.flow.action import Action, ActionRefused, Moment
from dashboard.flow.deadlines import promised
from dashboard.flow.facts import Updates
from dashboard.flow.rules import IN_HAND, current, need, rule
from models.dossier import Dossier, DueCause, DueChange, RouteStep


def is_timed(dossier: Dossier, day: int) -> None:
    """Refuse where the dossier is at no step, or has no time limit to count anew."""
    current(dossier)
    if dossier.received_at is None or dossier.original_due_at is None:
        raise ActionRefused("Hồ sơ không có ngày hẹn trả.", "The dossier has no due date.")


@rule("move", IN_HAND, "Chuyển phiên bản thủ tục", "Move to another revision", guard=is_timed,
      needs=("reason", "target"))  # fmt: skip
def move(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Under the revision of `target` from now on; needs `reason`.

    The step at which it is goes on as it was begun: it has to be one of the new way as well. The term is
    counted anew from the receipt, with the pauses there were; an extension that was granted stands. What
    the due date was stays in its history.
    """
    need(action.reason, "Chuyển phiên bản phải ghi lý do.", "Moving to a revision needs its reason.")
    target = action.target
    if target is None:
        raise ActionRefused("Hãy chọn phiên bản.", "Choose the revision.")
    if target.revision == dossier.revision:
        raise ActionRefused("Hồ sơ đã theo phiên bản này.", "The dossier is under this revision already.")
    here = next((step for step in target.route if step.step == dossier.step), None)
    if here is None or here.kind == "return":
        raise ActionRefused(
            "Bước hiện tại không có trong quy trình của phiên bản mới; hãy chuyển khi hồ sơ sang bước khác.",
            "The present step is not one of the new revision; move the dossier once it has gone on.",
        )
    assert dossier.received_at is not None
    term = Term(value=target.term_value, unit=target.term_unit)
    original = moment.calendar.due(dossier.received_at, term)
    law, due = promised(dossier, term, original, dossier.pauses, moment)
    updates: Updates = {
        "revision": target.revision,
        "term_value": target.term_value,
        "term_unit": target.term_unit,
        "route": target.route,
        "original_due_at": original,
        "law_due_at": law,
        "law_due_day": day_of(law, moment.zone),
        "limit_ms": moment.calendar.elapsed_ms(dossier.received_at, original),
    }
    return updates | new_promise(dossier, due, "revision", action.reason, moment)


@rule("recount", IN_HAND, "Tính lại ngày hẹn theo lịch", "Count the due date anew", guard=is_timed,
      needs=("reason",))  # fmt: skip
def recount(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The due date by the calendar as it is now, counted from the receipt; needs `reason`.

    The pauses and an extension that was granted stand; the due dates that were stay in the history. Steps
    keep the time that they were given.
    """
    need(action.reason, "Tính lại ngày hẹn phải ghi lý do.", "Counting anew needs its reason.")
    assert dossier.received_at is not None
    assert dossier.term_value is not None and dossier.term_unit is not None
    term = Term(value=dossier.term_value, unit=dossier.term_unit)
    original = moment.calendar.due(dossier.received_at, term)
    law, due = promised(dossier, term, original, dossier.pauses, moment)
    updates: Updates = {
        "original_due_at": original,
        "law_due_at": law,
        "law_due_day": day_of(law, moment.zone),
        "limit_ms": moment.calendar.elapsed_ms(dossier.received_at, original),
    }
    return updates | new_promise(dossier, due, "calendar", action.reason, moment)


def own_step(dossier: Dossier) -> RouteStep | None:
    """The step of the route at which the dossier lies, where it is at the department of the route."""
    visit = current(dossier)
    return next(
        (one for one in dossier.route if (one.step, one.holder) == (visit.step, visit.holder)), None
    )


def has_own_time(dossier: Dossier, day: int) -> None:
    """Refuse where the step has no time limit of the process: none, or one agreed when it was handed over."""
    step = own_step(dossier)
    if step is None or step.limit_ms is None or current(dossier).entered_at is None:
        raise ActionRefused(
            "Bước hiện tại không có thời hạn theo quy trình.", "The present step has no limit of the process."
        )


@rule("retime", IN_HAND, "Tính lại hạn của bước", "Count the step's time anew", guard=has_own_time,
      needs=("reason",))  # fmt: skip
def retime(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The limit of the present step by the hours of its department as they are now; needs `reason`.

    The due date that is promised to the applicant stays.
    """
    need(action.reason, "Tính lại hạn của bước phải ghi lý do.", "Counting anew needs its reason.")
    visit, step = current(dossier), own_step(dossier)
    assert step is not None and step.limit_ms is not None and visit.entered_at is not None
    due = moment.calendar.at(visit.holder).add_ms(visit.entered_at, step.limit_ms)
    return {"visits": (*dossier.visits[:-1], visit.model_copy(update={"due_at": due}))}


def new_promise(dossier: Dossier, due: datetime, cause: DueCause, reason: str, moment: Moment) -> Updates:
    """Another due date from now on; nothing where it is the same. Days already overdue stay so."""
    if due == dossier.due_at:
        return {}
    change = DueChange(
        due_at=due, due_day=day_of(due, moment.zone), at=moment.now, day=moment.day, cause=cause,
        reason=reason,
    )  # fmt: skip
    updates = facts.new_due(dossier, change)
    if dossier.runs_since is not None:
        updates |= {"overdue": facts.end_run(dossier, moment.day), "runs_since": moment.day}
    return updates
