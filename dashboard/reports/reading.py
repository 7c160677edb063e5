"""The dossiers of a period, as they stood when something had been recorded: today's, or folded from events.

What was recorded later does not reach a report as of a past date (DESIGN §5): a dossier with a later
event is folded from its events up to that instant, every other one is as the store has it. So such a
report costs what today's costs and, beside it, what has been done since. One batch of dossiers and the codes
of those touched since are all that is held.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    tell = _Steps(progress, asked)
    if asked.known_by is None:
        yield from _stored(office, viewer, asked, where, fields, tell)
        return
    touched = touched_since(office, asked.known_by)
    tell.more(len(touched))
    for row in _stored(office, viewer, asked, where, fields, tell):
        if row["_id"] not in touched:
            yield row
    for code_batch in batches(sorted(touched), BATCH):
        for document in as_known(office, code_batch, asked.known_by).values():
            if _wanted(document, where) and relevant(document, asked):
                yield document
        tell.done(len(code_batch))


def relevant(document: Document, asked: Asked) -> bool:
    """Whether a report reads it at all: it is counted, or received in the period with impossible dates."""
    received = document.get("received_day")
    if received is None:
        return False
    wrong = bool(document.get("problems")) and asked.start <= received <= asked.end
    return wrong or counted(document, asked.start, asked.end)


def touched_since(office: Office, instant: datetime.datetime) -> set[str]:
    """The codes of the dossiers with an event recorded after `instant`. Raises NoHistory."""
    if office.meta.get(EVENTS_LEFT_OUT):
        raise NoHistory(
            "Dữ liệu này được nạp không kèm lịch sử, nên không dựng lại được báo cáo của một ngày đã qua.",
            "These data were loaded without their history, so no report of a past day can be made again.",
        )
    return set(office.events.recorded_after(instant, office.now()))


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


def _wanted(document: Document, where: Where) -> bool:
    """Whether a dossier meets the conditions, which hold the viewer's scope already."""
    return all(document.get(name, UNKNOWN) in values for name, values in where.items())


class _Steps:
    """How far a reading has come, in the queries and folded dossiers that it takes."""

    def __init__(self, progress: Progress | None, asked: Asked) -> None:
        self._progress = progress
        self._done, self._all = 0, 1 + max(0, -((asked.start - asked.end - 1) // WINDOW))

    def more(self, steps: int) -> None:
        """There is more to do than was known."""
        self._all += steps

    def done(self, steps: int) -> None:
        """So much more is done."""
        self._done += steps
        if self._progress is not None:
            self._progress(min(self._done, self._all), self._all)
