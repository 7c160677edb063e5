"""Why a due date is that one, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.clock.days import date_of, day_of
from dashboard.clock.words import day_words, term_words, weekday_words
from models.calendar import Term

if TYPE_CHECKING:
    from dashboard.clock.calendar import WorkingCalendar

_DAY = timedelta(days=1)
_EXCEPTIONS = {
    "vi": ("nghỉ", "làm việc", "giờ làm việc khác"),
    "en": ("off", "worked", "other hours"),
}


def explain(calendar: WorkingCalendar, received: datetime, term: Term, language: str) -> str:
    """The term, what moved it, and the exceptions of the calendar on the way to the due day.

    "3 ngày làm việc, nghỉ 02/09 Quốc khánh"; weekends are named only where one ends a term.
    """
    begin = day_of(received, calendar.zone)
    due = day_of(calendar.due(received, term), calendar.zone)
    start = date_of(begin)
    told = [term_words(term, language)]
    passed_from = begin + 1
    if term.unit == "same_day" and due != begin:
        told.append(_moved_to_next_day(calendar, received, language))
        passed_from = begin
    elif term.unit == "calendar_day":
        passed_from = begin + int(term.value)
        if due != passed_from:
            told.append(_last_day_off(date_of(passed_from), date_of(due), start, language))
    elif term.unit == "working_hour":
        passed_from = begin
    told += _exceptions(calendar, passed_from, due, start, language)
    return ", ".join(told)


def _moved_to_next_day(calendar: WorkingCalendar, received: datetime, language: str) -> str:
    local = received.astimezone(calendar.zone)
    hour, minute = divmod(calendar.same_day_until, 60)
    if not calendar.is_working_day(day_of(received, calendar.zone)):
        when = "vào ngày nghỉ" if language == "vi" else "on a day off"
    elif (local.hour, local.minute) >= (hour, minute):
        when = f"sau {hour:02}:{minute:02}" if language == "vi" else f"after {hour:02}:{minute:02}"
    else:
        when = "sau giờ làm việc" if language == "vi" else "after working hours"
    if language == "vi":
        return f"nhận {when} nên tính sang ngày làm việc tiếp theo"
    return f"received {when}, so the next working day"


def _last_day_off(last: date, due: date, beside: date, language: str) -> str:
    weekday, day, to = weekday_words(last, language), day_words(last, beside), day_words(due, beside)
    if language == "vi":
        return f"ngày cuối {weekday} {day} là ngày nghỉ nên chuyển sang {to}"
    return f"the last day, {weekday} {day}, is off, so it moves to {to}"


def _exceptions(
    calendar: WorkingCalendar, first: int, last: int, beside: date, language: str
) -> Iterator[str]:
    """What the calendar says of the days from `first` to `last` that are not like their weekday."""
    off, worked, other = list[date](), list[date](), list[date]()
    for number in range(first, last + 1):
        day = date_of(number)
        if day in calendar.exceptions:
            usual, now = bool(calendar.hours.get(day.weekday())), bool(calendar.exceptions[day])
            kind = off if usual and not now else worked if now and not usual else other if now else None
            if kind is not None:
                kind.append(day)
    for word, days in zip(_EXCEPTIONS[language], (off, worked, other), strict=True):
        if days:
            yield f"{word} " + ", ".join(_runs(calendar, days, beside, language))


def _runs(calendar: WorkingCalendar, days: Iterable[date], beside: date, language: str) -> Iterator[str]:
    """Each stretch of dates of one name: "01/09–02/09 Quốc khánh"."""
    runs: list[tuple[date, date, str]] = []
    for day in days:
        vi, en = calendar.names.get(day, ("", ""))
        name = vi if language == "vi" else en
        if runs and runs[-1][1] + _DAY == day and runs[-1][2] == name:
            runs[-1] = (runs[-1][0], day, name)
        else:
            runs.append((day, day, name))
    for first, last, name in runs:
        dates = day_words(first, beside)
        if last != first:
            dates += f"–{day_words(last, beside)}"
        yield f"{dates} {name}".rstrip()
