"""What was foretold against what came: a point a group, on the diagonal where it was right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.base import Figure, Palette, layout


@dataclass(frozen=True)
class Point:
    """One group, in per cent: what was told, what came, and how it is told in words."""

    told: float
    came: float
    n: int
    text: str


def calibration(points: Sequence[Point], words: tuple[str, str, str], palette: Palette, few: int) -> Figure:
    """`words`: both axes, and the diagonal. Groups of fewer than `few` are drawn hollow."""
    most = max((point.n for point in points), default=1)
    size = [8 + 16 * (point.n / most) ** 0.5 for point in points]
    fill = [palette.accent if point.n >= few else palette.sheet for point in points]
    line = {"type": "line", "x0": 0, "y0": 0, "x1": 100, "y1": 100,
            "line": {"dash": "dash", "color": palette.calm, "width": 1.5}}  # fmt: skip
    note = {"x": 78, "y": 92, "text": words[2], "showarrow": False, "xanchor": "right",
            "font": {"color": palette.soft, "size": 12}}  # fmt: skip
    axis = {"range": [-4, 104], "ticksuffix": " %", "nticks": 6, "showgrid": True}

    def called(text: str) -> dict[str, object]:
        return {"text": text, "font": {"color": palette.soft, "size": 12}, "standoff": 18}

    trace = {
        "type": "scatter", "mode": "markers", "x": [point.told for point in points],
        "y": [point.came for point in points], "text": [point.text for point in points],
        "marker": {"size": size, "color": fill, "line": {"color": palette.accent, "width": 1.5}},
        "customdata": [""] * len(points), "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    shape = layout(
        palette, 300, shapes=[line], annotations=[note], xaxis={**axis, "title": called(words[0])},
        yaxis={**axis, "title": called(words[1])},
    )  # fmt: skip
    return {"data": [trace], "layout": shape}
