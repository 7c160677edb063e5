"""Working time, terms and days in words, Vietnamese and English."""

from __future__ import annotations

from datetime import date

from models.calendar import Term, TermUnit

_MINUTE_MS = 60_000
_HOUR_MINUTES = 60

_WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_TERMS_VI: dict[TermUnit, str] = {
    "working_day": "{} ngày làm việc",
    "calendar_day": "{} ngày",
    "working_hour": "{} giờ làm việc",
    "same_day": "trong ngày",
}
_TERMS_EN: dict[TermUnit, str] = {
    "working_day": "{} working day{}",
    "calendar_day": "{} day{}",
    "working_hour": "{} working hour{}",
    "same_day": "the same day",
}


def weekday_words(day: date, language: str) -> str:
    """The name of the weekday."""
    return _WEEKDAYS[language][day.weekday()]


def term_words(term: Term, language: str) -> str:
    """The time limit: "3 ngày làm việc", "3 working days"."""
    number = _number(term.value, language)
    if language == "vi":
        return _TERMS_VI[term.unit].format(number)
    return _TERMS_EN[term.unit].format(number, _plural(term.value))


def duration_words(ms: int, language: str, hours_per_day: float = 8, short: bool = False) -> str:
    """Working time: "2 ngày 3 giờ làm việc" / "2 working days 3 hours"; short "2n 3g" / "2d 3h".

    A day is `hours_per_day` hours of work. From a day on it is rounded to the hour, below to the minute.
    """
    sign = "−" if ms < 0 else ""
    minutes = round(abs(ms) / _MINUTE_MS)
    day_minutes = round(hours_per_day * _HOUR_MINUTES)
    days = hours = 0
    if minutes >= day_minutes:
        days, rest = divmod(minutes, day_minutes)
        hours, minutes = round(rest / _HOUR_MINUTES), 0
        if hours * _HOUR_MINUTES >= day_minutes:
            days, hours = days + 1, 0
    else:
        hours, minutes = divmod(minutes, _HOUR_MINUTES)
    if not (days or hours or minutes):
        sign = ""
    parts = [(count, unit) for count, unit in ((days, 0), (hours, 1), (minutes, 2)) if count] or [(0, 2)]
    if short:
        letters = "ngp" if language == "vi" else "dhm"
        return sign + " ".join(f"{count}{letters[unit]}" for count, unit in parts)
    if language == "vi":
        told = " ".join(f"{count} {('ngày', 'giờ', 'phút')[unit]}" for count, unit in parts)
        return f"{sign}{told} làm việc"
    words = [f"{('day', 'hour', 'minute')[unit]}{_plural(count)}" for count, unit in parts]
    words[0] = f"working {words[0]}"
    return sign + " ".join(f"{count} {word}" for (count, _), word in zip(parts, words, strict=True))


def day_words(day: date, beside: date) -> str:
    """dd/MM, with the year where it is not that of `beside`."""
    return day.strftime("%d/%m" if day.year == beside.year else "%d/%m/%Y")


def _number(value: float, language: str) -> str:
    text = f"{value:g}"
    return text.replace(".", ",") if language == "vi" else text


def _plural(count: float) -> str:
    return "" if count == 1 else "s"
