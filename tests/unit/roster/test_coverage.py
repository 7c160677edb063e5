"""How well each half-day of a field is covered."""

from __future__ import annotations

from dashboard.roster.conflicts import conflicts
from dashboard.roster.coverage import Cover, coverage
from dashboard.roster.week import Rules, Slot, WeekPlan
from models.absence import Half
from models.roster import Assignment, Part
from models.staff import Competence, StaffMember

MONDAY = 20_780
SLOTS = (Slot(MONDAY, 0, "morning", 270), Slot(MONDAY, 1, "afternoon", 210))
STAFF = {
    id: StaffMember(
        id=id, name=id, department="A", fields_at_once=2,
        competences=tuple(Competence(field=field) for field in fields),
    )
    for id, fields in (("an", ("f0", "f1")), ("binh", ("f0",)), ("chi", ("f1",)))
}  # fmt: skip
PLAN = WeekPlan(MONDAY, SLOTS, ("f0", "f1"), STAFF, rules=Rules(primaries={"f1": 2}))


def on(person: str, field: str, half: Half = "morning", part: Part = "primary") -> Assignment:
    return Assignment(day=MONDAY, half=half, field=field, person=person, part=part)


def test_each_open_half_day_of_each_field_tells_needed_on_duty_and_standing_in() -> None:
    found = coverage(PLAN, [on("an", "f0"), on("binh", "f0", part="stand_in"), on("an", "f1")])
    assert list(found) == [(field, slot) for slot in SLOTS for field in ("f0", "f1")]
    assert found["f0", SLOTS[0]] == Cover(needed=1, on_duty=1, stand_ins=1, missing=0, no_stand_in=0)
    assert found["f1", SLOTS[0]] == Cover(needed=2, on_duty=1, stand_ins=0, missing=1, no_stand_in=1)
    assert found["f0", SLOTS[1]] == Cover(needed=1, on_duty=0, stand_ins=0, missing=1, no_stand_in=1)


def test_who_does_not_know_the_field_does_not_count_and_more_than_needed_stand_in_for_each_other() -> None:
    found = coverage(PLAN, [on("chi", "f0"), on("an", "f0", "afternoon"), on("binh", "f0", "afternoon")])
    assert found["f0", SLOTS[0]].on_duty == 0
    assert found["f0", SLOTS[1]] == Cover(needed=1, on_duty=2, stand_ins=0, missing=0, no_stand_in=0)


def test_of_fields_together_one_with_too_many_does_not_make_up_for_one_with_too_few() -> None:
    both = Cover(1, 3, 0, 0, 0) + Cover(2, 1, 0, 1, 1)
    assert both == Cover(needed=3, on_duty=4, stand_ins=0, missing=1, no_stand_in=1)


def test_what_is_missing_is_what_the_conflicts_of_the_week_say() -> None:
    placed = [on("an", "f0"), on("an", "f1"), on("chi", "f1", "afternoon", "stand_in")]
    cells = coverage(PLAN, placed).values()
    gaps = [one for one in conflicts(PLAN, placed) if one.kind == "uncovered"]
    assert sum(cell.missing for cell in cells) == sum(gap.amount for gap in gaps) == 4
