"""The working calendar: due dates by the units of the law, and how pauses move them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.clock.days import day_of, from_ms, instant_ms
from dashboard.clock.errors import BadPause, OutsideCalendar
from dashboard.clock.explain import explain
from dashboard.clock.hours import WorkingHours
from dashboard.clock.table import MINUTE_MS
from dashboard.clock.zones import DAY_MS, FIRST_DAY, LAST_DAY, table_of
from models.calendar import SAME_DAY_UNTIL, TERM_UNITS, BadTerm, CalendarDocument, Interval, Term, TermUnit

HOUR_MS = 60 * MINUTE_MS
#: Beyond any calendar, and small enough that sums of milliseconds stay exact.
_ENDLESS = 10_000_000

Pause = tuple[datetime, datetime]


class WorkingCalendar(WorkingHours):
    """Working hours, and the terms of the law counted on them.

    `names`: date → (vi, en), the name of an exception. `same_day_until`: minute of the local day after
    which a same-day term runs on the next working day.
    """

    def __init__(
        self,
        hours: Mapping[int, tuple[Interval, ...]],
        exceptions: Mapping[date, tuple[Interval, ...]],
        zone: ZoneInfo,
        names: Mapping[date, tuple[str, str]] | None = None,
        same_day_until: int = SAME_DAY_UNTIL,
    ) -> None:
        super().__init__(hours, exceptions, zone)
        self.names = dict(names or {})
        self.same_day_until = same_day_until
        self._same_day_span = timedelta(minutes=same_day_until)
        #: the calendars of the departments that keep hours of their own (see dashboard/clock/places.py)
        self.places: dict[str, WorkingCalendar] = {}

    def at(self, department: str) -> WorkingCalendar:
        """The calendar by which the time of a step of `department` runs: its own, else the Office's."""
        return self.places.get(department, self)

    @classmethod
    def from_document(cls, document: CalendarDocument, zone: ZoneInfo) -> Self:
        """The calendar that the document describes, in the zone of the Office."""
        return cls(
            hours=dict(enumerate(document.hours)),
            exceptions={day: each.intervals for day, each in document.exceptions.items()},
            zone=zone,
            names={day: (each.name.vi, each.name.en) for day, each in document.exceptions.items()},
            same_day_until=document.same_day_until,
        )

    def due(self, received: datetime, term: Term) -> datetime:
        """When the result is due (UTC).

        Working days: the day of receipt is day 0 even where it is off; closing time of day n (of the
        next working day for a term of 0 that begins on a day off). Calendar days: closing time of the
        n-th day after (Civil Code art. 147.2), or of the next working day where that is off (art.
        148.5). Working hours: from the instant. Same day: closing time of the day of receipt, or of the
        next working day where it is received after 15:00 (NĐ 61/2018 art. 18.2), after work or on a
        day off.
        """
        if term.unit == "working_hour":
            return self.add_ms(received, round(term.value * HOUR_MS))
        day = day_of(received, self.zone)
        value = int(term.value)
        if term.unit == "calendar_day":
            return self.closing(self.working_day_from(day + value))
        if term.unit == "same_day":
            return self.closing(self.working_day_from(day + self.is_too_late_for_same_day(received)))
        return self.closing(self.next_working_day(day, value) if value else self.working_day_from(day))

    def is_too_late_for_same_day(self, received: datetime) -> bool:
        """Whether a same-day term that begins on a working day runs on the next one."""
        ms = instant_ms(received)
        local = from_ms(ms).astimezone(self.zone)
        if local.replace(tzinfo=None) - datetime.combine(local, time()) > self._same_day_span:
            return True
        day = day_of(received, self.zone)
        return self.is_working_day(day) and ms > instant_ms(self.closing(day))

    def moved(self, due: datetime, received: datetime, term: Term, pauses: Sequence[Pause]) -> datetime:
        """The due instant after the pauses (begin, end), which do not overlap; `due` is the original one.

        Working days and same day: the pauses' working time is summed, added to `due`, and rounded up
        once to the closing time of the day on which that falls. Calendar days: the last day of the term
        moves by the local dates that the pauses span, then to the next working day where it is off.
        Working hours: the summed working time is added. A sum of 0 changes nothing. Raises `BadPause`.
        """
        if any(end < begin for begin, end in pauses):
            raise BadPause
        if term.unit == "calendar_day":
            dates = sum(day_of(end, self.zone) - day_of(begin, self.zone) for begin, end in pauses)
            if not dates:
                return due
            last = day_of(received, self.zone) + int(term.value) + dates
            return self.closing(self.working_day_from(last))
        worked = sum(self.elapsed_ms(begin, end) for begin, end in pauses)
        if not worked:
            return due
        reached = self.add_ms(due, worked)
        if term.unit == "working_hour":
            return reached
        # The day of the last millisecond worked: midnight belongs to the day that it ends.
        return self.closing(day_of(reached - timedelta(milliseconds=1), self.zone))

    def due_ms_array(
        self, received_ms: ArrayLike, value: ArrayLike, unit: TermUnit | Sequence[str] | NDArray[np.str_]
    ) -> NDArray[np.int64]:
        """`due` for columns, in ms; the three are broadcast. Raises `BadTerm` as `Term` does."""
        received, values, units = np.broadcast_arrays(
            np.asarray(received_ms, np.int64), np.asarray(value, np.float64), np.asarray(unit, np.str_)
        )
        due = np.empty(received.shape, dtype=np.int64)
        left = np.ones(received.shape, dtype=np.bool_)
        for each in TERM_UNITS:
            chosen = units == each
            if chosen.any():
                due[chosen] = self._due_of_unit(received[chosen], values[chosen], each)
                left &= ~chosen
        if left.any():
            raise BadTerm(values[left][0], units[left][0])
        return due

    def _due_of_unit(
        self, received: NDArray[np.int64], values: NDArray[np.float64], unit: TermUnit
    ) -> NDArray[np.int64]:
        bad = ~np.isfinite(values) | (values < 0)
        if unit != "working_hour":
            bad |= values != np.floor(values)
        if bad.any():
            raise BadTerm(values[bad][0], unit)
        if unit == "working_hour":
            hours_ms = np.rint(np.minimum(values, _ENDLESS) * HOUR_MS)
            return self.add_ms_array(received, hours_ms.astype(np.int64))
        local = table_of(self.zone).local_ms(received)
        days = local // DAY_MS
        if ((days < FIRST_DAY) | (days > LAST_DAY)).any():
            raise OutsideCalendar
        counts = np.minimum(values, _ENDLESS).astype(np.int64)
        table = self.table
        if unit == "calendar_day":
            last = self.working_days_from(days + counts)
        elif unit == "same_day":
            late = (local - days * DAY_MS > self.same_day_until * MINUTE_MS) | (
                table.working[days] & (received > table.closing[days])
            )
            last = self.working_days_from(days + late)
        else:
            last = self._nth(days, counts)
        return table.closing[last]

    def _nth(self, days: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int32]:
        """The `counts`-th working day after each day; for 0 the day itself, or the next where it is off."""
        last = self.working_days_from(days)
        counted = counts > 0
        last[counted] = self.next_working_days(days[counted], counts[counted])
        return last

    def explain(self, received: datetime, term: Term, language: str) -> str:
        """Why it is due when it is due, naming the holidays and swapped days on the way."""
        return explain(self, received, term, language)
