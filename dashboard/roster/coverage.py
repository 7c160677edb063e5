"""How long the fields of a week are covered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.roster.week import WeekPlan
from models.absence import Half
from models.roster import Assignment


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
