"""Charts are plain dicts that Plotly takes, and they show what they were given."""

from __future__ import annotations

from itertools import pairwise

import plotly.graph_objects as go
import pytest

from dashboard.charts import (
    DARK,
    LIGHT,
    Figure,
    Palette,
    Point,
    Row,
    Series,
    band,
    bars,
    calibration,
    dots,
    histogram,
    inflow,
    lines,
    stacked,
)
from dashboard.charts.base import over_time, spaced

WEEKS = ["02/11", "09/11", "16/11"]
A, B = Series("a", [1, None, 3], ["x=1", "x=2", "x=3"]), Series("b", [2.0, 3.0, 4.0])


def every_kind(palette: Palette) -> list[Figure]:
    rows = [Row("A", 40, 90, "90 %", "department=A"), Row("B", 50, 900, "900 %")]
    return [
        lines(WEEKS, [A, B], palette, late=("b",)),
        band(WEEKS, A, B, palette),
        stacked(WEEKS, [A, B], palette),
        bars(WEEKS, A, palette, ["late", "risk", ""]),
        histogram(WEEKS, B, palette, 2, "limit"),
        inflow(["A", "B", "C"], A, B, palette),
        dots(rows, ("median", "p90", "limit"), palette),
        calibration([Point(5, 7, 90, ""), Point(60, 80, 5, "")], ("told", "came", "right"), palette, 20),
    ]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_every_kind_of_chart_is_a_valid_figure(palette: Palette) -> None:
    for figure in every_kind(palette):
        assert go.Figure(figure).data


def test_charts_of_nothing_are_valid_too() -> None:
    empty = Series("a", [])
    for figure in (
        lines([], [empty], LIGHT),
        band([], empty, empty, LIGHT),
        stacked([], [empty], LIGHT),
        bars([], empty, LIGHT),
        inflow([], empty, empty, LIGHT),
        dots([], ("", "", ""), LIGHT),
        calibration([], ("", "", ""), LIGHT, 20),
    ):
        go.Figure(figure)


def test_no_chart_has_a_legend_and_every_series_is_named_in_it() -> None:
    for figure in (lines(WEEKS, [A, B], LIGHT), band(WEEKS, A, B, LIGHT), inflow(WEEKS, A, B, LIGHT)):
        assert not figure["layout"]["showlegend"]
        assert {note["text"] for note in figure["layout"]["annotations"]} == {"a", "b"}


def test_a_point_carries_the_address_of_its_list() -> None:
    assert lines(WEEKS, [A], LIGHT)["data"][0]["customdata"] == ["x=1", "x=2", "x=3"]
    assert lines(WEEKS, [B], LIGHT)["data"][0]["customdata"] == ["", "", ""]


def test_a_p90_over_the_limit_is_drawn_in_the_colour_of_lateness() -> None:
    rows = [Row("A", 40, 90, ""), Row("B", 50, 140, "")]
    marks = dots(rows, ("median", "p90", "limit"), LIGHT)["data"][2]["marker"]["color"]
    assert marks == [LIGHT.accent, LIGHT.late]


def test_the_range_of_areas_holds_their_sum() -> None:
    low, high = stacked(WEEKS, [B, B, B], LIGHT)["layout"]["yaxis"]["range"]
    assert low == 0
    assert high > 12


def test_an_area_is_named_with_its_last_number_and_an_empty_one_is_not_named() -> None:
    notes = stacked(WEEKS, [B, Series("none", [1, 0, 0])], LIGHT)["layout"]["annotations"]
    assert [note["text"] for note in notes] == ["b: 4"]


def test_labels_keep_apart_and_within_the_chart() -> None:
    placed = spaced([10, 10, 10.5, 0], 2, 0, 11)
    ordered = sorted(placed)
    assert all(b - a >= 2 - 1e-9 for a, b in pairwise(ordered))
    assert min(placed) >= 0
    assert max(placed) <= 11
    assert placed[3] == 0


def test_labels_that_do_not_meet_stay_where_they_belong() -> None:
    assert spaced([1, 9, 5], 2, 0, 11) == [1, 9, 5]


def test_the_newest_period_has_its_word_on_the_axis() -> None:
    days = [str(day) for day in range(45)]
    shown = over_time(days)["tickvals"]
    assert shown[-1] == "44"
    assert len(shown) <= 5


def test_a_group_of_few_is_drawn_hollow_and_one_of_many_larger() -> None:
    points = [Point(5, 7, 900, ""), Point(60, 80, 5, "")]
    (trace,) = calibration(points, ("told", "came", "right"), LIGHT, 20)["data"]
    assert trace["marker"]["color"] == [LIGHT.accent, LIGHT.sheet]
    large, small = trace["marker"]["size"]
    assert large > small
