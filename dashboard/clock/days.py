"""Instants and days.

An instant is an aware datetime in UTC with millisecond precision, or whole milliseconds since
1970-01-01T00:00Z. A day is the number of days from 1970-01-01 to a local date.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.clock.errors import NaiveTime, OutsideCalendar
from dashboard.clock.zones import DAY_MS, table_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days from 1970-01-01 to the date."""
    return day.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The date that is `day` days after 1970-01-01."""
    return date.fromordinal(day + _EPOCH_ORDINAL)


def day_start(day: int, zone: ZoneInfo) -> datetime:
    """The instant in UTC at which a day begins in the zone."""
    return datetime.combine(date_of(day), time(), zone).astimezone(UTC)


def years_before(day: int, years: int) -> int:
    """The same date `years` years earlier; of 29 February the 28th where there is none."""
    on = date_of(day)
    try:
        return day_number(on.replace(year=on.year - years))
    except ValueError:
        return day_number(on.replace(year=on.year - years, day=28))


def instant_ms(instant: datetime) -> int:
    """Whole milliseconds since the epoch, rounded down. Raises `NaiveTime`."""
    if instant.utcoffset() is None:
        raise NaiveTime
    since = instant - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def from_ms(ms: int) -> datetime:
    """The instant in UTC. Raises `OutsideCalendar` beyond the years 1 to 9999."""
    try:
        return _EPOCH + timedelta(milliseconds=ms)
    except OverflowError:
        raise OutsideCalendar from None


def day_of(instant: datetime, zone: ZoneInfo) -> int:
    """The day on which the instant falls in the zone. Raises `NaiveTime`."""
    if instant.utcoffset() is None:
        raise NaiveTime
    try:
        return instant.astimezone(zone).toordinal() - _EPOCH_ORDINAL
    except OverflowError:
        raise OutsideCalendar from None


def days_of(ms: ArrayLike, zone: ZoneInfo) -> NDArray[np.int32]:
    """`day_of` for a column of milliseconds, of any shape and also across changes of summer time."""
    instants = np.asarray(ms, dtype=np.int64)
    table = table_of(zone)
    days = (table.local_ms(instants) // DAY_MS).astype(np.int32)
    beyond = (instants < table.first_ms) | (instants >= table.last_ms)
    if beyond.any():
        # Impossible dates of imported logs: few, and still to be told right.
        days = np.array(days)
        days[beyond] = [day_of(from_ms(int(each)), zone) for each in instants[beyond]]
    return days
