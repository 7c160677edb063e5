"""What a coming week brings, by the same weekdays of the last ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.forecast.coming import forecast, quantile

MONDAY = 4  # 1970-01-05
WEEKS = [MONDAY + 7 * week for week in range(4)]
TARGET = MONDAY + 28


def weekdays(day: int) -> bool:
    return (day + 3) % 7 < 5


def counts(*weeks: tuple[int, ...]) -> dict[int, int]:
    return {WEEKS[w] + d: many for w, week in enumerate(weeks) for d, many in enumerate(week)}


def test_equal_weeks_are_forecast_as_they_were_without_a_band() -> None:
    told = forecast(counts(*[(5, 4, 3, 2, 1)] * 4), WEEKS, TARGET, weekdays)
    assert told is not None and (told.middle, told.low, told.high) == (15.0, 15.0, 15.0)


def test_a_holiday_behind_us_counts_as_such_a_day_and_one_ahead_is_left_out() -> None:
    past = counts((5, 4, 3, 2, 1), (5, 4, 3, 2, 1), (5, 0, 3, 2, 1), (5, 4, 3, 2, 1))
    holiday = WEEKS[2] + 1
    told = forecast(past, WEEKS, TARGET, lambda day: weekdays(day) and day != holiday)
    assert told is not None and (told.middle, told.low) == (15.0, 15.0)
    ahead = forecast(past, WEEKS, TARGET, lambda day: weekdays(day) and day not in (holiday, TARGET))
    assert ahead is not None and ahead.middle == 10.0
    closed = forecast(past, WEEKS, TARGET, lambda day: weekdays(day) and day < TARGET)
    assert closed is not None and closed.high == 0.0


def test_a_week_that_was_closed_does_not_count_and_without_any_there_is_no_forecast() -> None:
    past = counts((9, 9, 9, 9, 9), (), (9, 9, 9, 9, 9), (9, 9, 9, 9, 9))
    told = forecast(past, WEEKS, TARGET, lambda day: weekdays(day) and not WEEKS[1] <= day < WEEKS[2])
    assert told is not None and told.low == 45.0
    assert forecast(past, WEEKS, TARGET, lambda day: day >= TARGET) is None


def test_what_comes_on_a_day_off_counts_for_the_next_that_is_worked() -> None:
    past = counts(*[(0, 0, 0, 0, 1, 2, 3)] * 4)
    told = forecast(past, WEEKS, TARGET, weekdays)
    assert told is not None and told.middle == 6.0
    saturday = forecast(past, WEEKS, TARGET, lambda day: weekdays(day) or day == TARGET + 5)
    assert saturday is not None and saturday.middle == 6.0, "a swapped Saturday as a usual day: 0 here"


@given(st.lists(st.lists(st.integers(0, 50), min_size=5, max_size=5), min_size=4, max_size=4))
def test_the_band_holds_the_middle_and_lies_within_what_weeks_have_brought(weeks: list[list[int]]) -> None:
    told = forecast(counts(*map(tuple, weeks)), WEEKS, TARGET, weekdays)
    totals = [sum(week) for week in weeks]
    assert told is not None
    assert min(totals) <= told.low <= told.middle <= told.high <= max(totals)
    assert told.middle == quantile(totals, 0.5)
