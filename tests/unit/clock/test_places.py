"""Departments with hours of their own: the clock of their steps runs by them, from their day on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clock import WorkingCalendar, day_number, with_places
from dashboard.clock.table import spliced
from dashboard.flow import Action, apply
from models.hours import DepartmentHours
from tests.helpers import BASE, HOUR_MS, ZONE, calendar, submitted

MORNING = ((8 * 60, 11 * 60),)
#: from a Thursday on, mornings alone, Saturdays too
OWN = DepartmentHours(department="A", valid_from=date(2026, 6, 4), hours=(MORNING,) * 6 + ((),))
AGAIN = DepartmentHours(department="A", valid_from=date(2026, 6, 15))


def placed(*hours: DepartmentHours) -> WorkingCalendar:
    return with_places(calendar(), hours)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_before_its_day_a_department_works_as_the_office_and_after_it_by_its_own_hours() -> None:
    clock = placed(OWN, AGAIN)
    own = clock.at("A")
    assert clock.at("B") is clock
    # Wednesday is still the Office's: eight hours a day.
    assert own.add_ms(at("2026-06-03T07:00"), 8 * HOUR_MS) == at("2026-06-03T17:00")
    # Then three hours a day: Thursday, Friday, Saturday make nine.
    assert own.add_ms(at("2026-06-04T07:00"), 9 * HOUR_MS) == at("2026-06-06T11:00")
    assert own.elapsed_ms(at("2026-06-03T13:30"), at("2026-06-04T17:00")) == 3.5 * HOUR_MS + 3 * HOUR_MS
    assert own.is_working_day(day_number(date(2026, 6, 13)))
    # A row without hours: from then on as the Office again.
    assert not own.is_working_day(day_number(date(2026, 6, 20)))
    assert own.elapsed_ms(at("2026-06-15T00:00"), at("2026-06-16T00:00")) == 8 * HOUR_MS


def test_holidays_of_the_office_are_off_for_every_department() -> None:
    own = placed(OWN).at("A")
    assert not own.is_working_day(day_number(date(2026, 9, 2)))


@settings(max_examples=60, deadline=None)
@given(st.integers(-400, 400), st.integers(0, 60), st.integers(0, 200))
def test_working_time_splits_at_the_day_on_which_the_hours_change(days: int, hours: int, more: int) -> None:
    """What is worked over the border is what the one calendar says before it, and the other after it."""
    office, clock = calendar(), placed(OWN).at("A")
    own = WorkingCalendar(dict(enumerate(OWN.hours or ())), office.exceptions, ZONE)
    border = datetime(2026, 6, 4, tzinfo=ZONE).astimezone(UTC)
    a = border + timedelta(days=days, hours=hours)
    b = a + timedelta(hours=more)
    before = office.elapsed_ms(min(a, border), min(b, border))
    after = own.elapsed_ms(max(a, border), max(b, border))
    assert clock.elapsed_ms(a, b) == before + after
    assert clock.elapsed_ms(a, clock.add_ms(a, more * HOUR_MS)) == more * HOUR_MS


def test_a_table_spliced_of_itself_is_itself() -> None:
    table = calendar().table
    again = spliced([(0, table), (20_000, table), (21_000, table)], ZONE)
    for name in ("starts", "ends", "before", "working", "opening", "closing", "working_days"):
        assert (getattr(table, name) == getattr(again, name)).all(), name


def test_the_limit_of_a_step_runs_by_the_hours_of_its_department_and_the_due_date_by_the_offices() -> None:
    plain, own = calendar(), placed(OWN.model_copy(update={"valid_from": date(2026, 1, 1)}))
    told = {}
    for name, clock in (("plain", plain), ("own", own)):
        dossier, _ = apply(None, submitted("D0"), "u", BASE, clock)
        for step in ("accept", "finish"):
            dossier, _ = apply(dossier, Action(name=step), "u", BASE, clock)  # type: ignore[arg-type]
        told[name] = dossier
    assert told["plain"].due_at == told["own"].due_at
    first, second = told["plain"].visits[-1].due_at, told["own"].visits[-1].due_at
    assert first is not None and second is not None and second > first
    # Sixteen hours in mornings of three: five whole ones, and an hour of the sixth day.
    assert second == at("2026-06-06T09:00")

    moved, event = apply(told["plain"], Action(name="retime", reason="giờ mới"), "admin", BASE, own)
    assert moved.visits[-1].due_at == second and moved.due_at == told["plain"].due_at
    assert event.params["reason"] == "giờ mới"
