"""The figures of a chart in the order in which they are shown: rows, columns, and what is left out.

Pure. A group is a tuple of ids in the order of `asked.by`, a grouping in time last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.boards.answering import Answer
from dashboard.boards.kinds import pair_of
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure

Group = tuple[str, ...]

#: with fewer results than this a rate, a mean or a quantile says little
FEW = 5
#: columns of a heat map, lines of a chart of groups, rows of a table over time
MOST_COLUMNS = 16
MOST_LINES = 4
COUNTS = ("dossier", "visit")


@dataclass(frozen=True)
class Shown:
    """The groups that are drawn, in order, and how many there are in all."""

    rows: Sequence[Group]
    whole: int

    @property
    def left_out(self) -> int:
        """How many are not drawn."""
        return self.whole - len(self.rows)


def counted(figure: Figure) -> bool:
    """Whether a figure is a count of its members, and not a statement about them."""
    return figure.unit in COUNTS


def few(figure: Figure | None) -> bool:
    """Whether a figure says little, because it is made of a few only."""
    return figure is not None and not counted(figure) and 0 < figure.n < FEW


def ordered(answer: Answer) -> list[Group]:
    """All groups, the ones that matter first.

    By time the newest first, then by the first measure: the largest first, those of a few members and
    those without any after them.
    """
    first = pair_of(answer.chart)[1] if answer.chart.kind == "dots" else answer.chart.measures[0]
    groups = dict.fromkeys(group for measure, group in answer.index)
    timed = answer.chart.over_time

    def place(group: Group) -> tuple[object, ...]:
        figure = answer.at(first, group)
        value = None if figure is None else figure.value
        return (value is None, few(figure), -(value or 0), group)

    found = sorted(groups, key=place)
    return sorted(found, key=lambda group: group[-1], reverse=True) if timed else found


def rows_of(answer: Answer, every: bool = False) -> Shown:
    """The rows of a ranked chart, a table or dots: as many as the chart wants, or `every` one.

    Groups in which nothing was counted are left away, unless all are such.
    """
    found = ordered(answer)
    some = [group for group in found if any(_told(answer, group))]
    kept = some or found
    return Shown(kept if every else kept[: answer.chart.rows], len(kept))


def _told(answer: Answer, group: Group) -> list[bool]:
    names = pair_of(answer.chart) if answer.chart.kind == "dots" else answer.chart.measures
    return [figure is not None and figure.n > 0 for figure in (answer.at(name, group) for name in names)]


def axes(answer: Answer, every: bool = False) -> tuple[Shown, Shown]:
    """The rows and the columns of a heat map, as (id,) each: the ones with most members first.

    Time runs from left to right, the oldest columns are left out first.
    """
    measure = answer.chart.measures[0]
    weights: tuple[defaultdict[str, int], defaultdict[str, int]] = (defaultdict(int), defaultdict(int))
    for (_, group), figure in answer.index.items():
        for side, id in zip(weights, group, strict=True):
            side[id] += figure.n
    assert all(name == measure for name, _ in answer.index)
    rows = sorted(weights[0], key=lambda id: (-weights[0][id], id))
    rows = [id for id in rows if weights[0][id]] or rows
    columns = sorted(weights[1], key=lambda id: (-weights[1][id], id))
    if answer.chart.over_time:
        columns = sorted(columns)
    else:
        columns = [id for id in columns if weights[1][id]] or columns
    most_rows, most_columns = (len(rows), len(columns)) if every else (answer.chart.rows, MOST_COLUMNS)
    shown = columns[-most_columns:] if answer.chart.over_time else columns[:most_columns]
    return (
        Shown([(id,) for id in rows[:most_rows]], len(rows)),
        Shown([(id,) for id in shown], len(columns)),
    )


def lines_of(answer: Answer) -> tuple[list[str], list[tuple[str, Group]], int]:
    """Of a chart over time: the periods, oldest first, the lines as (measure, group), and how many groups.

    Lines of groups are those with most members.
    """
    labels = sorted({group[-1] for _, group in answer.index})
    if not answer.chart.by:
        return labels, [(name, ()) for name in answer.chart.measures], len(answer.chart.measures)
    measure = answer.chart.measures[0]
    weight: defaultdict[Group, int] = defaultdict(int)
    for (_, group), figure in answer.index.items():
        weight[group[:-1]] += figure.n
    found = sorted((group for group in weight if weight[group]), key=lambda group: (-weight[group], group))
    return labels, [(measure, group) for group in found[:MOST_LINES]], len(found)


def shade(figure: Figure | None, low: float, high: float) -> float:
    """How dark a cell of a heat map is: 0 (the least) … 1 (the most); of counts, 0 is nothing."""
    if figure is None or figure.value is None:
        return 0.0
    return 1.0 if high <= low else (float(figure.value) - low) / (high - low)


def scale_of(answer: Answer) -> tuple[float, float]:
    """The ends of the scale of a heat map: from 0 for what is counted, else from the least to the most."""
    found = [f for f in answer.index.values() if f.value is not None]
    values = [float(f.value or 0) for f in found if not few(f)] or [float(f.value or 0) for f in found]
    if not values:
        return 0.0, 1.0
    from_zero = MEASURES[answer.chart.measures[0]].unit in COUNTS
    return (0.0 if from_zero else min(values)), max(values)
