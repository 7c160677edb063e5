"""A calendar laid out as one array of all its working intervals, 1970 to 2100."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from dashboard.clock.days import day_number
from dashboard.clock.errors import OutsideCalendar
from dashboard.clock.zones import DAY_MS, FIRST_DAY, LAST_DAY, ZoneTable, table_of
from models.calendar import Intervals

MINUTE_MS = 60_000
_THURSDAY = 3  # the weekday of 1970-01-01, Monday being 0


@dataclass(frozen=True)
class WorkTable:
    """Working intervals in UTC ms, ascending, and what follows from them.

    `starts`, `ends`: one entry an interval; `before`: working ms before each interval, with the total
    as one more entry. `working`, `opening`, `closing`: one entry a day from day 0; the last two say
    nothing where `working` is false. `working_days`: the numbers of the working days.
    The calendar covers `first_ms` to `last_ms`, both included.
    """

    first_ms: int
    last_ms: int
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    before: NDArray[np.int64]
    working: NDArray[np.bool_]
    opening: NDArray[np.int64]
    closing: NDArray[np.int64]
    working_days: NDArray[np.int64]

    @cached_property
    def plain(self) -> tuple[list[int], list[int], list[int]]:
        """`starts`, `ends` and `before` as lists: one instant is found in them ten times faster."""
        return self.starts.tolist(), self.ends.tolist(), self.before.tolist()


def weekday_of(day: int) -> int:
    """0 for Monday to 6 for Sunday."""
    return (day + _THURSDAY) % 7


def build(hours: Mapping[int, Intervals], exceptions: Mapping[date, Intervals], zone: ZoneInfo) -> WorkTable:
    """Lay the calendar out. Working time is every instant whose local clock reading is within the hours.

    So an hour that summer time skips is not worked, and one that it repeats is worked twice.
    Raises `OutsideCalendar` for an exception before 1970 or after 2100.
    """
    zones = table_of(zone)
    special = {day_number(day): intervals for day, intervals in exceptions.items()}
    if special and not FIRST_DAY <= min(special) <= max(special) <= LAST_DAY:
        raise OutsideCalendar
    for day in _days_of_change(zones):
        special.setdefault(day, hours.get(weekday_of(day), ()))
    columns = [*_like_their_weekday(hours, set(special), zones), _one_by_one(special, zones)]
    days, starts, ends = (np.concatenate(each) for each in zip(*columns, strict=True))
    order = starts.argsort(kind="stable")
    days, starts, ends = days[order], starts[order], ends[order]

    count = LAST_DAY - FIRST_DAY + 1
    opening, closing = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    opening[days[::-1]] = starts[::-1]  # the last value written stays: the first start of each day
    closing[days] = ends
    # Work until midnight ends on its own day, not on the next.
    closing[days] -= zones.local_ms(closing[days]) // DAY_MS != days
    working = np.zeros(count, dtype=np.bool_)
    working[days] = True
    return WorkTable(
        first_ms=FIRST_DAY * DAY_MS - int(zones.offsets[0]),
        last_ms=(LAST_DAY + 1) * DAY_MS - int(zones.offsets[-1]),
        starts=starts,
        ends=ends,
        before=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(ends - starts)]),
        working=working,
        opening=opening,
        closing=closing,
        working_days=np.flatnonzero(working).astype(np.int64),
    )


def spliced(parts: Sequence[tuple[int, WorkTable]], zone: ZoneInfo) -> WorkTable:
    """One table of several: each holds from its day on, until the next one's; the first from day 0.

    `parts` are in the order of their days, and all of one zone.
    """
    zones, whole = table_of(zone), parts[0][1]
    readings = zones.at + np.maximum(zones.offsets[:-1], zones.offsets[1:])
    starts, ends = [], []
    working, opening, closing = whole.working.copy(), whole.opening.copy(), whole.closing.copy()
    until = [*(day for day, _ in parts[1:]), LAST_DAY + 1]
    for (day, part), next_day in zip(parts, until, strict=True):
        midnights = np.array([day, next_day], dtype=np.int64) * DAY_MS
        midnights -= zones.offsets[readings.searchsorted(midnights, "right")]
        first, last = part.starts.searchsorted(midnights, "left")
        starts.append(part.starts[first:last])
        ends.append(part.ends[first:last])
        days = slice(day - FIRST_DAY, next_day - FIRST_DAY)
        working[days], opening[days] = part.working[days], part.opening[days]
        closing[days] = part.closing[days]
    begins, stops = np.concatenate(starts), np.concatenate(ends)
    return WorkTable(
        first_ms=whole.first_ms, last_ms=whole.last_ms, starts=begins, ends=stops,
        before=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(stops - begins)]),
        working=working, opening=opening, closing=closing,
        working_days=np.flatnonzero(working).astype(np.int64),
    )  # fmt: skip


_Column = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def _days_of_change(zones: ZoneTable) -> Iterator[int]:
    """The days on which the local clock is set forward or back."""
    for index, at in enumerate(zones.at.tolist()):
        readings = at + zones.offsets[index : index + 2]
        first, last = int(readings.min()) // DAY_MS, int(readings.max()) // DAY_MS
        yield from range(max(first, FIRST_DAY), min(last, LAST_DAY) + 1)


def _like_their_weekday(hours: Mapping[int, Intervals], but: set[int], zones: ZoneTable) -> Iterator[_Column]:
    """The intervals of all days but `but`, on each of which the offset from UTC is one."""
    every = np.arange(FIRST_DAY, LAST_DAY + 1, dtype=np.int64)
    ordinary = np.ones(every.size, dtype=np.bool_)
    ordinary[list(but)] = False
    readings = zones.at + np.maximum(zones.offsets[:-1], zones.offsets[1:])
    for weekday, intervals in hours.items():
        days = every[ordinary & ((every + _THURSDAY) % 7 == weekday)]
        midnights = days * DAY_MS
        midnights -= zones.offsets[readings.searchsorted(midnights, "right")]
        for start, end in intervals:
            yield days, midnights + start * MINUTE_MS, midnights + end * MINUTE_MS


def _one_by_one(special: Mapping[int, Intervals], zones: ZoneTable) -> _Column:
    """The intervals of the given days, cut where the offset from UTC changes."""
    rows: list[tuple[int, int, int]] = []
    for day, intervals in special.items():
        for begin, end, offset in _stretches(day, zones):
            for start_minute, end_minute in intervals:
                start = max(begin, day * DAY_MS + start_minute * MINUTE_MS)
                stop = min(end, day * DAY_MS + end_minute * MINUTE_MS)
                if start < stop:
                    rows.append((day, start - offset, stop - offset))
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _stretches(day: int, zones: ZoneTable) -> Iterator[tuple[int, int, int]]:
    """The stretches of one offset in which the day runs: begin and end by the local clock, offset; ms."""
    midnight = day * DAY_MS
    first = int(zones.at.searchsorted(midnight - 2 * DAY_MS, "right"))
    last = int(zones.at.searchsorted(midnight + 3 * DAY_MS, "right"))
    for index in range(first, last + 1):
        offset = int(zones.offsets[index])
        begin = int(zones.at[index - 1]) + offset if index > first else midnight
        end = int(zones.at[index]) + offset if index < last else midnight + DAY_MS
        yield max(begin, midnight), min(end, midnight + DAY_MS), offset
