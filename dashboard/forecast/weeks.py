"""Complete weeks as arrays, and how much of a usual week each of them, and each coming one, is (pure).

Weeks begin on Mondays. `groups` are departments, or one for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: how many weeks are told ahead; the first is the one that runs
AHEAD = 8
#: working days of a usual week
USUAL = 5.0


@dataclass(frozen=True)
class Weeks:
    """What groups had in complete weeks.

    `received`: (groups, weeks, 7), what came on each day; `closed` and `late`: (groups, weeks), sums;
    `backlog`: (groups, weeks), at the end of each. `worked`: (weeks + AHEAD, 7), whether a day is a working
    day, also of the weeks ahead. `monday`: the day of the first Monday.
    """

    monday: int
    received: Floats
    closed: Floats
    late: Floats
    backlog: Floats
    worked: Flags

    @property
    def many(self) -> int:
        """How many complete weeks there are."""
        return int(self.received.shape[1])

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return int(self.received.shape[0])

    @cached_property
    def folded(self) -> Floats:
        """`received` by the working day on which it counts.

        What came on days off counts for the next working day of its week, or the last where none follows
        (as `coming._by_offset`); what came in a week without any stays where it is.
        """
        found = np.zeros_like(self.received, dtype=float)
        for week in range(self.many):
            open_ = np.flatnonzero(self.worked[week])
            for day in range(7):
                later = open_[open_ >= day]
                place = day if not len(open_) else int(later[0]) if len(later) else int(open_[-1])
                found[:, week, place] += self.received[:, week, day]
        return found

    @cached_property
    def came(self) -> Floats:
        """(groups, weeks): what each week brought."""
        total: Floats = self.received.sum(axis=2).astype(float)
        return total

    @cached_property
    def open_days(self) -> Floats:
        """(weeks + AHEAD): the working days of each week."""
        days: Floats = self.worked.sum(axis=1).astype(float)
        return days

    def together(self) -> Weeks:
        """All groups as one."""
        received, closed, late, backlog = (
            part.sum(axis=0, keepdims=True)
            for part in (self.received, self.closed, self.late, self.backlog)
        )
        return Weeks(self.monday, received, closed, late, backlog, self.worked)

    def until(self, week: int) -> Weeks:
        """The weeks before one, as they were known when it began."""
        return Weeks(
            self.monday, self.received[:, :week], self.closed[:, :week], self.late[:, :week],
            self.backlog[:, :week], self.worked[: week + AHEAD],
        )  # fmt: skip


def working_days(monday: int, weeks: int, worked: Callable[[int], bool]) -> Flags:
    """(weeks + AHEAD, 7): which days from a Monday on are working days."""
    days = range(monday, monday + 7 * (weeks + AHEAD))
    return np.array([worked(day) for day in days], dtype=bool).reshape(-1, 7)


def long_closings(worked: Flags, least: int = 5) -> list[int]:
    """The weeks in which a run of at least `least` weekdays off begins, as Tết does."""
    weekdays = worked[:, :5].ravel()
    found: list[int] = []
    run = 0
    for place, open_ in enumerate(weekdays):
        run = 0 if open_ else run + 1
        if run == least:
            found.append((place - least + 1) // 5)
    return found


def year_before(week: int, closings: Sequence[int], near: int = 10) -> int:
    """The week of the year before that is most like it.

    52 weeks earlier; within `near` weeks of the year's long closing, as far from the one before, because
    Tết moves between January and February.
    """
    by_distance = sorted(closings, key=lambda one: abs(week - one))
    if by_distance and abs(week - by_distance[0]) <= near:
        before = [one for one in closings if 45 <= by_distance[0] - one <= 60]
        if before:
            return before[-1] + week - by_distance[0]
    return week - 52
