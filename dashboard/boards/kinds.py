"""What each kind of chart takes: how many measures of which kind, how many groups, whether time."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.cube.measure import Measure
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import CASE_DIMENSIONS, DIMENSIONS, VISIT_DIMENSIONS
from models.board import Chart, ChartKind, Width


@dataclass(frozen=True, slots=True)
class KindFacts:
    """One kind of chart. `groups`: fewest and most dimensions, time among them where it may have one."""

    vi: str
    en: str
    #: what it is good for, in one line
    about_vi: str
    about_en: str
    most_measures: int
    groups: tuple[int, int]
    #: whether it must (True), must not (False) or may (None) be split by time
    time: bool | None
    #: whether its measures must have one unit
    one_unit: bool
    width: Width


FACTS: dict[ChartKind, KindFacts] = {
    "number": KindFacts(
        "Con số",
        "Number",
        "Một chỉ số, so với kỳ trước, kèm diễn biến",
        "One figure, its change and its course",
        1,
        (0, 0),
        False,
        True,
        "quarter",
    ),
    "line": KindFacts(
        "Đường theo thời gian",
        "Line over time",
        "Diễn biến của vài chỉ số, hoặc của vài nhóm",
        "The course of a few figures, or of a few groups",
        4,
        (1, 2),
        True,
        True,
        "half",
    ),
    "bars": KindFacts(
        "Xếp hạng",
        "Ranked bars",
        "Các nhóm, nhiều nhất trước, đến ba chỉ số cạnh nhau",
        "Groups, most first, up to three figures each",
        3,
        (1, 1),
        False,
        False,
        "half",
    ),
    "heat": KindFacts(
        "Bản đồ nhiệt",
        "Heat map",
        "Một chỉ số theo hai chiều: ô đậm là nhiều",
        "One figure by two dimensions: dark is much",
        1,
        (2, 2),
        None,
        True,
        "whole",
    ),
    "dots": KindFacts(
        "Trung vị và p90",
        "Median and p90",
        "Mỗi nhóm một dòng: một nửa, và chín phần mười nằm trước",
        "A row a group: half of them, and nine of ten",
        1,
        (1, 1),
        False,
        True,
        "half",
    ),
    "table": KindFacts(
        "Bảng số liệu",
        "Table",
        "Đến tám chỉ số theo một hoặc hai chiều",
        "Up to eight figures by one or two dimensions",
        8,
        (0, 2),
        None,
        False,
        "whole",
    ),
}

#: rows that may be chosen
ROWS: tuple[int, ...] = (5, 10, 20, 50)


def stems() -> dict[str, tuple[str, str]]:
    """The durations that have a median and a p90: stem → the two measures."""
    return {
        name.removesuffix("_p90"): (f"{name.removesuffix('_p90')}_p50", name)
        for name in MEASURES
        if name.endswith("_p90")
    }


def pair_of(chart: Chart) -> tuple[str, str]:
    """The median and the p90 of a chart of dots, whichever of the two it names."""
    return stems()[chart.measures[0].rpartition("_")[0]]


def asked_of(chart: Chart) -> tuple[str, ...]:
    """The measures that a chart asks for."""
    return pair_of(chart) if chart.kind == "dots" else chart.measures


def dimensions_of(measures: list[Measure]) -> tuple[str, ...]:
    """The dimensions by which all of the measures can be split and filtered."""
    subjects = {measure.subject for measure in measures}
    allowed = set(DIMENSIONS)
    if "cases" in subjects:
        allowed &= set(CASE_DIMENSIONS)
    if "visits" in subjects:
        allowed &= set(VISIT_DIMENSIONS)
    return tuple(name for name in DIMENSIONS if name in allowed)


def fits(kind: ChartKind, measure: Measure) -> bool:
    """Whether a kind of chart can show a measure at all."""
    return kind != "dots" or measure.kind == "quantile"
