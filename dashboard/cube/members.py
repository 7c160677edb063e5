"""The lists behind the figures: read from the store, page by page, newest first.

Every query is bounded: by a window of days on a scalar that only the dossiers in question have, or
by equality on an array key of days or months. A page is filled by windows that grow until it is full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.clock import WorkingCalendar
from dashboard.cube.cells import document
from dashboard.cube.contribution import Contribution, add, border
from dashboard.cube.measure import Measure
from dashboard.cube.past import due_in, stood
from dashboard.cube.question import Question
from dashboard.flow.facts import month_of
from models.dossier import STILL_OPEN, UNKNOWN, Dossier
from models.dossiers import Dossiers
from models.viewer import Viewer

#: days of the first window of a list; each next one is twice as long
FIRST_WINDOW = 4
LONGEST_WINDOW = 366
#: at most so many values in one "$in" of array keys
KEYS_AT_ONCE = 600
LIGHT = {
    "received_day": 1,
    "closed_day": 1,
    "open_day": 1,
    "running_due": 1,
    "returned_day": 1,
    "rated_day": 1,
}
STANDING = {
    **LIGHT,
    "due_day": 1,
    "runs_since": 1,
    "overdue": 1,
    "pauses": 1,
    "stays": 1,
    "holder": 1,
    "step": 1,
    "held_since": 1,
    "dues": 1,
    "problems": 1,
    "department": 1,
    "level": 1,
    "channel": 1,
    "field": 1,
    "procedure": 1,
}

Where = Mapping[str, tuple[str, ...]]
Reach = tuple[Sequence[str], int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: the dossier, the day it is listed by, and the visit of a list of visits."""

    dossier: Dossier
    day: int
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and where the next page begins (None: there is none)."""

    rows: list[Row]
    after: str | None


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a line stands: newest day first, then by code, then by visit."""

    negative_day: int
    code: str
    visit: int = -1

    @classmethod
    def parse(cls, text: str) -> Place:
        """The place that a page ended at. A broken one (somebody edited the address) starts again."""
        day, _, rest = text.partition("|")
        code, _, visit = rest.rpartition("|")
        if not (day.lstrip("-").isdigit() and visit.lstrip("-").isdigit()):
            return cls(-(10**9), "")
        return cls(-int(day), code, int(visit))

    def __str__(self) -> str:
        return f"{-self.negative_day}|{self.code}|{self.visit}"


