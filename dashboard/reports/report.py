"""A report of form II.06a: counted, kept while nothing moves, and the dossiers behind each of its figures."""

from __future__ import annotations

import datetime
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.clock import day_of
from dashboard.progress import Progress
from dashboard.reports.form import Counts, Place, Placed, Tally, placed
from dashboard.reports.reading import Asked, dossiers
from models.cell import Cells
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: the official code of the online channel (DOMAIN §1.3: 1 at the counter, 2 online, 3 by post)
ONLINE_CODE = "2"
#: reports that are kept by each Office
KEPT = 32
#: how often a report is counted again that somebody acted upon meanwhile, so that it is of one instant
TRIES = 3


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one form, and when they were made."""

    asked: Asked
    #: the last day that they tell of: the last of the period, or the day of the report before that
    end: int
    cells: Mapping[Place, Counts]
    beside: Mapping[str, int]
    left_out: int
    made_at: datetime.datetime


class Reports:
    """Makes reports. One per process; safe between threads."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, Report] = OrderedDict()

    def online(self) -> frozenset[str]:
        """The channels that are online."""
        coded = {one.id for one in self._office.channels.all() if one.code == ONLINE_CODE}
        return frozenset({"online", *coded})

    def end(self, asked: Asked) -> int:
        """The last day that a report can tell of."""
        office = self._office
        known = None if asked.known_by is None else day_of(asked.known_by, office.store.zone)
        return asked.until(office.today(), known)

    def make(self, viewer: Viewer, asked: Asked, progress: Progress | None = None) -> Report:
        """The report, within what the viewer's scope counts; one that was made before where nothing moved.

        Raises NotAllowed, and NoHistory as of a past date in a store without events.
        """
        require(viewer, "page.reports")
        end = self.end(asked)
        key = self._key(viewer, asked, end)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None:
            return kept
        for _ in range(TRIES):
            before = Cells(self._office.store).epochs()
            tally = self._tallied(viewer, asked, end, progress)
            if Cells(self._office.store).epochs() == before:
                break
        made = Report(
            asked, end, tally.counts(), dict(tally.beside), tally.left_out, self._office.now()
        )
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def _tallied(self, viewer: Viewer, asked: Asked, end: int, progress: Progress | None) -> Tally:
        """All that a report counts, read once."""
        tally, online = Tally(), self.online()
        if end < asked.start:
            return tally
        span = Asked(asked.start, end, asked.where, asked.known_by)
        for document in dossiers(self._office, viewer, span, progress=progress):
            if document.get("problems"):
                tally.left_out += 1
                continue
            one = placed(document, asked.start, end, online)
            if one is not None:
                tally.take(one)
        return tally

    def members(
        self, viewer: Viewer, asked: Asked, number: int, progress: Progress | None = None
    ) -> list[Placed]:
        """The dossiers that a figure counts, column `number` of the rows that `asked.where` leaves.

        As many as the figure says; by code. Raises as `make`.
        """
        require(viewer, "page.reports")
        end, online = self.end(asked), self.online()
        span = Asked(asked.start, end, asked.where, asked.known_by)
        if end < asked.start:
            return []
        found = (
            placed(document, asked.start, end, online)
            for document in dossiers(self._office, viewer, span, progress=progress)
        )
        return sorted(
            (one for one in found if one is not None and one.counts_in(number)), key=lambda one: one.code
        )

    def _key(self, viewer: Viewer, asked: Asked, end: int) -> object:
        """What a report depends on: the question, the scope, and (of today) every change of a figure."""
        where = tuple(sorted((name, tuple(values)) for name, values in asked.where.items()))
        moved = (
            tuple(sorted(Cells(self._office.store).epochs().items())) if asked.known_by is None else ()
        )
        return (asked.start, end, where, asked.known_by, viewer.scope, moved)
