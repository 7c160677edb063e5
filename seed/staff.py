"""Made-up staff, counters and rosters for the demonstration; nobody of them exists.

The ids are those under which the simulated history works (`{department}-cv1`, `{department}-tn1`, …).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.clock import day_of
from dashboard.roster.edit import ordered
from dashboard.roster.week import monday_of, slots_of
from models.absence import Absence
from models.department import Department
from models.procedure import Procedure
from models.roster import Assignment, Counter, Roster
from models.staff import Competence, StaffMember
from seed.people import applicant

if TYPE_CHECKING:
    from dashboard.office import Office

SEED = 63_2010
CENTRE = "TTPVHCC"
SPECIALISTS = 5
CLERKS = 3
#: how many fields the demonstration's clerks of the centre share: those with most procedures
CENTRE_FIELDS = 18
POSITIONS = ("Trưởng phòng", "Phó trưởng phòng", "Chuyên viên chính", "Chuyên viên", "Chuyên viên")


def load_staff(office: Office, now: datetime) -> int:
    """Staff of every department that answers for procedures, last week's, this and next week's roster.

    Returns how many people. What is there already stays, where the same seed made it.
    """
    chance = random.Random(SEED)
    departments = {one.id: one for one in office.departments.all()}
    procedures = office.procedures.all()
    today = day_of(now, office.store.zone)
    people: list[StaffMember] = []
    for id in sorted({one.department for one in procedures if one.department is not None} | {CENTRE}):
        if id not in departments:
            continue
        fields = _fields(departments[id], procedures)
        if fields:
            people += members_of(chance, id, fields)
    office.staff.put_many(people)
    office.counters.put_many(_counters(departments.values(), procedures))
    by_department: dict[str, list[StaffMember]] = {}
    for one in people:
        by_department.setdefault(one.department, []).append(one)
    monday = monday_of(today)
    for id, members in by_department.items():
        fields = _fields(departments[id], procedures)
        for week in (monday - 7, monday, monday + 7):
            _plan(office, id, members, fields, week, now, published=week <= monday)
    _away(office, by_department, monday, now)
    return len(people)


def _fields(department: Department, procedures: Iterable[Procedure]) -> list[str]:
    """The fields of a department; at the centre those of all others that have most procedures."""
    counts: dict[str, int] = {}
    for one in procedures:
        if one.department == department.id or department.id == CENTRE:
            counts[one.field] = counts.get(one.field, 0) + 1
    found = sorted(counts, key=lambda field: (-counts[field], field))
    return found[:CENTRE_FIELDS] if department.id == CENTRE else found


def members_of(chance: random.Random, department: str, fields: Sequence[str]) -> list[StaffMember]:
    """Specialists and clerks; each field is known by two or three, seldom by one alone."""
    at_centre = department == CENTRE
    kinds = [("tn", CLERKS * 2 if at_centre else CLERKS)] + ([] if at_centre else [("cv", SPECIALISTS)])
    members = []
    for kind, many in kinds:
        known: dict[int, list[Competence]] = {place: [] for place in range(many)}
        for number, field in enumerate(fields):
            for copy in range(1 if chance.random() < 0.08 else chance.choice((2, 2, 3))):
                level = ("guides", "handles", "assists")[min(copy, 2)]
                known[(number + copy * 2) % many].append(Competence(field=field, level=level))
        for place in range(many):
            unique = {one.field: one for one in reversed(known[place])}
            members.append(
                StaffMember(
                    id=f"{department}-{kind}{place + 1}",
                    order=place + (100 if kind == "tn" else 0),
                    name=applicant(chance, False, []).name,
                    department=department,
                    position="Cán bộ tiếp nhận và trả kết quả" if kind == "tn" else POSITIONS[place],
                    competences=tuple(sorted(unique.values(), key=lambda one: one.field)),
                    counters=(f"Q{place + 1:02d}",) if at_centre else (),
                    fields_at_once=max(2, -(-len(fields) // max(1, many - 2))),
                )
            )
    return members


def _counters(departments: Iterable[Department], procedures: Iterable[Procedure]) -> list[Counter]:
    centre = next((one for one in departments if one.id == CENTRE), None)
    if centre is None:
        return []
    return [
        Counter(id=f"Q{place:02d}", name=f"Quầy {place:02d}", order=place, department=CENTRE)
        for place in range(1, CLERKS * 2 + 1)
    ]


def _plan(
    office: Office,
    department: str,
    members: Sequence[StaffMember],
    fields: Sequence[str],
    monday: int,
    now: datetime,
    *,
    published: bool,
) -> None:
    """The same pattern every week: who knows a field best is on duty, the next stands in."""
    if office.rosters.week(department, monday).version:
        return
    rank = {"guides": 0, "handles": 1, "assists": 2}
    draft: list[Assignment] = []
    for slot in slots_of(office.calendar(), monday):
        busy: dict[str, int] = {}
        for field in fields:
            known = [(rank[level], one) for one in members if (level := one.knows(field)) is not None]
            able = [one for _, one in sorted(known, key=lambda pair: (pair[0], pair[1].order))]
            free = [one for one in able if busy.get(one.id, 0) < one.fields_at_once]
            for part, one in zip(
                ("primary", "stand_in"), [*free[:1], *[o for o in able if o not in free[:1]]], strict=False
            ):
                counter = one.counters[0] if part == "primary" and one.counters else ""
                draft.append(
                    Assignment(
                        day=slot.day, half=slot.half, field=field, person=one.id, part=part, counter=counter
                    )
                )
                if part == "primary":
                    busy[one.id] = busy.get(one.id, 0) + 1
    whole = ordered(draft)
    roster = Roster(department=department, monday=monday, draft=whole)
    if published:
        roster = roster.model_copy(update={"published": whole, "published_at": now, "published_by": "system"})
    office.rosters.save(roster)


def _away(office: Office, people: dict[str, list[StaffMember]], monday: int, now: datetime) -> None:
    """Next week some are away, so that the plan has something to mend."""
    kinds = ("leave", "training", "business_trip", "sickness")
    for number, (department, members) in enumerate(sorted(people.items())):
        one = members[number % len(members)]
        first = monday + 7 + number % 4
        office.absences.put(
            Absence(
                id=f"demo-{department}",
                person=one.id,
                department=department,
                kind=kinds[number % 4],
                first_day=first,
                last_day=first + number % 2,
                asked_by="system",
                asked_at=now,
                state="approved" if number % 3 else "asked",
                decided_by="system" if number % 3 else "",
                decided_at=now if number % 3 else None,
            )
        )
