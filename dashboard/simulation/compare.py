"""Two scenarios side by side over the same chances, and the past simulated against what happened (pure)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.simulation.courses import Course
from dashboard.simulation.engine import simulate
from dashboard.simulation.figures import FIGURES, Estimate, figures_of, standing
from dashboard.simulation.jobs import Job, Outcome
from dashboard.simulation.model import AS_IS, Levers, Model, Scenario
from models.errors import MotcuaError

SEED = 20_261_124
#: replications: at most, and at least
MOST, LEAST = 40, 10
#: events of all replications together: about a minute on one core
EVENTS = 3_000_000
#: figures that are told a department, for so many departments with most open
TOLD = 40

Progress = Callable[[float], None]


class TooLarge(MotcuaError):
    """More than can be simulated at once."""

    def __init__(self) -> None:
        super().__init__(
            "Quá nhiều hồ sơ để mô phỏng cùng lúc; hãy chọn một cơ quan.",
            "Too many dossiers to simulate at once; choose one department.",
        )


@dataclass(frozen=True)
class Side:
    """One figure as is, under the levers, and the change between the two on the same chances."""

    as_is: Estimate | None
    then: Estimate | None
    change: Estimate | None


@dataclass(frozen=True)
class Comparison:
    """`figures`: department ("" all) → figure → side; `backlog`: at the end of each week, as is and then.

    `n` replications of about `jobs` dossiers; `events` in all.
    """

    levers: Levers
    n: int
    jobs: int
    events: int
    figures: Mapping[str, Mapping[str, Side]]
    backlog: tuple[tuple[Estimate, ...], tuple[Estimate, ...]]


@dataclass(frozen=True)
class Check:
    """One figure of the past: what happened, what the simulation tells, and whether nine of ten of its runs
    hold what happened."""

    figure: str
    actual: float
    told: Estimate

    @property
    def within(self) -> bool:
        """Whether what happened lies between what nine of ten runs tell."""
        return self.told.run_low <= self.actual <= self.told.run_high


def compared(model: Model, levers: Levers, progress: Progress = lambda share: None) -> Comparison:
    """Both scenarios over as many replications as `EVENTS` allow. Raises TooLarge."""
    sides = (Scenario(model), Scenario(model, levers))
    groups = _groups(model, sides[0])
    rows: tuple[list[dict[str, dict[str, float]]], ...] = ([], [])
    stands: tuple[list[list[int]], ...] = ([], [])
    ends = [end for _, end in model.weeks]
    n, number, events, jobs = MOST, 0, 0, 0
    while number < n:
        for place, side in enumerate(sides):
            made = side.jobs(SEED, number)
            told = simulate(made, side.people, model.until, side.rules)
            events, jobs = events + told.events, max(jobs, len(made))
            where = {id: side.groups.index(id) for id in groups}
            rows[place].append({
                "": figures_of(made, told, model.until),
                **{id: figures_of(made, told, model.until, group) for id, group in where.items()},
            })  # fmt: skip
            stands[place].append(standing(made, told, ends))
        number += 1
        if number == 1:
            n = min(MOST, EVENTS // max(1, events))
            if n < LEAST:
                raise TooLarge
        progress(number / n)
    figures = {
        id: {
            name: _side([row[id][name] for row in rows[0]], [row[id][name] for row in rows[1]])
            for name in FIGURES
        }
        for id in ("", *groups)
    }
    as_is, then = (
        tuple(
            estimate
            for week in zip(*side, strict=True)
            if (estimate := Estimate.of([float(many) for many in week])) is not None
        )
        for side in stands
    )
    return Comparison(levers, n, jobs, events, figures, (as_is, then))


def _groups(model: Model, scenario: Scenario) -> tuple[str, ...]:
    """The departments with most to do, which are told each by itself."""
    many: dict[str, float] = dict.fromkeys(scenario.groups, 0.0)
    for one in model.open:
        many[one.department] += 1
    for id, weeks in model.expected.items():
        many[id] += sum(middle for middle, _, _ in weeks)
    order = sorted((id for id in many if many[id] > 0), key=lambda id: (-many[id], id))
    return tuple(order[:TOLD])


def _side(as_is: Sequence[float], then: Sequence[float]) -> Side:
    pairs = [b - a for a, b in zip(as_is, then, strict=True)]
    return Side(Estimate.of(as_is), Estimate.of(then), Estimate.of(pairs))


def checked(
    model: Model,
    courses: Sequence[Course],
    begin: float,
    progress: Progress = lambda share: None,
    n: int = 20,
) -> list[Check]:
    """The past from an instant on, simulated from how things stood then, against what happened.

    `model` is as of `begin`, with what really came; `courses` count from the present.
    """
    scenario = Scenario(model, AS_IS)
    runs = []
    for number in range(n):
        jobs = scenario.jobs(SEED, number)
        told = simulate(jobs, scenario.people, model.until, scenario.rules)
        runs.append(figures_of(jobs, told, model.until))
        progress((number + 1) / n)
        if told.events * n > EVENTS:
            raise TooLarge
    real = figures_of(*happened(courses, begin, model.until), model.until)
    found = []
    for name in FIGURES:
        estimate = Estimate.of([run[name] for run in runs])
        if estimate is not None and not math.isnan(real[name]):
            found.append(Check(name, real[name], estimate))
    return found


def happened(courses: Sequence[Course], begin: float, length: float) -> tuple[list[Job], Outcome]:
    """What became of the dossiers that were open at an instant or came after it, told as a run is."""
    end = begin + length
    mine = [one for one in courses if one.received <= end and one.closed > begin]
    jobs = [Job(max(0.0, one.received - begin), (), 0.0, one.received - begin) for one in mine]
    over = [one.closed <= end for one in mine]
    told = Outcome(
        [one.closed - begin if done else math.nan for one, done in zip(mine, over, strict=True)],
        [one.due(min(one.closed, end)) - begin for one in mine],
        [one.paused(min(one.closed, end)) for one in mine],
        [any(started <= end < ended for started, ended in one.pauses) for one in mine],
    )  # fmt: skip
    for one in mine:
        for stay in one.stays:
            if not math.isnan(stay.queue) and begin < stay.started <= end:
                told.began.append(stay.started - begin)
                told.where.append(0)
                told.waits.append(stay.queue)
    return jobs, told
