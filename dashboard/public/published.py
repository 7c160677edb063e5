"""What the public pages show of the Office: procedures, where they are taken in, hours, counters, waiting.

Read anew after half a minute; nothing of it is about a person.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from dashboard.clock import Term, date_of, term_words
from dashboard.cube.question import Question
from dashboard.intake.finding import find
from dashboard.intake.offer import offers, places
from dashboard.intake.route import Desk
from dashboard.telling import hours_text
from models.calendar import CalendarException, Intervals
from models.errors import MotcuaError
from models.habit import EVERYBODY
from models.procedure import Procedure, Revision
from models.profile import Profile
from models.publication import Publication
from models.viewer import SYSTEM

if TYPE_CHECKING:
    from dashboard.office import Office

KEPT = timedelta(seconds=30)
#: over how many days the usual waiting time is read, and of how few results nothing is said
WAITING_DAYS = 90
ENOUGH = 10
ONLINE, COUNTER = "online", "counter"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Offered:
    """A procedure as it may be applied for today."""

    procedure: Procedure
    revision: Revision
    levels: tuple[str, ...]
    at_centre: bool

    @property
    def online(self) -> bool:
        """Whether it is taken in online."""
        return ONLINE in self.revision.channels and self.procedure.online_level != "information"

    def term(self, language: str) -> str:
        """The time limit of the law, in words."""
        return term_words(Term(value=self.revision.term.value, unit=self.revision.term.unit), language)


@dataclass(frozen=True, slots=True)
class Usual:
    """How long people have waited, of `n` results; None where there are too few to say."""

    n: int
    median: str | None
    p90: str | None


class Published:
    """One Office as the public sees it. Safe between threads; `Office.published` is the one of a process."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[datetime, Any]] = {}

    def _often(self, name: str, read: Callable[[], T]) -> T:
        """What `read` gives, at most half a minute old."""
        now = self._office.now()
        with self._lock:
            kept = self._kept.get(name)
        if kept is not None and now - KEPT < kept[0] <= now:
            found: T = kept[1]
            return found
        made = read()
        with self._lock:
            if len(self._kept) > 500:
                self._kept.clear()
            self._kept[name] = (now, made)
        return made

    def forget(self) -> None:
        """Read everything anew."""
        with self._lock:
            self._kept.clear()

    def head(self) -> tuple[Profile | None, Publication]:
        """Whose pages they are, and what the centre has published of itself."""
        office = self._office
        return self._often("head", lambda: (office.profiles.current(), office.publications.current()))

    def offered(self) -> dict[str, Offered]:
        """Procedure → how it may be applied for today, in the order of the catalogue."""

        def read() -> dict[str, Offered]:
            at_centre = {one.id for one in self._office.departments.all() if one.at_centre}
            return {
                id: Offered(one.procedure, one.revision, one.levels, one.procedure.department in at_centre)
                for id, one in offers(self._office, SYSTEM).items()
            }

        return self._often("offered", read)

    def find(self, typed: str, how: str = "", field: str = "") -> list[Offered]:
        """The procedures that are meant, the likeliest first; `how`: "online", "centre" or any."""
        known = {
            id: one for id, one in self.offered().items()
            if (how != ONLINE or one.online) and (how != "centre" or one.at_centre)
            and (not field or one.procedure.field == field)
        }  # fmt: skip
        usual = self._often("habits", lambda: self._office.habits.of(EVERYBODY))
        meant = find((one.procedure for one in known.values()), typed[:200], {}, usual, limit=len(known))
        return [known[one.id] for one in meant]

    def fields(self) -> dict[str, str]:
        """Field → its name, of what is offered, in the order of the names."""
        ids = {one.procedure.field for one in self.offered().values()}
        names = {id: self._office.names.name("field", id) for id in ids if id != "none"}
        return dict(sorted(names.items(), key=lambda pair: pair[1]))

    def desks(self, offered: Offered) -> dict[str, Desk]:
        """Where it may be handed in: "level|place" → the desk."""

        def read() -> dict[str, Desk]:
            tree = self._office.departments.tree(self._office.local_date())
            found = [
                desk for level in offered.levels
                for desk in places(offered.procedure, offered.revision, tree, SYSTEM, level)
            ]  # fmt: skip
            return {f"{desk.level}|{desk.place or ''}": desk for desk in found}

        return self._often(f"desks:{offered.revision.id}", read)

    def usual(self, procedure: str, language: str) -> Usual:
        """How long the results of the last 90 days took, in working time."""

        def read() -> tuple[int, float | None, float | None]:
            today = self._office.today()
            figures = self._office.cube.figures(
                SYSTEM,
                Question(
                    ("waiting_working_p50", "waiting_working_p90"), start=today - WAITING_DAYS + 1, end=today,
                    where={"procedure": (procedure,)},
                ),
            )  # fmt: skip
            by = {one.measure: one for one in figures}
            low, high = by.get("waiting_working_p50"), by.get("waiting_working_p90")
            return (
                0 if low is None else low.n,
                None if low is None else low.value,
                None if high is None else high.value,
            )

        try:
            n, median, p90 = self._often(f"usual:{procedure}", read)
        except MotcuaError:  # while the statistics are made anew
            return Usual(0, None, None)
        if n < ENOUGH or median is None or p90 is None:
            return Usual(n, None, None)
        return Usual(n, hours_text(median, language), hours_text(p90, language))

    def communes(self) -> list[tuple[str, str]]:
        """The communes of today by id and name, in the order of the names."""

        def read() -> list[tuple[str, str]]:
            on = self._office.local_date()
            found = [(one.id, one.name) for one in self._office.communes.all() if one.in_force(on)]
            return sorted(found, key=lambda pair: pair[1])

        return self._often("communes", read)

    def counters(self) -> list[tuple[str, list[str]]]:
        """The counters: name, and the names of the fields that are taken in there."""

        def read() -> list[tuple[str, list[str]]]:
            tree = self._office.departments.tree(self._office.local_date())
            at_centre = {one.id for one in tree.in_force() if one.at_centre} | {tree.centre()}
            return [
                (one.name, [self._office.names.name("field", id) for id in one.fields])
                for one in self._office.counters.all() if one.department in at_centre
            ]  # fmt: skip

        return self._often("counters", read)

    def hours(self) -> list[tuple[int, str]]:
        """The hours of each weekday, Monday is 0; "" where it is closed."""

        def read() -> list[tuple[int, str]]:
            document = self._office.calendars.get("office")
            week: Iterable[Intervals] = () if document is None else document.hours
            return [(place, told(hours)) for place, hours in enumerate(week)]

        return self._often("hours", read)

    def closed_days(self) -> list[tuple[str, str, str]]:
        """The next days that are not like their weekday, within sixty: the day, its name (vi), its hours."""

        def read() -> list[tuple[str, str, str]]:
            document, today = self._office.calendars.get("office"), self._office.local_date()
            until = date_of(self._office.today() + 60)
            exceptions: Mapping[date, CalendarException] = {} if document is None else document.exceptions
            return [
                (f"{day:%d/%m/%Y}", one.name.vi, told(one.intervals))
                for day, one in sorted(exceptions.items()) if today <= day <= until
            ]  # fmt: skip

        return self._often("exceptions", read)

    def is_open(self) -> bool:
        """Whether the centre is open at this moment."""
        calendar, now = self._office.calendar(), self._office.now()
        return calendar.elapsed_ms(now, now + timedelta(seconds=1)) > 0


def told(hours: Intervals) -> str:
    """ "07:00–11:30, 13:30–17:00"."""
    return ", ".join(f"{clock(start)}–{clock(end)}" for start, end in hours)


def clock(minute: int) -> str:
    """ "07:30"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
