"""A question to one subject, with the tables and cells that answer it, and the groups of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.cube.counters import FAMILIES
from dashboard.cube.frame import Frame, Slice
from dashboard.cube.measure import Measure, Subject
from dashboard.cube.members import Lists
from dashboard.cube.question import Figure, Question, check, condition, label_of, narrowed, starts
from models.viewer import Viewer


class Asked:
    """What stands ready when a question is answered: all as of one instant.

    `table` is the smallest part of a family that holds the answer, `recent` its days, `cells` the
    cells of `table` that the filters keep. Raises BadQuestion.
    """

    def __init__(
        self, frame: Frame, lists: Lists, viewer: Viewer, question: Question, subject: Subject
    ) -> None:
        check(question, subject)
        self.lists = lists
        self.viewer = viewer
        self.question = question
        self.subject = subject
        self.where = narrowed(question.where, viewer)
        coarse = "cases" if subject == "cases" else "visits"
        fine = "procedures" if subject == "cases" else "steps"
        needed = {*question.dimensions, *self.where}
        self.family = coarse if needed <= set(FAMILIES[coarse].dimensions) else fine
        recent = Slice("days_cases" if subject == "cases" else "days_visits")
        self.table, self.recent, visits = frame.tables([self._slice(), recent, Slice("visits")])
        self.holders = visits.holders
        self.cells = self.table.chosen(condition(self.where, FAMILIES[self.family].dimensions))
        self.by = question.dimensions
        self.time = question.time

    def _slice(self) -> Slice:
        """The smallest part of the family that holds the answer."""
        if self.family in ("procedures", "steps"):
            for dimension in ("procedure", "department", "field"):
                if dimension in self.where:
                    return Slice(self.family, dimension, tuple(sorted(self.where[dimension])))
        return Slice(self.family)

    @property
    def days(self) -> tuple[int | None, int | None]:
        """The period asked for: first and last day, either open."""
        at = self.question.at
        return (at, at) if at is not None else (self.question.start, self.question.end)

    @property
    def last(self) -> int:
        """The day at whose end things stand: `at`, or the end of the period, or today."""
        for day in (self.question.at, self.question.end):
            if day is not None:
                return day
        return self.lists.today()

    def every_group(self, found: pl.DataFrame, known: pl.DataFrame) -> list[dict[str, Any]]:
        """The rows of `found`, and one without values for each group of `known` that has none."""
        keys = [*self.by, *(["period"] if self.time else [])]
        if not keys:
            return found.to_dicts() or [{}]
        grid = known.select(*self.by).unique() if self.by else pl.DataFrame({"_": [0]})
        if self.time:
            start, end = self.days
            first = self.table.first if start is None else start
            final = self.table.last if end is None else end
            if first is None or final is None or final < first:
                return []
            periods = pl.Series("period", starts(self.time, first, final), dtype=pl.Int32)
            grid = grid.join(pl.DataFrame({"period": periods}), how="cross")
        return grid.join(found, on=keys, how="left").sort(keys).to_dicts()

    def group(self, row: Mapping[str, Any]) -> dict[str, str]:
        """What a row of an answer is about: dimension → id, time → label."""
        group = {name: str(row[name]) for name in self.by}
        if self.time is not None:
            group[self.time] = label_of(self.time, int(row["period"]))
        return group

    def figure(
        self, measure: Measure, group: dict[str, str], value: float | int | None, n: int
    ) -> Figure:
        """The figure of a measure over the period."""
        return Figure(measure.name, group, value, n, measure.unit, *self.days)
