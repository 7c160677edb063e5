"""What does not hold in a week: hard conflicts, which are not published, and gaps, which are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dashboard.roster.coverage import coverage
from dashboard.roster.week import WeekPlan
from models.absence import Half
from models.roster import Assignment

Kind = Literal[
    "closed",
    "left",
    "absent",
    "not_competent",
    "twice",
    "counter_taken",
    "counter_wrong",
    "over_hours",
    "uncovered",
    "no_stand_in",
]
#: nobody can do these, or the law forbids them: a roster with one is not published
HARD: frozenset[Kind] = frozenset(
    {"closed", "left", "absent", "not_competent", "twice", "counter_taken", "counter_wrong", "over_hours"}
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that does not hold: where, who, and by how much (`amount`: people or minutes)."""

    kind: Kind
    day: int | None = None
    half: Half | None = None
    field: str = ""
    person: str = ""
    counter: str = ""
    amount: int = 1

    @property
    def hard(self) -> bool:
        """Whether the week cannot be published with it."""
        return self.kind in HARD


def conflicts(plan: WeekPlan, assignments: Iterable[Assignment]) -> list[Conflict]:
    """Everything that does not hold, hard ones first, then by time."""
    placed = list(assignments)
    found = [conflict for one in placed for conflict in _of_one(plan, one)]
    found += _twice(plan, placed)
    found += _counters(placed)
    found += _hours(plan, placed)
    found += _coverage(plan, placed)
    return sorted(
        found,
        key=lambda c: (not c.hard, c.day or 0, c.half == "afternoon", c.kind, c.field, c.person, c.counter),
    )


def sound(plan: WeekPlan, assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """What is left when as many are taken out as it needs for no hard conflict to stand; in their order.

    For a week that was published without one, and of which something else has changed since: an
    absence, what somebody knows, a counter.
    """
    left = list(assignments)
    while hard := [one for one in conflicts(plan, left) if one.hard]:
        places = {max(place for place, one in enumerate(left) if _part_of(found, one)) for found in hard}
        left = [one for place, one in enumerate(left) if place not in places]
    return tuple(left)


def _part_of(found: Conflict, one: Assignment) -> bool:
    """Whether the assignment has its part in the conflict."""
    if found.kind == "over_hours":
        return one.person == found.person and one.part == "primary"
    if (one.person, one.day, one.half) != (found.person, found.day, found.half):
        return False
    if found.kind == "counter_taken":
        return one.counter == found.counter and one.part == "primary"
    return found.kind == "twice" or one.field == found.field


def _of_one(plan: WeekPlan, one: Assignment) -> Iterable[Conflict]:
    where = {"day": one.day, "half": one.half, "field": one.field, "person": one.person}
    if plan.minutes(one.day, one.half) == 0:
        yield Conflict("closed", **where)  # type: ignore[arg-type]
        return
    member = plan.people.get(one.person)
    if member is None:
        yield Conflict("left", **where)  # type: ignore[arg-type]
        return
    if plan.is_away(one.person, one.day, one.half):
        yield Conflict("absent", **where)  # type: ignore[arg-type]
    if member.knows(one.field) is None:
        yield Conflict("not_competent", **where)  # type: ignore[arg-type]
    served = plan.counters.get(one.counter)
    if one.counter and (served is None or (served and one.field not in served)):
        yield Conflict("counter_wrong", **where, counter=one.counter)  # type: ignore[arg-type]


def _twice(plan: WeekPlan, placed: list[Assignment]) -> Iterable[Conflict]:
    """On duty for more fields than one can take at once, at two counters, or standing in for oneself."""
    on_duty: dict[tuple[str, int, Half], list[Assignment]] = defaultdict(list)
    stands_in: dict[tuple[str, int, Half], list[Assignment]] = defaultdict(list)
    for one in placed:
        (on_duty if one.part == "primary" else stands_in)[one.person, one.day, one.half].append(one)
    for (person, day, half), duties in on_duty.items():
        member = plan.people.get(person)
        limit = member.fields_at_once if member is not None else 1
        fields = {one.field for one in duties}
        counters = {one.counter for one in duties if one.counter}
        if len(fields) > limit or len(duties) > len(fields) or len(counters) > 1:
            amount = max(len(duties) - limit, len(counters) - 1, 1)
            yield Conflict("twice", day, half, min(fields), person, amount=amount)
    for (person, day, half), duties in stands_in.items():
        own = {one.field for one in on_duty.get((person, day, half), [])}
        seen: set[str] = set()
        for one in duties:
            if one.field in own or one.field in seen:
                yield Conflict("twice", day, half, one.field, person)
            seen.add(one.field)


def _counters(placed: list[Assignment]) -> Iterable[Conflict]:
    """Two people at one counter in one half-day."""
    sitting: dict[tuple[str, int, Half], set[str]] = defaultdict(set)
    for one in placed:
        if one.counter and one.part == "primary":
            sitting[one.counter, one.day, one.half].add(one.person)
    for (counter, day, half), people in sitting.items():
        if len(people) > 1:
            yield Conflict(
                "counter_taken", day, half, person=max(people), counter=counter, amount=len(people) - 1
            )


def _hours(plan: WeekPlan, placed: list[Assignment]) -> Iterable[Conflict]:
    """On duty longer than a person's week."""
    worked: dict[str, set[tuple[int, Half]]] = defaultdict(set)
    for one in placed:
        if one.part == "primary":
            worked[one.person].add((one.day, one.half))
    for person, halves in worked.items():
        member = plan.people.get(person)
        minutes = sum(plan.minutes(day, half) for day, half in halves)
        if member is not None and minutes > member.weekly_minutes:
            yield Conflict("over_hours", person=person, amount=minutes - member.weekly_minutes)


def _coverage(plan: WeekPlan, placed: list[Assignment]) -> Iterable[Conflict]:
    """Fields without enough people on duty, or without one who steps in, while the Office is open."""
    for (field, slot), cell in coverage(plan, placed).items():
        if cell.missing:
            yield Conflict("uncovered", slot.day, slot.half, field, amount=cell.missing)
        if cell.no_stand_in:
            yield Conflict("no_stand_in", slot.day, slot.half, field)
