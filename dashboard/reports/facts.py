"""What the evaluation of Circular 01/2018 and the index of Decision 766 count, in one reading of dossiers.

`facts_of` says in what one dossier counts; a figure is a sum over it (`Facts`), the list behind a figure
(`dashboard/reports/listed.py`) the dossiers of which it says so. So the two cannot differ. Only sums are
held, a few numbers a department and an officer. A dossier of which something is not known (one of a log has
no step limits) is not counted in that figure; each has its n.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboard.access.roles import require
from dashboard.progress import Progress
from dashboard.reports.form import FIELDS, Placed, placed
from dashboard.reports.reading import Asked, dossiers
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

MORE = ("visits", "channel", "procedure", "components", "fee", "rating", "rated_day")
#: criterion 1 and the reading of criterion 7 where nobody complained
BY_TIMELINESS = {"early": 2, "on_due_day": 1, "late": 0}


class Fact(NamedTuple):
    """In what a dossier counts: its name, and of which department (or holder) and which person.

    Both are "" of all departments and of all persons.
    """

    name: str
    of: str = ""
    person: str = ""


#: of all: in the form, in time in it, received in the period and that online
COUNTED, KEPT, RECEIVED, SENT_ONLINE = "counted", "in_time", "received", "online"
#: of all: fees paid and paid online, rated and content, with components told of and all of them scanned
PAID, PAID_ONLINE, RATED, SATISFIED = "paid", "paid_online", "rated", "satisfied"
WITH_COMPONENTS, SCANNED = "with_components", "scanned"
#: of a department: received online and overdue; with a result, and the criteria 1, 2, 3 of these
ONLINE_OVERDUE, RESULT = "online_overdue", "result"
CRITERIA = {1: "c1", 2: "c2", 3: "c3"}
#: of a holder: with a result and a visit there that one of its people has left
HANDLED = "handled"
#: with impossible dates, received in the period: in no column of the form
LEFT_OUT = "left_out"
#: the states of the form that are within the time
KEPT_STATES = ("early", "on_time", "in_time")
#: the names that there are of all, of a department and of a person at a holder, beside those of `BESIDE`
OF_ALL = (COUNTED, KEPT, RECEIVED, SENT_ONLINE, PAID, PAID_ONLINE, RATED, SATISFIED, WITH_COMPONENTS, SCANNED)
OF_DEPARTMENT = (RESULT, *CRITERIA.values(), RECEIVED, SENT_ONLINE, ONLINE_OVERDUE)
OF_PERSON = (RESULT, *CRITERIA.values())
#: of procedures, of all and of a department: in force, of these offered online, of these used
PROCEDURES, OFFERED_ONLINE, USED_ONLINE = "procedures", "procedures_online", "procedures_used"


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


def facts_of(document: Mapping[str, Any], one: Placed, start: int, end: int) -> dict[Fact, int]:
    """In what a dossier of the form counts, with its points there (0 where there is nothing but to count)."""
    found = [Fact(COUNTED), *map(Fact, one.beside)]
    if one.stands in KEPT_STATES:
        found.append(Fact(KEPT))
    if one.came != "carried":
        found += _received(document, one)
    rated = document.get("rated_day")
    if rated is not None and start <= rated <= end:
        found += [Fact(RATED)] if document.get("rating") == 1 else [Fact(RATED), Fact(SATISFIED)]
    facts = dict.fromkeys(found, 0)
    closed = document.get("closed_day")
    if document.get("outcome") in ("resolved", "rejected") and closed is not None and closed <= end:
        facts |= _results(document, one.place.department)
    return facts


def _received(document: Mapping[str, Any], one: Placed) -> list[Fact]:
    """Of one that was received in the period."""
    department = one.place.department
    found = [Fact(RECEIVED), Fact(RECEIVED, department)]
    if one.came == "online":
        found += [Fact(SENT_ONLINE), Fact(SENT_ONLINE, department)]
        if one.stands in ("late", "overdue"):
            found.append(Fact(ONLINE_OVERDUE, department))
    components = document.get("components") or ()
    if components:
        found.append(Fact(WITH_COMPONENTS))
        if all(part.get("scanned") for part in components):
            found.append(Fact(SCANNED))
    fee = document.get("fee") or {}
    if fee.get("amount") and fee.get("state") == "paid":
        found.append(Fact(PAID))
        if fee.get("method") == "online":
            found.append(Fact(PAID_ONLINE))
    return found


def _results(document: Mapping[str, Any], department: str) -> dict[Fact, int]:
    """Of one with a result: of its department, and of each of those who worked on it."""
    visits = list(document.get("visits", ()))
    own: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for visit in visits:
        person = visit.get("assignee")
        if person and visit.get("left_at") is not None:
            own.setdefault((str(visit["holder"]), str(person)), []).append(visit)
    time, again = points_of_time(document), points_of_supplements(document)
    facts = {Fact(HANDLED, holder): 0 for holder, _ in own}
    for (of, person), stays in {(department, ""): visits, **own}.items():
        facts[Fact(RESULT, of, person)] = 0
        for name, points in zip(CRITERIA.values(), (time, points_of_steps(stays), again), strict=True):
            if points is not None:
                facts[Fact(name, of, person)] = points
    return facts


@dataclass
class Facts:
    """All that was counted."""

    means: defaultdict[Fact, Mean] = field(default_factory=lambda: defaultdict(Mean))
    #: procedures with an online dossier
    used_online: set[str] = field(default_factory=set)

    def take(self, document: Mapping[str, Any], one: Placed, start: int, end: int) -> None:
        """Count a dossier of the form."""
        for fact, points in facts_of(document, one, start, end).items():
            self.means[fact].take(points)
        if one.came == "online":
            self.used_online.add(str(document.get("procedure")))

    def n(self, fact: Fact) -> int:
        """How many dossiers count in it."""
        found = self.means.get(fact)
        return 0 if found is None else found.n

    def mean(self, fact: Fact) -> float | None:
        """The mean of their points; None of nothing."""
        found = self.means.get(fact)
        return None if found is None else found.value

    def departments(self) -> list[str]:
        """The departments of which something is counted, by id."""
        named = (RESULT, RECEIVED)
        return sorted({fact.of for fact in self.means if fact.of and not fact.person and fact.name in named})

    def people(self) -> dict[str, list[str]]:
        """holder → those who worked there on a dossier with a result, both by id."""
        found: dict[str, list[str]] = {}
        for fact in sorted(self.means):
            if fact.person and fact.name == RESULT:
                found.setdefault(fact.of, []).append(fact.person)
        return found


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
