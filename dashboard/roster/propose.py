"""A week filled by a solver: as many fields covered as can be, no hard rule broken.

Who is on duty is found by the `Programme`. Stand-ins follow from it without loss: one who is on duty
elsewhere may step in, so each field takes the least burdened.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dashboard.roster.conflicts import Conflict, conflicts
from dashboard.roster.edit import ordered
from dashboard.roster.programme import Key, Programme, weight
from dashboard.roster.week import WeekPlan
from models.absence import Half
from models.roster import Assignment

#: how long the solver may search, in seconds
SECONDS = 20.0


@dataclass(frozen=True)
class Proposal:
    """A filled week; what it leaves open; how far it may be from the best (`gap`, a share); why."""

    assignments: tuple[Assignment, ...]
    open: tuple[Conflict, ...]
    gap: float
    reasons: Mapping[Key, tuple[str, str]] = field(default_factory=dict)

    def why(self, one: Assignment) -> tuple[str, str]:
        """Why the person is there (vi, en)."""
        return self.reasons.get((one.person, one.field, one.day, one.half), ("", ""))


def propose(plan: WeekPlan, kept: Iterable[Assignment] = (), seconds: float = SECONDS) -> Proposal:
    """The best week that the solver finds in `seconds`; what is fixed among `kept` stays as it is.

    Never worse (`score`) than `kept`, which is given back where nothing better was found in time. Hard
    conflicts that the fixed ones bring with them stay and are told in `open`.
    """
    stands = ordered(kept)
    fixed = [one for one in stands if one.fixed]
    model = Programme(plan, fixed)
    chosen, gap = model.solve(seconds)
    primaries = [one for one in fixed if one.part == "primary"]
    primaries += [_assignment(key) for key in chosen]
    primaries = _seated(plan, primaries)
    everybody = ordered(primaries + _stand_ins(plan, primaries, fixed))
    if score(plan, stands) <= score(plan, everybody):
        everybody = stands
    return Proposal(everybody, tuple(conflicts(plan, everybody)), gap, _reasons(plan, everybody))


def score(plan: WeekPlan, assignments: Iterable[Assignment]) -> tuple[int, int, int, float]:
    """How bad a week is: hard conflicts, people missing, half-days without stand-in, and what the
    solver weighs."""
    placed = list(assignments)
    found = conflicts(plan, placed)
    return (
        sum(one.hard for one in found),
        sum(one.amount for one in found if one.kind == "uncovered"),
        sum(one.kind == "no_stand_in" for one in found),
        round(weight(plan, placed), 6),
    )


def _assignment(key: Key) -> Assignment:
    person, id, day, half = key
    return Assignment(person=person, field=id, day=day, half=half)


def _seated(plan: WeekPlan, primaries: list[Assignment]) -> list[Assignment]:
    """Each on duty at a free counter of their own that serves the field, where there is one."""
    taken = {(one.counter, one.day, one.half): one.person for one in primaries if one.counter}
    sits = {(one.person, one.day, one.half): one.counter for one in primaries if one.counter}
    seated = []
    for one in primaries:
        if not one.counter and not one.fixed:
            at = (one.person, one.day, one.half)
            fits = [
                counter
                for counter in plan.people[one.person].counters
                if counter in plan.counters
                and (not plan.counters[counter] or one.field in plan.counters[counter])
                and taken.get((counter, one.day, one.half), one.person) == one.person
                and sits.get(at, counter) == counter
            ]
            if fits:
                one = one.model_copy(update={"counter": fits[0]})
                taken[fits[0], one.day, one.half] = one.person
                sits[at] = fits[0]
        seated.append(one)
    return seated


def _stand_ins(plan: WeekPlan, primaries: list[Assignment], fixed: list[Assignment]) -> list[Assignment]:
    """For each field and half-day the competent person with the fewest duties beside it."""
    chosen = [one for one in fixed if one.part == "stand_in"]
    if not plan.rules.stand_ins:
        return chosen
    burden: Tally[str] = Tally(one.person for one in chosen)
    on_duty: dict[tuple[str, int, Half], set[str]] = defaultdict(set)
    busy = Tally((one.person, one.day, one.half) for one in primaries)
    for one in primaries:
        on_duty[one.field, one.day, one.half].add(one.person)
    there = {(one.field, one.day, one.half) for one in chosen}
    for slot in plan.slots:
        for id in plan.fields:
            duty = on_duty[id, slot.day, slot.half]
            enough = len(duty) > plan.rules.needed(id)
            if not plan.rules.needed(id) or enough or (id, slot.day, slot.half) in there:
                continue
            able = [
                person
                for person in plan.people
                if person not in duty and plan.may_be_on(person, id, slot.day, slot.half)
            ]
            if able:
                best = min(able, key=lambda p: (busy[p, slot.day, slot.half], burden[p], p))
                burden[best] += 1
                chosen.append(
                    Assignment(person=best, field=id, day=slot.day, half=slot.half, part="stand_in")
                )
    return chosen


def _reasons(plan: WeekPlan, assignments: Iterable[Assignment]) -> dict[Key, tuple[str, str]]:
    """Why each is there: fixed, the only one who can, or one of so many with so many hours this week."""
    placed = list(assignments)
    hours: Tally[str] = Tally()
    for person, day, half in {(a.person, a.day, a.half) for a in placed if a.part == "primary"}:
        hours[person] += plan.minutes(day, half)
    reasons = {}
    for one in placed:
        able = sum(plan.may_be_on(person, one.field, one.day, one.half) for person in plan.people)
        if one.fixed:
            told = ("quản lý đã giữ cố định", "the manager has fixed it")
        elif able == 1:
            told = ("người duy nhất thạo lĩnh vực và có mặt", "the only one there who knows the field")
        elif one.part == "stand_in":
            told = (
                f"ít việc nhất trong {able} người thạo lĩnh vực và có mặt",
                f"the least burdened of {able} there who know the field",
            )
        else:
            worked = hours[one.person] / 60
            told = (
                f"một trong {able} người thạo lĩnh vực và có mặt; tuần này trực {worked:.0f} giờ".replace(
                    ".", ","
                ),
                f"one of {able} there who know the field; on duty {worked:.0f} hours this week",
            )
        reasons[one.person, one.field, one.day, one.half] = told
    return reasons
