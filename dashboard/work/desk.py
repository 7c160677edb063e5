"""What waits for whom: one person's dossiers, and those that wait at a department, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.work.order import Urgency, asked_urgency, in_order
from models.dossier import Dossier, WorkKind
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: dossiers on one page
PAGE = 20
#: windows double from one day at today to this many days on either side; beyond lies one more each way
WIDEST = 128
#: a day after every day that there is
LAST_DAY = 4_000_000

Job = tuple[Dossier, Urgency]
Key = tuple[int, datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last job of a page: its day and its place in the order."""

    day: int
    key: Key


@dataclass(frozen=True, slots=True)
class Jobs:
    """One page of work, in order, and where the next one goes on (None: the end)."""

    rows: list[Job]
    after: Cursor | None


class Desk:
    """Reads the work of people and departments, always within the viewer's scope."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def mine(self, viewer: Viewer) -> list[Job]:
        """Everything that the viewer has in hand, in order."""
        office = self._office
        return in_order(office.dossiers.held_by(viewer.user_id, viewer), office.now(), office.calendar())

    def page(
        self, viewer: Viewer, department: str, kind: WorkKind, after: Cursor | None = None, limit: int = PAGE
    ) -> Jobs:
        """What `department` has to do of one kind: `limit` jobs in order, after the cursor.

        Read in windows of days, narrow around today, so that neither a long backlog nor an old one is
        read whole; `turn_day` grows with the order of `urgency`, so the windows are in order too.
        """
        office = self._office
        rows: list[Job] = []
        for first, last in windows(office.today()):
            if after is not None and last < after.day:
                continue
            found = office.dossiers.at_desk(department, kind, first, last, viewer)
            jobs = in_order(found, office.now(), office.calendar())
            rows += [job for job in jobs if after is None or place(job) > (after.day, after.key)]
            if len(rows) > limit:
                day, key = place(rows[limit - 1])
                return Jobs(rows[:limit], Cursor(day, key))
        return Jobs(rows, None)

    def asked(self, viewer: Viewer, department: str) -> list[Job]:
        """The dossiers on which an opinion of `department` is waited for, by when it is."""
        office = self._office
        now, calendar = office.now(), office.calendar()
        found = office.dossiers.asked_of(department, viewer)
        rated = [(dossier, asked_urgency(dossier, department, now, calendar)) for dossier in found]
        return sorted(rated, key=lambda job: job[1].key)

    def counts(self, viewer: Viewer, department: str) -> dict[WorkKind, int]:
        """How many jobs of each kind there are at a department."""
        kinds: tuple[WorkKind, ...] = ("accept", "todo", "taken", "paused", "return")
        return {kind: self._office.dossiers.count_at_desk(department, kind, viewer) for kind in kinds}


def place(job: Job) -> tuple[int, Key]:
    """Where a job stands among those of its kind."""
    return job[0].turn_day or 0, job[1].key


def windows(today: int) -> Iterator[tuple[int, int]]:
    """Stretches of days (both ends included) that cover all days once, in order, narrow around today."""
    yield 0, today - WIDEST - 1
    width = WIDEST
    while width > 1:
        yield today - width, today - width // 2 - 1
        width //= 2
    yield today - 1, today - 1
    yield today, today
    while width < WIDEST:
        yield today + width, today + 2 * width - 1
        width *= 2
    yield today + WIDEST, LAST_DAY
