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
from dashboard.flow.logged import log
from models.dossier import Dossier
from models.event import Event


def apply(
    dossier: Dossier | None,
    action: Action,
    actor: str,
    now: datetime,
    calendar: WorkingCalendar,
    *,
    change: str | None = None,
    recorded_at: datetime | None = None,
) -> tuple[Dossier, Event]:
    """The dossier after `action`, and the event that tells of it.

    `now` is when it happens (an aware instant; where a clock has jumped back behind the dossier's
    last instant, that one counts), `recorded_at` when it is written down (by default `now`).
    `change` is the change's own id; a new one is made where it is None.

    Raises ActionRefused; the dossier given is never changed.
    """
    moment = Moment.of(actor, not_before(dossier, now), calendar)
    if action.name == "log":
        after = log(dossier, action, moment)
    elif action.name == "submit":
        after = submit(dossier, action, moment)
    else:
        after = changed(dossier, action, moment)
    after = after.model_copy(update=facts.listing_keys(after))
    before_document: dict[str, Any] = {} if dossier is None else dossier.document()
    event = Event(
        id=change or uuid.uuid4().hex,
        dossier=after.id,
        seq=1 if dossier is None else dossier.version + 1,
        action=action.name,
        actor=actor,
        at=moment.now,
        recorded_at=recorded_at or moment.now,
        note=action.note,
        params=action.params(),
        changes=difference(before_document, after.document()),
        previous="" if dossier is None else dossier.head,
    )
    sealed = event.model_copy(update={"hash": event.seal()})
    return after.model_copy(update={"version": event.seq, "head": sealed.hash}), sealed


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


def changed(dossier: Dossier | None, action: Action, moment: Moment) -> Dossier:
    """The dossier after one of the registered actions."""
    if dossier is None:
        raise ActionRefused("Không tìm thấy hồ sơ.", "There is no such dossier.")
    reason = refusal(dossier, action.name, moment.day)
    if reason is not None:
        raise reason
    return dossier.model_copy(update=RULES[action.name].function(dossier, action, moment))


def not_before(dossier: Dossier | None, now: datetime) -> datetime:
    """`now`, or the last instant of the dossier where the machine's clock has jumped back."""
    if dossier is None or dossier.source != "office":
        return now
    instants = [now, dossier.submitted_at, dossier.received_at, dossier.closed_at]
    if dossier.visits:
        instants += [dossier.visits[-1].entered_at, dossier.visits[-1].started_at, dossier.visits[-1].left_at]
    if dossier.pauses:
        instants += [dossier.pauses[-1].began_at, dossier.pauses[-1].ended_at]
    return max(instant for instant in instants if instant is not None)