class Lists:
    """Reads the members of measures."""

    def __init__(
        self, dossiers: Dossiers, calendar: Callable[[], WorkingCalendar], today: Callable[[], int]
    ) -> None:
        self._dossiers = dossiers
        self._calendar = calendar
        self.today = today

    def page(self, measure: Measure, question: Question, where: Where, viewer: Viewer, reach: Reach,
             after: str | None, limit: int) -> Page:  # fmt: skip
        """One page of a measure's members. `reach`: all holders, first and last day of the family."""
        start_after = None if after is None else Place.parse(after)
        places: list[Place] = []
        for part in self._parts(measure, question, where, viewer, reach, start_after):
            places += sorted(place for place in part if start_after is None or place > start_after)
            if len(places) > limit:
                break
        shown = places[:limit]
        found = {d.id: d for d in self._dossiers.many(list(dict.fromkeys(p.code for p in shown)), viewer)}
        rows = [
            Row(found[p.code], -p.negative_day, None if p.visit < 0 else p.visit)
            for p in shown
            if p.code in found
        ]
        return Page(rows, str(shown[-1]) if len(places) > limit else None)

    def _parts(self, measure: Measure, question: Question, where: Where, viewer: Viewer, reach: Reach,
               after: Place | None) -> Iterator[list[Place]]:  # fmt: skip
        holders, first, last = reach
        if measure.subject == "visits" and measure.kind != "stock":
            start, end = period(question, first, last)
            end = end if after is None else min(end, -after.negative_day)
            yield from self._visits(measure, where, viewer, holders, start, end)
        elif measure.standing:
            yield from self._standing(measure, question, where, viewer, first, after)
        else:
            start, end = period(question, first, last)
            members = measure.members
            query = {**members.query, **equal(where)}
            yield from self._windows(query, members.key, start, end, viewer, after)

    def _windows(self, query: Mapping[str, Any], key: str, start: int, end: int, viewer: Viewer,
                 after: Place | None) -> Iterator[list[Place]]:  # fmt: skip
        """Members whose day `key` lies in start … end, from the newest window on."""
        if after is not None:
            end = min(end, -after.negative_day)
        width = FIRST_WINDOW
        while end >= start:
            begin = max(start, end - width + 1)
            found = self._dossiers.find({**query, key: {"$gte": begin, "$lte": end}}, viewer, {key: 1})
            yield [Place(-row[key], row["_id"]) for row in found]
            end, width = begin - 1, min(width * 2, LONGEST_WINDOW)

    def _standing(self, measure: Measure, question: Question, where: Where, viewer: Viewer, first: int,
                  after: Place | None) -> Iterator[list[Place]]:  # fmt: skip
        """Members of what stands at the end of a day."""
        day = next((d for d in (question.at, question.end) if d is not None), self.today())
        kind = measure.members.standing
        if day < self.today():
            yield [Place(-row["received_day"], row["_id"]) for row in self._past(measure, where, viewer, day)]
            return
        query = equal(where)
        low, high, key = min(first, day), day, "open_day"
        if kind == "overdue":
            high, key = day - 1, "running_due"
        elif kind == "at_risk":
            low, high, key = day, self.at_risk_until(day), "running_due"
        elif kind == "paused":
            query["state"] = {"$in": ["supplement", "payment"]}
        elif kind == "held" and UNKNOWN in where.get("step", ()):
            query["step"] = {"$in": [*where["step"], None]}  # a log's open case lies at no step at all
        elif kind == "older":
            youngest, oldest = measure.members.ages
            high = day - youngest
            low = low if oldest is None else max(low, day - oldest + 1)
        yield from self._windows(query, key, low, high, viewer, after)

    def _past(self, measure: Measure, where: Where, viewer: Viewer, day: int) -> list[dict[str, Any]]:
        """What stood at the end of a past day: bounded by the dossiers open in its month or still."""
        if measure.members.standing == "at_risk":
            return self.at_risk(where, viewer, day)
        query = {name: values for name, values in where.items() if name not in ("holder", "step")}
        bound = {"months": {"$in": [month_of(day), STILL_OPEN]}, **equal(query)}
        found = self._dossiers.find(bound, viewer, STANDING)
        return [row for row in found if stood(row, measure.members, day, where)]

    def at_risk_until(self, day: int) -> int:
        """The last due day that is at risk on `day`: the next working day after it."""
        return self._calendar().next_working_day(day)

    def at_risk(self, where: Where, viewer: Viewer, day: int) -> list[dict[str, Any]]:
        """The dossiers that were at risk at the end of a past day: bounded by their due days."""
        until = self.at_risk_until(day)
        query = {"due_days": {"$in": list(range(day, until + 1))}, **equal(where)}
        return [row for row in self._dossiers.find(query, viewer, STANDING) if due_in(row, day, until)]

    def _visits(self, measure: Measure, where: Where, viewer: Viewer, holders: Sequence[str], start: int,
                end: int) -> Iterator[list[Place]]:  # fmt: skip
        """Visits left in start … end, from the newest day on."""
        asked = where.get("holder", tuple(holders))
        steps = where.get("step")
        conditions = measure.members.visit
        for begin, last, rows in self._left(where, viewer, asked, start, end, {"visits": 1}):
            yield [
                Place(-visit["left_day"], row["_id"], index)
                for row in rows
                for index, visit in enumerate(row["visits"])
                if begin <= visit.get("left_day", -1) <= last
                and visit["holder"] in asked
                and (steps is None or visit["step"] in steps)
                and holds(visit, conditions)
            ]

    def _left(
        self, where: Where, viewer: Viewer, holders: Sequence[str], start: int, end: int,
        fields: Mapping[str, int] | None,
    ) -> Iterator[tuple[int, int, list[dict[str, Any]]]]:  # fmt: skip
        """Dossiers with a visit left at one of `holders`, in windows of days, newest first."""
        width = max(1, KEYS_AT_ONCE // max(1, len(holders)))
        rest = equal({name: values for name, values in where.items() if name not in ("holder", "step")})
        while end >= start and holders:
            begin = max(start, end - width + 1)
            keys = [f"{holder}|{day}" for holder in holders for day in range(begin, end + 1)]
            yield begin, end, self._dossiers.find({"left": {"$in": keys}, **rest}, viewer, fields)
            end = begin - 1

    def border(self, where: Where, viewer: Viewer, subject: str, start: int, end: int, holders: Sequence[str]
               ) -> list[dict[str, Any]]:  # fmt: skip
        """Cells of single days, made of the dossiers: for days that are in no whole month and not recent."""
        total: Contribution = {}
        if subject == "cases":
            query = {"closed_day": {"$gte": start, "$lte": end}, **equal(where)}
            found = self._dossiers.find(query, viewer)
        else:
            asked = where.get("holder", tuple(holders))
            parts = self._left(where, viewer, asked, start, end, None)
            found = list({row["_id"]: row for _, _, rows in parts for row in rows}.values())
        for row in found:
            part = border(Dossier.read(row), subject)
            add(total, {key: bins for key, bins in part.items() if start <= key.period <= end})
        return [document(key, counters) for key, counters in total.items()]


def period(question: Question, first: int, last: int) -> tuple[int, int]:
    """The days asked for, or all there are."""
    if question.at is not None:
        return question.at, question.at
    start = first if question.start is None else max(question.start, first)
    return start, last if question.end is None else min(question.end, last)


def equal(where: Where) -> dict[str, Any]:
    """Filters as equality on the dossier's own fields."""
    return {
        name: values[0] if len(values) == 1 else {"$in": list(values)} for name, values in where.items()
    }


def holds(visit: Mapping[str, Any], conditions: Mapping[str, Any]) -> bool:
    """Whether a stored visit is one that a measure counts."""
    for name, wanted in conditions.items():
        if name == "late":
            if visit.get("late") is not wanted:
                return False
        elif name == "late_known":
            if visit.get("late") is None:
                return False
        elif visit.get(name) is None:
            return False
    return True
