"""What a dossier's document says of days: where it lay, when it ran, when it was overdue.

All functions are pure and return the fields that change. A day is counted by its end: a dossier
received and resolved on one day is in no backlog.
"""

from __future__ import annotations

from typing import Any

from dashboard.clock import date_of
from dashboard.flow.action import Moment
from models.dossier import OPEN, STILL_OPEN, UNKNOWN, Dossier, DueChange, Pause, Span, Stay, Visit, WorkKind
from models.opinion import Ending, Opinion

Updates = dict[str, Any]


def month_of(day: int) -> int:
    """The month of a day as one number: year × 12 + month − 1."""
    date = date_of(day)
    return date.year * 12 + date.month - 1


def pauses_within(
    pauses: tuple[Pause, ...], since: Any, until: Any, moment: Moment, holder: str = ""
) -> int:
    """Working milliseconds of ended pauses between two instants, by the hours of `holder` if it is named."""
    clock, total = moment.calendar.at(holder), 0
    for pause in pauses:
        begin, end = max(pause.began_at, since), min(pause.ended_at or until, until)
        if begin < end:
            total += clock.elapsed_ms(begin, end)
    return total


def queue_ms(visit: Visit, pauses: tuple[Pause, ...], moment: Moment) -> int:
    """Working milliseconds from arriving to being started, or until now; pauses taken out."""
    entered = visit.entered_at or moment.now
    started = visit.started_at or moment.now
    return moment.calendar.elapsed_ms(entered, started) - pauses_within(pauses, entered, started, moment)


def left_visit(visit: Visit, outcome: str, pauses: tuple[Pause, ...], moment: Moment) -> Visit:
    """The visit, left now: its durations are fixed here and nowhere else."""
    entered = visit.entered_at or moment.now
    started = visit.started_at or moment.now
    clock = moment.calendar
    handling = clock.elapsed_ms(started, moment.now) - pauses_within(pauses, started, moment.now, moment)
    late = None
    if visit.due_at is not None:
        # Its own time runs by the hours of its department; durations are all in the Office's, to add up.
        paused = pauses_within(pauses, entered, moment.now, moment, visit.holder)
        due = clock.at(visit.holder).add_ms(visit.due_at, paused) if paused else visit.due_at
        late = moment.now > due
    return visit.model_copy(
        update={
            "left_at": moment.now,
            "left_day": moment.day,
            "outcome": outcome,
            "calendar_ms": milliseconds(entered, moment.now),
            "queue_ms": queue_ms(visit, pauses, moment),
            "handling_ms": handling,
            "late": late,
        }
    )


