"""Departments that keep hours of their own within the working calendar, from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from dashboard.clock.calendar import WorkingCalendar
from dashboard.clock.days import day_number
from dashboard.clock.table import WorkTable, build, spliced
from dashboard.clock.zones import FIRST_DAY
from models.calendar import Intervals
from models.hours import DepartmentHours

#: from which day on, and the week's hours; None: those of the Office again
Spell = tuple[int, Mapping[int, Intervals] | None]


class PlaceCalendar(WorkingCalendar):
    """The Office's calendar with one department's own hours on ordinary days, by spells in their order.

    Holidays, days off and make-up days are those of the Office.
    """

    def __init__(self, office: WorkingCalendar, spells: Sequence[Spell]) -> None:
        super().__init__(office.hours, office.exceptions, office.zone, office.names, office.same_day_until)
        self._office, self._spells = office, spells

    @cached_property
    def table(self) -> WorkTable:
        """All working intervals, those of each spell in its time."""
        parts = [(FIRST_DAY, self._office.table)]
        for day, hours in self._spells:
            own = self._office.table if hours is None else build(hours, self.exceptions, self.zone)
            parts.append((day, own))
        return spliced(parts, self.zone)


def with_places(office: WorkingCalendar, known: Iterable[DepartmentHours]) -> WorkingCalendar:
    """The Office's calendar, knowing the hours of the departments that keep their own (see `at`)."""
    by_department: dict[str, list[Spell]] = {}
    for one in sorted(known, key=lambda one: (one.department, one.valid_from)):
        hours = None if one.hours is None else dict(enumerate(one.hours))
        by_department.setdefault(one.department, []).append((day_number(one.valid_from), hours))
    office.places = {id: PlaceCalendar(office, spells) for id, spells in by_department.items()}
    return office
