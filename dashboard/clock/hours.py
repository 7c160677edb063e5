"""Working time: how much of it lies between two instants, and which day is worked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.clock.days import from_ms, instant_ms
from dashboard.clock.errors import DayOff, OutsideCalendar
from dashboard.clock.table import MINUTE_MS, WorkTable, build
from dashboard.clock.zones import FIRST_DAY, LAST_DAY
from models.calendar import Interval, Intervals, checked_intervals


class WorkingHours:
    """When the Office works, from 1970 to 2100, in its zone.

    `hours`: weekday (Monday 0) → intervals in minutes of the local day; a weekday that is left out is
    off. `exceptions`: date → intervals, empty where the date is off. Raises `BadHours`.

    Nothing loops over days: a working instant is a place in one array, found by binary search.
    Every method raises `OutsideCalendar` beyond 1970–2100 and `NaiveTime` for an instant without zone.
    """

    def __init__(
        self,
        hours: Mapping[int, tuple[Interval, ...]],
        exceptions: Mapping[date, tuple[Interval, ...]],
        zone: ZoneInfo,
    ) -> None:
        self.zone = zone
        self.hours: dict[int, Intervals] = {
            weekday: checked_intervals(intervals) for weekday, intervals in hours.items()
        }
        self.exceptions: dict[date, Intervals] = {
            day: checked_intervals(intervals) for day, intervals in exceptions.items()
        }

    @cached_property
    def table(self) -> WorkTable:
        """All working intervals; laid out at the first question and kept."""
        return build(self.hours, self.exceptions, self.zone)

    # --- working time between instants

    def add(self, start: datetime, minutes: float) -> datetime:
        """The earliest instant (UTC) that is `minutes` of working time after `start`; 0 gives `start`.

        Minutes are taken to the millisecond. Raises `ValueError` for a negative number.
        """
        return self.add_ms(start, round(minutes * MINUTE_MS))

    def add_ms(self, start: datetime, ms: int) -> datetime:
        """`add` in milliseconds."""
        start_ms = instant_ms(start)
        return from_ms(self._later(start_ms, ms))

    def elapsed(self, a: datetime, b: datetime) -> float:
        """Working minutes from `a` to `b`; negative where `b` is before `a`."""
        return self.elapsed_ms(a, b) / MINUTE_MS

    def elapsed_ms(self, a: datetime, b: datetime) -> int:
        """`elapsed` in whole milliseconds, exact."""
        return self._worked(instant_ms(b)) - self._worked(instant_ms(a))

    def elapsed_ms_array(self, a_ms: ArrayLike, b_ms: ArrayLike) -> NDArray[np.int64]:
        """`elapsed_ms` for columns of instants in ms; the two are broadcast."""
        return self._worked_array(b_ms) - self._worked_array(a_ms)

    def add_ms_array(self, start_ms: ArrayLike, ms: ArrayLike) -> NDArray[np.int64]:
        """`add_ms` for columns of instants and durations in ms; the two are broadcast."""
        starts, added = np.broadcast_arrays(np.asarray(start_ms, np.int64), np.asarray(ms, np.int64))
        if (added < 0).any():
            raise ValueError("a negative working time cannot be added")
        table = self.table
        target = self._worked_array(starts) + added
        if (target > table.before[-1]).any():
            raise OutsideCalendar
        if not table.starts.size:
            return starts.copy()
        index = np.maximum(table.before.searchsorted(target, "left") - 1, 0)
        return np.where(added == 0, starts, table.starts[index] + target - table.before[index])

    def _worked(self, ms: int) -> int:
        """Working ms from the beginning of the calendar to the instant."""
        table = self.table
        if not table.first_ms <= ms <= table.last_ms:
            raise OutsideCalendar
        starts, ends, before = table.plain
        index = bisect_right(starts, ms) - 1
        if index < 0:
            return 0
        return before[index] + min(ms, ends[index]) - starts[index]

    def _worked_array(self, ms: ArrayLike) -> NDArray[np.int64]:
        table = self.table
        instants = np.asarray(ms, dtype=np.int64)
        if ((instants < table.first_ms) | (instants > table.last_ms)).any():
            raise OutsideCalendar
        if not table.starts.size:
            return np.zeros(instants.shape, dtype=np.int64)
        index = table.starts.searchsorted(instants, "right") - 1
        worked = table.before[index] + np.minimum(instants, table.ends[index]) - table.starts[index]
        return np.where(index < 0, 0, worked)

    def _later(self, start_ms: int, ms: int) -> int:
        if ms < 0:
            raise ValueError("a negative working time cannot be added")
        target = self._worked(start_ms) + ms
        if ms == 0:
            return start_ms
        starts, _, before = self.table.plain
        if target > before[-1]:
            raise OutsideCalendar
        # The first interval at whose end the target is reached: 17:00, not 07:00 of the next morning.
        index = bisect_left(before, target) - 1
        return starts[index] + target - before[index]

    # --- days

    def is_working_day(self, day: int) -> bool:
        """Whether any of the day is worked."""
        return bool(self.table.working[self._within(day)])

    def next_working_day(self, day: int, n: int = 1) -> int:
        """The `n`-th working day after `day` (n ≥ 1), whether or not `day` is one."""
        _at_least_one(n)
        days = self.table.working_days
        index = int(days.searchsorted(self._within(day), "right")) + n - 1
        if index >= days.size:
            raise OutsideCalendar
        return int(days[index])

    def previous_working_day(self, day: int, n: int = 1) -> int:
        """The `n`-th working day before `day` (n ≥ 1), whether or not `day` is one."""
        _at_least_one(n)
        days = self.table.working_days
        index = int(days.searchsorted(self._within(day), "left")) - n
        if index < 0:
            raise OutsideCalendar
        return int(days[index])

    def working_day_from(self, day: int) -> int:
        """`day` where it is a working day, else the next one."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def working_days_between(self, a: int, b: int) -> int:
        """How many working days are after `a` and not after `b`; negative where `b` is before `a`."""
        first, last = self.table.working_days.searchsorted([self._within(a), self._within(b)], "right")
        return int(last) - int(first)

    def next_working_days(self, days: ArrayLike, n: ArrayLike = 1) -> NDArray[np.int32]:
        """`next_working_day` for columns; the two are broadcast."""
        counts = np.asarray(n, dtype=np.int64)
        _at_least_one(int(counts.min(initial=1)))
        worked = self.table.working_days
        index = worked.searchsorted(self._all_within(days), "right") + counts - 1
        if (index >= worked.size).any():
            raise OutsideCalendar
        return np.asarray(worked[index], dtype=np.int32)

    def working_days_from(self, days: ArrayLike) -> NDArray[np.int32]:
        """`working_day_from` for a column."""
        worked = self.table.working_days
        index = worked.searchsorted(self._all_within(days), "left")
        if (index >= worked.size).any():
            raise OutsideCalendar
        return np.asarray(worked[index], dtype=np.int32)

    def opening(self, day: int) -> datetime:
        """When work begins on the day. Raises `DayOff`."""
        if not self.is_working_day(day):
            raise DayOff
        return from_ms(int(self.table.opening[day]))

    def closing(self, day: int) -> datetime:
        """When work ends on the day; the last millisecond of the day for midnight. Raises `DayOff`."""
        if not self.is_working_day(day):
            raise DayOff
        return from_ms(int(self.table.closing[day]))

    def _within(self, day: int) -> int:
        if not FIRST_DAY <= day <= LAST_DAY:
            raise OutsideCalendar
        return day

    def _all_within(self, days: ArrayLike) -> NDArray[np.int64]:
        numbers = np.asarray(days, dtype=np.int64)
        if ((numbers < FIRST_DAY) | (numbers > LAST_DAY)).any():
            raise OutsideCalendar
        return numbers


def _at_least_one(n: int) -> None:
    if n < 1:
        raise ValueError(f"the {n}-th working day does not exist")
