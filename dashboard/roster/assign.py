"""To whom a dossier goes: whoever is on duty for its field, by least remaining work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.roster.week import WeekPlan
from models.absence import Half
from models.roster import Assignment


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has before them: dossiers that run, and the working time left in them.

    Paused dossiers are none of it: nobody can work on them.
    """

    dossiers: int = 0
    remaining_ms: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """The person, and why (vi, en); the reason is kept in the event."""

    person: str
    vi: str
    en: str


def choose(
    plan: WeekPlan,
    published: Iterable[Assignment],
    loads: Mapping[str, Load],
    field: str,
    day: int,
    half: Half,
) -> Choice | None:
    """Who takes the next dossier of `field`, or None where nobody who could is there.

    On duty first, then those who stand in; among equals the least remaining work, then the fewest
    dossiers, then the id, so that the same state always gives the same answer. Whoever holds as many
    as they can (`capacity`) is passed over while another is not full.
    """
    on_duty = [one for one in published if (one.field, one.day, one.half) == (field, day, half)]
    for part, vi, en in (
        ("primary", "đang trực", "on duty for"),
        ("stand_in", "trực thay", "standing in for"),
    ):
        there = [
            one.person for one in on_duty if one.part == part and plan.may_be_on(one.person, field, day, half)
        ]
        if there:
            person = min(there, key=lambda who: _order(plan, loads, who))
            return Choice(person, *_told(plan, loads, person, len(there), vi, en))
    return None


def _order(plan: WeekPlan, loads: Mapping[str, Load], person: str) -> tuple[bool, int, int, str]:
    load = loads.get(person, Load())
    return (load.dossiers >= plan.people[person].capacity, load.remaining_ms, load.dossiers, person)


def _told(
    plan: WeekPlan, loads: Mapping[str, Load], person: str, among: int, vi: str, en: str
) -> tuple[str, str]:
    load = loads.get(person, Load())
    hours = load.remaining_ms / 3_600_000
    number = f"{hours:.1f}"
    if among == 1:
        return (f"{vi} lĩnh vực, một mình", f"{en} the field, alone")
    in_vi = number.replace(".", ",")
    return (
        f"{vi} lĩnh vực, ít việc còn lại nhất trong {among} người ({load.dossiers} hồ sơ, {in_vi} giờ)",
        f"{en} the field, the least work left of {among} ({load.dossiers} dossiers, {number} h)",
    )
