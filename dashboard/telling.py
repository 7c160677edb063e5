"""How numbers, durations and periods are written, in "vi" or "en"; pure, for screens and files alike."""

from __future__ import annotations

import calendar
import datetime

from dashboard.clock import date_of, day_number
from dashboard.cube.measure import Measure

#: working hours of a working day
DAY_HOURS = 8


def number_text(value: float | int | None, language: str, digits: int = 0) -> str:
    """1.234.567 or 1.234,5 (in English 1,234,567); – where there is none."""
    if value is None:
        return "–"
    text = f"{value:,.{digits}f}"
    return text if language == "en" else text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def percent_text(value: float | None, language: str, digits: int = 1) -> str:
    """97,3 %; "no data" where there is none."""
    if value is None:
        return "no data" if language == "en" else "chưa có số liệu"
    return f"{number_text(value * 100, language, digits)} %"


def hours_text(value: float | None, language: str, day_hours: int = DAY_HOURS) -> str:
    """Hours as days and hours: 2 ngày 3 giờ; a working day has 8 hours, one of the calendar 24."""
    if value is None:
        return "–"
    hour, day = ("h", "d") if language == "en" else ("giờ", "ngày")
    days, rest = divmod(round(value), day_hours)
    if not days:
        return f"{number_text(value, language, 1)} {hour}"
    return f"{number_text(days, language)} {day}" + (f" {rest} {hour}" if rest else "")


def value_text(value: float | int | None, measure: Measure, language: str) -> str:
    """A value of a measure in its unit."""
    if measure.unit == "ratio":
        return percent_text(value, language)
    if measure.unit == "hour":
        return hours_text(value, language, measure.day_hours)
    return number_text(value, language, 2 if measure.unit == "point" else 0)


def day_text(day: int | None) -> str:
    """dd/MM/yyyy."""
    return "–" if day is None else date_of(day).strftime("%d/%m/%Y")


def period_text(time: str, label: str) -> str:
    """A period of a chart in words: 24/11, week of 23/11, 11/2026."""
    if time == "month":
        year, month = label.split("-")
        return f"{month}/{year}"
    return day_text(first_of(time, label))[:5]


def first_of(time: str, label: str) -> int:
    """The first day of a period named as the cube names it ("day", "week" or "month")."""
    if time == "month":
        return day_number(datetime.date.fromisoformat(f"{label}-01"))
    if time == "week":
        year, week = label.split("-W")
        return day_number(datetime.date.fromisocalendar(int(year), int(week), 1))
    return day_number(datetime.date.fromisoformat(label))


def last_of(time: str, label: str) -> int:
    """The last day of such a period."""
    first = first_of(time, label)
    if time == "month":
        date = date_of(first)
        return first + calendar.monthrange(date.year, date.month)[1] - 1
    return first + (6 if time == "week" else 0)
