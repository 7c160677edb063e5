"""Charts are plain dicts that Plotly takes."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts import bars, dots, lines, stacked


def test_every_kind_of_chart_is_a_valid_figure() -> None:
    weeks = ["2026-W01", "2026-W02"]
    for figure in (
        lines(weeks, {"a": [1, None], "b": [2, 3]}),
        stacked(weeks, {"young": [1, 2], "old": [0, 3]}),
        bars(weeks, [1, 2], [True, False]),
        dots(["A", "B"], [40, 50], [90, 140], ("median", "p90", "limit")),
    ):
        assert go.Figure(figure).data


def test_a_p90_over_the_limit_is_drawn_in_the_colour_of_lateness() -> None:
    marks = dots(["A", "B"], [40, 50], [90, 140], ("median", "p90", "limit"))["data"][2]["marker"]["color"]
    assert marks[0] != marks[1]
