"""The evaluation of Circular 01/2018/TT-VPCP: 18 points of an agency, 10 of an officer. Pure.

What the data can say is computed (criteria 1, 2, 3 and 9, as means over dossiers), the rest is entered by a
person or stays open and is named; nothing open is counted as nought or as full. So a total is a range, and
the rating is told only where both of its ends have the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.reports.facts import Facts, Points
from models.procedure import Procedure
from models.report_entry import ReportEntry

State = Literal["computed", "entered", "open"]
MOST = 2
COMPUTED = (1, 2, 3)
ONLINE = 9
#: criterion 9: shares of procedures offered online (levels 3 and 4) and of dossiers received online
OFFERED_SHARE, FULL_SHARE, HALF_SHARE = 0.20, 0.30, 0.15
#: levels 3 and 4 of before 2022 are "toàn trình" and "một phần" since NĐ 42/2022
OFFERED = ("full", "partial")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: points of `most`; `n` is of how many dossiers."""

    number: int
    title: str
    points: float | None
    most: float
    state: State
    n: int = 0
    note: tuple[str, str] = ("", "")


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
    points = facts.departments.get(department, Points())
    made = []
    for one in criteria:
        number, title = int(one["no"]), str(one["title"])
        entry = entered.get(str(number))
        if number in COMPUTED:
            made.append(_computed(number, title, points))
        elif number == ONLINE:
            made.append(_online(title, department, facts, list(procedures)))
        else:
            made.append(_entered(number, title, entry, points))
    return Evaluation(tuple(made))


def of_officer(points: Points, criteria: Iterable[Mapping[str, Any]]) -> Evaluation:
    """The criteria 1, 2, 3, 4 and 7 of an officer, over the dossiers with a result that they worked on."""
    made = []
    for one in criteria:
        if "can_bo" not in str(one["applies_to"]):
            continue
        number, title = int(one["no"]), str(one["title"])
        made.append(
            _computed(number, title, points)
            if number in COMPUTED
            else _entered(number, title, None, points)
        )
    return Evaluation(tuple(made))


def _computed(number: int, title: str, points: Points) -> Criterion:
    mean = points.means.get(number)
    value = None if mean is None else mean.value
    return Criterion(
        number, title, value, MOST, "open" if value is None else "computed", 0 if mean is None else mean.n
    )


def _entered(number: int, title: str, entry: ReportEntry | None, points: Points) -> Criterion:
    if entry is not None:
        told = entry.note or "nhập tay"
        return Criterion(number, title, float(entry.value), MOST, "entered", note=(told, told))
    note = ("", "")
    time = points.means.get(1)
    if number == 7 and time is not None and time.value is not None:
        words = f"{time.value:.2f}".replace(".", ",")
        note = (
            f"nếu không có phản ánh nào được xác minh: {words}",
            f"if no complaint was found true: {time.value:.2f}",
        )
    return Criterion(number, title, None, MOST, "open", note=note)


def _online(title: str, department: str, facts: Facts, procedures: list[Procedure]) -> Criterion:
    received = facts.received[department]
    if not received:
        return Criterion(ONLINE, title, None, MOST, "open")
    share = facts.received_online[department] / received
    offered = sum(one.online_level in OFFERED for one in procedures)
    enough = bool(procedures) and offered / len(procedures) >= OFFERED_SHARE
    late = facts.online_overdue[department]
    full = enough and share >= FULL_SHARE and not late
    points = 2.0 if full else 1.0 if share >= HALF_SHARE else 0.0
    told = f"{share * 100:.1f}"
    note = (
        f"{told.replace('.', ',')} % hồ sơ trực tuyến, {late} quá hạn; {offered}/{len(procedures)} thủ tục",
        f"{told} % of dossiers online, {late} of them overdue; {offered}/{len(procedures)} procedures",
    )
    return Criterion(ONLINE, title, points, MOST, "computed", received, note)
