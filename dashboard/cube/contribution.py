"""What one dossier adds to the statistics.

**The cube is the sum of the contributions of all dossiers.** So the incremental update is a
difference and a rebuild is a sum. `contribution` is pure: it reads the document alone, and calls no
clock and no calendar.

A contribution maps a cell's key `(family, dimensions, period)` to counters. Counters of a day are
named "d.<day of month>.<counter>", bins of a sketch "s.<sketch>.<bin>"; the names are explained in
`dashboard.cube.counters`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from dashboard.clock import date_of
from dashboard.cube.counters import AGES, RATIO_UNIT
from dashboard.cube.sketch import bin_of
from models.dossier import UNKNOWN, Dossier, Visit

#: Raise it whenever a contribution changes: a store with another version is rebuilt before it serves.
VERSION = 1


class Key(NamedTuple):
    """A cell of the cube: `period` is a month (year × 12 + month − 1) or, for `days_…`, a day."""

    family: str
    dimensions: tuple[str, ...]
    period: int


Counters = dict[str, int]
Contribution = dict[Key, Counters]


class Tally:
    """Counters by day and sketch bins by day, before they are laid into cells."""

    def __init__(self) -> None:
        self.days: defaultdict[int, Counters] = defaultdict(dict)
        self.sketches: list[tuple[int, str, int]] = []

    def count(self, day: int, counter: str, amount: int = 1) -> None:
        """Add to a counter of a day; a zero leaves no trace."""
        if amount:
            counters = self.days[day]
            counters[counter] = counters.get(counter, 0) + amount

    def sketch(self, day: int, name: str, value: int) -> None:
        """Add a value to a sketch of a day."""
        self.sketches.append((day, name, bin_of(value)))


def contribution(dossier: Dossier) -> Contribution:
    """The counters that this dossier adds to each cell of the cube."""
    cells: Contribution = {}
    if dossier.received_day is not None:
        cases = Tally()
        tally_case(dossier, dossier.received_day, cases)
        place = (dossier.department, dossier.level, dossier.channel)
        lay(cases, "cases", place, cells)
        lay(cases, "procedures", (dossier.procedure, dossier.field, *place), cells)
        lay_days(cases, "days_cases", place, cells)
        tally_visits(dossier, cells)
    return cells


def border(dossier: Dossier, subject: str) -> Contribution:
    """The sketches of one dossier by single days, with every dimension: for days outside the cube."""
    cells: Contribution = {}
    if subject == "cases":
        tally = Tally()
        if dossier.closed_day is not None and dossier.received_day is not None:
            tally_result(dossier, dossier.received_day, dossier.closed_day, tally)
        place = (dossier.procedure, dossier.field, dossier.department, dossier.level, dossier.channel)
        lay_days(tally, "border_cases", place, cells)
        return cells
    for visit in dossier.visits:
        tally = Tally()
        tally_visit(visit, tally)
        place = (dossier.procedure, dossier.field, visit.step, visit.holder, dossier.department)
        lay_days(tally, "border_visits", place, cells)
    return cells


def difference(before: Contribution, after: Contribution) -> Contribution:
    """What has to be added to the cube when a dossier changes; empty where nothing moves."""
    moved: Contribution = {}
    for key in before.keys() | after.keys():
        old, new = before.get(key, {}), after.get(key, {})
        if old == new:
            continue
        change = {
            name: new.get(name, 0) - old.get(name, 0)
            for name in old.keys() | new.keys()
            if new.get(name, 0) != old.get(name, 0)
        }
        if change:
            moved[key] = change
    return moved


def add(total: Contribution, part: Contribution) -> None:
    """Add `part` into `total`, in place."""
    for key, counters in part.items():
        into = total.setdefault(key, {})
        for name, amount in counters.items():
            into[name] = into.get(name, 0) + amount


def lay(tally: Tally, family: str, place: tuple[str, ...], cells: Contribution) -> None:
    """Lay a tally into the month cells of a family."""
    for day, counters in tally.days.items():
        date = date_of(day)
        cell = cells.setdefault(Key(family, place, date.year * 12 + date.month - 1), {})
        for counter, amount in counters.items():
            path = f"d.{date.day}.{counter}"
            cell[path] = cell.get(path, 0) + amount
    for day, name, place_in_sketch in tally.sketches:
        date = date_of(day)
        cell = cells.setdefault(Key(family, place, date.year * 12 + date.month - 1), {})
        path = f"s.{name}.{place_in_sketch}"
        cell[path] = cell.get(path, 0) + 1


def lay_days(tally: Tally, family: str, place: tuple[str, ...], cells: Contribution) -> None:
    """Lay the sketches of a tally into the day cells of a family."""
    for day, name, place_in_sketch in tally.sketches:
        cell = cells.setdefault(Key(family, place, day), {})
        path = f"s.{name}.{place_in_sketch}"
        cell[path] = cell.get(path, 0) + 1


def tally_case(dossier: Dossier, received: int, into: Tally) -> None:
    """Receipt and result, what is open, and the spans of days in which it was paused or overdue."""
    into.count(received, "r")
    if dossier.problems:
        into.count(received, "x")
    if dossier.open:
        into.count(received, "o")
        if dossier.running_due is not None:
            into.count(dossier.running_due, "u")
    for pause in dossier.pauses:
        into.count(pause.began_day, "n")
        if pause.kind == "supplement":
            into.count(pause.began_day, "m")
        if pause.ended_day is not None:
            into.count(pause.ended_day, "N")
    for change in dossier.dues:
        if change.cause == "extension":
            into.count(change.day, "e")
    for span in dossier.overdue:
        into.count(span.since, "f")
        into.count(span.until, "F")
    if dossier.runs_since is not None and dossier.due_day is not None:
        into.count(max(dossier.due_day + 1, dossier.runs_since), "f")
    if dossier.closed_day is not None:
        tally_result(dossier, received, dossier.closed_day, into)
    if dossier.returned_day is not None:
        into.count(dossier.returned_day, "b")
    if dossier.rating is not None and dossier.rated_day is not None:
        into.count(dossier.rated_day, "g")
        into.count(dossier.rated_day, "G", dossier.rating)


OUTCOMES = {"resolved": "k", "rejected": "j", "withdrawn": "w", "stopped": "t"}
TIMELINESS = {"early": "a", "on_due_day": "d", "late": "l"}


def tally_result(dossier: Dossier, received: int, closed: int, into: Tally) -> None:
    """The outcome and its durations, by the day of the result."""
    assert dossier.outcome is not None
    into.count(closed, OUTCOMES[dossier.outcome])
    if dossier.timeliness is not None:
        into.count(closed, TIMELINESS[dossier.timeliness])
        if dossier.excused:
            into.count(closed, "v")
    if dossier.problems:
        into.count(closed, "X")
        return
    for band, age in enumerate(AGES, start=1):
        if received + age >= closed:
            break
        into.count(received + age, f"p{band}")
        into.count(closed, f"P{band}")
    if not measured(dossier):
        return
    assert dossier.waiting_ms is not None and dossier.calendar_ms is not None
    into.count(closed, "c")
    into.count(closed, "cw", dossier.waiting_ms)
    into.count(closed, "cc", dossier.calendar_ms)
    into.count(closed, "cp", dossier.pause_ms or 0)
    into.sketch(closed, "w", dossier.waiting_ms)
    into.sketch(closed, "c", dossier.calendar_ms)
    if dossier.limit_ms:
        into.sketch(closed, "x", dossier.waiting_ms * RATIO_UNIT // dossier.limit_ms)
    if dossier.queue_ms is not None:
        into.count(closed, "q")
        into.count(closed, "qq", dossier.queue_ms)
        into.count(closed, "qh", dossier.handling_ms or 0)
        into.count(closed, "qo", dossier.other_ms or 0)


def measured(dossier: Dossier) -> bool:
    """Whether its waiting counts: a result (also one returned with reasons) with possible dates."""
    return dossier.outcome in ("resolved", "rejected") and dossier.waiting_ms is not None


def tally_visits(dossier: Dossier, cells: Contribution) -> None:
    """Visits by holder and by step, and where the dossier lay at the end of each day."""
    by_holder: defaultdict[str, Tally] = defaultdict(Tally)
    by_step: defaultdict[tuple[str, str], Tally] = defaultdict(Tally)
    for visit in dossier.visits:
        tally_visit(visit, by_holder[visit.holder])
        tally_visit(visit, by_step[visit.step, visit.holder])
    if not dossier.problems:
        for stay in dossier.stays:
            for tally in (by_holder[stay.holder], by_step[stay.step, stay.holder]):
                tally.count(stay.since, "f")
                tally.count(stay.until, "F")
        if dossier.holder is not None and dossier.held_since is not None:
            for tally in (by_holder[dossier.holder], by_step[dossier.step or UNKNOWN, dossier.holder]):
                tally.count(dossier.held_since, "f")
    for holder, tally in by_holder.items():
        lay(tally, "visits", (holder, dossier.department), cells)
        lay_days(tally, "days_visits", (holder, dossier.department), cells)
    for (step, holder), tally in by_step.items():
        place = (dossier.procedure, dossier.field, step, holder, dossier.department)
        lay(tally, "steps", place, cells)


def tally_visit(visit: Visit, into: Tally) -> None:
    """One visit: its arrival, and its durations by the day it was left."""
    if visit.entered_day is not None:
        into.count(visit.entered_day, "i")
    day = visit.left_day
    if day is None:
        return
    into.count(day, "y")
    if visit.calendar_ms is not None:
        into.count(day, "c")
        into.count(day, "cc", visit.calendar_ms)
        into.sketch(day, "c", visit.calendar_ms)
    if visit.queue_ms is not None and visit.handling_ms is not None:
        into.count(day, "q")
        into.count(day, "qq", visit.queue_ms)
        into.count(day, "qh", visit.handling_ms)
        into.sketch(day, "q", visit.queue_ms)
        into.sketch(day, "h", visit.handling_ms)
    if visit.late is not None:
        into.count(day, "z")
        if visit.late:
            into.count(day, "s")
