"""The periods of reports, by the law and by the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboard.clock import date_of, day_number
from dashboard.reports.periods import choices, default_period, month_of_report, of_key, read_report_period


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("2026-Q1", "2025-12-15", "2026-03-14"), ("2026-Q4", "2026-09-15", "2026-12-14"),
        ("2026-H", "2025-12-15", "2026-06-14"), ("2026-N", "2025-12-15", "2026-09-14"),
        ("2026-Y", "2025-12-15", "2026-12-14"), ("2026-M1", "2025-12-15", "2026-01-14"),
        ("2026-M11", "2026-10-15", "2026-11-14"), ("C2026-M2", "2026-02-01", "2026-02-28"),
        ("C2026-Q3", "2026-07-01", "2026-09-30"), ("C2026-Y", "2026-01-01", "2026-12-31"),
    ],
)  # fmt: skip
def test_a_period_runs_from_the_15th_to_the_14th_or_by_the_calendar(key: str, first: str, last: str) -> None:
    period = of_key(key)
    assert (date_of(period.start).isoformat(), date_of(period.end).isoformat()) == (first, last)
    assert of_key(period.address["period"]) == period


def test_the_months_of_reports_follow_one_another_without_a_gap() -> None:
    day = date(2025, 1, 1)
    for _ in range(800):
        year, month = month_of_report(day_number(day))
        period = of_key(f"{year}-M{month}")
        assert period.start <= day_number(day) <= period.end
        day += timedelta(days=1)


def test_the_usual_period_is_the_last_month_that_is_over() -> None:
    assert default_period(day_number(date(2026, 11, 24))).key == "2026-M11"
    assert default_period(day_number(date(2026, 12, 20))).key == "2026-M12"
    assert default_period(day_number(date(2027, 1, 20))).key == "2027-M1"


def test_every_period_that_is_offered_has_begun_and_is_named_once() -> None:
    today = day_number(date(2026, 11, 24))
    offered = choices(today)
    assert all(period.start <= today for period in offered)
    titles = [period.title(language) for language in ("vi", "en") for period in offered]
    assert len(set(titles)) == len(titles)
    assert "Quý IV/2026 (15/09/2026 – 14/12/2026)" in titles


@pytest.mark.parametrize("asked", [{"period": "2026-M13"}, {"period": "2026-Y1"}, {"period": "x"},
                                   {"from": "2026-11-24", "to": "2026-11-01"}, {"from": "2026-11-24"}])
def test_a_period_that_cannot_be_meant_is_told_and_the_usual_one_is_shown(asked: dict[str, str]) -> None:
    today = day_number(date(2026, 11, 24))
    period, troubles = read_report_period(asked, today)
    assert period == default_period(today)
    assert len(troubles) == 1


def test_own_days_are_taken_as_they_are() -> None:
    period, troubles = read_report_period({"from": "2026-11-02", "to": "2026-11-03"}, 20_000)
    assert not troubles
    assert period.address == {"from": "2026-11-02", "to": "2026-11-03"}
