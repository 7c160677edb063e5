"""How busy each day of a simulated history is (pure, and drawn from no chance).

Little comes in before Tết, nearly nothing in the days after it, and most in the weeks that follow; Tết
itself moves between January and February, so it is looked up in the calendar of each year.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from dashboard.clock import WorkingCalendar, date_of, day_number
from models.errors import MotcuaError
from seed.volumes import Volumes

#: the name of the first day of Tết in the calendar's exceptions
TET = "Tết Nguyên Đán"
#: from so many days after the first day of Tết on: how busy it is (1: as in any month)
AROUND_TET: tuple[tuple[int, float], ...] = (
    (-25, 0.85), (-10, 0.6), (0, 0.35), (10, 0.9), (16, 1.4), (46, 1.0),
)  # fmt: skip
#: the months whose index only tells of Tết
TET_MONTHS = (1, 2, 3)
#: how much more comes in at the end than in the middle, as more agencies work with the system
GROWTH = 0.5


def tet_days(calendar: WorkingCalendar) -> dict[int, int]:
    """Year → the day on which Tết begins, for the years that the calendar knows."""
    return {day.year: day_number(day) for day, names in calendar.names.items() if names[0] == TET}


def season(day: int, tet: Mapping[int, int], volumes: Volumes) -> float:
    """How busy the time of the year is; by the month alone where Tết of the year is not known."""
    date = date_of(day)
    index = volumes.monthly_index_1_is_mean[date.month - 1]
    if date.year not in tet:
        return index
    since = day - tet[date.year]
    near = [factor for first, factor in AROUND_TET if since >= first]
    if near and since < AROUND_TET[-1][0]:
        return near[-1]
    return 1.0 if date.month in TET_MONTHS else index


def passed_of_day(until: datetime.datetime, zone: datetime.tzinfo, volumes: Volumes) -> float:
    """Which share of a day's applications has come in by the time of day of `until`."""
    local = until.astimezone(zone)
    now = local.hour + local.minute / 60
    return sum(share * min(max(now - hour, 0.0), 1.0) for hour, share in volumes.hour_of_day_share.items())


def counts(
    dossiers: int, until: datetime.datetime, days: int, since: int, calendar: WorkingCalendar,
    volumes: Volumes,
) -> dict[int, int]:  # fmt: skip
    """Day → how many applications come in on it: `dossiers` in all, in the `days` up to `until`.

    Nothing comes in before the day `since`. Raises MotcuaError where that leaves no time at all.
    """
    last = day_number(until.astimezone(calendar.zone).date())
    every = range(max(last - days, since), last + 1)
    open_days = [day for day in every if calendar.is_working_day(day)]
    tet = tet_days(calendar)
    weights = []
    for day in open_days:
        week = volumes.weekday_index_mon_fri[min(date_of(day).weekday(), 4)]
        grown = 1 - GROWTH + 2 * GROWTH * (day - last + days) / days
        weights.append(season(day, tet, volumes) * week * grown)
    if open_days and open_days[-1] == last:
        weights[-1] *= passed_of_day(until, calendar.zone, volumes)
    if sum(weights) <= 0:
        first = date_of(max(since, 0))
        raise MotcuaError(
            f"Chưa thể có hồ sơ nào đến lúc đó: thủ tục có hiệu lực từ {first:%d/%m/%Y}.",
            f"Nothing can have come in by then: the procedures are in force from {first.isoformat()}.",
        )
    return dict(zip(open_days, shared_out(dossiers, weights), strict=True))


def shared_out(whole: int, weights: Iterable[float]) -> list[int]:
    """`whole` in whole numbers, in proportion: each is its exact share rounded up or down."""
    shares = list(weights)
    total, done, told, parts = sum(shares), 0.0, 0, []
    for share in shares:
        done += share
        upto = round(whole * done / total)
        parts.append(upto - told)
        told = upto
    return parts
