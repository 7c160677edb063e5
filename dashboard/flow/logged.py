"""How a case of a foreign log becomes a dossier: the action "log" (see shared rules in docs/howto).

The log has one instant an event, so a visit's queue and handling cannot be told apart; the first
event of a case has no duration; an open case lies nowhere known. Every field of the case but its
result is that of its first row: a longer extract of the same log adds visits and the result.
"""

from __future__ import annotations

from datetime import datetime

from dashboard.clock import day_of
from dashboard.flow import facts
from dashboard.flow.action import Action, ActionRefused, Logged, Moment
from dashboard.flow.facts import Updates
from models.dossier import UNKNOWN, Dossier, DueChange, Span, Stay, Visit


def logged_visit(
    row: tuple[str, str, str | None, datetime | None, datetime], moment: Moment
) -> Visit:
    """A visit of a log's row (step, holder, assignee, entered, left)."""
    step, holder, assignee, entered, left = row
    return Visit(
        step=step,
        holder=holder,
        assignee=assignee,
        entered_at=entered,
        entered_day=None if entered is None else day_of(entered, moment.zone),
        left_at=left,
        left_day=day_of(left, moment.zone),
        outcome="logged",
        calendar_ms=None if entered is None else facts.milliseconds(entered, left),
    )


def log(dossier: Dossier | None, action: Action, moment: Moment) -> Dossier:
    """The dossier of a case, new or grown. Raises ActionRefused where it is not of the same log."""
    case = action.logged
    if case is None:
        raise ActionRefused("Thiếu dữ liệu của nhật ký.", "The log's case is missing.")
    if dossier is not None and dossier.source != case.source:
        raise ActionRefused(
            f"Mã {case.code} đã thuộc về hồ sơ từ nguồn khác.",
            f"Code {case.code} belongs to a dossier from another source.",
        )
    if dossier is None:
        dossier = Dossier(
            id=case.code,
            source=case.source,
            state="processing",
            procedure=case.procedure,
            field=case.field,
            department=case.department,
            level=case.level,
            channel=case.channel,
            received_at=case.received_at,
            received_day=day_of(case.received_at, moment.zone),
        )
        if case.due_at is not None:
            dossier = dossier.model_copy(update=first_due(dossier, case.due_at, moment))
    visits = tuple(logged_visit(row, moment) for row in case.visits)
    holders = tuple(dict.fromkeys(visit.holder for visit in visits))
    dossier = dossier.model_copy(update={"visits": visits, "holders": holders})
    return dossier.model_copy(update=ends(dossier, case, moment))


def first_due(dossier: Dossier, due: datetime, moment: Moment) -> Updates:
    """The due date as the log has it; nothing moves it."""
    day = day_of(due, moment.zone)
    received = dossier.received_at
    assert received is not None
    received_day = day_of(received, moment.zone)
    change = DueChange(due_at=due, due_day=day, at=received, day=received_day, cause="received")
    limit = moment.calendar.elapsed_ms(received, due) if due > received else None
    return {
        "original_due_at": due,
        "law_due_at": due,
        "law_due_day": day,
        "limit_ms": limit,
        "runs_since": dossier.received_day,
        **facts.new_due(dossier, change),
    }


def ends(dossier: Dossier, case: Logged, moment: Moment) -> Updates:
    """Open, resolved, or resolved before it was received (which is impossible, and flagged)."""
    received, day = dossier.received_at, dossier.received_day
    assert received is not None and day is not None
    result = case.resolved_at or dossier.closed_at
    if result is None:
        return {"state": "processing", "holder": UNKNOWN, "held_since": day, "runs_since": day}
    closed_day = day_of(result, moment.zone)
    updates: Updates = {
        "state": "resolved",
        "outcome": "resolved",
        "closed_at": result,
        "closed_day": closed_day,
        "holder": None,
        "held_since": None,
        "runs_since": None,
        "stays": (),
        "overdue": (),
        **facts.timeliness(dossier, closed_day),
    }
    if result < received:
        return updates | {"problems": ("ends_before_start",)}
    updates["waiting_ms"] = moment.calendar.elapsed_ms(received, result)
    updates["calendar_ms"] = facts.milliseconds(received, result)
    if day < closed_day:
        updates["stays"] = (Stay(holder=UNKNOWN, step=UNKNOWN, since=day, until=closed_day),)
    if dossier.due_day is not None and max(dossier.due_day + 1, day) < closed_day:
        updates["overdue"] = (Span(since=max(dossier.due_day + 1, day), until=closed_day),)
    return updates
