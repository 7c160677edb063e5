"""How much of a field's week is covered: rostered against needed hours, half-day by half-day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.roster.week import WeekPlan
from models.absence import Half
from models.roster import Assignment


@dataclass(frozen=True, slots=True)
class Covered:
    """One field in one half-day: who is on duty and there, who stands in, how many are needed."""

    field: str
    day: int
    half: Half
    primaries: tuple[str, ...]
    stand_ins: tuple[str, ...]
    needed: int

    @property
    def missing(self) -> int:
        """How many people are missing."""
        return max(0, self.needed - len(self.primaries))


def coverage(plan: WeekPlan, assignments: Iterable[Assignment]) -> list[Covered]:
    """Every field and half-day of the week, fields in their order."""
    placed = list(assignments)
    return [
        Covered(
            id,
            slot.day,
            slot.half,
            _there(plan, placed, id, slot.day, slot.half, "primary"),
            _there(plan, placed, id, slot.day, slot.half, "stand_in"),
            plan.rules.needed(id),
        )
        for id in plan.fields
        for slot in plan.slots
    ]


def _there(
    plan: WeekPlan, placed: list[Assignment], id: str, day: int, half: Half, part: str
) -> tuple[str, ...]:
    return tuple(
        one.person
        for one in placed
        if (one.field, one.day, one.half, one.part) == (id, day, half, part)
        and plan.may_be_on(one.person, id, day, half)
    )


def rostered_minutes(plan: WeekPlan, assignments: Iterable[Assignment]) -> Mapping[str, int]:
    """Minutes of duty a field; somebody on several fields at once gives each an equal part."""
    placed = [one for one in assignments if one.part == "primary"]
    at_once: dict[tuple[str, int, Half], int] = {}
    for one in placed:
        at_once[one.person, one.day, one.half] = at_once.get((one.person, one.day, one.half), 0) + 1
    minutes: dict[str, int] = dict.fromkeys(plan.fields, 0)
    for one in placed:
        if plan.may_be_on(one.person, one.field, one.day, one.half):
            part = plan.minutes(one.day, one.half) // at_once[one.person, one.day, one.half]
            minutes[one.field] = minutes.get(one.field, 0) + part
    return minutes
