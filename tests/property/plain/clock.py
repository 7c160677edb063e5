"""Working time and the terms of the law, counted day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.calendar import CalendarDocument

MS = timedelta(milliseconds=1)
HOUR = 3_600_000
EPOCH = date(1970, 1, 1)


class Clock:
    """Working time, counted day by day."""

    def __init__(self, calendar: CalendarDocument, zone: ZoneInfo) -> None:
        self.calendar = calendar
        self.zone = zone

    def day(self, instant: datetime) -> int:
        return (instant.astimezone(self.zone).date() - EPOCH).days

    def spans(self, day: int) -> list[tuple[datetime, datetime]]:
        """The working hours of a day."""
        on = EPOCH + timedelta(days=day)
        other = self.calendar.exceptions.get(on)
        hours = self.calendar.hours[on.weekday()] if other is None else other.intervals
        midnight = datetime.combine(on, time(), self.zone)

        def at(minute: int) -> datetime:
            return (midnight + timedelta(minutes=minute)).astimezone(UTC)

        return [(at(begin), at(end)) for begin, end in hours]

    def worked(self, since: datetime, until: datetime) -> int:
        """Working milliseconds between two instants."""
        total = timedelta()
        for day in range(self.day(since), self.day(until) + 1):
            for begin, end in self.spans(day):
                total += max(timedelta(), min(end, until) - max(begin, since))
        return total // MS

    def after(self, since: datetime, ms: int) -> datetime:
        """The instant at which so many working milliseconds have passed."""
        left, day = ms * MS, self.day(since)
        if not left:
            return since
        while True:
            for begin, end in self.spans(day):
                begin = max(begin, since)
                if begin < end and left <= end - begin:
                    return begin + left
                left -= max(timedelta(), end - begin)
            day += 1

    def closing(self, day: int) -> datetime:
        """When work ends on a day, or on the next one that is worked."""
        while not self.spans(day):
            day += 1
        return self.spans(day)[-1][1]

    def following(self, day: int, count: int = 1) -> int:
        """The count-th working day after a day."""
        while count:
            day += 1
            count -= bool(self.spans(day))
        return day

    def due(self, received: datetime, value: int, unit: str) -> datetime:
        """When the result is due."""
        day = self.day(received)
        if unit == "working_hour":
            return self.after(received, value * HOUR)
        if unit == "calendar_day":
            return self.closing(day + value)
        if unit == "same_day":
            local = received.astimezone(self.zone)
            late = local.time() > time(15) or (bool(self.spans(day)) and received > self.closing(day))
            return self.closing(day + late)
        return self.closing(self.following(day, value))

    def moved(
        self, due: datetime, received: datetime, value: int, unit: str,
        pauses: Sequence[tuple[datetime, datetime]],
    ) -> datetime:  # fmt: skip
        """The due instant after pauses."""
        if unit == "calendar_day":
            dates = sum(self.day(end) - self.day(begin) for begin, end in pauses)
            return self.closing(self.day(received) + value + dates) if dates else due
        worked = sum(self.worked(begin, end) for begin, end in pauses)
        if not worked or unit == "working_hour":
            return self.after(due, worked)
        return self.closing(self.day(self.after(due, worked) - MS))
