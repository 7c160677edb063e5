"""What the evaluation of Circular 01/2018 and the index of Decision 766 count, in one reading of dossiers.

Only sums are held, a few numbers a department, an officer and a procedure. A dossier of which something
is not known (one of a log has no step limits) is not counted in that figure; each has its n.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dashboard.access.roles import require
from dashboard.progress import Progress
from dashboard.reports.form import FIELDS, Placed, Tally, placed
from dashboard.reports.reading import Asked, dossiers
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

MORE = ("visits", "channel", "procedure", "components", "fee", "rating", "rated_day")
#: criterion 1 and the reading of criterion 7 where nobody complained
BY_TIMELINESS = {"early": 2, "on_due_day": 1, "late": 0}


@dataclass
class Mean:
    """A sum and of how many."""

    total: int = 0
    n: int = 0

    def take(self, points: int) -> None:
        """Count one more."""
        self.total += points
        self.n += 1

    @property
    def value(self) -> float | None:
        """The mean; None of nothing."""
        return self.total / self.n if self.n else None


def points_of_time(document: Mapping[str, Any]) -> int | None:
    """Criterion 1: two before the due day, one on it, none after; None without a due date."""
    timeliness = document.get("timeliness")
    return None if timeliness is None else BY_TIMELINESS[str(timeliness)]


def points_of_steps(visits: list[Mapping[str, Any]]) -> int | None:
    """Criterion 2: none where a visit ran over its step's limit, else two; None where no limit is known.

    "Equal to the limit" (one point) does not happen: these times are kept to the millisecond.
    """
    known = [bool(visit["late"]) for visit in visits if visit.get("late") is not None]
    return None if not known else 0 if any(known) else 2


def points_of_supplements(document: Mapping[str, Any]) -> int:
    """Criterion 3: how often the applicant had to come again, two for never, one for once.

    Whose fault it was is not in the data, so that of the applicant is not taken out.
    """
    asked = sum(1 for pause in document.get("pauses", ()) if pause.get("kind") == "supplement")
    return max(0, 2 - asked)


@dataclass
class Points:
    """The criteria of dossiers, of a department or an officer."""

    means: defaultdict[int, Mean] = field(default_factory=lambda: defaultdict(Mean))
    dossiers: int = 0


@dataclass
class Facts:
    """All that was counted."""

    tally: Tally = field(default_factory=Tally)
    departments: defaultdict[str, Points] = field(default_factory=lambda: defaultdict(Points))
    #: (holder, person) → points, of the dossiers that they have worked on
    officers: defaultdict[tuple[str, str], Points] = field(default_factory=lambda: defaultdict(Points))
    #: department → received, received online, and online ones that are overdue
    received: Counter[str] = field(default_factory=Counter)
    received_online: Counter[str] = field(default_factory=Counter)
    online_overdue: Counter[str] = field(default_factory=Counter)
    #: procedures with a dossier, with an online dossier
    used_online: set[str] = field(default_factory=set)
    #: dossiers received in the period: with components told of, with all of them scanned
    with_components: int = 0
    scanned: int = 0
    #: fees paid, and paid online
    paid: int = 0
    paid_online: int = 0
    #: rated in the period, and not satisfied
    rated: int = 0
    unsatisfied: int = 0

    def take(self, document: Mapping[str, Any], one: Placed, start: int, end: int) -> None:
        """Count a dossier of the form."""
        self.tally.take(one)
        department = one.place.department
        if one.came != "carried":
            self._received(document, one, department)
        rated = document.get("rated_day")
        if rated is not None and start <= rated <= end:
            self.rated += 1
            self.unsatisfied += document.get("rating") == 1
        closed = document.get("closed_day")
        if document.get("outcome") in ("resolved", "rejected") and closed is not None and closed <= end:
            self._result(document, department)

    def _received(self, document: Mapping[str, Any], one: Placed, department: str) -> None:
        self.received[department] += 1
        if one.came == "online":
            self.received_online[department] += 1
            self.online_overdue[department] += one.stands in ("late", "overdue")
            self.used_online.add(str(document.get("procedure")))
        components = document.get("components") or ()
        if components:
            self.with_components += 1
            self.scanned += all(part.get("scanned") for part in components)
        fee = document.get("fee") or {}
        if fee.get("amount") and fee.get("state") == "paid":
            self.paid += 1
            self.paid_online += fee.get("method") == "online"

    def _result(self, document: Mapping[str, Any], department: str) -> None:
        visits = list(document.get("visits", ()))
        own: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for visit in visits:
            person = visit.get("assignee")
            if person and visit.get("left_at") is not None:
                own.setdefault((str(visit["holder"]), str(person)), []).append(visit)
        time, again = points_of_time(document), points_of_supplements(document)
        _take(self.departments[department], time, points_of_steps(visits), again)
        for whose, stays in own.items():
            _take(self.officers[whose], time, points_of_steps(stays), again)


def _take(points: Points, time: int | None, steps: int | None, again: int) -> None:
    points.dossiers += 1
    for number, value in ((1, time), (2, steps), (3, again)):
        if value is not None:
            points.means[number].take(value)


def read_facts(office: Office, viewer: Viewer, asked: Asked, progress: Progress | None = None) -> Facts:
    """What is counted of a period, within what the viewer's scope counts. Raises as `Reports.make`."""
    require(viewer, "page.reports")
    end, online = office.reports.end(asked), office.reports.online()
    found = Facts()
    if end < asked.start:
        return found
    span = Asked(asked.start, end, asked.where, asked.known_by)
    for document in dossiers(office, viewer, span, (*FIELDS, *MORE), progress):
        one = placed(document, asked.start, end, online)
        if one is not None:
            found.take(document, one, asked.start, end)
    return found
