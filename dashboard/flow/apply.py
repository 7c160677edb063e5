"""`apply`: the lifecycle as one pure function."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from dashboard.clock import WorkingCalendar
from dashboard.flow import facts
from dashboard.flow.action import Action, ActionRefused, Moment
from dashboard.flow.actions import RULES, refusal
from dashboard.flow.changes import difference
from dashboard.flow.facts import Updates
from dashboard.flow.logged import log
from models.dossier import Dossier
from models.event import Event, seal_of


def apply(
    dossier: Dossier | None,
    action: Action,
    actor: str,
    now: datetime,
    calendar: WorkingCalendar,
    *,
    change: str | None = None,
    recorded_at: datetime | None = None,
    trace: str = "",
) -> tuple[Dossier, Event]:
    """The dossier after `action`, and the event that tells of it.

    `now` is when it happens (an aware instant; where a clock has jumped back behind the dossier's
    last instant, that one counts), `recorded_at` when it is written down (by default `now`).
    `change` is the change's own id; a new one is made where it is None. `trace`: see `Event.trace`.

    Raises ActionRefused; the dossier given is never changed.
    """
    moment = Moment.of(actor, not_before(dossier, now), calendar)
    updates: Updates | None = None
    if action.name == "log":
        after = log(dossier, action, moment)
    elif action.name == "submit":
        after = submit(dossier, action, moment)
    else:
        dossier, updates = changed(dossier, action, moment)
        after = dossier.model_copy(update=updates)
    # Nobody else has this dossier yet: what follows from its fields is put into it, not into copies.
    fields, keys = after.__dict__, facts.listing_keys(after)
    fields.update(keys)
    body: dict[str, Any] = {
        "id": change or uuid.uuid4().hex,
        "dossier": after.id,
        "seq": 1 if dossier is None else dossier.version + 1,
        "action": action.name,
        "actor": actor,
        "at": moment.now,
        "recorded_at": recorded_at or moment.now,
        "note": action.note,
        "params": action.params(),
        "changes": difference(dossier, after, None if updates is None else updates | keys),
        "previous": "" if dossier is None else dossier.head,
        "trace": trace,
    }
    body["hash"] = seal_of(body)
    fields.update(version=body["seq"], head=body["hash"])
    return after, Event.made(body)


def submit(dossier: Dossier | None, action: Action, moment: Moment) -> Dossier:
    """A new application, before anybody has taken it in."""
    if dossier is not None:
        raise ActionRefused("Mã hồ sơ này đã có.", "There is a dossier with this code already.")
    if action.intake is None:
        raise ActionRefused("Thiếu thông tin hồ sơ.", "The application's data are missing.")
    given = action.intake
    return Dossier(
        id=given.code,
        state="submitted",
        submitted_at=moment.now,
        submitted_day=moment.day,
        procedure=given.procedure,
        revision=given.revision,
        field=given.field,
        department=given.department,
        level=given.level,
        channel=given.channel,
        applicant=given.applicant,
        route=given.route,
        # The desk that will take it in sees it already.
        holders=tuple(step.holder for step in given.route[:1]),
        term_value=given.term_value,
        term_unit=given.term_unit,
        answers=given.answers,
        components=given.components,
        papers=given.papers,
        fee=given.fee,
        note=given.note,
    )


def changed(dossier: Dossier | None, action: Action, moment: Moment) -> tuple[Dossier, Updates]:
    """The dossier, and what one of the registered actions changes in it."""
    if dossier is None:
        raise ActionRefused("Không tìm thấy hồ sơ.", "There is no such dossier.")
    reason = refusal(dossier, action.name, moment.day)
    if reason is not None:
        raise reason
    return dossier, RULES[action.name].function(dossier, action, moment)


def not_before(dossier: Dossier | None, now: datetime) -> datetime:
    """`now`, or the last instant of the dossier where the machine's clock has jumped back."""
    if dossier is None or dossier.source != "office":
        return now
    latest = now
    ends = (dossier.closed_at, dossier.returned_at)
    for instant in (dossier.submitted_at, dossier.received_at, *ends):
        if instant is not None and instant > latest:
            latest = instant
    if dossier.visits:
        last = dossier.visits[-1]
        for instant in (last.entered_at, last.started_at, last.left_at):
            if instant is not None and instant > latest:
                latest = instant
    for told in (dossier.asks, dossier.supplies):
        if told and told[-1].at > latest:
            latest = told[-1].at
    if dossier.pauses:
        for instant in (dossier.pauses[-1].began_at, dossier.pauses[-1].ended_at):
            if instant is not None and instant > latest:
                latest = instant
    for one in dossier.opinions:
        latest = max(latest, one.asked_at, one.given_at or one.asked_at)
    return latest
