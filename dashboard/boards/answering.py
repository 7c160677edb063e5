"""What the charts of a board ask, put together into as few questions as there can be, in one reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.boards.kinds import asked_of, dimensions_of
from dashboard.boards.words import DIMENSION_WORDS
from dashboard.clock import date_of
from dashboard.cube.cells import TRUSTED_DAYS
from dashboard.cube.cube import Cube
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure, Question
from dashboard.period import Period, preset
from dashboard.telling import first_of, last_of
from models.board import Chart
from models.viewer import Viewer

#: up to so many days a course is drawn by days, by weeks; longer ones by months
BY_DAY, BY_WEEK = 45, 300
#: a heat map has room for so many columns of time
HEAT_DAYS, HEAT_WEEKS = 14, 98
#: of these, whatever their period, only months and recent days are kept ready
_SKETCHED = frozenset({"department", "level", "channel", "holder"})


@dataclass(frozen=True)
class Setting:
    """What the whole board is shown with: its period and its filters (dimension → id)."""

    period: Period
    where: Mapping[str, str]
    today: int


@dataclass(frozen=True)
class Asked:
    """What one chart asks: period, conditions, grain ("" without time), and what keeps it from asking."""

    chart: Chart
    period: Period
    where: Mapping[str, str]
    grain: str
    refused: tuple[str, str] | None = None

    @property
    def by(self) -> tuple[str, ...]:
        """The groups of its figures, time last."""
        return (*self.chart.by, self.grain) if self.grain and self.chart.over_time else self.chart.by

    def question(self, measures: Sequence[str], by: tuple[str, ...], period: Period) -> Question:
        """One of its questions."""
        where = {name: (id,) for name, id in sorted(self.where.items())}
        return Question(tuple(measures), by, start=period.start, end=period.end, where=where)

    def questions(self, first_day: int) -> dict[str, Question]:
        """All that it asks: what it shows, and of a number also what was before, and its course."""
        measures = asked_of(self.chart)
        asked = {"main": self.question(measures, self.by, self.period)}
        if self.chart.kind == "number":
            earlier = self.period.before()
            # A period that began before the records is none to compare with.
            if earlier is not None and earlier.start is not None and earlier.start >= first_day:
                asked["before"] = self.question(measures, (), earlier)
            if MEASURES[measures[0]].kind != "at_risk":
                # What was at risk on a past day is read from the dossiers: too dear for an ornament.
                asked["course"] = self.question(measures, (self.grain,), self.period)
        return asked


@dataclass(frozen=True)
class Answer:
    """The figures of one chart, with all that tells them apart and leads to their lists."""

    asked: Asked
    figures: Sequence[Figure] = ()
    before: Figure | None = None
    course: Sequence[Figure] = ()
    index: Mapping[tuple[str, tuple[str, ...]], Figure] = field(default_factory=dict)

    @property
    def chart(self) -> Chart:
        """The chart."""
        return self.asked.chart

    def at(self, measure: str, group: tuple[str, ...] = ()) -> Figure | None:
        """The figure of a measure for a group (ids in the order of `asked.by`)."""
        return self.index.get((measure, group))

    def params(self, figure: Figure) -> dict[str, Any]:
        """The parameters of the address of the list behind a figure, which has as many rows as its n."""
        dimensions = {name: id for name, id in figure.group.items() if name in DIMENSION_WORDS}
        found: dict[str, Any] = {**self.asked.where, **dimensions}
        if MEASURES[figure.measure].standing:
            end = figure.end if figure.end is not None else self.asked.period.end
            return {**found, "at": date_of(end).isoformat()}
        start: int | None = self.asked.period.start
        end = self.asked.period.end
        label = figure.group.get(self.asked.grain) if self.asked.grain else None
        if label is not None:
            first, last = first_of(self.asked.grain, label), last_of(self.asked.grain, label)
            start, end = first if start is None else max(start, first), min(end, last)
        days = {} if start is None else {"from": date_of(start).isoformat()}
        return {**found, **days, "to": date_of(end).isoformat()}


def grain_of(chart: Chart, period: Period, first_day: int, today: int) -> str:
    """The grouping in time of a chart: its own, else what suits the length of the period.

    Medians of days and weeks are kept ready for recent days only, and not by procedure, field or step:
    beyond that they are read by months.
    """
    if chart.grain:
        return chart.grain
    start = first_day if period.start is None else period.start
    long = period.end - start
    by_day, by_week = (HEAT_DAYS, HEAT_WEEKS) if chart.kind == "heat" else (BY_DAY, BY_WEEK)
    grain = "day" if long < by_day else "week" if long < by_week else "month"
    sketched = any(MEASURES[name].kind == "quantile" for name in asked_of(chart))
    far = start < today - TRUSTED_DAYS or not {*chart.by, *chart.where} <= _SKETCHED
    return "month" if sketched and far else grain


def asked_by(chart: Chart, setting: Setting, first_day: int) -> Asked:
    """What a chart asks within a board's setting. Its own conditions are stronger than the board's."""
    period = preset(chart.period, setting.today) if chart.period else setting.period
    where = {**setting.where, **chart.where}
    measures = [MEASURES[name] for name in asked_of(chart)]
    allowed = dimensions_of(measures)
    refused = None
    for name in where:
        if name not in allowed:
            vi, en = DIMENSION_WORDS[name]
            refused = (
                f"Chỉ số của biểu đồ này không lọc theo “{vi}” được; hãy bỏ bộ lọc đó để xem.",
                f"The measures of this chart cannot be filtered by “{en}”; take that filter away to see it.",
            )
    timed = chart.over_time or chart.kind == "number"
    grain = grain_of(chart, period, first_day, setting.today) if timed else ""
    return Asked(chart, period, where, grain, refused)


def together(questions: Iterable[Question]) -> list[Question]:
    """The questions with those that differ only in their measures made one."""
    found: dict[tuple[object, ...], Question] = {}
    for each in questions:
        key = key_of(each)
        known = found.get(key)
        measures = tuple(dict.fromkeys([*(known.measures if known else ()), *each.measures]))
        found[key] = Question(measures, each.by, each.start, each.end, each.at, each.where)
    return list(found.values())


def key_of(question: Question) -> tuple[object, ...]:
    """What a question is about, without its measures."""
    return (question.by, question.start, question.end, question.at, tuple(sorted(question.where.items())))


def answers(cube: Cube, viewer: Viewer, charts: Sequence[Chart], setting: Setting) -> list[Answer]:
    """The answers to all charts, of one instant, within the viewer's scope. Raises StoreError."""
    with cube.reading():
        # Which day is the first is asked of what is read then: so all is read before, in one go.
        begun = [asked_by(chart, setting, setting.today) for chart in charts]
        cube.hold(
            viewer, [q for each in begun if not each.refused for q in each.questions(setting.today).values()]
        )
        first_day = cube.first_day()
        asked = [asked_by(chart, setting, first_day) for chart in charts]
        wanted = [{} if each.refused else each.questions(first_day) for each in asked]
        merged = together(question for each in wanted for question in each.values())
        found: dict[tuple[object, ...], dict[str, list[Figure]]] = {}
        for question, figures in zip(merged, cube.answers(viewer, merged), strict=True):
            by_measure = found.setdefault(key_of(question), {name: [] for name in question.measures})
            for figure in figures:
                by_measure[figure.measure].append(figure)

    def of(question: Question | None) -> list[Figure]:
        if question is None:
            return []
        part = found[key_of(question)]
        return [figure for measure in question.measures for figure in part[measure]]

    made = []
    for each, questions in zip(asked, wanted, strict=True):
        figures = of(questions.get("main"))
        index = {(f.measure, tuple(f.group[name] for name in each.by)): f for f in figures}
        before = next(iter(of(questions.get("before"))), None)
        made.append(Answer(each, figures, before, of(questions.get("course")), index))
    return made