def milliseconds(since: Any, until: Any) -> int:
    """Wall time between two instants, in whole milliseconds."""
    delta = until - since
    return int((delta.days * 86_400 + delta.seconds) * 1000 + delta.microseconds // 1000)


def end_run(dossier: Dossier, day: int) -> tuple[Span, ...]:
    """The overdue spans, when the clock stops (or the due day changes) on `day`."""
    if dossier.runs_since is None or dossier.due_day is None:
        return dossier.overdue
    since = max(dossier.due_day + 1, dossier.runs_since)
    return (*dossier.overdue, Span(since=since, until=day)) if since < day else dossier.overdue


def lie(dossier: Dossier, holder: str | None, step: str | None, day: int) -> Updates:
    """The dossier lies at `step` of `holder` from `day` on (None: nowhere, it is closed)."""
    updates: Updates = {"holder": holder, "step": step, "held_since": None if holder is None else day}
    if dossier.holder is not None and dossier.held_since is not None and dossier.held_since < day:
        stay = Stay(
            holder=dossier.holder, step=dossier.step or UNKNOWN, since=dossier.held_since, until=day
        )
        updates["stays"] = (*dossier.stays, stay)
    if holder is not None and holder not in dossier.holders:
        updates["holders"] = (*dossier.holders, holder)
    return updates


def new_due(dossier: Dossier, change: DueChange) -> Updates:
    """A due date with its place in the history of due dates."""
    days = dossier.due_days if change.due_day in dossier.due_days else (*dossier.due_days, change.due_day)
    return {
        "due_at": change.due_at,
        "due_day": change.due_day,
        "dues": (*dossier.dues, change),
        "due_days": days,
    }


def close(dossier: Dossier, outcome: str, moment: Moment) -> Updates:
    """The Office's time ends now: durations, timeliness and the days of the dossier are fixed.

    Queue and handling are those of visits at the responsible department; time at other holders is
    `other_ms`. So waiting = queue + handling + other, with pauses apart.
    """
    pauses = tuple(
        ended_pause(pause, moment) if pause.ended_at is None else pause for pause in dossier.pauses
    )
    visits = dossier.visits
    if dossier.visit is not None:
        kind = "finished" if outcome in ("resolved", "rejected") else "closed"
        visits = (*visits[:-1], left_visit(visits[-1], kind, pauses, moment))
    assert dossier.received_at is not None
    pause_ms = sum(pause.working_ms or 0 for pause in pauses)
    own = [visit for visit in visits if visit.holder == dossier.department]
    other = [visit for visit in visits if visit.holder != dossier.department]
    updates: Updates = {
        "visits": visits,
        "pauses": pauses,
        "outcome": outcome,
        "closed_at": moment.now,
        "closed_day": moment.day,
        "overdue": end_run(dossier, moment.day),
        "runs_since": None,
        "assignee": None,
        "waiting_ms": moment.calendar.elapsed_ms(dossier.received_at, moment.now) - pause_ms,
        "calendar_ms": milliseconds(dossier.received_at, moment.now),
        "pause_ms": pause_ms,
        "queue_ms": sum(visit.queue_ms or 0 for visit in own),
        "handling_ms": sum(visit.handling_ms or 0 for visit in own),
        "other_ms": sum((visit.queue_ms or 0) + (visit.handling_ms or 0) for visit in other),
    }
    updates |= lie(dossier, None, None, moment.day)
    updates |= settled_opinions(dossier, moment, finished=outcome == "resolved")
    if outcome in ("resolved", "rejected"):
        updates |= timeliness(dossier, moment.day)
    return updates


def timeliness(dossier: Dossier, closed_day: int) -> Updates:
    """Early, on the due day or late: by calendar day against the due day that the law set."""
    if dossier.law_due_day is None:
        return {}
    if closed_day < dossier.law_due_day:
        return {"timeliness": "early"}
    if closed_day == dossier.law_due_day:
        return {"timeliness": "on_due_day"}
    excused = dossier.due_day is not None and closed_day <= dossier.due_day
    return {"timeliness": "late", "excused": excused}


def ended_pause(pause: Pause, moment: Moment) -> Pause:
    """The pause, ended now."""
    return pause.model_copy(
        update={
            "ended_at": moment.now,
            "ended_day": moment.day,
            "working_ms": moment.calendar.elapsed_ms(pause.began_at, moment.now),
        }
    )


def ended_opinion(one: Opinion, ending: Ending, moment: Moment, text: str = "") -> Opinion:
    """An opinion that is waited for no longer: how it ended, when, and how long it took."""
    at, day = moment.now, moment.day
    if ending == "silent":
        assert one.due_at is not None and one.due_day is not None
        at, day = one.due_at, one.due_day
    return one.model_copy(
        update={
            "ending": ending,
            "given_at": at,
            "given_day": day,
            "given_by": moment.actor,
            "text": text,
            "working_ms": moment.calendar.at(one.department).elapsed_ms(one.asked_at, at),
            "late": None if one.due_at is None or ending == "dropped" else at > one.due_at,
        }
    )


def settled_opinions(dossier: Dossier, moment: Moment, *, finished: bool) -> Updates:
    """What leaving the step makes of opinions that are still waited for: consent, or no longer needed."""
    if not any(one.awaited for one in dossier.opinions):
        return {}
    return {
        "opinions": tuple(
            ended_opinion(one, "silent" if finished and one.consented(moment.day) else "dropped", moment)
            if one.awaited
            else one
            for one in dossier.opinions
        )
    }


def listing_keys(dossier: Dossier) -> Updates:
    """The keys by which lists find a dossier; a function of the rest of the document."""
    is_open = dossier.state in OPEN
    running = is_open and not dossier.paused
    left: tuple[str, ...] = tuple(
        dict.fromkeys(f"{v.holder}|{v.left_day}" for v in dossier.visits if v.left_day is not None)
    )
    return {
        "open_day": dossier.received_day if is_open else None,
        "running_due": dossier.due_day if running else None,
        "months": months_open(dossier),
        "left": left,
        "awaited": tuple(dict.fromkeys(one.department for one in dossier.opinions if one.awaited)),
        **turn_keys(dossier),
    }


def turn_keys(dossier: Dossier) -> Updates:
    """Whose turn it is, and the day by which their work is ordered: the due day where the clock runs.

    What comes from a log can only be read, so it waits for nobody.
    """
    desk: str | None = None
    kind: WorkKind = "todo"
    day: int | None = None
    if dossier.source == "office":
        visit = dossier.visit
        if dossier.state == "submitted":
            desk = dossier.route[0].holder if dossier.route else dossier.department
            kind, day = "accept", dossier.submitted_day
            if dossier.asked is not None:
                kind, day = "paused", dossier.asked.day
            elif dossier.supplied is not None:
                day = dossier.supplied.day
        elif dossier.state == "supplement" and dossier.supplied is not None:
            # It lies where it lay; to be taken in it waits at the desk that takes in.
            desk = dossier.route[0].holder if dossier.route else dossier.department
            kind, day = "accept", dossier.supplied.day
        elif dossier.state == "resolved":
            desk = dossier.department if visit is None else visit.holder
            kind, day = "return", dossier.closed_day
        elif dossier.state in OPEN and visit is not None:
            kind = "paused" if dossier.paused else "todo" if visit.assignee is None else "taken"
            desk, day = visit.holder, dossier.due_day
    return {"turn": None if desk is None else f"{desk}|{kind}", "turn_day": None if desk is None else day}


def months_open(dossier: Dossier) -> tuple[int, ...]:
    """The months at some day's end of which the dossier was open; `STILL_OPEN` while it is."""
    if dossier.state in OPEN:
        return (STILL_OPEN,)
    if dossier.problems or dossier.received_day is None or dossier.closed_day is None:
        return ()
    if dossier.closed_day <= dossier.received_day:
        return ()
    return tuple(range(month_of(dossier.received_day), month_of(dossier.closed_day - 1) + 1))
