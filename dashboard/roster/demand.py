"""What the fields of a department's week will bring, and what its roster has for it.

Who sees which rows is a rule of the reading, not of a page: `dashboard.roster.protection`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dashboard.clock import day_number
from dashboard.cube.question import Question
from dashboard.forecast.coming import Expected, forecast, quantile
from dashboard.roster.coverage import Cover, coverage, rostered_minutes
from dashboard.roster.planning import Planning
from dashboard.roster.protection import Together, rows_for
from dashboard.roster.week import Slot, WeekPlan, monday_of
from dashboard.roster.workload import staff_today
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: complete weeks from which a coming week's arrivals are told
PAST = 8


@dataclass(frozen=True, slots=True)
class Flow:
    """A week of some fields: what will come, with its band; what a week gets done, hours on duty.

    `needed_hours`: on duty as long as it took a dossier lately; None where no roster tells that, and for
    the `whole` department. `queue_hours`: mean queue time of the `queue_n` visits that left the
    department in the `PAST` weeks, in working hours; None without any. All but the arrivals is None where
    fewer than `GROUP` people stand behind it.
    """

    fields: Together
    whole: bool
    arrivals: float
    low: float
    high: float
    completions: float | None = None
    rostered_hours: float | None = None
    needed_hours: float | None = None
    queue_hours: float | None = None
    queue_n: int = 0


class Demand:
    """The service behind the tables of fields."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def past(self) -> tuple[int, int]:
        """The first and the last day of the last `PAST` complete weeks."""
        now = monday_of(self._office.today())
        return now - 7 * PAST, now - 1

    def flows(self, viewer: Viewer, department: str, monday: int) -> list[Flow]:
        """What the week of `monday` will bring the fields, and what its roster has for them.

        A row a field for who heads the department, for others the groups of `protection`; the last one
        is of all of them. From the cube, by the working days of the last `PAST` complete weeks
        (`dashboard.forecast.coming`). Only fields within the viewer's scope are read.
        """
        office, planning = self._office, Planning(self._office)
        plan, roster = planning.week(viewer, department, monday)
        scope = viewer.scope
        fields = tuple(f for f in plan.fields if scope.kind in ("all", "department") or f in scope.fields)
        rows = rows_for(viewer, department, fields, staff_today(self._office, department))
        protected = not rows
        first, last = self.past()
        weeks = range(first, last, 7)
        counts = self._by_day(viewer, department, first, last)
        minutes = rostered_minutes(plan, roster.published or roster.draft)
        spent = self._spent(planning, department, first, weeks[-1])
        queues = self._queues(viewer, department, (*rows, fields), first, last)
        worked = office.calendar().is_working_day
        flows = []
        for row, whole in (*((row, False) for row in rows), (fields, True)):
            came, done = (summed(counts, measure, row) for measure in ("received", "resolved"))
            expected = forecast(came, weeks, monday, worked) or Expected(0.0, 0.0, 0.0)
            flow = Flow(row, whole, expected.middle, expected.low, expected.high)
            if not protected:
                finished = [sum(done.get(day, 0) for day in range(week, week + 7)) for week in weeks]
                queue, n = queues[row]
                flow = replace(
                    flow,
                    completions=quantile(finished, 0.5),
                    rostered_hours=sum(minutes.get(one, 0) for one in row) / 60,
                    needed_hours=None if whole else self._needed(row, expected, done, spent),
                    queue_hours=queue,
                    queue_n=n,
                )
            flows.append(flow)
        return flows

    @staticmethod
    def _needed(
        row: Together,
        expected: Expected,
        done: Mapping[int, int],
        spent: Mapping[str, tuple[tuple[int, ...], float]],
    ) -> float | None:
        """Hours on duty that what is expected will take, as long as a dossier of these fields took lately."""
        told = {week for field in row for week in spent.get(field, ((), 0.0))[0]}
        hours = sum(spent.get(field, ((), 0.0))[1] for field in row)
        lately = sum(done.get(day, 0) for week in told for day in range(week, week + 7))
        return expected.middle * hours / lately if lately else None

    def coverage(
        self, viewer: Viewer, department: str, monday: int
    ) -> tuple[WeekPlan, dict[Together, dict[Slot, Cover]]]:
        """How well the week's roster, published or else the draft that the viewer may see, covers what.

        Who is on duty where is published to all who read rosters, field by field; leadership has the
        rows of the other tables.
        """
        plan, roster = Planning(self._office).week(viewer, department, monday)
        cells = coverage(plan, roster.published or roster.draft)
        rows: list[Together] = [(field,) for field in plan.fields]
        if viewer.role == "leadership":
            rows = rows_for(viewer, department, plan.fields, staff_today(self._office, department))
        nobody = Cover(0, 0, 0, 0, 0)
        return plan, {
            row: {slot: sum((cells[field, slot] for field in row), nobody) for slot in plan.slots}
            for row in rows
        }

    def _queues(
        self, viewer: Viewer, department: str, rows: Iterable[Together], first: int, last: int
    ) -> dict[Together, tuple[float | None, int]]:
        """Fields → mean queue time of their visits in working hours, and of how many; from the cube."""
        sums: dict[str, tuple[float, int]] = {}
        question = Question(
            ("queue_working_mean",), ("field",), start=first, end=last,
            where={"department": (department,), "holder": (department,)},
        )  # fmt: skip
        for figure in self._office.cube.figures(viewer, question):
            if figure.n and figure.value is not None:
                sums[figure.group["field"]] = (float(figure.value) * figure.n, figure.n)
        told: dict[Together, tuple[float | None, int]] = {}
        for row in rows:
            many = sum(sums[field][1] for field in row if field in sums)
            hours = sum(sums[field][0] for field in row if field in sums)
            told[row] = (hours / many if many else None, many)
        return told

    def _by_day(
        self, viewer: Viewer, department: str, first: int, last: int
    ) -> dict[tuple[str, str], dict[int, int]]:
        """(measure, field) → day → how many."""
        question = Question(
            ("received", "resolved"), ("field", "day"), start=first, end=last,
            where={"department": (department,)},
        )  # fmt: skip
        counts: dict[tuple[str, str], dict[int, int]] = {}
        for figure in self._office.cube.figures(viewer, question):
            day = day_number(date.fromisoformat(figure.group["day"]))
            counts.setdefault((figure.measure, figure.group["field"]), {})[day] = int(figure.value or 0)
        return counts

    def _spent(
        self, planning: Planning, department: str, since: int, until: int
    ) -> dict[str, tuple[tuple[int, ...], float]]:
        """field → (the Mondays of weeks with a published roster, hours on duty in them)."""
        told: dict[str, tuple[tuple[int, ...], float]] = {}
        for roster in self._office.rosters.weeks(department, since, until):
            plan = planning.attendance(department, roster.monday)
            for field, minutes in rostered_minutes(plan, roster.published).items():
                weeks, hours = told.get(field, ((), 0.0))
                if minutes:
                    told[field] = ((*weeks, roster.monday), hours + minutes / 60)
        return told


def summed(
    counts: Mapping[tuple[str, str], Mapping[int, int]], measure: str, fields: Iterable[str]
) -> dict[int, int]:
    """Day → how many, of some fields together."""
    total: dict[int, int] = {}
    for field in fields:
        for day, many in counts.get((measure, field), {}).items():
            total[day] = total.get(day, 0) + many
    return total
