"""The four kinds of charts: position before length before area; direct labels; no legends where one can do without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Figure = dict[str, Any]

ACCENT, LATE, RISK, CALM = "#2f7cc4", "#c9463d", "#b7791f", "#7d8b99"
#: a ramp from young to old, the oldest darkest
AGES = ("#cfe2f3", "#9fc5e8", "#6fa8dc", "#3d85c6", "#1f5f9e", "#0b3c6f")


def layout(height: int, **more: Any) -> dict[str, Any]:
    """What all charts have in common; colours of ink and ground come from the theme of the page."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "xaxis": {"automargin": True, "fixedrange": True},
        "yaxis": {"automargin": True, "fixedrange": True, "rangemode": "tozero"},
        "legend": {"orientation": "h", "y": 1.12, "x": 0},
        "separators": ",.",
        **more,
    }


def lines(x: Sequence[str], series: Mapping[str, Sequence[float | None]], height: int = 230) -> Figure:
    """One line a series over the same labels `x`, each named at its end."""
    colours = (ACCENT, CALM, RISK, LATE)
    traces = [
        {
            "type": "scatter", "mode": "lines", "name": name, "x": list(x), "y": list(y),
            "line": {"color": colours[place % 4], "width": 2, "dash": ("solid", "dot")[place % 2]},
        }
        for place, (name, y) in enumerate(series.items())
    ]  # fmt: skip
    return {"data": traces, "layout": layout(height, hovermode="x unified")}


def stacked(x: Sequence[str], series: Mapping[str, Sequence[float]], height: int = 280) -> Figure:
    """Areas upon each other, the last series darkest and on top."""
    traces = [
        {
            "type": "scatter", "mode": "none", "stackgroup": "one", "name": name, "x": list(x), "y": list(y),
            "fillcolor": AGES[place % len(AGES)],
        }
        for place, (name, y) in enumerate(series.items())
    ]  # fmt: skip
    return {"data": traces, "layout": layout(height, hovermode="x unified")}


def bars(x: Sequence[str], y: Sequence[float], late: Sequence[bool], height: int = 230) -> Figure:
    """Bars with their numbers on them; those that are late in red."""
    trace = {
        "type": "bar", "x": list(x), "y": list(y), "text": [f"{value:g}" for value in y],
        "textposition": "outside", "cliponaxis": False,
        "marker": {"color": [LATE if is_late else ACCENT for is_late in late]},
    }  # fmt: skip
    return {"data": [trace], "layout": layout(height, showlegend=False, xaxis={"type": "category", "fixedrange": True})}


def dots(names: Sequence[str], low: Sequence[float], high: Sequence[float], words: tuple[str, str, str]) -> Figure:
    """A row a name: median and p90 as per cent of the legal limit, the limit drawn in at 100.

    `words`: what the median, the p90 and the limit are called.
    """
    order = list(range(len(names)))
    ends: list[Any] = []
    rows: list[Any] = []
    for place in order:
        ends += [low[place], high[place], None]
        rows += [names[place], names[place], None]
    traces = [
        {"type": "scatter", "mode": "lines", "x": ends, "y": rows, "line": {"color": CALM, "width": 2},
         "hoverinfo": "skip", "showlegend": False},
        {"type": "scatter", "mode": "markers", "name": words[0], "x": list(low), "y": list(names),
         "marker": {"color": ACCENT, "size": 9, "symbol": "circle"}},
        {"type": "scatter", "mode": "markers", "name": words[1], "x": list(high), "y": list(names),
         "marker": {"color": [LATE if value > 100 else ACCENT for value in high], "size": 10, "symbol": "diamond"}},
    ]  # fmt: skip
    limit = {"type": "line", "x0": 100, "x1": 100, "yref": "paper", "y0": 0, "y1": 1, "line": {"dash": "dash", "color": CALM}}
    note = {"x": 100, "y": 1.0, "yref": "paper", "text": words[2], "showarrow": False, "yanchor": "bottom"}
    figure_layout = layout(max(200, 60 + 26 * len(names)), shapes=[limit], annotations=[note])
    figure_layout["yaxis"] = {"autorange": "reversed", "automargin": True, "fixedrange": True, "type": "category"}
    figure_layout["xaxis"] = {"ticksuffix": " %", "rangemode": "tozero", "fixedrange": True}
    figure_layout["margin"] = {"l": 8, "r": 8, "t": 40, "b": 8}
    return {"data": traces, "layout": figure_layout}
