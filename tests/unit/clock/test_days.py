"""Instants and days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dashboard.clock import (
    NaiveTime,
    OutsideCalendar,
    date_of,
    day_number,
    day_of,
    days_of,
    from_ms,
    instant_ms,
)

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_days_count_from_the_first_of_january_1970() -> None:
    assert day_number(date(1970, 1, 1)) == 0
    assert day_number(date(2026, 11, 24)) == 20781
    assert date_of(20781) == date(2026, 11, 24)
    assert date_of(-1) == date(1969, 12, 31)


def test_a_day_is_the_local_date() -> None:
    late = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert date_of(day_of(late, VIETNAM)) == date(2026, 11, 24)
    assert date_of(day_of(late - timedelta(milliseconds=1), VIETNAM)) == date(2026, 11, 23)
    assert date_of(day_of(late, AMSTERDAM)) == date(2026, 11, 23)


def test_a_time_without_zone_is_refused_in_words() -> None:
    naive = datetime(2026, 11, 24, 8, 0)
    with pytest.raises(NaiveTime, match="múi giờ"):
        day_of(naive, VIETNAM)
    with pytest.raises(NaiveTime):
        instant_ms(naive)


def test_milliseconds_go_there_and_back() -> None:
    instant = datetime(2026, 11, 24, 8, 1, 2, 345_000, tzinfo=VIETNAM)
    assert from_ms(instant_ms(instant)) == instant
    assert from_ms(instant_ms(instant)).tzinfo is UTC
    assert instant_ms(instant + timedelta(microseconds=999)) == instant_ms(instant)
    assert instant_ms(datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)) == -1


def test_an_instant_no_calendar_can_hold_is_refused() -> None:
    with pytest.raises(OutsideCalendar):
        from_ms(10**18)
    with pytest.raises(OutsideCalendar):
        day_of(datetime(9999, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-12))), VIETNAM)


def test_the_repeated_hour_of_a_summer_time_night_is_told_apart() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM)
    assert instant_ms(first.replace(fold=1)) - instant_ms(first) == 3_600_000


@pytest.mark.parametrize(
    "name",
    [
        "Asia/Ho_Chi_Minh",
        "Europe/Amsterdam",
        "America/Boa_Vista",  # summer time for one week in 2000
        "America/St_Johns",  # changed one minute after midnight
        "Pacific/Apia",  # without 30/12/2011
        "Africa/Monrovia",  # not on whole minutes until 1972
        "UTC",
    ],
)
def test_a_column_of_instants_gets_the_days_that_single_ones_get(name: str) -> None:
    zone = ZoneInfo(name)
    hours = np.arange(0, 131 * 366 * 24, 7, dtype=np.int64) * 3_600_000
    for_every = [datetime.fromtimestamp(ms / 1000, zone).toordinal() for ms in hours.tolist()]
    assert np.array_equal(days_of(hours, zone), np.array(for_every) - date(1970, 1, 1).toordinal())


def test_the_days_of_a_column_change_at_midnight_on_both_sides_of_a_summer_time_night() -> None:
    midnights = [datetime(2026, 3, day, tzinfo=AMSTERDAM) for day in (28, 29, 30)]
    ms = np.array([instant_ms(each) + more for each in midnights for more in (-1, 0)])
    first = day_number(date(2026, 3, 27))
    assert days_of(ms, AMSTERDAM).tolist() == [first, first + 1, first + 1, first + 2, first + 2, first + 3]
    assert days_of(ms, AMSTERDAM).dtype == np.int32


def test_impossible_dates_of_a_log_still_get_their_day() -> None:
    odd = [datetime(1899, 12, 30, tzinfo=UTC), datetime(2500, 1, 1, 18, tzinfo=UTC)]
    got = days_of(np.array([[instant_ms(each)] for each in odd]), VIETNAM)
    assert got.tolist() == [[day_of(each, VIETNAM)] for each in odd]
    assert days_of(np.array([], dtype=np.int64), VIETNAM).size == 0
