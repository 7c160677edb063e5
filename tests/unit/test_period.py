"""The period of an address: presets begin with a month, and nonsense gives a sentence and the default."""

from __future__ import annotations

import datetime

import pytest

from dashboard.clock import date_of, day_number
from dashboard.period import DEFAULT, OWN, PRESETS, Period, moved, preset, read_period


def day(text: str) -> int:
    return day_number(datetime.date.fromisoformat(text))


TODAY = day("2026-11-24")


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("this_month", "2026-11-01", "2026-11-24"),
        ("last_month", "2026-10-01", "2026-10-31"),
        ("last_3_months", "2026-09-01", "2026-11-24"),
        ("this_quarter", "2026-10-01", "2026-11-24"),
        ("this_year", "2026-01-01", "2026-11-24"),
        ("last_12_months", "2025-12-01", "2026-11-24"),
    ],
)
def test_a_preset_has_its_days(key: str, first: str, last: str) -> None:
    assert preset(key, TODAY) == Period(key, day(first), day(last))


def test_everything_has_no_first_day_and_nothing_before_it() -> None:
    assert preset("all", TODAY).start is None
    assert preset("all", TODAY).before() is None


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("this_month", "2026-10-01", "2026-10-24"),
        ("last_month", "2026-09-01", "2026-09-30"),
        ("last_3_months", "2026-06-01", "2026-08-24"),
        ("this_year", "2025-01-01", "2025-11-24"),
    ],
)
def test_a_preset_is_compared_with_the_same_days_of_earlier_months(key: str, first: str, last: str) -> None:
    before = preset(key, TODAY).before()
    assert before is not None
    assert (before.start, before.end) == (day(first), day(last))


def test_own_days_are_compared_with_as_many_days_before() -> None:
    before = Period(OWN, day("2026-11-11"), day("2026-11-20")).before()
    assert before == Period(OWN, day("2026-11-01"), day("2026-11-10"))


@pytest.mark.parametrize(
    ("start", "months", "wanted"),
    [("2026-03-31", -1, "2026-02-28"), ("2028-03-30", -1, "2028-02-29"), ("2026-02-28", 1, "2026-03-31"),
     ("2026-01-15", -12, "2025-01-15"), ("2026-12-31", 2, "2027-02-28")],
)  # fmt: skip
def test_no_month_overflows(start: str, months: int, wanted: str) -> None:
    assert date_of(moved(day(start), months)).isoformat() == wanted


@pytest.mark.parametrize("key", sorted(PRESETS))
def test_a_preset_is_read_back_from_its_own_address(key: str) -> None:
    period = preset(key, TODAY)
    assert read_period(period.address, TODAY) == (period, [])


def test_own_days_are_read_back_from_their_own_address() -> None:
    period = Period(OWN, day("2026-02-01"), day("2026-02-11"))
    assert read_period(period.address, TODAY) == (period, [])


def test_an_open_beginning_or_end_is_allowed() -> None:
    assert read_period({"to": "2026-02-11"}, TODAY)[0] == Period(OWN, None, day("2026-02-11"))
    assert read_period({"from": "2026-02-11"}, TODAY)[0] == Period(OWN, day("2026-02-11"), TODAY)


@pytest.mark.parametrize(
    "asked",
    [
        {"period": "fortnight"},
        {"from": "2026-13-01"},
        {"to": "gestern"},
        {"from": "2026-05-02", "to": "2026-05-01"},
    ],
)
def test_nonsense_gives_the_default_and_a_sentence_in_both_languages(asked: dict[str, str]) -> None:
    period, troubles = read_period(asked, TODAY)
    assert period == preset(DEFAULT, TODAY)
    ((vi, en),) = troubles
    assert vi.endswith(".") and en.endswith(".")


def test_the_default_of_a_page_may_differ() -> None:
    assert read_period({}, TODAY, "this_year")[0].key == "this_year"
