"""A question to one subject, with the tables and cells that answer it, and the groups of the answer."""

from __future__ import annotations

from dashboard.cube.counters import FAMILIES
from dashboard.cube.frame import Frame, Slice
from dashboard.cube.measure import Measure, Subject
from dashboard.cube.members import Lists
from dashboard.cube.places import Name, Places
from dashboard.cube.question import Figure, Question, check, label_of, narrowed, starts
from models.viewer import Viewer


def slices_of(question: Question, viewer: Viewer, subject: Subject) -> list[Slice]:
    """What of the cube answers a question: the smallest part of a family, its recent days, the holders.

    Raises BadQuestion.
    """
    check(question, subject)
    where = narrowed(question.where, viewer)
    coarse, fine = ("cases", "procedures") if subject == "cases" else ("visits", "steps")
    part = Slice(coarse)
    if not {*question.dimensions, *where} <= set(FAMILIES[coarse].dimensions):
        bounds = (name for name in ("procedure", "department", "field") if name in where)
        bound = next(bounds, "")
        part = Slice(fine, bound, tuple(sorted(where[bound]))) if bound else Slice(fine)
    return [part, Slice(f"days_{coarse}"), Slice("visits")]


class Asked:
    """What stands ready when a question is answered: all as of one instant.

    `table` is the smallest part of a family that holds the answer, `recent` its days, `places` the
    groups of the cells of `table` that the filters keep. Raises BadQuestion.
    """

    def __init__(
        self, frame: Frame, lists: Lists, viewer: Viewer, question: Question, subject: Subject
    ) -> None:
        self.lists = lists
        #: whether dossiers were read beside the tables
        self.beside = False
        self.viewer = viewer
        self.question = question
        self.subject = subject
        self.where = narrowed(question.where, viewer)
        slices = slices_of(question, viewer, subject)
        self.family = slices[0].family
        self.table, self.recent, visits = frame.tables(slices)
        self.holders = visits.holders
        self.by = question.dimensions
        self.places = Places.of(self.table, self.where, self.by)
        self.time = question.time

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
