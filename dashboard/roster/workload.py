"""How much work people have before them, and how much arrives; and work moved to even it out.

Protection of staff is a rule of the reading, not of a page: everybody sees their own figures, the heads
of a department see its persons, all others see groups of `GROUP` or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.access.acting import act
from dashboard.access.roles import require
from dashboard.clock import day_number
from dashboard.cube.question import Question
from dashboard.flow import Action
from dashboard.roster.assigner import key_of, remaining_ms
from dashboard.roster.balance import Rebalancing, Task, rebalance
from dashboard.roster.coverage import rostered_minutes
from dashboard.roster.forecast import Expected, forecast, quantile
from dashboard.roster.open_work import tasks_of, workers_of
from dashboard.roster.planning import Planning, within
from dashboard.roster.week import monday_of
from models.dossier import PAUSED
from models.errors import MotcuaError
from models.staff import StaffMember
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: figures of fewer people are shown to nobody but themselves and their heads
GROUP = 5
#: complete weeks from which a coming week's arrivals are told
PAST = 8


@dataclass(frozen=True, slots=True)
class Held:
    """What one person, or a group of `people`, has in hand."""

    person: str
    people: int
    running: int
    paused: int
    due_this_week: int
    overdue: int
    remaining_ms: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Flow:
    """A field's week ("": the department's): what will come, with its band; what a week gets done, hours on
    duty.

    `needed_hours`: on duty as long as it took a dossier lately; None where no roster tells that.
    """

    field: str
    arrivals: float
    low: float
    high: float
    completions: float
    rostered_hours: float
    needed_hours: float | None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one move."""

    code: str
    person: str
    error: MotcuaError | None = None


class Workload:
    """The service behind the workload's screen."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def held(self, viewer: Viewer, department: str) -> list[Held]:
        """Per person where the viewer may, else as one group; [] where the group is too small."""
        require(viewer, "page.roster")
        people = self.people(department)
        keys = {key_of(one): one for one in people}
        rows = self._office.dossiers.at_work(keys)
        if sees_persons(viewer, department):
            return [
                self._of([one], [row for row in rows if row["assignee"] == key_of(one)]) for one in people
            ]
        own = [one for one in people if one.user and one.user == viewer.user_id]
        if own:
            return [self._of(own, [row for row in rows if row["assignee"] == viewer.user_id])]
        if viewer.role != "leadership" or len(people) < GROUP:
            return []
        return [self._of(people, rows)]

    def flows(self, viewer: Viewer, department: str, monday: int) -> list[Flow]:
        """What the week of `monday` will bring each field, and what its roster has for it.

        The last one is of the whole department (field ""). From the cube, by the working days of the last
        `PAST` complete weeks (`dashboard.roster.forecast`).
        """
        office, planning = self._office, Planning(self._office)
        plan, roster = planning.week(viewer, department, monday)
        now = monday_of(office.today())
        weeks = range(now - 7 * PAST, now, 7)
        counts = self._by_day(viewer, department, weeks[0], now - 1)
        minutes = rostered_minutes(plan, roster.published or roster.draft)
        spent = self._spent(planning, department, weeks[0], now - 7)
        worked = office.calendar().is_working_day
        flows = []
        for field in (*plan.fields, ""):
            mine = (field,) if field else plan.fields
            came, done = (summed(counts, measure, mine) for measure in ("received", "resolved"))
            expected = forecast(came, weeks, monday, worked) or Expected(0.0, 0.0, 0.0)
            finished = [sum(done.get(day, 0) for day in range(week, week + 7)) for week in weeks]
            told, hours = spent.get(field, ((), 0.0))
            lately = sum(done.get(day, 0) for week in told for day in range(week, week + 7))
            flows.append(
                Flow(
                    field,
                    expected.middle,
                    expected.low,
                    expected.high,
                    quantile(finished, 0.5),
                    sum(minutes.get(one, 0) for one in mine) / 60,
                    expected.middle * hours / lately if lately and field else None,
                )
            )
        return flows

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

    def proposal(
        self, viewer: Viewer, department: str, leaving: str | None = None
    ) -> tuple[Rebalancing, dict[str, Task]]:
        """Moves that even the work out; with `leaving`, that person's work handed to the others.

        Raises NotAllowed for who may not reassign here.
        """
        self.may_move(viewer, department)
        people = self.people(department)
        there = [one for one in people if one.id != leaving]
        tasks = tasks_of(self._office, people, there)
        if leaving is not None:
            own = next((key_of(one) for one in people if one.id == leaving), leaving)
            tasks = [t for t in tasks if t.holder == own or t.holder in {key_of(one) for one in there}]
        workers = workers_of(self._office, department, there)
        return rebalance(tasks, workers), {task.code: task for task in tasks}

    def move(
        self, viewer: Viewer, department: str, moves: Iterable[tuple[str, str]], reason: str
    ) -> list[Done]:
        """Reassign dossiers (code, person's key), each by its own action; tells what became of each."""
        self.may_move(viewer, department)
        done = []
        for code, person in moves:
            try:
                act(self._office, viewer, code, Action(name="reassign", assignee=person, assigned=reason))
            except MotcuaError as error:
                done.append(Done(code, person, error))
            else:
                done.append(Done(code, person))
        return done

    def names(self, department: str) -> dict[str, str]:
        """What the keys under which people work are called."""
        return {key_of(one): one.name for one in self._office.staff.of(department)}

    def may_move(self, viewer: Viewer, department: str) -> None:
        """Raise NotAllowed or MotcuaError for who may not reassign here."""
        require(viewer, "act.reassign")
        if not within(viewer, department):
            raise MotcuaError("Cơ quan này ngoài phạm vi của bạn.", "This department is outside your scope.")

    def people(self, department: str) -> list[StaffMember]:
        """Those who are on the staff today."""
        on = self._office.local_date()
        return [one for one in self._office.staff.of(department) if one.in_force(on)]

    def _of(self, people: Sequence[StaffMember], rows: Sequence[Mapping[str, Any]]) -> Held:
        today = self._office.today()
        end = monday_of(today) + 6
        running = [row for row in rows if row["state"] not in PAUSED]
        due = [int(row["due_day"]) for row in running if row.get("due_day") is not None]
        return Held(
            person=people[0].name if len(people) == 1 else "",
            people=len(people),
            running=len(running),
            paused=len(rows) - len(running),
            due_this_week=sum(today <= day <= end for day in due),
            overdue=sum(day < today for day in due),
            remaining_ms=sum(remaining_ms(row) for row in running),
            capacity=sum(one.capacity for one in people),
        )

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


def sees_persons(viewer: Viewer, department: str) -> bool:
    """Whether the viewer heads the department."""
    return viewer.role == "manager" and within(viewer, department)


def summed(
    counts: Mapping[tuple[str, str], Mapping[int, int]], measure: str, fields: Iterable[str]
) -> dict[int, int]:
    """Day → how many, of some fields together."""
    total: dict[int, int] = {}
    for field in fields:
        for day, many in counts.get((measure, field), {}).items():
            total[day] = total.get(day, 0) + many
    return total
