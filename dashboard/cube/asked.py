"""A question to one subject, with the tables and cells that answer it, and the groups of the answer."""

from __future__ import annotations

from dashboard.cube.counters import FAMILIES
from dashboard.cube.frame import Frame, Slice
from dashboard.cube.measure import Measure, Subject
from dashboard.cube.members import Lists
from dashboard.cube.places import Name, Places
from dashboard.cube.question import Figure, Question, check, label_of, narrowed, starts
from models.viewer import Viewer


class Asked:
    """What stands ready when a question is answered: all as of one instant.

    `table` is the smallest part of a family that holds the answer, `recent` its days, `places` the
    groups of the cells of `table` that the filters keep. Raises BadQuestion.
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
        self.by = question.dimensions
        self.places = Places.of(self.table, self.where, self.by)
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

    @property
    def periods(self) -> tuple[list[int], list[str | None]]:
        """The first days and the labels of the periods in time that are asked for.

        Without a time there is one period without either; where nothing was ever counted there is none.
        """
        if self.time is None:
            return [], [None]
        start, end = self.days
        first = self.table.first if start is None else start
        final = self.table.last if end is None else end
        if first is None or final is None or final < first:
            return [], []
        begun = starts(self.time, first, final)
        return begun, [label_of(self.time, day) for day in begun]

    def group(self, name: Name, period: str | None) -> dict[str, str]:
        """What a figure is about: dimension → id, time → label."""
        group = dict(zip(self.by, name, strict=True))
        if self.time is not None and period is not None:
            group[self.time] = period
        return group

    def figure(
        self, measure: Measure, group: dict[str, str], value: float | int | None, n: int
    ) -> Figure:
        """The figure of a measure over the period."""
        return Figure(measure.name, group, value, n, measure.unit, *self.days)
