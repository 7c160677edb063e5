"""The mixed-integer programme of a week: variables, rows, and the solver (HiGHS).

A variable says whether a person is on duty in a field in a half-day. First as few as possible are missing;
then, among such weeks, it is weighed: those who only assist; different fields that one person is given;
how much the busiest works.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.roster.week import WeekPlan
from models.absence import Half
from models.roster import Assignment

if TYPE_CHECKING:
    from numpy.typing import NDArray

ASSISTS = 4.0
ANOTHER_FIELD = 1.0
BUSIEST = 20.0
#: a share of the best that the solver need not come closer to, once nobody is missing who could be there
CLOSE = 0.03

Key = tuple[str, str, int, Half]


def weight(plan: WeekPlan, assignments: Iterable[Assignment]) -> float:
    """What the second search minimises, of any week: helpers, different fields, the busiest."""
    placed = [one for one in assignments if one.part == "primary" and one.person in plan.people]
    assists = sum(plan.people[one.person].knows(one.field) == "assists" for one in placed)
    pairs = {(one.person, one.field) for one in placed}
    given = sum(len(plan.people[person].competences) > 1 for person, _ in pairs)
    minutes: Tally[str] = Tally()
    for person, day, half in {(one.person, one.day, one.half) for one in placed}:
        minutes[person] += plan.minutes(day, half)
    weeks = {person: plan.people[person].weekly_minutes for person in minutes}
    busiest = max((minutes[person] / week for person, week in weeks.items() if week), default=0.0)
    return ASSISTS * assists + ANOTHER_FIELD * given + BUSIEST * busiest


class Programme:
    """Columns and rows of the programme."""

    def __init__(self, plan: WeekPlan, fixed: list[Assignment]) -> None:
        self.plan = plan
        duties = [one for one in fixed if one.part == "primary"]
        self.fixed = {(one.person, one.field, one.day, one.half) for one in duties}
        # Who is fixed to step in for a field cannot be on duty for it as well.
        steps_in = {(one.person, one.field, one.day, one.half) for one in fixed if one.part == "stand_in"}
        self.duties = Tally((one.person, one.day, one.half) for one in duties)
        self.keys: list[Key] = [
            (person, known.field, slot.day, slot.half)
            for person, member in plan.people.items()
            for known in member.competences
            if known.field in plan.fields and plan.rules.needed(known.field)
            for slot in plan.slots
            if not plan.is_away(person, slot.day, slot.half)
            and (person, known.field, slot.day, slot.half) not in self.fixed | steps_in
        ]
        self.costs: list[float] = []
        self.upper: list[float] = []
        self.missing: list[int] = []
        self.rows: list[tuple[list[int], list[float], float, float]] = []

    def column(self, cost: float, upper: float = 1.0) -> int:
        """A new variable from 0 to `upper`."""
        self.costs.append(cost)
        self.upper.append(upper)
        return len(self.costs) - 1

    def row(self, columns: list[int], factors: list[float], low: float, high: float) -> None:
        """low ≤ Σ factor × variable ≤ high."""
        self.rows.append((columns, factors, low, high))

    def solve(self, seconds: float) -> tuple[list[Key], float]:
        """The chosen keys, and the gap to the solver's bound."""
        for person, id, _, _ in self.keys:
            self.column(ASSISTS if self.plan.people[person].knows(id) == "assists" else 0.0)
        whole = len(self.keys)
        self._coverage()
        pairs = self._duties()
        if not self.rows or not self.keys:
            return [], 0.0
        integral = np.zeros(len(self.costs))
        integral[:whole] = 1
        integral[pairs] = 1
        # First nobody missing who could be there, then the rest among such weeks: each alone is easy.
        fewest = np.zeros(len(self.costs))
        fewest[self.missing] = 1.0
        least = self._minimum(fewest, integral, seconds / 2, 0.0)
        if least is None:
            return [], 1.0
        self.row(self.missing, [1.0] * len(self.missing), 0.0, float(round(least.fun)))
        best = self._minimum(np.array(self.costs), integral, seconds / 2, CLOSE)
        values: NDArray[np.float64] = (best or least).x
        gap = max(float(least.mip_gap or 0.0), float(best.mip_gap or 0.0) if best is not None else 1.0)
        return [key for place, key in enumerate(self.keys) if values[place] > 0.5], gap

    def _minimum(
        self, costs: NDArray[np.float64], integral: NDArray[np.float64], seconds: float, close: float
    ) -> Any:
        """The solver's answer (`x`, `fun`, `mip_gap`), or None where it found none in time."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        data, columns, starts = [], [], [0]
        for places, factors, _, _ in self.rows:
            data += factors
            columns += places
            starts.append(len(columns))
        shape = (len(self.rows), len(self.costs))
        matrix = csr_array((np.array(data), np.array(columns), np.array(starts)), shape=shape)
        low = np.array([row[2] for row in self.rows])
        high = np.array([row[3] for row in self.rows])
        solved = milp(
            costs,
            integrality=integral,
            bounds=Bounds(0.0, np.array(self.upper)),
            constraints=LinearConstraint(matrix, low, high),
            options={"time_limit": seconds, "mip_rel_gap": close},
        )
        return solved if solved.x is not None else None

    def _coverage(self) -> None:
        """Σ on duty + missing ≥ needed, for each field and half-day."""
        by_cell: dict[tuple[str, int, Half], list[int]] = defaultdict(list)
        for place, (_, id, day, half) in enumerate(self.keys):
            by_cell[id, day, half].append(place)
        there = Tally((id, day, half) for _, id, day, half in self.fixed)
        for slot in self.plan.slots:
            for id in self.plan.fields:
                needed = self.plan.rules.needed(id) - there[id, slot.day, slot.half]
                if needed <= 0:
                    self._none(by_cell.get((id, slot.day, slot.half), []))
                    continue
                places = by_cell.get((id, slot.day, slot.half), [])
                missing = self.column(0.0, float(needed))
                self.missing.append(missing)
                self.row([*places, missing], [1.0] * (len(places) + 1), float(needed), float(needed))

    def _none(self, places: list[int]) -> None:
        """Enough are fixed there already."""
        for place in places:
            self.upper[place] = 0.0

    def _duties(self) -> list[int]:
        """Fields at once, weekly hours, different fields, the busiest; returns the integral columns."""
        by_half: dict[tuple[str, int, Half], list[int]] = defaultdict(list)
        by_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, (person, id, day, half) in enumerate(self.keys):
            by_half[person, day, half].append(place)
            by_pair[person, id].append(place)
        hours: dict[str, list[tuple[int, float]]] = defaultdict(list)
        integral: list[int] = []
        for (person, day, half), places in by_half.items():
            left = self.plan.people[person].fields_at_once - self.duties[person, day, half]
            if left <= 0:
                self._none(places)
                continue
            minutes = float(self.plan.minutes(day, half))
            if self.duties[person, day, half] or left == 1:
                self.row(places, [1.0] * len(places), 0.0, float(left))
                counted = [] if self.duties[person, day, half] else [(place, minutes) for place in places]
                hours[person] += counted
            else:
                on_duty = self.column(0.0)
                integral.append(on_duty)
                self.row([*places, on_duty], [1.0] * len(places) + [-float(left)], -np.inf, 0.0)
                hours[person].append((on_duty, minutes))
        self._hours(hours)
        for (person, _), places in by_pair.items():
            if len(places) > 1 and len(self.plan.people[person].competences) > 1:
                given = self.column(ANOTHER_FIELD)
                # One row a pair: weaker than one a half-day, but the programme stays small.
                self.row([*places, given], [1.0] * len(places) + [-float(len(places))], -np.inf, 0.0)
        return integral

    def _hours(self, hours: Mapping[str, list[tuple[int, float]]]) -> None:
        busiest = self.column(BUSIEST)
        for person, parts in hours.items():
            spent = float(
                sum(self.plan.minutes(day, half) for who, day, half in self.duties if who == person)
            )
            week = float(self.plan.people[person].weekly_minutes)
            places, minutes = [place for place, _ in parts], [minutes for _, minutes in parts]
            if not places:
                continue
            self.row(places, minutes, -np.inf, max(0.0, week - spent))
            if week > 0:
                self.row([*places, busiest], [*minutes, -week], -np.inf, -min(spent, week))
