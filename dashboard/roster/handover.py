"""An absence handed over: what waits or becomes late while somebody is away, who takes it, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from dashboard.clock import date_of
from dashboard.roster.assigner import key_of
from dashboard.roster.balance import Task, Worker, rebalance
from dashboard.roster.open_work import NEVER, tasks_of, workers_of
from dashboard.roster.workload import Done, Workload, staff_today
from models.absence import LONGEST_DAYS, Absence, Handed
from models.errors import MotcuaError
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: becomes late by the absence; is late or will be in any case; is due meanwhile, and could still be made
Fate = Literal["absence", "anyway", "due"]
#: more than anybody can hold, for a hand-over that has to go beyond the capacities
NO_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """One dossier that an absence keeps waiting: what becomes of it, and who could take it ("": nobody).

    `beyond`: the one who could take it will then hold more than their capacity.
    """

    task: Task
    fate: Fate
    target: str
    beyond: bool = False


class Handovers:
    """The service behind the hand-over of an absence."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._workload = Workload(office)

    def preview(self, viewer: Viewer, absence: Absence) -> list[Waiting]:
        """What of the person's work the absence keeps waiting, and who should take it.

        Counted as if the person did what is due first, first. Nothing of what the others hold is moved.
        Raises NotAllowed or MotcuaError for who may not reassign there.
        """
        self._workload.may_move(viewer, absence.department)
        office = self._office
        person = office.staff.get(absence.person)
        if person is None:
            return []
        people = [one for one in staff_today(self._office, absence.department) if one.id != person.id]
        mine = [
            task for task in tasks_of(office, [person], people)
            if task.holder == key_of(person)
        ]  # fmt: skip
        here, away = self._time(absence)
        fates = waiting(mine, here, away, absence)
        if not fates:
            return []
        handed = [task for task in mine if task.code in fates]
        pinned = [
            replace(task, able=frozenset({task.holder})) for task in tasks_of(office, people, people)
        ]
        workers = workers_of(office, absence.department, people, lambda stand: _with(stand, absence))
        targets, beyond = _targets(handed, pinned, workers)
        return [
            Waiting(task, fates[task.code], targets.get(task.code, ""), beyond)
            for task in sorted(handed, key=lambda task: (task.due_day, task.code))
        ]

    def hand_over(
        self, viewer: Viewer, id: str, moves: Iterable[tuple[str, str]]
    ) -> tuple[Absence, list[Done]]:
        """Hand dossiers (code, key of who takes it) over; the absence, which keeps them, and what became of
        each.

        Raises MotcuaError where the absence is not approved (any more).
        """
        absence = self._absence(id)
        if absence.state != "approved":
            raise MotcuaError("Hãy duyệt vắng mặt trước khi bàn giao.", "Approve the absence first.")
        person = self._office.staff.get(absence.person)
        source = key_of(person) if person is not None else absence.person
        name = person.name if person is not None else absence.person
        reason = f"thay {name} vắng {date_of(absence.first_day):%d/%m}–{date_of(absence.last_day):%d/%m/%Y}"
        done = self._workload.move(viewer, absence.department, moves, reason)
        went = [Handed(code=one.code, source=source, target=one.person) for one in done if one.error is None]
        after = absence.model_copy(update={"handed": (*absence.handed, *went)})
        self._office.absences.put(after)
        return after, done

    def take_back(self, viewer: Viewer, id: str) -> list[Done]:
        """Give back what those who took over still hold; what they have passed on stays where it is."""
        absence = self._absence(id)
        self._workload.may_move(viewer, absence.department)
        held = {
            row["_id"]: row["assignee"]
            for row in self._office.dossiers.at_work({one.target for one in absence.handed})
        }
        back = [one for one in absence.handed if held.get(one.code) == one.target]
        done = self._workload.move(
            viewer, absence.department, [(one.code, one.source) for one in back], "hoàn tác bàn giao"
        )
        failed = {one.code for one in done if one.error is not None}
        kept = tuple(one for one in absence.handed if one.code in failed)
        self._office.absences.put(absence.model_copy(update={"handed": kept}))
        return done

    def concerning(self, viewer: Viewer) -> list[Absence]:
        """Absences that are not over, for which the viewer's work was taken over, or took over others'."""
        member = self._office.staff.of_user(viewer.user_id)
        if member is None:
            return []
        today = self._office.today()
        found = self._office.absences.between(member.department, today, today + LONGEST_DAYS)
        key = key_of(member)
        return [one for one in found if any(key in (each.source, each.target) for each in one.handed)]

    def _absence(self, id: str) -> Absence:
        absence = self._office.absences.get(id)
        if absence is None:
            raise MotcuaError("Không còn mục vắng mặt này.", "This absence is no longer there.")
        return absence

    def _time(self, absence: Absence) -> tuple[Worker, Worker]:
        """The person's time without the absence, and with it."""
        person = self._office.staff.get(absence.person)
        there = [] if person is None else [person]
        without = workers_of(
            self._office, absence.department, there,
            lambda stand: tuple(one for one in stand if one.id != absence.id),
        )  # fmt: skip
        having = workers_of(
            self._office, absence.department, there, lambda stand: _with(stand, absence)
        )
        return without[0], having[0]


def waiting(tasks: Sequence[Task], here: Worker, away: Worker, absence: Absence) -> dict[str, Fate]:
    """Code → fate of the tasks that an absence keeps waiting.

    `here` and `away` are the person's time without the absence and with it.
    What can be done before the first day does not wait, and what can wait until after the last does neither.
    """
    fates: dict[str, Fate] = {}
    spent = 0
    for task in sorted(tasks, key=lambda task: (task.due_day, task.code)):
        spent += task.minutes
        if spent <= here.until(absence.first_day - 1):
            continue
        if task.due_day >= NEVER:
            continue
        late, late_anyway = spent > away.until(task.due_day), spent > here.until(task.due_day)
        if late and not late_anyway:
            fates[task.code] = "absence"
        elif task.due_day <= absence.last_day:
            fates[task.code] = "anyway" if late else "due"
    return fates


def _with(stand: tuple[Absence, ...], absence: Absence) -> tuple[Absence, ...]:
    """The absences that stand, and this one as if it were approved."""
    others = tuple(one for one in stand if one.id != absence.id)
    return (*others, absence.model_copy(update={"state": "approved"}))


def _targets(
    handed: Sequence[Task], pinned: Sequence[Task], workers: Sequence[Worker]
) -> tuple[dict[str, str], bool]:
    """Code → who takes it, and whether it takes more than the capacities allow."""
    able = [task for task in handed if task.able]
    for beyond in (False, True):
        there = [replace(one, capacity=NO_LIMIT) if beyond else one for one in workers]
        moves = {move.code: move.target for move in rebalance([*able, *pinned], there).moves}
        if moves or not able:
            return moves, beyond
    return {}, True
