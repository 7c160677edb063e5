"""Due dates by the units of the law (DOMAIN.md §5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dashboard.clock import BadTerm, NaiveTime, OutsideCalendar, Term, TermUnit, WorkingCalendar, instant_ms

At = Callable[[str], datetime]

#: Received, working days, due: the vectors of DOMAIN.md §5, checked there with holidays.csv.
VECTORS = [
    ("12/02/2026", 3, "24/02/2026"),
    ("24/04/2026", 2, "29/04/2026"),
    ("21/08/2026", 5, "27/08/2026"),
    ("08/01/2026", 3, "12/01/2026"),
    ("25/04/2025", 3, "29/04/2025"),
    ("03/05/2024", 3, "07/05/2024"),
    ("23/11/2026", 1, "25/11/2026"),
]


def term(value: float, unit: TermUnit) -> Term:
    return Term(value=value, unit=unit)


@pytest.mark.parametrize("hour", ["00:00", "06:59", "08:00", "16:59", "23:59"])
@pytest.mark.parametrize(("received", "days", "due"), VECTORS)
def test_a_term_in_working_days_ends_at_closing_time_of_day_n(
    office: WorkingCalendar, at: At, received: str, days: int, due: str, hour: str
) -> None:
    assert office.due(at(f"{received} {hour}"), term(days, "working_day")) == at(f"{due} 17:00")


def test_the_day_of_receipt_is_day_0_even_where_it_is_off(office: WorkingCalendar, at: At) -> None:
    sunday = at("22/11/2026 10:00")
    assert office.due(sunday, term(1, "working_day")) == at("23/11/2026 17:00")
    assert office.due(sunday, term(2, "working_day")) == at("25/11/2026 17:00")


def test_a_term_of_no_days_ends_on_the_day_or_on_the_next_that_is_worked(
    office: WorkingCalendar, at: At
) -> None:
    for unit in ("working_day", "calendar_day"):
        assert office.due(at("23/11/2026 16:00"), term(0, unit)) == at("23/11/2026 17:00")
        assert office.due(at("22/11/2026 10:00"), term(0, unit)) == at("23/11/2026 17:00")


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("02/11/2026", 10, "12/11/2026"),
        ("02/11/2026", 5, "09/11/2026"),  # ends on Saturday 07/11
        ("14/11/2026", 10, "25/11/2026"),  # ends on 24/11, a holiday
        ("12/08/2026", 10, "22/08/2026"),  # ends on the Saturday that is worked
        ("21/08/2026", 10, "03/09/2026"),  # ends on the swapped Monday before 01–02/09
    ],
)
def test_a_term_in_calendar_days_moves_to_the_next_working_day_only_where_it_ends(
    office: WorkingCalendar, at: At, received: str, days: int, due: str
) -> None:
    assert office.due(at(f"{received} 16:30"), term(days, "calendar_day")) == at(f"{due} 17:00")


def test_a_term_in_working_hours_runs_from_the_instant(office: WorkingCalendar, at: At) -> None:
    assert office.due(at("23/11/2026 16:00"), term(2, "working_hour")) == at("25/11/2026 08:00")
    assert office.due(at("23/11/2026 11:00"), term(0.75, "working_hour")) == at("23/11/2026 13:45")
    assert office.due(at("22/11/2026 11:00"), term(4, "working_hour")) == at("23/11/2026 11:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("23/11/2026 15:00", "23/11/2026"),
        ("23/11/2026 15:01", "25/11/2026"),
        ("23/11/2026 00:00", "23/11/2026"),
        ("24/11/2026 08:00", "25/11/2026"),
        ("24/11/2026 16:00", "25/11/2026"),
        ("21/08/2026 16:00", "22/08/2026"),
    ],
)
def test_a_same_day_term_after_15_00_or_on_a_day_off_runs_on_the_next_working_day(
    office: WorkingCalendar, at: At, received: str, due: str
) -> None:
    assert office.due(at(received), term(1, "same_day")) == at(f"{due} 17:00")


def test_one_millisecond_after_15_00_is_after_15_00(office: WorkingCalendar, at: At) -> None:
    just_after = at("23/11/2026 15:00") + timedelta(milliseconds=1)
    assert office.due(just_after, term(0, "same_day")) == at("25/11/2026 17:00")


def test_a_same_day_term_received_after_a_short_day_is_not_due_before_it_began(at: At) -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    short = WorkingCalendar({0: ((420, 690),), 1: ((420, 690),)}, {}, zone)
    received = at("23/11/2026 14:00")
    assert short.due(received, term(0, "same_day")) == at("24/11/2026 11:30")
    assert short.due_ms_array(instant_ms(received), 0, "same_day") == instant_ms(at("24/11/2026 11:30"))


def test_the_hour_of_the_same_day_rule_is_data(at: At) -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    noon = WorkingCalendar({0: ((420, 1020),), 1: ((420, 1020),)}, {}, zone, same_day_until=720)
    assert noon.due(at("23/11/2026 12:01"), term(0, "same_day")) == at("24/11/2026 17:00")


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (1.5, "working_day"), (0.5, "calendar_day"), (0.1, "same_day"), (-1, "working_day"),
        (-0.5, "working_hour"), (float("nan"), "working_hour"), (float("inf"), "working_hour"),
        (float("inf"), "working_day"),
    ],
)  # fmt: skip
def test_a_term_that_cannot_be_counted_is_refused_in_words(
    office: WorkingCalendar, value: float, unit: TermUnit
) -> None:
    with pytest.raises(BadTerm, match="Thời hạn không hợp lệ"):
        term(value, unit)
    with pytest.raises(BadTerm):
        office.due_ms_array([0], [value], unit)


def test_a_whole_number_of_days_may_come_as_a_fraction() -> None:
    assert term(3.0, "working_day") == term(3, "working_day")


def test_an_unknown_unit_is_refused(office: WorkingCalendar) -> None:
    with pytest.raises(BadTerm, match="week"):
        office.due_ms_array([0], [1], ["week"])


def test_a_due_date_beyond_the_calendar_is_refused(office: WorkingCalendar, at: At) -> None:
    received = at("23/11/2026 08:00")
    for unit in ("working_day", "calendar_day", "working_hour"):
        with pytest.raises(OutsideCalendar):
            office.due(received, term(10**9, unit))
        with pytest.raises(OutsideCalendar):
            office.due_ms_array([instant_ms(received)], [1e300], unit)
    with pytest.raises(OutsideCalendar):
        office.due_ms_array([instant_ms(at("01/01/1969 08:00"))], 0, "same_day")


def test_a_receipt_without_zone_is_refused(office: WorkingCalendar) -> None:
    for unit in ("working_day", "calendar_day", "working_hour", "same_day"):
        with pytest.raises(NaiveTime):
            office.due(datetime(2026, 11, 23, 8), term(1, unit))


def test_a_column_of_all_units_gets_what_single_ones_get(office: WorkingCalendar, at: At) -> None:
    start = at("10/08/2026 00:00")
    received = [start + timedelta(hours=7 * each) for each in range(200)]
    values = np.arange(200) % 9
    units = np.array(["working_day", "calendar_day", "working_hour", "same_day"])[np.arange(200) % 4]
    terms = [term(int(value), unit) for value, unit in zip(values, units, strict=True)]
    expected = [instant_ms(office.due(each, its)) for each, its in zip(received, terms, strict=True)]
    got = office.due_ms_array([instant_ms(each) for each in received], values, units)
    assert got.tolist() == expected
    one_unit = office.due_ms_array([instant_ms(each) for each in received], 3, "working_day")
    assert one_unit.tolist() == [instant_ms(office.due(each, term(3, "working_day"))) for each in received]


def test_a_calendar_knows_the_date_of_its_exceptions(office: WorkingCalendar) -> None:
    assert office.names[date(2026, 9, 2)] == ("Quốc khánh", "National Day")
