"""The working half-days of a year as one axis of working minutes."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from dashboard.clock import WorkingCalendar, date_of
from dashboard.roster.week import intervals_of, monday_of, slots_of
from models.absence import Half


@dataclass(frozen=True)
class Workdays:
    """`halves`: the half-days in order; `starts`: where each begins on the axis, and its end as the last."""

    halves: tuple[tuple[int, Half], ...]
    starts: tuple[int, ...]
    intervals: dict[int, tuple[tuple[int, int], ...]]
    firsts: dict[int, int]

    @classmethod
    def of(cls, calendar: WorkingCalendar, first: int, last: int) -> Workdays:
        """From the day `first` to `last`."""
        halves: list[tuple[int, Half]] = []
        starts = [0]
        firsts: dict[int, int] = {}
        for monday in range(monday_of(first), last + 1, 7):
            for slot in slots_of(calendar, monday):
                if first <= slot.day <= last:
                    firsts.setdefault(slot.day, starts[-1])
                    halves.append((slot.day, slot.half))
                    starts.append(starts[-1] + slot.minutes)
        intervals = {day: tuple(intervals_of(calendar, date_of(day))) for day in firsts}
        return cls(tuple(halves), tuple(starts), intervals, firsts)

    @property
    def days(self) -> list[int]:
        """The days that are worked, in order."""
        return list(self.firsts)

    def at(self, day: int, minute: int) -> int:
        """Where a minute of a working day lies on the axis; what is not worked falls to its end."""
        worked = sum(max(0, min(minute, end) - start) for start, end in self.intervals[day])
        return self.firsts[day] + worked

    def half_at(self, axis: float) -> int:
        """The place of the half-day in which the instant lies; at a border, of the one that begins."""
        return min(bisect_right(self.starts, axis) - 1, len(self.halves) - 1)

    def place(self, day: int) -> int:
        """The place after the last half-day of a worked day."""
        return max(place for place, (one, _) in enumerate(self.halves) if one == day) + 1
