"""How long the fields of a week are covered, and how well in each half-day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.roster.week import Slot, WeekPlan
from models.absence import Half
from models.roster import Assignment


@dataclass(frozen=True, slots=True)
class Cover:
    """A half-day of a field, or of some fields together: people that it needs, on duty, standing in.

    `missing` people and the fields with `no_stand_in` are counted field by field: too many in one do not
    make up for too few in another.
    """

    needed: int
    on_duty: int
    stand_ins: int
    missing: int
    no_stand_in: int

    def __add__(self, other: Cover) -> Cover:
        return Cover(
            self.needed + other.needed,
            self.on_duty + other.on_duty,
            self.stand_ins + other.stand_ins,
            self.missing + other.missing,
            self.no_stand_in + other.no_stand_in,
        )


def coverage(plan: WeekPlan, assignments: Iterable[Assignment]) -> dict[tuple[str, Slot], Cover]:
    """Every field in every half-day in which the Office is open, slot by slot.

    Only who is there and knows the field counts. Somebody has to stand in where the rules ask for it,
    unless more are on duty than are needed.
    """
    there: dict[tuple[str, int, Half, str], set[str]] = defaultdict(set)
    for one in assignments:
        if plan.may_be_on(one.person, one.field, one.day, one.half):
            there[one.field, one.day, one.half, one.part].add(one.person)
    found = {}
    for slot in plan.slots:
        for field in plan.fields:
            needed = plan.rules.needed(field)
            primaries = there.get((field, slot.day, slot.half, "primary"), set())
            others = there.get((field, slot.day, slot.half, "stand_in"), set()) - primaries
            alone = bool(needed) and plan.rules.stand_ins and not others and len(primaries) <= needed
            found[field, slot] = Cover(
                needed, len(primaries), len(others), max(0, needed - len(primaries)), int(alone)
            )
    return found


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
