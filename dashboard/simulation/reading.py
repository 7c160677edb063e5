"""The Office read for a simulation: its dossiers as courses, its people, and what is expected to come.

Bounded: dossiers closed in `QUARTERS` times 13 weeks, the newest `MOST_CLOSED`, and those that are open, at
most `MOST_OPEN`; durations and days come from the Office's clock.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.access.roles import require
from dashboard.clock import from_ms, instant_ms
from dashboard.forecast.reading import outlook
from dashboard.roster.planning import within
from dashboard.roster.week import NOON, monday_of
from dashboard.simulation.compare import TooLarge
from dashboard.simulation.courses import Course, Stay, open_at, path_of
from dashboard.simulation.fit import fit
from dashboard.simulation.jobs import Rule
from dashboard.simulation.model import Fit, Model, Person
from models.errors import MotcuaError
from models.staff import StaffMember
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: weeks of a quarter; two are read: one to learn from, one to be held against
QUARTER, QUARTERS = 13, 2
#: dossiers that are read at most; days that are read at once
MOST_CLOSED, MOST_OPEN, AT_ONCE = 12_000, 8_000, 14
MINUTE_MS = 60_000.0
FIELDS = dict.fromkeys(
    ("department", "holders", "procedure", "field", "route", "received_at", "closed_at", "limit_ms", "visits",
     "pauses", "problems"), 1,
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What was read: the courses, the people, and the rule by which each department works.

    `whole`: whether all of the two quarters were read, and not only the newest.
    """

    now: datetime
    courses: tuple[Course, ...]
    people: tuple[StaffMember, ...]
    rules: Mapping[str, Rule]
    whole: bool


def read(office: Office, viewer: Viewer, departments: tuple[str, ...]) -> Read:
    """What some departments have, or all that the viewer may see (()). Raises NotAllowed, TooLarge."""
    require(viewer, "page.what_if")
    today, now = office.today(), office.now()
    if not all(within(viewer, department) for department in departments):
        raise MotcuaError("Cơ quan này ngoài phạm vi của bạn.", "This department is outside your scope.")
    where: dict[str, Any] = {"department": {"$in": sorted(departments)}} if departments else {}
    documents: list[Mapping[str, Any]] = list(office.dossiers.find(
        {**where, "open_day": {"$gte": today - 3 * 366, "$lte": today}}, viewer, FIELDS
    ))  # fmt: skip
    if len(documents) > MOST_OPEN:
        raise TooLarge
    first, whole, many = today - 7 * QUARTER * QUARTERS, True, 0
    for last in range(today, first, -AT_ONCE):
        days = {"$gte": max(first, last - AT_ONCE + 1), "$lte": last}
        found = office.dossiers.find({**where, "closed_day": days}, viewer, FIELDS)
        documents += found
        many += len(found)
        if many > MOST_CLOSED:
            whole = False
            break
    on = office.local_date()
    people = tuple(
        one
        for one in office.staff.all()
        if one.in_force(on)
        and within(viewer, one.department)
        and (not departments or one.department in departments)
    )
    monday = monday_of(today)
    rules: dict[str, Rule] = {}
    for id in {one.department for one in people}:
        # As the product does: who is on duty is given it; without a published roster people take it.
        rules[id] = "least" if office.rosters.week(id, monday).published else "due"
    courses = tuple(courses_of(office, [one for one in documents if not one.get("problems")], now))
    return Read(now, courses, people, rules, whole)


def courses_of(office: Office, documents: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Course]:
    """Stored dossiers as courses, in working minutes from `now`."""
    instants: list[int] = []

    def place(at: datetime | None) -> int:
        instants.append(instant_ms(now if at is None else at))
        return len(instants) - 1

    def kept(at: datetime | None) -> int | None:
        return None if at is None else place(at)

    rows = []
    for one in documents:
        if one.get("received_at") is None:
            continue
        stays = [
            (visit, place(visit.get("entered_at") or one["received_at"]), kept(visit.get("started_at")),
             kept(visit.get("left_at")), kept(visit.get("due_at")))
            for visit in one.get("visits", ())
        ]  # fmt: skip
        pauses = [(place(each["began_at"]), kept(each.get("ended_at"))) for each in one.get("pauses", ())]
        rows.append((one, place(one["received_at"]), kept(one.get("closed_at")), stays, pauses))
    at = (
        office.calendar().elapsed_ms_array(instant_ms(now), np.array(instants, dtype=np.int64)) / MINUTE_MS
    ).tolist() if instants else []

    def or_(number: int | None, otherwise: float) -> float:
        return otherwise if number is None else at[number]

    for one, received, closed, stays, pauses in rows:
        kinds = {step["step"]: step["kind"] for step in one.get("route", ())}
        limit = one.get("limit_ms")
        yield Course(
            one["department"], one.get("procedure", ""), one.get("field", ""), at[received],
            or_(closed, math.inf), math.inf if limit is None else limit / MINUTE_MS,
            tuple(
                Stay(
                    visit["step"], kinds.get(visit["step"], visit["step"]), visit["holder"], at[entered],
                    or_(started, math.nan), or_(left, math.nan), _minutes(visit.get("queue_ms")),
                    _minutes(visit.get("handling_ms")),
                    math.inf if due is None else max(1.0, at[due] - at[entered]),
                )
                for visit, entered, started, left, due in stays
            ),
            tuple((at[began], or_(ended, math.inf)) for began, ended in pauses),
        )  # fmt: skip


