"""The working calendar: the one place that counts time. Pure; no other code adds days or hours."""

from dashboard.clock.calendar import WorkingCalendar
from dashboard.clock.days import (
    date_of,
    day_number,
    day_of,
    day_start,
    days_of,
    from_ms,
    instant_ms,
    years_before,
)
from dashboard.clock.errors import BadPause, DayOff, NaiveTime, OutsideCalendar
from dashboard.clock.places import with_places
from dashboard.clock.words import day_words, duration_words, term_words, weekday_words
from models.calendar import BadHours, BadTerm, Term, TermUnit

__all__ = [
    "BadHours",
    "BadPause",
    "BadTerm",
    "DayOff",
    "NaiveTime",
    "OutsideCalendar",
    "Term",
    "TermUnit",
    "WorkingCalendar",
    "date_of",
    "day_number",
    "day_of",
    "day_start",
    "day_words",
    "days_of",
    "duration_words",
    "from_ms",
    "instant_ms",
    "term_words",
    "weekday_words",
    "with_places",
    "years_before",
]
