"""Durations, terms and explanations in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard.clock import (
    Term,
    TermUnit,
    WorkingCalendar,
    day_words,
    duration_words,
    term_words,
    weekday_words,
)

At = Callable[[str], datetime]
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("ms", "vi", "en", "short_vi", "short_en"),
    [
        (19 * HOUR, "2 ngày 3 giờ làm việc", "2 working days 3 hours", "2n 3g", "2d 3h"),
        (8 * HOUR, "1 ngày làm việc", "1 working day", "1n", "1d"),
        (9 * HOUR, "1 ngày 1 giờ làm việc", "1 working day 1 hour", "1n 1g", "1d 1h"),
        (HOUR * 10 // 3, "3 giờ 20 phút làm việc", "3 working hours 20 minutes", "3g 20p", "3h 20m"),
        (61_000, "1 phút làm việc", "1 working minute", "1p", "1m"),
        (0, "0 phút làm việc", "0 working minutes", "0p", "0m"),
        (-20_000, "0 phút làm việc", "0 working minutes", "0p", "0m"),
        (-19 * HOUR, "−2 ngày 3 giờ làm việc", "−2 working days 3 hours", "−2n 3g", "−2d 3h"),
        (16 * HOUR - 60_000, "2 ngày làm việc", "2 working days", "2n", "2d"),
        (8 * HOUR - 1, "1 ngày làm việc", "1 working day", "1n", "1d"),
    ],
)
def test_working_time_is_told_in_days_of_eight_hours(
    ms: int, vi: str, en: str, short_vi: str, short_en: str
) -> None:
    assert duration_words(ms, "vi") == vi
    assert duration_words(ms, "en") == en
    assert duration_words(ms, "vi", short=True) == short_vi
    assert duration_words(ms, "en", short=True) == short_en


def test_a_day_may_have_other_hours() -> None:
    assert duration_words(15 * HOUR, "vi", hours_per_day=7.5) == "2 ngày làm việc"


@pytest.mark.parametrize(
    ("value", "unit", "vi", "en"),
    [
        (3, "working_day", "3 ngày làm việc", "3 working days"),
        (1, "working_day", "1 ngày làm việc", "1 working day"),
        (10, "calendar_day", "10 ngày", "10 days"),
        (2.5, "working_hour", "2,5 giờ làm việc", "2.5 working hours"),
        (0, "same_day", "trong ngày", "the same day"),
    ],
)
def test_a_term_is_told_in_words(value: float, unit: TermUnit, vi: str, en: str) -> None:
    assert term_words(Term(value=value, unit=unit), "vi") == vi
    assert term_words(Term(value=value, unit=unit), "en") == en


def test_a_day_is_written_as_people_write_it() -> None:
    assert day_words(date(2026, 9, 2), date(2026, 1, 1)) == "02/09"
    assert day_words(date(2027, 1, 1), date(2026, 12, 30)) == "01/01/2027"
    assert weekday_words(date(2026, 11, 24), "vi") == "thứ Ba"
    assert weekday_words(date(2026, 11, 22), "en") == "Sunday"


@pytest.mark.parametrize(
    ("received", "value", "unit", "vi", "en"),
    [
        ("02/11/2026 08:00", 3, "working_day", "3 ngày làm việc", "3 working days"),
        (
            "01/09/2025 08:00", 3, "working_day",
            "3 ngày làm việc, nghỉ 02/09 Quốc khánh", "3 working days, off 02/09 National Day",
        ),
        (
            "28/08/2026 08:00", 5, "working_day",
            "5 ngày làm việc, nghỉ 31/08 Ngày nghỉ (thay cho ngày 22/08/2026), 01/09–02/09 Quốc khánh",
            "5 working days, off 31/08 Swapped with 22/08/2026, 01/09–02/09 National Day",
        ),
        (
            "21/08/2026 08:00", 5, "working_day",
            "5 ngày làm việc, làm việc 22/08 Làm bù cho ngày 31/08/2026",
            "5 working days, worked 22/08 Makeup for 31/08/2026",
        ),
        (
            "30/12/2026 08:00", 3, "working_day",
            "3 ngày làm việc, nghỉ 01/01/2027 Tết Dương lịch",
            "3 working days, off 01/01/2027 New Year's Day",
        ),
        (
            "02/11/2026 08:00", 5, "calendar_day",
            "5 ngày, ngày cuối thứ Bảy 07/11 là ngày nghỉ nên chuyển sang 09/11",
            "5 days, the last day, Saturday 07/11, is off, so it moves to 09/11",
        ),
        (
            "14/11/2026 08:00", 10, "calendar_day",
            "10 ngày, ngày cuối thứ Ba 24/11 là ngày nghỉ nên chuyển sang 25/11, "
            "nghỉ 24/11 Ngày Văn hóa Việt Nam",
            "10 days, the last day, Tuesday 24/11, is off, so it moves to 25/11, "
            "off 24/11 Vietnam Culture Day",
        ),
        (
            "23/11/2026 10:00", 5, "calendar_day",
            "5 ngày, ngày cuối thứ Bảy 28/11 là ngày nghỉ nên chuyển sang 30/11",
            "5 days, the last day, Saturday 28/11, is off, so it moves to 30/11",
        ),
        (
            "23/11/2026 16:00", 2, "working_hour",
            "2 giờ làm việc, nghỉ 24/11 Ngày Văn hóa Việt Nam",
            "2 working hours, off 24/11 Vietnam Culture Day",
        ),
        ("23/11/2026 10:00", 0, "same_day", "trong ngày", "the same day"),
        (
            "25/11/2026 15:01", 0, "same_day",
            "trong ngày, nhận sau 15:00 nên tính sang ngày làm việc tiếp theo",
            "the same day, received after 15:00, so the next working day",
        ),
        (
            "24/11/2026 10:00", 0, "same_day",
            "trong ngày, nhận vào ngày nghỉ nên tính sang ngày làm việc tiếp theo, "
            "nghỉ 24/11 Ngày Văn hóa Việt Nam",
            "the same day, received on a day off, so the next working day, off 24/11 Vietnam Culture Day",
        ),
    ],
)  # fmt: skip
def test_a_due_date_is_explained_with_what_moved_it(
    office: WorkingCalendar, at: At, received: str, value: float, unit: TermUnit, vi: str, en: str
) -> None:
    assert office.explain(at(received), Term(value=value, unit=unit), "vi") == vi
    assert office.explain(at(received), Term(value=value, unit=unit), "en") == en


def test_other_hours_and_nameless_dates_are_told_too(at: At) -> None:
    zone, day = ZoneInfo("Asia/Ho_Chi_Minh"), ((420, 690),)
    hours = dict.fromkeys(range(5), ((420, 1020),))
    calendar = WorkingCalendar(hours, {date(2026, 11, 24): day, date(2026, 11, 25): ()}, zone)
    told = calendar.explain(at("23/11/2026 16:00"), Term(value=8, unit="working_hour"), "vi")
    assert told == "8 giờ làm việc, nghỉ 25/11, giờ làm việc khác 24/11"


def test_receipt_after_a_short_day_is_told_as_such(at: At) -> None:
    short = WorkingCalendar({0: ((420, 690),), 1: ((420, 690),)}, {}, ZoneInfo("Asia/Ho_Chi_Minh"))
    same_day = Term(value=0, unit="same_day")
    assert "nhận sau giờ làm việc" in short.explain(at("23/11/2026 14:00"), same_day, "vi")
    assert "after working hours" in short.explain(at("23/11/2026 14:00"), same_day, "en")
