"""The dossiers of a period, as they stood when something had been recorded: today's, or folded from events.

What was recorded later does not reach a report as of a past date (DESIGN §5): a dossier with a later
event is folded from its events up to that instant, every other one is as the store has it. Such a report
reads, beside the dossiers, the instants of their events. One batch of dossiers is all that is held.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from dashboard.clock import date_of
from dashboard.cube.check import EVENTS_LEFT_OUT
from dashboard.cube.members import equal
from dashboard.cube.past import open_on
from dashboard.cube.question import narrowed
from dashboard.flow.changes import folded
from dashboard.flow.facts import month_of
from dashboard.progress import Progress
from dashboard.reports.form import FIELDS, counted
from models.batches import batches
from models.dossier import STILL_OPEN, UNKNOWN
from models.errors import MotcuaError
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

Document = Mapping[str, Any]
Where = Mapping[str, tuple[str, ...]]
#: days of receipt asked for at once
WINDOW = 16
#: dossiers whose events are folded together
BATCH = 250
#: what a scope asks for, and how an event is folded
NEEDED = ("department", "field", "holders", "received_day")


class NoHistory(MotcuaError):
    """The history was left out when the store was filled, so that no past state can be told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A report: inclusive days, conditions, and what had been recorded by when (None: by now)."""

    start: int
    end: int
    where: Where = field(default_factory=dict)
    known_by: datetime.datetime | None = None

    def until(self, today: int, known_day: int | None) -> int:
        """The last day that can be told of: of a period that is not over, the day of the report."""
        return min(self.end, today if known_day is None else known_day)


def end_of_day(day: int, zone: datetime.tzinfo) -> datetime.datetime:
    """The last millisecond of a local day, in UTC: what was recorded by then was recorded on that day."""
    midnight = datetime.datetime.combine(date_of(day + 1), datetime.time(), zone)
    return (midnight - datetime.timedelta(milliseconds=1)).astimezone(datetime.UTC)


def dossiers(
    office: Office, viewer: Viewer, asked: Asked, fields: Sequence[str] = FIELDS,
    progress: Progress | None = None,
) -> Iterator[Document]:  # fmt: skip
    """Every dossier that the form of a period counts, and those received in it with impossible dates.

    Within what the viewer's scope counts; in no order. Raises NoHistory as of a past date where the store was
    filled without its events.
    """
    where = narrowed(asked.where, viewer)
    if asked.known_by is None:
        yield from _stored(office, viewer, asked, where, fields, _Steps(progress, asked))
        return
    for one in then_and_now(office, viewer, asked, fields, progress):
        if one.then is not None and _wanted(one.then, where) and relevant(one.then, asked):
            yield one.then


@dataclass(frozen=True, slots=True)
class Both:
    """A dossier as it is, as it was known then (None: not at all), and whether it was touched since."""

    now: Document
    then: Document | None
    touched: bool


def then_and_now(
    office: Office, viewer: Viewer, asked: Asked, fields: Sequence[str] = FIELDS,
    progress: Progress | None = None,
) -> Iterator[Both]:  # fmt: skip
    """Every dossier that a report counts now or counted when only what was recorded by `known_by` was known.

    Raises NoHistory in a store that was filled without its events.
    """
    if office.meta.get(EVENTS_LEFT_OUT):
        raise NoHistory(
            "Dữ liệu này được nạp không kèm lịch sử, nên không dựng lại được báo cáo của một ngày đã qua.",
            "These data were loaded without their history, so no report of a past day can be made again.",
        )
    assert asked.known_by is not None
    where, tell = narrowed(asked.where, viewer), _Steps(progress, asked)
    stored = _stored(office, viewer, asked, where, fields, tell)
    for rows in batches(chain(stored, _logged(office, viewer, asked, where, fields)), BATCH):
        touched = office.events.touched([row["_id"] for row in rows], asked.known_by)
        then = as_known(office, sorted(touched), asked.known_by) if touched else {}
        for row in rows:
            code = row["_id"]
            yield Both(row, then.get(code), True) if code in touched else Both(row, row, False)


def relevant(document: Document, asked: Asked) -> bool:
    """Whether a report reads it at all: it is counted, or received in the period with impossible dates."""
    received = document.get("received_day")
    if received is None:
        return False
    wrong = bool(document.get("problems")) and asked.start <= received <= asked.end
    return wrong or counted(document, asked.start, asked.end)


def as_known(office: Office, codes: Sequence[str], known_by: datetime.datetime) -> dict[str, Document]:
    """The dossiers as they stood when nothing after `known_by` was recorded; those that there were."""
    found: dict[str, Document] = {}
    for code, history in office.events.of_many(codes).items():
        known = []
        for event in history:
            if event["recorded_at"] > known_by:
                break
            known.append((event["changes"], event["hash"]))
        if known:
            found[code] = folded(code, known)
    return found


def _stored(
    office: Office, viewer: Viewer, asked: Asked, where: Where, fields: Sequence[str], tell: _Steps
) -> Iterator[Document]:
    """The dossiers as they are: received in the period by windows of days, and open when it began."""
    shown = dict.fromkeys((*fields, *NEEDED), 1)
    before = asked.start - 1
    bound = {"months": {"$in": [month_of(before), STILL_OPEN]}, **equal(where)}
    for row in office.dossiers.find(bound, viewer, shown):
        if open_on(row, before):
            yield row
    tell.done(1)
    for first in range(asked.start, asked.end + 1, WINDOW):
        last = min(first + WINDOW - 1, asked.end)
        query = {"received_day": {"$gte": first, "$lte": last}, **equal(where)}
        yield from office.dossiers.find(query, viewer, shown)
        tell.done(1)


def _logged(
    office: Office, viewer: Viewer, asked: Asked, where: Where, fields: Sequence[str]
) -> Iterator[Document]:
    """Cases of logs that ended before the period, in a store that has any.

    Only these can have been open then and be closed before it now: an action of the Office happens when it is
    recorded, but a longer extract of a log tells of a result long after it was there.
    """
    first = office.cube.first_day() if office.steps.all() else asked.start
    shown = dict.fromkeys((*fields, *NEEDED), 1)
    for begin in range(first, asked.start, WINDOW):
        end = min(begin + WINDOW, asked.start) - 1
        bound = {"closed_day": {"$gte": begin, "$lte": end}, "source": {"$ne": "office"}, **equal(where)}
        rows = office.dossiers.find(bound, viewer, shown)
        # One that was received in the period has impossible dates, and is among what was received in it.
        yield from (row for row in rows if row["received_day"] < asked.start)


def _wanted(document: Document, where: Where) -> bool:
    """Whether a dossier meets the conditions, which hold the viewer's scope already."""
    return all(document.get(name, UNKNOWN) in values for name, values in where.items())


class _Steps:
    """How far a reading has come, in the queries and folded dossiers that it takes."""

    def __init__(self, progress: Progress | None, asked: Asked) -> None:
        self._progress = progress
        self._done, self._all = 0, 1 + max(0, -((asked.start - asked.end - 1) // WINDOW))

    def done(self, steps: int) -> None:
        """So much more is done."""
        self._done += steps
        if self._progress is not None:
            self._progress(min(self._done, self._all), self._all)
