"""The weeks ahead after those of the past, within their band."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts import LIGHT, Series, ahead


def test_the_weeks_ahead_stand_after_those_of_the_past_although_their_band_is_drawn_first() -> None:
    labels = ["w1", "w2", "w3", "w4"]
    figure = ahead(labels, Series("past", [3, 4]), Series("told", [5, 6]), [4, 4], [7, 9], LIGHT)
    drawn = go.Figure(figure)
    assert list(drawn.layout.xaxis.categoryarray) == labels
    assert [list(trace.x) for trace in drawn.data] == [["w3", "w4"]] * 2 + [["w1", "w2"], ["w3", "w4"]]
    assert drawn.layout.yaxis.range[1] >= 9 and drawn.data[1].fill == "tonexty"
