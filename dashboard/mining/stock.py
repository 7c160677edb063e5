"""The backlog in depth, from the statistics alone: Little's law, and closures in mass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from dashboard.cube.question import Figure, Question
from dashboard.telling import first_of
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: a day stands out where more was closed than all of these: so many, so many times the usual, and so many
#: spreads above it (1.4826 × the median deviation is a normal distribution's standard deviation)
LEAST, TIMES, SPREADS = 10, 3.0, 6.0
NORMAL: Final = 1.4826
#: days before a period from which the usual is known, and working days of a department that make it known
BEFORE, KNOWN = 365, 10
HOURS_A_DAY = 24

Where = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Little:
    """Little's law over a period (Operations Research 9, 1961): L = λ × W where the system is steady.

    `backlog`: mean of the backlog at the end of its days; `came`, `went`: received and closed; `days` of the
    calendar; `stay_days`: mean calendar days of the `n` results, None where there is none; `first` and
    `last`: the backlog before the period and at its end.
    """

    backlog: float
    came: int
    went: int
    days: int
    stay_days: float | None
    n: int
    first: int
    last: int

    @property
    def expected(self) -> float | None:
        """λ × W: what the backlog would be if as much came as went, and all stayed as long as the results."""
        return None if self.stay_days is None else self.came / self.days * self.stay_days

    @property
    def gap(self) -> float | None:
        """By how much the backlog is more than expected, as a share; None where nothing is expected."""
        return None if not self.expected else self.backlog / self.expected - 1


def little(
    office: Office, viewer: Viewer, start: int, end: int, where: Where, by: str = ""
) -> dict[str, Little]:
    """Little's law of a period, for each group of the dimension `by` ("": one, for all)."""
    cube, groups = office.cube, (by,) if by else ()
    flows = ("received", "closed", "waiting_calendar_mean")
    with cube.reading():
        found: defaultdict[str, dict[str, Figure]] = defaultdict(dict)
        for figure in cube.figures(viewer, Question(flows, groups, start=start, end=end, where=where)):
            found[figure.group.get(by, "")][figure.measure] = figure
        daily: defaultdict[str, list[int]] = defaultdict(list)
        stood = Question(("backlog",), (*groups, "day"), start=start, end=end, where=where)
        for figure in cube.figures(viewer, stood):
            daily[figure.group.get(by, "")].append(int(figure.value or 0))
        before = Question(("backlog",), groups, at=start - 1, where=where)
        first = {figure.group.get(by, ""): figure.n for figure in cube.figures(viewer, before)}
    days = end - start + 1
    return {
        group: one_little(found[group], daily[group], first.get(group, 0), days)
        for group in sorted({*found, *daily, *first})
    }


def one_little(flows: Mapping[str, Figure], backlog: Sequence[int], first: int, days: int) -> Little:
    """Little's law of one group."""
    came, went = (flows[name].n if name in flows else 0 for name in ("received", "closed"))
    stay = flows.get("waiting_calendar_mean")
    known = None if stay is None or stay.value is None else float(stay.value) / HOURS_A_DAY
    last = backlog[-1] if backlog else 0
    return Little(sum(backlog) / days, came, went, days, known, 0 if stay is None else stay.n, first, last)


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which a department closed far more than it usually does: `closed` against `usual`."""

    department: str
    day: int
    closed: int
    usual: float


def outstanding(days: Mapping[int, int], start: int, end: int) -> list[tuple[int, int, float]]:
    """(day, closed, usual) of the days in start … end that stand out among all `days`. Pure.

    The usual is the median of the days on which anything was closed, each day judged by the others;
    a department with fewer than `KNOWN` such days has no usual.
    """
    found = []
    for day, closed in sorted(days.items()):
        others = [n for other, n in days.items() if other != day and n]
        if not start <= day <= end or len(others) < KNOWN:
            continue
        usual = median(others)
        spread = NORMAL * median(abs(n - usual) for n in others)
        if closed >= LEAST and closed > TIMES * usual and closed > usual + SPREADS * spread:
            found.append((day, closed, usual))
    return found


def mass_closures(office: Office, viewer: Viewer, start: int, end: int, where: Where) -> list[Closure]:
    """The days in a period on which departments closed far more than usual, the largest first."""
    question = Question(("closed",), ("department", "day"), start=start - BEFORE, end=end, where=where)
    by_department: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for figure in office.cube.figures(viewer, question):
        if figure.n:
            by_department[figure.group["department"]][day_of_label(figure)] = figure.n
    found = [
        Closure(department, *row)
        for department, days in by_department.items()
        for row in outstanding(days, start, end)
    ]
    return sorted(found, key=lambda one: (-one.closed, one.day, one.department))


def day_of_label(figure: Figure) -> int:
    """The day of a figure that is grouped by day."""
    return first_of("day", figure.group["day"])


#: counts that mass closures change, and those that make the on-time rate
COUNTS: Final = ("closed", "on_time", "late")


@dataclass(frozen=True, slots=True)
class Without:
    """Figures as they stand, and without what was closed on days of mass closures."""

    closed: tuple[int, int]
    on_time: tuple[int, int]
    judged: tuple[int, int]
    backlog: tuple[int, int]
    waiting_hours: tuple[float | None, float | None]
    results: tuple[int, int]

    def rate(self, place: int) -> float | None:
        """The on-time rate with (0) or without (1) the mass closures; None of nothing."""
        return self.on_time[place] / self.judged[place] if self.judged[place] else None


def without(
    office: Office, viewer: Viewer, start: int, end: int, where: Where, closures: Sequence[Closure]
) -> Without:
    """The figures of a period with and without its mass closures.

    Without: what was closed on those days by those departments counts as not closed, and so as backlog.
    """
    measures = (*COUNTS, "waiting_working_mean")
    cube = office.cube
    with cube.reading():
        asked = Question(measures, start=start, end=end, where=where)
        whole = {figure.measure: figure for figure in cube.figures(viewer, asked)}
        (backlog,) = cube.figures(viewer, Question(("backlog",), at=end, where=where))
        parts = [
            {f.measure: f for f in cube.figures(viewer, question)}
            for question in questions(measures, where, closures)
        ]
    taken = {name: sum(part[name].n for part in parts) for name in measures}
    hours = sum(total_hours(part["waiting_working_mean"]) for part in parts)
    closed, on_time, late = (whole[name].n for name in COUNTS)
    mean = whole["waiting_working_mean"]
    left = mean.n - taken["waiting_working_mean"]
    rest = (total_hours(mean) - hours) / left if left else None
    return Without(
        (closed, closed - taken["closed"]),
        (on_time, on_time - taken["on_time"]),
        (on_time + late, on_time + late - taken["on_time"] - taken["late"]),
        (backlog.n, backlog.n + taken["closed"]),
        (None if mean.value is None else float(mean.value), rest),
        (mean.n, left),
    )


def questions(measures: tuple[str, ...], where: Where, closures: Iterable[Closure]) -> list[Question]:
    """What was closed on each day of a mass closure."""
    return [
        Question(measures, start=one.day, end=one.day, where={**where, "department": (one.department,)})
        for one in closures
    ]


def total_hours(figure: Figure) -> float:
    """The sum behind a mean."""
    return 0.0 if figure.value is None else float(figure.value) * figure.n
