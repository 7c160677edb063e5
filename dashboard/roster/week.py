"""The half-days of a week, and what is known of it when it is planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from dashboard.clock import WorkingCalendar, date_of
from models.absence import HALVES, Absence, Half
from models.staff import StaffMember

#: noon: what is worked before it is the morning
NOON = 12 * 60


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A half-day in which the Office is open for `minutes`; `place` is its order in the week."""

    day: int
    place: int
    half: Half = field(compare=False)
    minutes: int = field(compare=False)


def monday_of(day: int) -> int:
    """The Monday of the week of a day (1970-01-01 was a Thursday)."""
    return day - (day + 3) % 7


def slots_of(calendar: WorkingCalendar, monday: int) -> tuple[Slot, ...]:
    """The half-days of the week that are worked: none on a holiday, more where a Saturday is swapped."""
    slots: list[Slot] = []
    for day in range(monday, monday + 7):
        worked = {"morning": 0, "afternoon": 0}
        for start, end in intervals_of(calendar, date_of(day)):
            worked["morning"] += max(0, min(end, NOON) - start)
            worked["afternoon"] += max(0, end - max(start, NOON))
        slots += [
            Slot(day, place, half, worked[half]) for place, half in enumerate(HALVES) if worked[half] > 0
        ]
    return tuple(slots)


def intervals_of(calendar: WorkingCalendar, day: date) -> Iterable[tuple[int, int]]:
    """The working intervals of a date in minutes of the day."""
    if day in calendar.exceptions:
        return calendar.exceptions[day]
    return calendar.hours.get(day.weekday(), ())


def half_of(calendar: WorkingCalendar, day: int, minute: int) -> Half | None:
    """The half-day in which a minute of the day lies, or None where the day is off."""
    intervals = list(intervals_of(calendar, date_of(day)))
    if not intervals:
        return None
    return "morning" if minute < NOON else "afternoon"


@dataclass(frozen=True)
class Rules:
    """What a department asks of its roster.

    `primaries`: how many have to be on duty in a field, 1 where it is not named. `stand_ins`: whether
    each field has to have somebody who steps in.
    """

    primaries: Mapping[str, int] = field(default_factory=dict)
    stand_ins: bool = True

    def needed(self, id: str) -> int:
        """How many have to be on duty in the field."""
        return self.primaries.get(id, 1)


@dataclass(frozen=True)
class WeekPlan:
    """Everything that a week is judged by: its slots, fields, people, absences and counters.

    `counters`: id of a counter → the fields that it serves, empty for all.
    """

    monday: int
    slots: tuple[Slot, ...]
    fields: tuple[str, ...]
    people: Mapping[str, StaffMember]
    absences: tuple[Absence, ...] = ()
    counters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        away = {
            (absence.person, slot.day, slot.half)
            for absence in self.absences
            if absence.state == "approved"
            for slot in self.slots
            if absence.covers(slot.day, slot.half)
        }
        object.__setattr__(self, "_away", away)
        object.__setattr__(self, "_minutes", {(slot.day, slot.half): slot.minutes for slot in self.slots})

    def is_away(self, person: str, day: int, half: Half) -> bool:
        """Whether an approved absence covers the half-day, or the person is not on the staff then."""
        member = self.people.get(person)
        if member is None or not member.in_force(date_of(day)):
            return True
        away: set[tuple[str, int, Half]] = self._away  # type: ignore[attr-defined]
        return (person, day, half) in away

    def minutes(self, day: int, half: Half) -> int:
        """How long the Office is open in the half-day; 0 where it is closed."""
        minutes: dict[tuple[int, Half], int] = self._minutes  # type: ignore[attr-defined]
        return minutes.get((day, half), 0)

    def may_be_on(self, person: str, id: str, day: int, half: Half) -> bool:
        """Whether the person is there and knows the field."""
        member = self.people.get(person)
        return member is not None and member.knows(id) is not None and not self.is_away(person, day, half)
