"""What somebody wants to know: measures, groups, period, filters."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dashboard.clock import date_of
from models.errors import MotcuaError
from models.viewer import Viewer

TIMES: tuple[str, ...] = ("day", "week", "month", "quarter", "year")
CASE_DIMENSIONS: tuple[str, ...] = ("department", "level", "channel", "field", "procedure")
VISIT_DIMENSIONS: tuple[str, ...] = ("holder", "department", "step", "procedure", "field")
DIMENSIONS: tuple[str, ...] = ("department", "field", "procedure", "channel", "level", "holder", "step")


class BadQuestion(MotcuaError):
    """A measure, a group or a filter that does not exist, or not together."""


@dataclass(frozen=True)
class Question:
    """`by`: dimensions, and at most one of `TIMES`. `start` and `end` are inclusive days, `at` a day.

    `where` maps a dimension to the ids that are wanted. Days are numbers since 1970-01-01.
    """

    measures: tuple[str, ...]
    by: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    at: int | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def time(self) -> str | None:
        """The grouping in time, if there is one."""
        return next((name for name in self.by if name in TIMES), None)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The groups that are not time."""
        return tuple(name for name in self.by if name not in TIMES)


@dataclass(frozen=True)
class Figure:
    """One number: of `measure` for `group` (dimension → id, time → label), made of `n` members."""

    measure: str
    group: Mapping[str, str]
    value: float | int | None
    n: int
    unit: str
    #: the days that it is about: a period for flows, one day (twice) for what stands
    start: int | None = None
    end: int | None = None


def starts(time: str, first: int, last: int) -> list[int]:
    """The first days of all periods that touch the days first … last, ascending."""
    found: list[int] = np.unique(starts_of(time, np.arange(first, last + 1))).tolist()
    return found


def starts_of(time: str, days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The first day of the period of each day."""
    if time == "day":
        return days
    if time == "week":
        # Day 0 was a Thursday; weeks begin on Mondays.
        return days - (days + 3) % 7
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    months -= months % {"month": 1, "quarter": 3, "year": 12}[time]
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def label(time: str, start: int) -> str:
    """How a period is called in answers: 2026-11-24, 2026-W48, 2026-11, 2026-Q4, 2026."""
    date: datetime.date = date_of(start)
    if time == "day":
        return date.isoformat()
    if time == "week":
        year, week, _ = date.isocalendar()
        return f"{year}-W{week:02d}"
    if time == "month":
        return f"{date.year}-{date.month:02d}"
    if time == "quarter":
        return f"{date.year}-Q{(date.month + 2) // 3}"
    return str(date.year)


@lru_cache(maxsize=4096)
def label_of(time: str, day: int) -> str:
    """How the period that holds a day is called; kept, because a chart asks for each of many groups."""
    return label(time, int(starts_of(time, np.array([day]))[0]))


def check(question: Question, subject: str) -> None:
    """Refuse groups and filters that the subject does not have."""
    allowed = CASE_DIMENSIONS if subject == "cases" else VISIT_DIMENSIONS
    for name in (*question.dimensions, *question.where):
        if name not in allowed:
            raise BadQuestion(
                f"Chỉ số này không chia theo “{name}” được.", f"This measure cannot be split by “{name}”."
            )
    if sum(name in TIMES for name in question.by) > 1:
        raise BadQuestion("Chỉ chọn một mốc thời gian.", "Choose one grouping in time.")


def narrowed(where: Mapping[str, tuple[str, ...]], viewer: Viewer) -> dict[str, tuple[str, ...]]:
    """The filters, within what the viewer's scope counts.

    Figures of a department's scope are those of the dossiers that it is responsible for.
    """
    scope, wanted = viewer.scope, dict(where)
    limits: dict[str, frozenset[str]] = {"department": frozenset()} if scope.kind == "none" else {}
    if scope.kind == "department" or scope.departments:
        limits["department"] = scope.departments
    if scope.kind == "fields":
        limits["field"] = scope.fields
    for name, allowed in limits.items():
        values = wanted.get(name)
        wanted[name] = tuple(sorted(allowed if values is None else allowed & set(values)))
    return wanted
