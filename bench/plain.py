"""Measures as somebody would read them from the dossiers who has no cube.

Written from the definitions of the measures and not from the counters of the cube, so that the answers
of the rivals are a second opinion. Only what the benched pages ask; another measure is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Question, label, starts

MS_PER_HOUR = 3_600_000
#: column, and what it is divided by: a number, or another column
VALUES: dict[str, tuple[str, int | str]] = {
    "waiting_working": ("waiting_ms", MS_PER_HOUR),
    "waiting_calendar": ("calendar_ms", MS_PER_HOUR),
    "waiting_to_limit": ("waiting_ms", "limit_ms"),
}
ON_TIME: Mapping[str, Any] = {"timeliness": {"$in": ["early", "on_due_day"]}}
#: group of an answer: the ids of its dimensions, then the label of its period
Group = tuple[str, ...]
Answers = dict[tuple[str, Group], tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Condition:
    """A column is one of some values, is there at all, or lies above a number."""

    column: str
    kind: Literal["in", "exists", "above"]
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Plain:
    """What is counted (flow), counted twice (rate), averaged or ranked (mean, quantile), or stands."""

    measure: str
    kind: Literal["flow", "rate", "mean", "quantile", "stock"]
    day: str = ""
    #: which dossiers it is about
    conditions: tuple[Condition, ...] = ()
    #: of a rate: which of these count
    good: tuple[Condition, ...] = ()
    value: tuple[str, int | str] = ("", 1)
    q: float = 0.0
    #: of a stock: "backlog", "overdue" or "at_risk"
    standing: str = ""


class Unknown(Exception):
    """A measure that the rivals do not know yet."""


def conditions(query: Mapping[str, Any]) -> tuple[Condition, ...]:
    """The conditions of a measure's members."""
    found: list[Condition] = []
    for column, wanted in query.items():
        if not isinstance(wanted, dict):
            found.append(Condition(column, "in", (wanted,)))
        elif "$in" in wanted:
            found.append(Condition(column, "in", tuple(wanted["$in"])))
        elif "$gt" in wanted:
            found.append(Condition(column, "above", (wanted["$gt"],)))
        else:
            found.append(Condition(column, "exists"))
    return tuple(found)


def plain(name: str) -> Plain:
    """How a measure is read. Raises Unknown."""
    measure = MEASURES[name]
    stem, _, suffix = name.rpartition("_")
    members = measure.members
    about = conditions(members.query)
    if measure.kind == "flow" and measure.subject == "cases":
        return Plain(name, "flow", members.key, about)
    if name == "on_time_rate":
        return Plain(name, "rate", members.key, about, good=conditions(ON_TIME))
    if stem in VALUES and suffix == "mean":
        return Plain(name, "mean", members.key, about, value=VALUES[stem])
    if stem in VALUES:
        return Plain(name, "quantile", members.key, about, value=VALUES[stem], q=int(suffix[1:]) / 100)
    if members.standing in ("backlog", "overdue", "at_risk") and measure.subject == "cases":
        return Plain(name, "stock", standing=members.standing)
    raise Unknown(f"the rivals cannot answer {name} yet: see bench/plain.py")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, resolved: its measures, and the days that it is about."""

    question: Question
    measures: tuple[Plain, ...]
    start: int
    end: int
    today: int
    at_risk_until: int

    @classmethod
    def of(cls, question: Question, first: int, last: int, today: int, next_working_day: Any) -> Asked:
        """`first` and `last`: all days on which there is anything."""
        if question.at is not None:
            start = end = question.at
        else:
            start = first if question.start is None else question.start
            end = last if question.end is None else question.end
        stands = end if question.end is not None or question.at is not None else today
        measures = tuple(map(plain, question.measures))
        return cls(question, measures, start, end, today, next_working_day(stands))

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions of the groups."""
        return self.question.dimensions

    @property
    def time(self) -> str | None:
        """The grouping in time."""
        return self.question.time

    @property
    def ends(self) -> list[int]:
        """The days at whose end a stock is read."""
        last = self.question.at if self.question.at is not None else self.question.end
        final = self.today if last is None else last
        if self.time is None or self.question.at is not None:
            return [final]
        begun = starts(self.time, self.start, final)
        return [following - 1 for following in begun[1:]] + [final]

    def period(self, day: int) -> str:
        """The label of the period in which a day lies."""
        assert self.time is not None
        return label(self.time, starts(self.time, day, day)[0])

    def group(self, dimensions: tuple[Any, ...], day: int | None) -> Group:
        """The group of an answer; `day` is any day of its period."""
        found = tuple(map(str, dimensions))
        return found if self.time is None or day is None else (*found, self.period(day))

    def of_kind(self, *kinds: str) -> list[Plain]:
        """The measures of some kinds."""
        return [measure for measure in self.measures if measure.kind in kinds]
