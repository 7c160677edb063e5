"""The parts of a change as bars from zero."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from dashboard.charts import DARK, LIGHT, Palette
from dashboard.charts.signed import Part, signed


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_more_and_less_lie_on_their_sides_in_their_colours(palette: Palette) -> None:
    figure = signed([Part("mix", 2.0, "+2"), Part("pace", -5.0, "−5"), Part("rework", 0.0, "0")], palette)
    (bars,) = go.Figure(figure).data
    assert list(bars.x) == [2.0, -5.0, 0.0]
    assert list(bars.marker.color) == [palette.risk, palette.accent, palette.accent]
    low, high = figure["layout"]["xaxis"]["range"]
    assert low == -high and high > 5


def test_no_part_at_all_is_a_valid_figure_too() -> None:
    assert go.Figure(signed([], LIGHT)).data
