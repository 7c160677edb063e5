"""The evaluation of Circular 01/2018/TT-VPCP: 18 points of an agency, 10 of an officer. Pure.

What the data can say is computed (criteria 1, 2, 3 and 9, as means over dossiers), the rest is entered by a
person or stays open and is named; nothing open is counted as nought or as full. So a total is a range, and
the rating is told only where both of its ends have the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.reports.facts import (
    CRITERIA,
    OFFERED_ONLINE,
    ONLINE_OVERDUE,
    PROCEDURES,
    RECEIVED,
    SENT_ONLINE,
    Fact,
    Facts,
)
from dashboard.telling import number_text, percent_text
from models.procedure import Procedure
from models.report_entry import ReportEntry

State = Literal["computed", "entered", "open"]
MOST = 2
ONLINE = 9
#: criterion 9: shares of procedures offered online (levels 3 and 4) and of dossiers received online
OFFERED_SHARE, FULL_SHARE, HALF_SHARE = 0.20, 0.30, 0.15
#: levels 3 and 4 of before 2022 are "toàn trình" and "một phần" since NĐ 42/2022
OFFERED = ("full", "partial")


@dataclass(frozen=True, slots=True)
class Count:
    """A number in the ground of points, and in what its dossiers (or procedures) count."""

    n: int
    fact: Fact


#: what points rest on, in pieces: words (vi, en) and the counts between them
Part = tuple[str, str] | Count


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: points of `most`; `counted` is of how many dossiers."""

    number: int
    title: str
    points: float | None
    most: float
    state: State
    counted: Count | None = None
    ground: tuple[Part, ...] = ()

    @property
    def note(self) -> tuple[str, str]:
        """What the points rest on, in words."""
        vi, en = (
            "".join(number_text(part.n, code) if isinstance(part, Count) else part[place]
                    for part in self.ground)
            for place, code in enumerate(("vi", "en"))
        )  # fmt: skip
        return vi, en


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The criteria of one agency or officer."""

    criteria: tuple[Criterion, ...]

    @property
    def least(self) -> float:
        """The points that are known."""
        return sum(one.points for one in self.criteria if one.points is not None)

    @property
    def most(self) -> float:
        """What it would be with full points for all that is open."""
        return self.least + sum(one.most for one in self.criteria if one.points is None)

    @property
    def whole(self) -> float:
        """The points that there are."""
        return sum(one.most for one in self.criteria)

    @property
    def open(self) -> tuple[Criterion, ...]:
        """What is not known."""
        return tuple(one for one in self.criteria if one.points is None)

    def band(self, bands: Iterable[Mapping[str, Any]]) -> str | None:
        """The rating, where it is the same at both ends of the range; None where it is not known yet."""
        low, high = (rating(points, bands) for points in (self.least, self.most))
        return low if low == high else None


def rating(points: float, bands: Iterable[Mapping[str, Any]]) -> str:
    """The label of the highest band that the points reach."""
    reached = [band for band in bands if points >= float(band["min"])]
    return str(max(reached, key=lambda band: float(band["min"]))["label"])


def of_agency(
    department: str, facts: Facts, procedures: Iterable[Procedure], entered: Mapping[str, ReportEntry],
    criteria: Iterable[Mapping[str, Any]],
) -> Evaluation:  # fmt: skip
    """The nine criteria of a department. `procedures`: those that it leads, in force."""
    made = []
    for one in criteria:
        number, title = int(one["no"]), str(one["title"])
        entry = entered.get(str(number))
        if number in CRITERIA:
            made.append(_computed(number, title, facts, department))
        elif number == ONLINE:
            made.append(_online(title, department, facts, list(procedures)))
        else:
            made.append(_entered(number, title, entry, facts.mean(Fact(CRITERIA[1], department))))
    return Evaluation(tuple(made))


def of_officer(holder: str, person: str, facts: Facts, criteria: Iterable[Mapping[str, Any]]) -> Evaluation:
    """The criteria 1, 2, 3, 4 and 7 of an officer, over the dossiers with a result that they worked on."""
    made = []
    for one in criteria:
        if "can_bo" not in str(one["applies_to"]):
            continue
        number, title = int(one["no"]), str(one["title"])
        made.append(
            _computed(number, title, facts, holder, person)
            if number in CRITERIA
            else _entered(number, title, None, facts.mean(Fact(CRITERIA[1], holder, person)))
        )
    return Evaluation(tuple(made))


def _computed(number: int, title: str, facts: Facts, of: str, person: str = "") -> Criterion:
    fact = Fact(CRITERIA[number], of, person)
    value = facts.mean(fact)
    if value is None:
        return Criterion(number, title, None, MOST, "open")
    return Criterion(number, title, value, MOST, "computed", Count(facts.n(fact), fact))


def _entered(number: int, title: str, entry: ReportEntry | None, time: float | None) -> Criterion:
    """`time`: the mean of criterion 1, which tells what criterion 7 would be without complaints."""
    if entry is not None:
        told = entry.note or "nhập tay"
        return Criterion(number, title, float(entry.value), MOST, "entered", ground=((told, told),))
    ground: tuple[Part, ...] = ()
    if number == 7 and time is not None:
        ground = (
            (
                f"nếu không có phản ánh nào được xác minh: {number_text(time, 'vi', 2)}",
                f"if no complaint was found true: {number_text(time, 'en', 2)}",
            ),
        )
    return Criterion(number, title, None, MOST, "open", ground=ground)


def _online(title: str, department: str, facts: Facts, procedures: list[Procedure]) -> Criterion:
    received, sent = (facts.n(Fact(name, department)) for name in (RECEIVED, SENT_ONLINE))
    if not received:
        return Criterion(ONLINE, title, None, MOST, "open")
    share = sent / received
    offered = sum(one.online_level in OFFERED for one in procedures)
    enough = bool(procedures) and offered / len(procedures) >= OFFERED_SHARE
    late = Count(facts.n(Fact(ONLINE_OVERDUE, department)), Fact(ONLINE_OVERDUE, department))
    full = enough and share >= FULL_SHARE and not late.n
    points = 2.0 if full else 1.0 if share >= HALF_SHARE else 0.0
    ground: tuple[Part, ...] = (
        ("trực tuyến ", "online "),
        Count(sent, Fact(SENT_ONLINE, department)),
        (f" ({percent_text(share, 'vi')}), quá hạn ", f" ({percent_text(share, 'en')}), overdue "),
        late,
        (", thủ tục trực tuyến ", ", procedures online "),
        Count(offered, Fact(OFFERED_ONLINE, department)),
        ("/", "/"),
        Count(len(procedures), Fact(PROCEDURES, department)),
    )
    counted = Count(received, Fact(RECEIVED, department))
    return Criterion(ONLINE, title, points, MOST, "computed", counted, ground)