def _minutes(ms: int | None) -> float:
    return math.nan if ms is None else ms / MINUTE_MS


def present(office: Office, viewer: Viewer, read_: Read, departments: tuple[str, ...]) -> Model:
    """The model from now on: open dossiers, people with their approved absences, and what will come.

    Raises MotcuaError where there is too little to tell it from.
    """
    where = {"department": departments} if departments else {}
    told = outlook(office, viewer, where)
    if told is None:
        raise MotcuaError(
            "Chưa mô phỏng được: chưa đủ tuần có hồ sơ để dự báo.",
            "Nothing can be simulated yet: too few weeks with dossiers to tell what will come.",
        )
    calendar, now = office.calendar(), read_.now
    edges = [max(0.0, _axis(calendar.elapsed_ms, now, office, told.monday + 7 * week)) for week in range(9)]
    whole = max(1.0, _axis(calendar.elapsed_ms, now, office, told.monday + 7)
                - _axis(calendar.elapsed_ms, now, office, told.monday))  # fmt: skip
    left = min(1.0, edges[1] / whole)
    expected = {}
    for row, id in enumerate(told.departments):
        if not id:
            continue
        coming = told.rows[row]["received"]
        weeks = list(zip(coming.middle, coming.low, coming.high, strict=True))
        weeks[0] = (weeks[0][0] * left, weeks[0][1] * left, weeks[0][2] * left)
        expected[id] = weeks
    spans = tuple(pairwise(edges))
    return _model(office, read_, 0.0, spans, expected=expected, away=True)


def past(office: Office, read_: Read) -> tuple[Model, float]:
    """The model as of a quarter ago, learnt from the quarter before, with what then really came; and when
    that was, in working minutes from now."""
    calendar, now = office.calendar(), read_.now
    monday = monday_of(office.today()) - 7 * QUARTER
    edges = [_axis(calendar.elapsed_ms, now, office, monday + 7 * week) for week in range(QUARTER + 1)]
    begin = edges[0]
    spans = tuple((a - begin, b - begin) for a, b in pairwise(edges))
    came = tuple(
        (one.received - begin, one.department, one.procedure)
        for one in sorted(read_.courses, key=lambda one: one.received)
        if begin <= one.received < edges[-1]
    )
    return _model(office, read_, begin, spans, came=came), begin


def _model(
    office: Office,
    read_: Read,
    at: float,
    weeks: tuple[tuple[float, float], ...],
    *,
    expected: Mapping[str, Sequence[tuple[float, float, float]]] | None = None,
    came: tuple[tuple[float, str, str], ...] | None = None,
    away: bool = False,
) -> Model:
    known = [one for one in read_.courses if one.closed <= at]
    paths = tuple(path for one in known if (path := path_of(one)) is not None)
    if not paths:
        raise MotcuaError(
            "Chưa mô phỏng được: chưa có hồ sơ đã kết thúc để lấy thời gian thật.",
            "Nothing can be simulated yet: no dossier has been closed from which real times could be had.",
        )
    absences = _absences(office, read_) if away else {}
    people = tuple(
        Person(
            one.id, one.department, frozenset(each.field for each in one.competences), one.capacity,
            absences.get(one.id, ()),
        )
        for one in read_.people
    )  # fmt: skip
    begin = max((min((one.closed for one in known), default=at)), at - 2_400.0 * QUARTER)
    fits: dict[str, Fit] = {}
    for id in sorted({one.department for one in people}):
        found = fit(known, people, id, read_.rules.get(id, "due"), begin, at)
        if found is not None:
            fits[id] = found
    there = tuple(person for person in people if person.department in fits)
    standing = tuple(one for course in read_.courses if (one := open_at(course, at)) is not None)
    return Model(there, paths, standing, weeks, expected or {}, came, fits, read_.rules)


def _axis(elapsed: Callable[[datetime, datetime], int], now: datetime, office: Office, day: int) -> float:
    """The begin of a day in working minutes from now."""
    return elapsed(now, _midnight(office, day)) / MINUTE_MS


def _midnight(office: Office, day: int) -> datetime:
    return from_ms(day * 86_400_000).replace(tzinfo=office.store.zone)


def _absences(office: Office, read_: Read) -> dict[str, tuple[tuple[float, float], ...]]:
    """Person → when they are away in the weeks ahead, by approved absences."""
    calendar, now, today = office.calendar(), read_.now, office.today()
    found: dict[str, list[tuple[float, float]]] = {}
    noon = timedelta(minutes=NOON)
    for department in {one.department for one in read_.people}:
        for one in office.absences.between(department, today, today + 63):
            if one.state != "approved":
                continue
            begin = _midnight(office, one.first_day)
            if one.first_half == "afternoon":
                begin += noon
            last = _midnight(office, one.last_day) + noon
            end = _midnight(office, one.last_day + 1) if one.last_half == "afternoon" else last
            span = tuple(max(0.0, calendar.elapsed_ms(now, edge) / MINUTE_MS) for edge in (begin, end))
            if span[1] > span[0]:
                found.setdefault(one.person, []).append((span[0], span[1]))
    return {id: tuple(sorted(spans)) for id, spans in found.items()}
