"""How pauses move a due date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from dashboard.clock import BadPause, Term, TermUnit, WorkingCalendar

At = Callable[[str], datetime]


@pytest.fixture
def moved(office: WorkingCalendar, at: At) -> Callable[..., str]:
    """From a receipt, a term and pauses in local time to the moved due time."""

    def of(received: str, value: float, unit: TermUnit, *pauses: tuple[str, str]) -> str:
        begin, term = at(received), Term(value=value, unit=unit)
        spans = [(at(start), at(end)) for start, end in pauses]
        due = office.moved(office.due(begin, term), begin, term, spans)
        return due.astimezone(office.zone).strftime("%d/%m/%Y %H:%M")

    return of


def test_without_pauses_nothing_moves(moved: Callable[..., str]) -> None:
    assert moved("02/11/2026 08:00", 3, "working_day") == "05/11/2026 17:00"
    assert moved("02/11/2026 08:00", 5, "calendar_day") == "09/11/2026 17:00"


def test_a_pause_of_two_hours_moves_the_due_day_by_one_day(moved: Callable[..., str]) -> None:
    pause = ("03/11/2026 08:00", "03/11/2026 10:00")
    assert moved("02/11/2026 08:00", 3, "working_day", pause) == "06/11/2026 17:00"


def test_a_pause_of_a_whole_day_moves_it_by_one_day_and_a_minute_more_by_two(
    moved: Callable[..., str],
) -> None:
    day, more = ("03/11/2026 10:00", "04/11/2026 10:00"), ("03/11/2026 10:00", "04/11/2026 10:01")
    assert moved("02/11/2026 08:00", 3, "working_day", day) == "06/11/2026 17:00"
    assert moved("02/11/2026 08:00", 3, "working_day", more) == "09/11/2026 17:00"


def test_pauses_are_summed_before_they_are_rounded_up(moved: Callable[..., str]) -> None:
    pauses = [(f"03/11/2026 {hour}:00", f"03/11/2026 {hour}:30") for hour in ("08", "09", "10")]
    assert moved("02/11/2026 08:00", 3, "working_day", *pauses) == "06/11/2026 17:00"


def test_a_pause_outside_working_time_moves_nothing(moved: Callable[..., str]) -> None:
    weekend = ("30/10/2026 17:00", "02/11/2026 07:00")
    assert moved("29/10/2026 08:00", 3, "working_day", weekend) == "03/11/2026 17:00"


def test_a_moved_day_skips_holidays(moved: Callable[..., str]) -> None:
    pause = ("20/11/2026 08:00", "20/11/2026 09:00")
    assert moved("19/11/2026 08:00", 2, "working_day", pause) == "25/11/2026 17:00"


def test_a_same_day_term_moves_like_a_day_term(moved: Callable[..., str]) -> None:
    pause = ("02/11/2026 09:00", "02/11/2026 09:01")
    assert moved("02/11/2026 08:00", 0, "same_day", pause) == "03/11/2026 17:00"


def test_a_calendar_term_moves_by_calendar_days_from_its_last_day(moved: Callable[..., str]) -> None:
    # Five days from Monday 02/11 end on Saturday 07/11; two nights of pause make it Monday 09/11.
    two_nights = ("03/11/2026 16:00", "05/11/2026 08:00")
    assert moved("02/11/2026 08:00", 5, "calendar_day", two_nights) == "09/11/2026 17:00"
    three_nights = ("03/11/2026 16:00", "06/11/2026 08:00")
    assert moved("02/11/2026 08:00", 5, "calendar_day", three_nights) == "10/11/2026 17:00"


def test_a_pause_within_one_day_does_not_move_a_calendar_term(moved: Callable[..., str]) -> None:
    within = ("03/11/2026 08:00", "03/11/2026 16:00")
    assert moved("02/11/2026 08:00", 4, "calendar_day", within) == "06/11/2026 17:00"


def test_working_hours_move_by_the_working_time_of_the_pauses(moved: Callable[..., str]) -> None:
    pause = ("02/11/2026 09:00", "02/11/2026 10:15")
    assert moved("02/11/2026 08:00", 4, "working_hour", pause) == "02/11/2026 15:15"
    assert moved("02/11/2026 08:00", 4, "working_hour") == "02/11/2026 14:00"


def test_a_pause_that_ends_before_it_begins_is_refused(moved: Callable[..., str]) -> None:
    for unit in ("working_day", "calendar_day", "working_hour", "same_day"):
        with pytest.raises(BadPause, match="tạm dừng"):
            moved("02/11/2026 08:00", 3, unit, ("03/11/2026 10:00", "03/11/2026 08:00"))
