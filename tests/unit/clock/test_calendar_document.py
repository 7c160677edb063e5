"""The calendar as it is kept, and the one that an Office begins with."""

from __future__ import annotations

import csv
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import mongomock
import pytest
from pydantic import ValidationError

from dashboard.clock import BadHours, WorkingCalendar, day_number
from models.calendar import CalendarDocument, CalendarException, CalendarName, Calendars
from seed.calendars import HOLIDAYS, VIETNAM, default_calendar, english_name


@pytest.fixture
def calendars() -> Calendars:
    database: Any = mongomock.MongoClient().db
    store: Any = SimpleNamespace(collection=lambda name: database[name])
    return Calendars(store)


def test_a_calendar_comes_back_as_it_was_kept(calendars: Calendars) -> None:
    office = default_calendar(VIETNAM)
    calendars.put(office)
    assert calendars.get("office") == office
    assert calendars.get("harbour") is None


def test_a_calendar_replaces_the_one_of_its_id(calendars: Calendars) -> None:
    calendars.put(default_calendar(VIETNAM))
    calendars.put(default_calendar("Europe/Amsterdam").model_copy(update={"id": "harbour"}))
    later = default_calendar(VIETNAM).model_copy(update={"same_day_until": 16 * 60})
    calendars.put(later)
    assert [each.id for each in calendars.all()] == ["harbour", "office"]
    assert calendars.get("office") == later


def test_hours_that_overlap_are_not_kept() -> None:
    name = CalendarName(vi="Ca", en="Shift")
    with pytest.raises(BadHours):
        CalendarException(kind="other", name=name, intervals=((0, 60), (59, 90)))
    with pytest.raises(BadHours):
        CalendarDocument(
            id="x", name=name, valid_from=date(2026, 1, 1), hours=(((60, 0),), (), (), (), (), (), ())
        )


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValidationError):
        CalendarDocument(id="x", name=CalendarName(vi="", en=""), valid_from=date(2026, 1, 1), hours=((), ()))


def test_the_office_keeps_every_holiday_of_the_list_with_an_english_name() -> None:
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    exceptions = default_calendar(VIETNAM).exceptions
    assert len(rows) == len(exceptions)
    for row in rows:
        kept = exceptions[date.fromisoformat(row["date"])]
        assert kept.off == (row["is_working_day"] == "0")
        assert (kept.kind, kept.name.vi) == (row["kind"], row["name_vi"])
        assert kept.name.en
    assert english_name("Quốc khánh (nghỉ bù)") == "National Day (day off in lieu)"
    with pytest.raises(KeyError):
        english_name("Ngày hội làng")


def test_the_swapped_saturday_is_worked_and_its_monday_is_not() -> None:
    office = WorkingCalendar.from_document(default_calendar(VIETNAM), ZoneInfo(VIETNAM))
    assert office.is_working_day(day_number(date(2026, 8, 22)))
    assert not office.is_working_day(day_number(date(2026, 8, 31)))
    assert not office.is_working_day(day_number(date(2026, 11, 24)))


def test_an_office_elsewhere_has_the_same_hours_without_the_holidays() -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    office = WorkingCalendar.from_document(default_calendar(zone.key), zone)
    assert office.exceptions == {}
    assert office.opening(day_number(date(2026, 9, 2))) == datetime(2026, 9, 2, 7, tzinfo=zone)
