"""Who takes the next step of a dossier: the roster's choice, put into the action that moves it there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dashboard.clock import day_number
from dashboard.flow import Action
from dashboard.flow.transitions import earlier, following
from dashboard.roster.assign import Choice, Load, choose
from dashboard.roster.planning import Planning
from dashboard.roster.week import half_of, monday_of
from models.dossier import PAUSED, Dossier
from models.staff import StaffMember

if TYPE_CHECKING:
    from dashboard.office import Office

#: what moves a dossier to another desk
MOVES = frozenset({"finish", "send_back", "hand_over"})
#: working time of a step without a limit of its own: half a day
NO_LIMIT_MS = 4 * 3_600_000


def key_of(person: StaffMember) -> str:
    """Under which name a person works: the account, or the id of who has none."""
    return person.user or person.id


def assigned(office: Office, dossier: Dossier | None, action: Action) -> Action:
    """The action with the person on duty for the step that it leads to, where the roster knows one."""
    if dossier is None or action.name not in MOVES or action.assignee is not None:
        return action
    holder = destination(dossier, action)
    if holder is None:
        return action
    choice = on_duty(office, holder, dossier.field, office.now())
    if choice is None:
        return action
    return action.model_copy(update={"assignee": choice.person, "assigned": choice.vi})


def destination(dossier: Dossier, action: Action) -> str | None:
    """The department to which the action takes the dossier; None where it will be refused anyway."""
    if action.name == "hand_over":
        return action.department
    if action.name == "finish":
        return next((step.holder for step in following(dossier)), None)
    back = (step for step in reversed(earlier(dossier)) if action.step is None or step.step == action.step)
    return next((step.holder for step in back), None)


def on_duty(office: Office, department: str, field: str, at: datetime) -> Choice | None:
    """Who of the department takes a dossier of the field that comes at the instant, or None.

    What comes outside the hours goes to who is on duty when the Office opens next.
    """
    calendar = office.calendar()
    opens = calendar.add_ms(at, 1).astimezone(calendar.zone)
    day = day_number(opens.date())
    half = half_of(calendar, day, opens.hour * 60 + opens.minute)
    monday = monday_of(day)
    published = office.rosters.week(department, monday).published
    if half is None or not published:
        return None
    plan = Planning(office).attendance(department, monday)
    there = {
        one.person for one in published if (one.field, one.day, one.half) == (field, day, half)
    } & plan.people.keys()
    keys = {key_of(plan.people[person]): person for person in there}
    loads = {keys[key]: load for key, load in loads_of(office.dossiers.at_work(keys)).items()}
    choice = choose(plan, published, loads, field, day, half)
    return None if choice is None else Choice(key_of(plan.people[choice.person]), choice.vi, choice.en)


def loads_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Load]:
    """What each has in hand, from what `Dossiers.at_work` reads; what is paused is none of it."""
    count: Counter[str] = Counter()
    left: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["state"] not in PAUSED:
            count[row["assignee"]] += 1
            left[row["assignee"]] += remaining_ms(row)
    return {person: Load(many, left[person]) for person, many in count.items()}


def remaining_ms(row: Mapping[str, Any]) -> int:
    """The working time that the step at which a dossier lies may take."""
    step = next((one for one in row.get("route", ()) if one["step"] == row.get("step")), None)
    limit = None if step is None else step.get("limit_ms")
    return NO_LIMIT_MS if limit is None else int(limit)
