"""The open work of a department, and the time that its people have for it, as the balancing weighs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.roster.assigner import key_of, remaining_ms
from dashboard.roster.balance import Task, Worker
from dashboard.roster.planning import Planning
from dashboard.roster.week import monday_of
from models.absence import Absence
from models.dossier import PAUSED
from models.staff import StaffMember

if TYPE_CHECKING:
    from dashboard.office import Office

#: how far ahead work is weighed, in weeks
AHEAD = 4
#: a due day for what has none: after all others
NEVER = 4_000_000
MINUTE_MS = 60_000

#: the absences by which people are judged, from those that stand
Absent = Callable[[tuple[Absence, ...]], tuple[Absence, ...]]


def tasks_of(office: Office, people: Iterable[StaffMember], there: Sequence[StaffMember]) -> list[Task]:
    """What `people` have in hand and what runs; who of `there` could do it. What is paused is no work."""
    keys = {key_of(one): one for one in people}
    tasks = []
    for row in office.dossiers.at_work(keys):
        if row["state"] in PAUSED:
            continue
        able = frozenset(key_of(one) for one in there if one.knows(row.get("field", "")) is not None)
        due = row.get("due_day")
        minutes = max(1, remaining_ms(row) // MINUTE_MS)
        tasks.append(Task(row["_id"], minutes, NEVER if due is None else due, row["assignee"], able))
    return tasks


def workers_of(
    office: Office, department: str, there: Sequence[StaffMember], absent: Absent = lambda stand: stand
) -> list[Worker]:
    """The minutes that each of `there` has until the end of each day of the weeks ahead, from today."""
    today = office.today()
    monday = monday_of(today)
    planning = Planning(office)
    free: dict[str, dict[int, int]] = {one.id: {} for one in there}
    total = dict.fromkeys(free, 0)
    for week in range(monday, monday + 7 * AHEAD, 7):
        plan = planning.attendance(department, week)
        plan = replace(plan, absences=absent(plan.absences))
        for slot in plan.slots:
            if slot.day < today:
                continue
            for one in there:
                if not plan.is_away(one.id, slot.day, slot.half):
                    total[one.id] += slot.minutes
                free[one.id][slot.day] = total[one.id]
    return [Worker(key_of(one), free[one.id], one.capacity) for one in there]
