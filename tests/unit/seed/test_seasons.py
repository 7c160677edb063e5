"""How much comes in on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.clock import date_of, day_number
from models.errors import MotcuaError
from seed.seasons import counts, season, shared_out, tet_days
from seed.volumes import volumes
from tests.unit.seed.settings import UNTIL, setting

CALENDAR = setting().calendar


def told(dossiers: int, until: datetime = UNTIL, days: int = 730) -> dict[int, int]:
    return counts(dossiers, until, days, setting().since, CALENDAR, volumes())


WEIGHTS = st.lists(st.floats(0, 5), min_size=1, max_size=50).filter(lambda weights: sum(weights) > 0.1)


@given(st.integers(0, 10_000), WEIGHTS)
def test_parts_add_up_and_are_within_one_of_their_share(whole: int, weights: list[float]) -> None:
    parts = shared_out(whole, weights)
    assert sum(parts) == whole
    assert all(abs(part - whole * w / sum(weights)) <= 1 for part, w in zip(parts, weights, strict=True))


def test_tet_is_read_from_the_calendar_of_each_year() -> None:
    tet = tet_days(CALENDAR)
    assert date_of(tet[2025]) == date(2025, 1, 29)
    assert date_of(tet[2026]) == date(2026, 2, 17)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_little_comes_in_around_tet_and_most_in_the_weeks_after_it(year: int) -> None:
    tet = tet_days(CALENDAR)
    first = tet[year]
    before, after, peak = (season(first + since, tet, volumes()) for since in (-5, 8, 30))
    usual = [season(day_number(date(year, month, 15)), tet, volumes()) for month in range(5, 12)]
    assert after < before < min(usual) <= max(usual) < peak


def test_nothing_comes_in_on_a_day_off_and_all_of_it_by_the_end() -> None:
    days = told(5_000)
    assert sum(days.values()) == 5_000
    assert all(CALENDAR.is_working_day(day) for day in days)
    assert max(days) == day_number(UNTIL.astimezone(CALENDAR.zone).date())


def test_monday_is_busier_than_friday_and_the_last_year_than_the_one_before() -> None:
    days = told(50_000)
    week = [sum(n for day, n in days.items() if date_of(day).weekday() == weekday) for weekday in (0, 4)]
    assert week[0] > week[1] * 1.2
    middle = max(days) - 365
    assert sum(n for day, n in days.items() if day > middle) > 25_000 * 1.2


def test_in_the_morning_only_a_part_of_the_day_has_come_in() -> None:
    noon = UNTIL.replace(hour=5)
    whole, half = told(50_000, UNTIL + timedelta(hours=3)), told(50_000, noon)
    last = max(whole)
    assert 0 < half[last] < whole[last] * 0.8


def test_before_the_procedures_are_in_force_there_is_nothing_to_tell() -> None:
    with pytest.raises(MotcuaError, match="21/06/2018"):
        told(10, datetime(2018, 1, 10, 5, tzinfo=UTC))
    assert min(told(500, datetime(2018, 9, 10, 9, tzinfo=UTC))) >= day_number(date(2018, 6, 21))
