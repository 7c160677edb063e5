"""The clock against models that are written in another way: minute by minute, and NumPy's business days."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clock import (
    Term,
    TermUnit,
    WorkingCalendar,
    date_of,
    day_number,
    day_of,
    days_of,
    from_ms,
    instant_ms,
)
from models.calendar import TERM_UNITS
from seed.calendars import default_calendar

MINUTE = timedelta(minutes=1)
Hours = tuple[tuple[int, int], ...]
Week = tuple[Hours, ...]
Dates = tuple[tuple[date, Hours], ...]

VIETNAM, AMSTERDAM = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Amsterdam")
OFFICE = default_calendar("Asia/Ho_Chi_Minh")
HOLIDAYS: Dates = tuple((day, each.intervals) for day, each in OFFICE.exceptions.items())
SATURDAY_MORNING: Week = (OFFICE.hours[0],) * 5 + (((450, 690),), ())
#: Worked through the hours that summer time skips and repeats.
NIGHTS: Week = (
    ((0, 1440),), ((0, 95), (100, 185)), (), ((125, 150),),
    ((60, 1440),), ((0, 240), (1375, 1420)), ((0, 5), (90, 179)),
)  # fmt: skip
#: The office in Vietnam around Tết, the swapped Saturday and 24/11; in Amsterdam around the nights of change.
SETTINGS: tuple[tuple[Week, Dates, ZoneInfo, tuple[date, ...]], ...] = (
    (OFFICE.hours, HOLIDAYS, VIETNAM, (date(2026, 2, 12), date(2026, 8, 20), date(2026, 11, 22))),
    (SATURDAY_MORNING, HOLIDAYS, VIETNAM, (date(2026, 8, 27), date(2025, 4, 24), date(2023, 12, 29))),
    (OFFICE.hours, (), AMSTERDAM, (date(2026, 3, 27), date(2026, 10, 23), date(2011, 10, 28))),
    (NIGHTS, ((date(2026, 3, 29), ((100, 200),)),), AMSTERDAM, (date(2026, 3, 28), date(2026, 10, 24))),
    (NIGHTS, (), ZoneInfo("America/St_Johns"), (date(2009, 10, 31), date(2009, 3, 7))),
)


@lru_cache
def calendar(setting: int) -> WorkingCalendar:
    week, dates, zone, _ = SETTINGS[setting]
    return WorkingCalendar(dict(enumerate(week)), dict(dates), zone)


class Minutes:
    """The brute force: every minute is asked whether it is worked."""

    def __init__(self, setting: int) -> None:
        self.week, dates, self.zone, _ = SETTINGS[setting]
        self.dates = dict(dates)
        self.closings: dict[date, datetime | None] = {}

    def works(self, minute: datetime) -> bool:
        local = minute.astimezone(self.zone)
        hours = self.dates.get(local.date(), self.week[local.weekday()])
        return any(start <= local.hour * 60 + local.minute < end for start, end in hours)

    def elapsed(self, a: datetime, b: datetime) -> int:
        count, minute = 0, a
        while minute < b:
            count += self.works(minute)
            minute += MINUTE
        return count

    def add(self, start: datetime, minutes: int) -> datetime:
        minute = start
        while minutes:
            minutes -= self.works(minute)
            minute += MINUTE
        return minute

    def minutes_of(self, day: date) -> Iterator[datetime]:
        """Every minute of the local date, from well before it to well after it."""
        minute = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=27)
        for _ in range(27 * 60 + 24 * 60 + 27 * 60):
            if minute.astimezone(self.zone).date() == day:
                yield minute
            minute += MINUTE

    def closing(self, day: date) -> datetime | None:
        """The end of the last worked minute of the date, on that date; None on a day off."""
        if day not in self.closings:
            self.closings[day] = self.end_of_work(day)
        return self.closings[day]

    def end_of_work(self, day: date) -> datetime | None:
        worked = [minute for minute in self.minutes_of(day) if self.works(minute)]
        if not worked:
            return None
        end = worked[-1] + MINUTE
        return end if end.astimezone(self.zone).date() == day else end - timedelta(milliseconds=1)

    def closing_from(self, day: date) -> datetime:
        while (found := self.closing(day)) is None:
            day += timedelta(days=1)
        return found

    def due(self, received: datetime, value: int, unit: TermUnit) -> datetime:
        local = received.astimezone(self.zone)
        day = local.date()
        if unit == "working_hour":
            return self.add(received, value * 60)
        if unit == "calendar_day":
            return self.closing_from(day + timedelta(days=value))
        closing = self.closing(day)
        if unit == "same_day":
            in_time = local.hour * 60 + local.minute <= 900 and closing is not None and received <= closing
            return self.closing_from(day if in_time else day + timedelta(days=1))
        if value == 0:
            return self.closing_from(day)
        while value:
            day += timedelta(days=1)
            value -= self.closing(day) is not None
        return self.closing_from(day)

    def moved(
        self, received: datetime, value: int, unit: TermUnit, pauses: list[tuple[datetime, datetime]]
    ) -> datetime:
        due = self.due(received, value, unit)
        if unit == "calendar_day":
            nights = 0
            for begin, end in pauses:
                night = begin.astimezone(self.zone).date()
                while night < end.astimezone(self.zone).date():
                    night += timedelta(days=1)
                    nights += 1
            last = received.astimezone(self.zone).date() + timedelta(days=value + nights)
            return self.closing_from(last)
        paused = sum(self.elapsed(begin, end) for begin, end in pauses)
        whole = due + timedelta(milliseconds=due.microsecond // 1000 and 1)  # midnight, of 23:59:59.999
        reached = self.add(whole, paused)
        if unit == "working_hour" or not paused:
            return reached if paused else due
        return self.closing_from((reached - MINUTE).astimezone(self.zone).date())


@lru_cache
def by_minutes(setting: int) -> Minutes:
    return Minutes(setting)


@st.composite
def moments(draw: st.DrawFn, days: int = 5) -> tuple[int, datetime]:
    """A calendar, and a whole minute near one of its odd dates."""
    setting = draw(st.integers(0, len(SETTINGS) - 1))
    day = draw(st.sampled_from(SETTINGS[setting][3]))
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return setting, start + draw(st.integers(0, days * 1440)) * MINUTE


units = st.sampled_from(TERM_UNITS)
spans = st.integers(0, 4 * 1440)


@settings(max_examples=60, deadline=None)
@given(moments(), spans)
def test_working_time_is_the_number_of_worked_minutes(moment: tuple[int, datetime], span: int) -> None:
    setting, a = moment
    b = a + span * MINUTE
    expected = by_minutes(setting).elapsed(a, b)
    assert calendar(setting).elapsed(a, b) == expected
    assert calendar(setting).elapsed(b, a) == -expected


@settings(max_examples=60, deadline=None)
@given(moments(), st.integers(0, 2000))
def test_adding_goes_to_the_end_of_the_last_worked_minute(moment: tuple[int, datetime], minutes: int) -> None:
    setting, start = moment
    assert calendar(setting).add(start, minutes) == by_minutes(setting).add(start, minutes)


@settings(max_examples=40, deadline=None)
@given(moments(), st.integers(0, 4))
def test_due_dates_are_those_found_by_looking_at_every_minute(
    moment: tuple[int, datetime], value: int
) -> None:
    setting, received = moment
    for unit in TERM_UNITS:
        expected = by_minutes(setting).due(received, value, unit)
        assert calendar(setting).due(received, Term(value=value, unit=unit)) == expected, unit


lengths = st.sampled_from((0, 1, 30, 480, 481, 1440, 1440, 2200))


@settings(max_examples=40, deadline=None)
@given(
    moments(days=3), st.integers(0, 3),
    st.lists(st.tuples(st.integers(0, 700), lengths), min_size=1, max_size=3),
)  # fmt: skip
def test_pauses_move_a_due_date_by_the_minutes_that_they_held(
    moment: tuple[int, datetime], value: int, gaps: list[tuple[int, int]]
) -> None:
    setting, received = moment
    pauses, begin = [], received
    for gap, length in gaps:
        begin += gap * MINUTE
        pauses.append((begin, begin + length * MINUTE))
        begin = pauses[-1][1]
    for unit in TERM_UNITS:
        term = Term(value=value, unit=unit)
        due = calendar(setting).due(received, term)
        expected = by_minutes(setting).moved(received, value, unit, pauses)
        assert calendar(setting).moved(due, received, term, pauses) == expected, unit


weekdays = st.dates(date(1971, 1, 1), date(2098, 12, 31))


@settings(max_examples=40, deadline=None)
@given(st.data(), weekdays)
def test_days_are_numpys_business_days(data: st.DataObject, around: date) -> None:
    """Working days with random holidays, Monday to Friday, against `busday_offset` and `busday_count`."""
    near = st.integers(-40, 400).map(lambda more: around + timedelta(days=more))
    holidays = data.draw(st.frozensets(near, max_size=30))
    hours = dict.fromkeys(range(5), OFFICE.hours[0])
    zone = data.draw(st.sampled_from([VIETNAM, AMSTERDAM]))
    own = WorkingCalendar(hours, dict.fromkeys(holidays, ()), zone)
    busy = np.busdaycalendar(holidays=sorted(holidays))
    days = np.array(
        [day_number(around) + more for more in data.draw(st.lists(st.integers(0, 60), min_size=1))]
    )
    counts = data.draw(st.lists(st.integers(1, 90), min_size=len(days), max_size=len(days)))
    dates = days.astype("datetime64[D]")

    nth = np.busday_offset(dates, counts, roll="backward", busdaycal=busy).astype(np.int64)
    assert own.next_working_days(days, counts).tolist() == nth.tolist()
    back = np.busday_offset(dates, -np.array(counts), roll="forward", busdaycal=busy).astype(np.int64)
    on = np.busday_offset(dates + np.array(counts), 0, roll="forward", busdaycal=busy).astype(np.int64)
    count = np.busday_count(dates + 1, dates + counts + 1, busdaycal=busy)
    for index, (day, n) in enumerate(zip(days.tolist(), counts, strict=True)):
        assert own.is_working_day(day) == np.is_busday(dates[index], busdaycal=busy)
        assert own.previous_working_day(day, n) == back[index]
        assert own.working_days_between(day, day + n) == count[index]
        received = datetime.combine(date_of(day), datetime.min.time(), zone) + data.draw(
            st.integers(0, 86_399_999)
        ) * timedelta(milliseconds=1)
        due = own.due(received, Term(value=n, unit="working_day"))
        assert (day_of(due, zone), due) == (nth[index], own.closing(int(nth[index])))
        due = own.due(received, Term(value=n, unit="calendar_day"))
        assert (day_of(due, zone), due) == (on[index], own.closing(int(on[index])))


instants = st.integers(86_400_000, 3_700_000_000_000)
durations = st.integers(0, 400 * 86_400_000)
calendars = st.integers(0, len(SETTINGS) - 1)


@settings(max_examples=200, deadline=None)
@given(calendars, instants, durations)
def test_what_is_added_has_elapsed(setting: int, start: int, ms: int) -> None:
    own, a = calendar(setting), from_ms(start)
    b = own.add_ms(a, ms)
    assert own.elapsed_ms(a, b) == ms
    assert own.elapsed(a, own.add(a, ms // 60_000)) == ms // 60_000
    if ms:
        # The earliest such instant: a millisecond before it, one is missing.
        assert own.elapsed_ms(a, b - timedelta(milliseconds=1)) == ms - 1


@settings(max_examples=200, deadline=None)
@given(calendars, instants, instants, instants, durations, durations)
def test_time_only_goes_forward_and_adds_up(
    setting: int, one: int, two: int, three: int, less: int, more: int
) -> None:
    own = calendar(setting)
    a, b, c = map(from_ms, sorted((one, two, three)))
    low, high = sorted((less, more))
    assert own.elapsed_ms(a, b) >= 0
    assert own.elapsed_ms(a, b) + own.elapsed_ms(b, c) == own.elapsed_ms(a, c)
    assert own.elapsed_ms(a, b) == -own.elapsed_ms(b, a)
    assert own.add_ms(a, low) <= own.add_ms(b, low)
    assert a <= own.add_ms(a, low) <= own.add_ms(a, high)
    assert own.add_ms(own.add_ms(a, low), high) == own.add_ms(a, low + high)


@settings(max_examples=100, deadline=None)
@given(calendars, instants, instants, st.integers(0, 60), units)
def test_a_later_receipt_or_a_longer_term_is_never_due_earlier(
    setting: int, one: int, two: int, value: int, unit: TermUnit
) -> None:
    own, term, longer = calendar(setting), Term(value=value, unit=unit), Term(value=value + 1, unit=unit)
    a, b = map(from_ms, sorted((one, two)))
    assert own.due(a, term) <= own.due(b, term)
    assert own.due(a, term) <= own.due(a, longer)


@settings(max_examples=60, deadline=None)
@given(calendars, st.data())
def test_columns_get_what_single_ones_get(setting: int, data: st.DataObject) -> None:
    own = calendar(setting)
    rows = data.draw(
        st.lists(st.tuples(instants, instants, durations, st.integers(0, 60), units), min_size=1, max_size=8)
    )
    a, b, ms, values, kinds = (list(column) for column in zip(*rows, strict=True))
    assert own.elapsed_ms_array(a, b).tolist() == [
        own.elapsed_ms(from_ms(x), from_ms(y)) for x, y in zip(a, b, strict=True)
    ]
    assert own.add_ms_array(a, ms).tolist() == [
        instant_ms(own.add_ms(from_ms(x), y)) for x, y in zip(a, ms, strict=True)
    ]
    assert own.due_ms_array(a, values, kinds).tolist() == [
        instant_ms(own.due(from_ms(x), Term(value=value, unit=unit)))
        for x, value, unit in zip(a, values, kinds, strict=True)
    ]
    days = days_of(a, own.zone)
    assert days.tolist() == [day_of(from_ms(x), own.zone) for x in a]
    assert own.working_days_from(days).tolist() == [own.working_day_from(day) for day in days.tolist()]


@settings(max_examples=100, deadline=None)
@given(calendars, st.integers(1, 47_000), st.integers(1, 200))
def test_the_nth_working_day_back_and_forth_is_the_day_itself(setting: int, day: int, n: int) -> None:
    own = calendar(setting)
    worked = own.working_day_from(day)
    later = own.next_working_day(worked, n)
    assert own.previous_working_day(later, n) == worked
    assert own.working_days_between(worked, later) == n
    between = [each for each in range(worked + 1, later + 1) if own.is_working_day(each)]
    assert bisect_left(between, later) == n - 1
    if own.hours[0] == OFFICE.hours[0]:
        assert own.elapsed(own.closing(worked), own.opening(own.next_working_day(worked))) == 0
