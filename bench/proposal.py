"""A week proposed for a large department: how long it takes, and how far it may be from the best.

200 people, 60 fields, 5 days: made up by chance from a seed, with absences, part-timers and helpers. The gap
is what the solver itself tells of its bound; a proposal with a hard conflict is wrong.
"""

from __future__ import annotations

from datetime import date
from random import Random
from zoneinfo import ZoneInfo

from bench.ground import UNTIL, Ground
from bench.table import Table
from bench.timing import once
from dashboard.clock import WorkingCalendar, day_number
from dashboard.roster.propose import Proposal, propose
from dashboard.roster.week import Rules, WeekPlan, slots_of
from models.absence import Absence
from models.staff import LEVELS, Competence, StaffMember
from seed.calendars import default_calendar

ZONE = "Asia/Ho_Chi_Minh"
PEOPLE, FIELDS = 200, 60
#: a week of five working days without a holiday
MONDAY = day_number(date(2026, 6, 8))
SEEDS = 3
#: the share of people who are away for a day or more, and of those who work half the week
AWAY, HALF = 0.1, 0.1


def run(ground: Ground, people: int = PEOPLE, fields: int = FIELDS, seeds: int = SEEDS) -> list[Table]:
    """One row a seed."""
    del ground  # nothing is stored
    heads = ("seed", "people", "fields", "half-days", "seconds", "gap %", "missing", "no stand-in", "duties")
    table = Table("A week proposed", heads)
    for seed in range(seeds):
        plan = department(Random(f"proposal|{seed}"), people, fields)
        found: list[Proposal] = []
        taken = once(lambda plan=plan, found=found: found.append(propose(plan))) / 1e3  # type: ignore[misc]
        (proposal,) = found
        hard = sum(one.hard for one in proposal.open)
        if hard:
            table.wrong.append(f"seed {seed}: {hard} hard conflicts")
        table.add(
            seed, people, fields, len(plan.slots), taken, 100 * proposal.gap,
            sum(one.amount for one in proposal.open if one.kind == "uncovered"),
            sum(one.kind == "no_stand_in" for one in proposal.open), len(proposal.assignments),
        )  # fmt: skip
    table.notes.append("gap: how far the week may be from the best that there is, by the solver's bound")
    return [table]


def department(chance: Random, many: int, fields: int) -> WeekPlan:
    """People who know two to five fields each, one field at once; each field needs one to three on duty."""
    names = tuple(f"f{number:02d}" for number in range(fields))
    people: dict[str, StaffMember] = {}
    absences = []
    for number in range(many):
        id = f"p{number:03d}"
        known = chance.sample(names, chance.randint(2, min(5, fields)))
        people[id] = StaffMember(
            id=id, name=id, department="A",
            competences=tuple(Competence(field=field, level=chance.choice(LEVELS)) for field in known),
            weekly_minutes=1_200 if chance.random() < HALF else 2_400,
        )  # fmt: skip
        if chance.random() < AWAY:
            first = MONDAY + chance.randrange(5)
            absences.append(
                Absence(
                    id=id, person=id, department="A", kind="leave", first_day=first,
                    last_day=first + chance.randrange(3), state="approved", asked_by="bench",
                    asked_at=UNTIL,
                )
            )  # fmt: skip
    calendar = WorkingCalendar.from_document(default_calendar(ZONE), ZoneInfo(ZONE))
    needed = {field: chance.choice((1, 2, 2, 3)) for field in names}
    return WeekPlan(
        MONDAY, slots_of(calendar, MONDAY), names, people, tuple(absences), {}, Rules(primaries=needed)
    )
