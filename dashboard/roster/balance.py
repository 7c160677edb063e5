"""Open dossiers moved between competent people, so that less becomes late and work is even.

The score of a distribution, in working minutes:

- *lateness*: for each person and each due day, the work due by then beyond what the person can do by
  then (`free` minutes), summed over the due days;
- *unevenness*: how much work the fullest person has beyond an even share of the time that people have;
- *moves*: each dossier that changes hands costs `MOVE` minutes, because somebody has to read it anew.

Score = LATE · lateness + UNEVEN · unevenness + MOVE · moves. A mixed-integer programme finds the least;
what stands is one of its solutions, so a proposal is never worse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

LATE = 10.0
UNEVEN = 1.0
MOVE = 30.0
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Task:
    """One open dossier: the work left in it, when it is due, who has it, who could."""

    code: str
    minutes: int
    due_day: int
    holder: str
    able: frozenset[str]


@dataclass(frozen=True)
class Worker:
    """One person: the working minutes that they have until the end of each day; how many they can hold."""

    person: str
    free: Mapping[int, int]
    capacity: int

    def until(self, day: int) -> int:
        """Minutes until the end of the day: of the last known day before it."""
        known = [minutes for known, minutes in self.free.items() if known <= day]
        return max(known, default=0)


@dataclass(frozen=True)
class Move:
    """One dossier from one person to another."""

    code: str
    source: str
    target: str


@dataclass(frozen=True)
class Rebalancing:
    """The moves, and the score and lateness (minutes) before and after them."""

    moves: tuple[Move, ...]
    score_before: float
    score_after: float
    late_before: float
    late_after: float
    gap: float = 0.0


def lateness(tasks: Iterable[Task], workers: Iterable[Worker], who: Mapping[str, str]) -> dict[str, float]:
    """Minutes of work that cannot be done in time, by person."""
    tasks = list(tasks)
    days = sorted({task.due_day for task in tasks})
    late: dict[str, float] = {}
    for worker in workers:
        mine = [task for task in tasks if who[task.code] == worker.person]
        late[worker.person] = float(
            sum(
                max(0, sum(task.minutes for task in mine if task.due_day <= day) - worker.until(day))
                for day in days
            )
        )
    return late


def score(tasks: Sequence[Task], workers: Sequence[Worker], who: Mapping[str, str]) -> float:
    """The score of a distribution (`who`: code → person); less is better."""
    late = sum(lateness(tasks, workers, who).values())
    moved = sum(who[task.code] != task.holder for task in tasks)
    return LATE * late + UNEVEN * _unevenness(tasks, workers, who) + MOVE * moved


def _unevenness(tasks: Sequence[Task], workers: Sequence[Worker], who: Mapping[str, str]) -> float:
    load: dict[str, int] = defaultdict(int)
    for task in tasks:
        load[who[task.code]] += task.minutes
    shares = _shares(tasks, workers)
    return max((load[worker.person] - shares[worker.person] for worker in workers), default=0.0)


def _shares(tasks: Sequence[Task], workers: Sequence[Worker]) -> dict[str, float]:
    """What each would have of all work, by the time that they have."""
    total = float(sum(task.minutes for task in tasks))
    time = {worker.person: float(max(worker.free.values(), default=0)) for worker in workers}
    whole = sum(time.values())
    even = 1 / len(workers) if workers else 0.0
    return {person: total * (minutes / whole if whole else even) for person, minutes in time.items()}


def rebalance(tasks: Sequence[Task], workers: Sequence[Worker], seconds: float = SECONDS) -> Rebalancing:
    """The distribution with the least score that the solver finds in `seconds`.

    A dossier goes only to those who are `able`, or stays; nobody is given more than their capacity,
    but who has more already keeps it. Who holds a dossier and is none of the workers (has left) has
    to hand it over where anybody is able.
    """
    before = {task.code: task.holder for task in tasks}
    known = {worker.person for worker in workers}
    after, gap = _solved(tasks, workers, known, seconds)
    kept = [task for task in tasks if task.holder in known]
    comparable = len(kept) == len(tasks)
    if comparable and score(tasks, workers, after) > score(tasks, workers, before):
        after, gap = dict(before), gap
    return Rebalancing(
        moves=tuple(
            Move(task.code, task.holder, after[task.code])
            for task in tasks
            if after[task.code] != task.holder
        ),
        score_before=score(tasks, workers, before),
        score_after=score(tasks, workers, after),
        late_before=sum(lateness(tasks, workers, before).values()) + _unheld(tasks, known, before),
        late_after=sum(lateness(tasks, workers, after).values()) + _unheld(tasks, known, after),
        gap=gap,
    )


def _unheld(tasks: Sequence[Task], known: set[str], who: Mapping[str, str]) -> float:
    """Work that lies with nobody who works."""
    return float(sum(task.minutes for task in tasks if who[task.code] not in known))


def _solved(
    tasks: Sequence[Task], workers: Sequence[Worker], known: set[str], seconds: float
) -> tuple[dict[str, str], float]:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    who = {task.code: task.holder for task in tasks}
    options = [
        (number, person)
        for number, task in enumerate(tasks)
        for person in sorted((set(task.able) | {task.holder}) & known)
    ]
    if not options:
        return who, 0.0
    choice = len(options)
    days = sorted({task.due_day for task in tasks})
    late = {
        (worker.person, day): choice + place
        for place, (worker, day) in enumerate((worker, day) for worker in workers for day in days)
    }
    width = choice + len(late) + 1
    costs = np.zeros(width)
    costs[[place for place, (number, person) in enumerate(options) if tasks[number].holder != person]] = MOVE
    costs[choice : width - 1] = LATE
    costs[width - 1] = UNEVEN
    rows: list[int] = []
    columns: list[int] = []
    factors: list[float] = []
    low: list[float] = []
    high: list[float] = []

    def row(entries: Iterable[tuple[int, float]], least: float, most: float) -> None:
        for column, factor in entries:
            rows.append(len(low))
            columns.append(column)
            factors.append(factor)
        low.append(least)
        high.append(most)

    of_task: dict[int, list[int]] = defaultdict(list)
    of_person: dict[str, list[int]] = defaultdict(list)
    for place, (number, person) in enumerate(options):
        of_task[number].append(place)
        of_person[person].append(place)
    for places in of_task.values():
        row([(place, 1.0) for place in places], 1.0, 1.0)
    shares = _shares(tasks, workers)
    for worker in workers:
        mine = of_person[worker.person]
        held = sum(task.holder == worker.person for task in tasks)
        row([(place, 1.0) for place in mine], -np.inf, float(max(worker.capacity, held)))
        work = [(place, float(tasks[options[place][0]].minutes)) for place in mine]
        row([*work, (width - 1, -1.0)], -np.inf, shares[worker.person])
        for day in days:
            due = [(place, m) for place, m in work if tasks[options[place][0]].due_day <= day]
            row([*due, (late[worker.person, day], -1.0)], -np.inf, float(worker.until(day)))
    integral = np.zeros(width)
    integral[:choice] = 1
    upper = np.full(width, np.inf)
    upper[:choice] = 1
    lower = np.zeros(width)
    lower[width - 1] = -np.inf
    solved = milp(
        costs,
        integrality=integral,
        bounds=Bounds(lower, upper),
        constraints=LinearConstraint(
            coo_array((factors, (rows, columns)), shape=(len(low), width)).tocsr(),
            np.array(low),
            np.array(high),
        ),
        options={"time_limit": seconds, "mip_rel_gap": 1e-6},
    )
    if solved.x is None:
        return who, 1.0
    for place, (number, person) in enumerate(options):
        if solved.x[place] > 0.5:
            who[tasks[number].code] = person
    return who, float(solved.mip_gap or 0.0)
