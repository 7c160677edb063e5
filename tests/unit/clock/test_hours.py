"""Working time between instants, and working days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dashboard.clock import (
    BadHours,
    DayOff,
    NaiveTime,
    OutsideCalendar,
    Term,
    WorkingCalendar,
    day_number,
    instant_ms,
)

At = Callable[[str], datetime]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ALL_DAY = dict.fromkeys(range(7), ((0, 1440),))


def test_the_lunch_break_and_the_night_do_not_count(office: WorkingCalendar, at: At) -> None:
    assert office.elapsed(at("23/11/2026 08:00"), at("23/11/2026 17:00")) == 7 * 60
    assert office.elapsed(at("23/11/2026 12:00"), at("23/11/2026 13:00")) == 0
    assert office.elapsed(at("20/11/2026 16:00"), at("23/11/2026 08:00")) == 120


def test_holidays_do_not_count_and_swapped_saturdays_do(office: WorkingCalendar, at: At) -> None:
    assert office.elapsed(at("23/11/2026 17:00"), at("25/11/2026 07:30")) == 30
    assert office.elapsed(at("21/08/2026 17:00"), at("24/08/2026 07:00")) == 8 * 60


def test_time_runs_backwards_with_a_minus(office: WorkingCalendar, at: At) -> None:
    a, b = at("20/11/2026 16:00"), at("23/11/2026 08:00")
    assert office.elapsed(b, a) == -120
    assert office.elapsed_ms(b, a) == -office.elapsed_ms(a, b) == -7_200_000


def test_work_is_done_at_closing_time_and_not_the_next_morning(office: WorkingCalendar, at: At) -> None:
    assert office.add(at("23/11/2026 07:00"), 480) == at("23/11/2026 17:00")
    assert office.add(at("23/11/2026 07:00"), 270) == at("23/11/2026 11:30")
    assert office.add(at("23/11/2026 07:00"), 270.5) == at("23/11/2026 13:30") + timedelta(seconds=30)
    assert office.add(at("22/11/2026 10:00"), 1) == at("23/11/2026 07:01")


def test_adding_nothing_stays_where_it_is_even_at_night(office: WorkingCalendar, at: At) -> None:
    night = at("22/11/2026 23:00")
    assert office.add(night, 0) == night
    assert office.add_ms_array([instant_ms(night)], 0).tolist() == [instant_ms(night)]


def test_time_is_not_taken_away(office: WorkingCalendar, at: At) -> None:
    with pytest.raises(ValueError, match="negative"):
        office.add(at("23/11/2026 07:00"), -1)
    with pytest.raises(ValueError, match="negative"):
        office.add_ms_array([0], [-1])


def test_beyond_the_calendar_is_refused_in_words(office: WorkingCalendar, at: At) -> None:
    inside, before, after = at("23/11/2026 07:00"), at("31/12/1969 23:59"), at("01/01/2101 00:01")
    for beyond in (before, after):
        with pytest.raises(OutsideCalendar, match="ngoài lịch"):
            office.elapsed(inside, beyond)
        with pytest.raises(OutsideCalendar):
            office.elapsed_ms_array([instant_ms(inside)], [instant_ms(beyond)])
    with pytest.raises(OutsideCalendar):
        office.add(inside, 60 * 24 * 366 * 80)
    with pytest.raises(OutsideCalendar):
        office.add_ms_array([instant_ms(inside)], [10**16])
    for day in (-1, day_number(date(2101, 1, 1))):
        for asked in (
            office.is_working_day, office.next_working_day, office.previous_working_day, office.closing,
            office.next_working_days, office.working_days_from,
        ):  # fmt: skip
            with pytest.raises(OutsideCalendar):
                asked(day)
    last = day_number(date(2100, 12, 31))
    for n in (1, 10**12):
        with pytest.raises(OutsideCalendar):
            office.next_working_day(last, n)
        with pytest.raises(OutsideCalendar):
            office.next_working_days([last], n)
    with pytest.raises(OutsideCalendar):
        office.previous_working_day(0)


def test_the_first_and_the_last_instant_of_the_calendar_are_within(office: WorkingCalendar, at: At) -> None:
    assert office.elapsed(at("01/01/1970 00:00"), at("01/01/1970 07:10")) == 10
    assert office.elapsed(at("31/12/2100 16:50"), at("01/01/2101 00:00")) == 10


def test_a_time_without_zone_is_refused(office: WorkingCalendar) -> None:
    naive = datetime(2026, 11, 24, 8, 0)
    with pytest.raises(NaiveTime):
        office.elapsed(naive, naive)
    with pytest.raises(NaiveTime):
        office.add(naive, 1)


def test_a_calendar_without_hours_has_no_working_time(at: At) -> None:
    never = WorkingCalendar({}, {}, AMSTERDAM)
    a, b = at("20/11/2026 16:00"), at("23/11/2026 08:00")
    assert never.elapsed(a, b) == 0
    assert never.add(a, 0) == a
    assert never.add_ms_array([instant_ms(a)], 0).tolist() == [instant_ms(a)]
    assert never.elapsed_ms_array([instant_ms(a)], [instant_ms(b)]).tolist() == [0]
    assert not never.is_working_day(0)
    with pytest.raises(OutsideCalendar):
        never.add(a, 1)
    with pytest.raises(OutsideCalendar):
        never.next_working_day(0)
    with pytest.raises(OutsideCalendar):
        never.working_days_from([0])


def test_working_days_are_found_forward_and_backward(office: WorkingCalendar) -> None:
    friday, saturday, monday = (day_number(date(2026, 8, day)) for day in (21, 22, 24))
    assert office.is_working_day(saturday)
    assert not office.is_working_day(saturday + 1)
    assert office.next_working_day(friday) == saturday
    assert office.next_working_day(friday, 2) == monday
    assert office.next_working_day(saturday + 1) == monday
    assert office.previous_working_day(monday) == saturday
    assert office.previous_working_day(monday, 2) == friday
    assert office.previous_working_day(saturday + 1) == saturday
    assert office.working_day_from(saturday + 1) == monday
    assert office.working_day_from(saturday) == saturday
    assert office.next_working_days([friday, saturday], [2, 1]).tolist() == [monday, monday]
    assert office.working_days_from([saturday, saturday + 1]).tolist() == [saturday, monday]


def test_the_working_days_between_two_days_are_those_that_one_must_go(office: WorkingCalendar) -> None:
    friday, wednesday = day_number(date(2026, 8, 28)), day_number(date(2026, 9, 9))
    assert office.next_working_day(friday, 5) == wednesday
    assert office.working_days_between(friday, wednesday) == 5
    assert office.working_days_between(wednesday, friday) == -5
    assert office.working_days_between(friday, friday) == 0


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 250), (2026, 249), (2027, 249)])
def test_a_year_has_as_many_working_days_as_the_state_says(
    office: WorkingCalendar, year: int, count: int
) -> None:
    before, last = day_number(date(year - 1, 12, 31)), day_number(date(year, 12, 31))
    assert office.working_days_between(before, last) == count


def test_there_is_no_zeroth_working_day(office: WorkingCalendar) -> None:
    for asked in (office.next_working_day, office.previous_working_day, office.next_working_days):
        with pytest.raises(ValueError, match="0-th"):
            asked(100, 0)


def test_a_day_opens_and_closes(office: WorkingCalendar, at: At) -> None:
    day = day_number(date(2026, 8, 22))
    assert office.opening(day) == at("22/08/2026 07:00")
    assert office.closing(day) == at("22/08/2026 17:00")
    with pytest.raises(DayOff, match="ngày nghỉ"):
        office.closing(day_number(date(2026, 11, 24)))
    with pytest.raises(DayOff):
        office.opening(day_number(date(2026, 11, 24)))


def test_work_until_midnight_ends_on_its_own_day() -> None:
    always, day = WorkingCalendar(ALL_DAY, {}, AMSTERDAM), date(2026, 10, 25)
    closing = always.closing(day_number(day))
    assert closing == datetime(2026, 10, 25, 23, 59, 59, 999_000, tzinfo=AMSTERDAM)
    received = datetime(2026, 10, 24, 9, tzinfo=UTC)
    due, term = closing, Term(value=1, unit="working_day")
    assert always.due(received, term) == due
    for pause, days in ((timedelta(hours=24), 1), (timedelta(hours=24, seconds=1), 2)):
        moved = always.moved(due, received, term, [(received, received + pause)])
        assert moved.astimezone(AMSTERDAM).date() == day + timedelta(days=days)
    noon = datetime(2026, 10, 26, 12, tzinfo=AMSTERDAM)
    until_midnight = always.moved(noon, received, term, [(received, received + timedelta(hours=12))])
    assert until_midnight == always.closing(day_number(noon.date()))


def test_a_date_may_have_hours_of_its_own(at: At) -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    short = WorkingCalendar({0: ((420, 1020),)}, {date(2026, 11, 23): ((420, 690),)}, zone)
    assert short.closing(day_number(date(2026, 11, 23))) == at("23/11/2026 11:30")
    assert short.closing(day_number(date(2026, 11, 30))) == at("30/11/2026 17:00")


@pytest.mark.parametrize("hours", [((60, 60),), ((90, 60),), ((-1, 5),), ((0, 1441),), ((0, 60), (59, 90))])
def test_hours_that_overlap_or_leave_the_day_are_refused(hours: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(BadHours, match="không hợp lệ"):
        WorkingCalendar({0: hours}, {}, AMSTERDAM)
    with pytest.raises(BadHours):
        WorkingCalendar({}, {date(2026, 1, 1): hours}, AMSTERDAM)


def test_an_exception_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(OutsideCalendar):
        WorkingCalendar(ALL_DAY, {date(2101, 1, 1): ()}, AMSTERDAM).is_working_day(0)


def test_days_of_summer_time_have_23_and_25_hours() -> None:
    always = WorkingCalendar(ALL_DAY, {}, AMSTERDAM)
    for month, day, hours in ((3, 29, 23), (10, 25, 25), (10, 26, 24)):
        start = datetime(2026, month, day, tzinfo=AMSTERDAM)
        assert always.elapsed(start, start + timedelta(days=1)) == hours * 60


def test_the_skipped_hour_is_not_worked_and_the_repeated_one_twice() -> None:
    night = WorkingCalendar({6: ((90, 150), (160, 200))}, {}, AMSTERDAM)  # 01:30–02:30, 02:40–03:20
    spring, autumn = datetime(2026, 3, 29, tzinfo=AMSTERDAM), datetime(2026, 10, 25, tzinfo=AMSTERDAM)
    assert night.elapsed(spring, spring + timedelta(days=1)) == 30 + 20
    assert night.elapsed(autumn, autumn + timedelta(days=1)) == 30 + 30 + 30 + 20 + 20 + 20
    assert night.opening(day_number(spring.date())) == datetime(2026, 3, 29, 1, 30, tzinfo=AMSTERDAM)
    assert night.closing(day_number(autumn.date())) == datetime(2026, 10, 25, 3, 20, tzinfo=AMSTERDAM)


def test_a_date_that_a_country_skipped_is_not_worked() -> None:
    samoa = WorkingCalendar(ALL_DAY, {}, ZoneInfo("Pacific/Apia"))
    skipped = day_number(date(2011, 12, 30))
    assert not samoa.is_working_day(skipped)
    assert samoa.next_working_day(skipped - 1) == skipped + 1
    a, b = datetime(2011, 12, 30, 9, tzinfo=UTC), datetime(2011, 12, 30, 11, tzinfo=UTC)
    assert samoa.elapsed(a, b) == 120


def test_columns_are_broadcast(office: WorkingCalendar, at: At) -> None:
    a = instant_ms(at("23/11/2026 07:00"))
    minutes = np.array([[0], [60], [480]])
    later = office.add_ms_array(a, minutes * 60_000)
    assert later.shape == (3, 1)
    assert (office.elapsed_ms_array(a, later) == minutes * 60_000).all()
