"""How much work people have before them; and work moved to even it out.

Who sees whose figures is a rule of the reading, not of a page: `dashboard.roster.protection`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.access.acting import act
from dashboard.access.roles import require
from dashboard.flow import Action
from dashboard.flow.action import Moment
from dashboard.flow.facts import queue_ms
from dashboard.roster.assigner import key_of, remaining_ms
from dashboard.roster.balance import Rebalancing, Task, rebalance
from dashboard.roster.open_work import tasks_of, workers_of
from dashboard.roster.planning import within
from dashboard.roster.protection import GROUP, sees_persons
from dashboard.roster.week import monday_of
from models.dossier import PAUSED, Pause, Visit
from models.errors import MotcuaError, NotAllowed
from models.staff import StaffMember
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office


@dataclass(frozen=True, slots=True)
class Held:
    """What one person, or a group of `people`, has in hand.

    `queue_ms`: what these dossiers waited at their step, on average, until somebody began, or until now;
    of `queue_n` whose arrival is known, None without any; `waiting` of them nobody has begun.
    """

    person: str
    people: int
    running: int
    paused: int
    due_this_week: int
    overdue: int
    remaining_ms: int
    capacity: int
    queue_ms: float | None
    queue_n: int
    waiting: int


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
        people = staff_today(self._office, department)
        keys = {key_of(one): one for one in people}
        rows = self._office.dossiers.at_work(keys)
        if sees_persons(viewer, department):
            return [
                self._of([one], [row for row in rows if row["assignee"] == key_of(one)]) for one in people
            ]
        own = [one for one in people if one.user and one.user == viewer.user_id]
        if own:
            return [self._of(own, [row for row in rows if row["assignee"] == viewer.user_id])]
        if viewer.role != "leadership" or len(people) < GROUP or not within(viewer, department):
            return []
        return [self._of(people, rows)]

    def proposal(
        self, viewer: Viewer, department: str, leaving: str | None = None
    ) -> tuple[Rebalancing, dict[str, Task]]:
        """Moves that even the work out; with `leaving`, that person's work handed to the others.

        Raises NotAllowed for who may not reassign here, or may not see what each person has in hand.
        """
        self.may_move(viewer, department)
        if not sees_persons(viewer, department):
            raise NotAllowed(
                "Đề xuất cho thấy việc của từng người: chỉ trưởng cơ quan xem được.",
                "A proposal shows the work of each person: it is for the heads of the department.",
            )
        people = staff_today(self._office, department)
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

    def _of(self, people: Sequence[StaffMember], rows: Sequence[Mapping[str, Any]]) -> Held:
        today = self._office.today()
        end = monday_of(today) + 6
        running = [row for row in rows if row["state"] not in PAUSED]
        due = [int(row["due_day"]) for row in running if row.get("due_day") is not None]
        queues = self._waited(rows)
        return Held(
            person=people[0].name if len(people) == 1 else "",
            people=len(people),
            running=len(running),
            paused=len(rows) - len(running),
            due_this_week=sum(today <= day <= end for day in due),
            overdue=sum(day < today for day in due),
            remaining_ms=sum(remaining_ms(row) for row in running),
            capacity=sum(one.capacity for one in people),
            queue_ms=sum(ms for ms, _ in queues) / len(queues) if queues else None,
            queue_n=len(queues),
            waiting=sum(not begun for _, begun in queues),
        )

    def _waited(self, rows: Iterable[Mapping[str, Any]]) -> list[tuple[int, bool]]:
        """Of each dossier at a step: how long it waited there to be begun, and whether it was."""
        office = self._office
        moment = Moment.of("", office.now(), office.calendar())
        waited = []
        for row in rows:
            visit = Visit.model_validate(row["visits"][-1]) if row.get("visits") else None
            if visit is not None and visit.left_at is None and visit.entered_at is not None:
                pauses = tuple(Pause.model_validate(one) for one in row.get("pauses", ()))
                waited.append((queue_ms(visit, pauses, moment), visit.started_at is not None))
        return waited


def staff_today(office: Office, department: str) -> list[StaffMember]:
    """Those who are on the department's staff today."""
    on = office.local_date()
    return [one for one in office.staff.of(department) if one.in_force(on)]
