"""Median and p90 of many groups against their legal limit: a row each, position before all else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.charts.base import Figure, Palette, layout

#: beyond so many per cent of the limit a row is drawn to the edge, and its number tells the rest
FURTHEST = 320.0
#: pixels of a row: its words, and its marks beneath them
HEIGHT = 40


@dataclass(frozen=True)
class Row:
    """One group: per cent of the legal limit at the median and at p90, how they are told, where they lead."""

    name: str
    low: float
    high: float
    text: str
    link: str = ""


def dots(rows: Sequence[Row], words: tuple[str, str, str], palette: Palette) -> Figure:
    """A row a group, with the limit drawn in at 100. `words`: the median, the p90, the limit."""
    names = [row.name for row in rows]
    ends: list[Any] = []
    on: list[Any] = []
    for row in rows:
        ends += [min(row.low, FURTHEST), min(row.high, FURTHEST), None]
        on += [row.name, row.name, None]
    links = [row.link for row in rows]
    colours = [palette.late if row.high > 100 else palette.accent for row in rows]
    common = {"type": "scatter", "y": names, "customdata": links}
    traces: list[dict[str, Any]] = [
        {"type": "scatter", "mode": "lines", "x": ends, "y": on, "line": {"color": palette.calm, "width": 3},
         "hoverinfo": "skip"},
        {**common, "mode": "markers", "name": words[0], "x": [min(row.low, FURTHEST) for row in rows],
         "marker": {"color": palette.soft, "size": 9, "symbol": "circle"},
         "hovertemplate": f"%{{y}}: <b>%{{x:.0f}} %</b><extra>{words[0]}</extra>"},
        {**common, "mode": "markers", "name": words[1], "x": [min(row.high, FURTHEST) for row in rows],
         "marker": {"color": colours, "size": 11, "symbol": "diamond"}, "text": [row.text for row in rows],
         "hovertemplate": f"%{{y}}: <b>%{{text}}</b><extra>{words[1]}</extra>"},
    ]  # fmt: skip
    most = min(FURTHEST, max([110.0, *(row.high for row in rows)])) * 1.22
    limit = {"type": "line", "x0": 100, "x1": 100, "yref": "paper", "y0": 0, "y1": 1,
             "line": {"dash": "dash", "color": palette.ink, "width": 1.5}}  # fmt: skip
    notes = [_note(100, words[2], palette.ink)]
    # Names and numbers stand above their rows: so the marks have the whole width, on a phone too.
    for row, colour in zip(rows, colours, strict=True):
        ink = colour if row.high > 100 else palette.soft
        notes += [
            _above(row.name, 0, "left", row.name, palette),
            _above(row.name, 1, "right", row.text, palette, ink),
        ]
    shape = layout(
        palette, 70 + HEIGHT * max(1, len(rows)), shapes=[limit], annotations=notes,
        xaxis={"ticksuffix": " %", "range": [0, most], "nticks": 5, "showgrid": True, "tickangle": 0},
        yaxis={"type": "category", "range": [len(rows) - 0.5, -0.9], "nticks": 0, "rangemode": "normal",
               "showticklabels": False, "showgrid": False},
    )  # fmt: skip
    shape["margin"] |= {"t": 22, "r": 10, "l": 10}
    return {"data": traces, "layout": shape}


def _above(row: str, x: int, anchor: str, text: str, palette: Palette, colour: str = "") -> dict[str, Any]:
    return {
        "x": x, "xref": "paper", "xanchor": anchor, "y": row, "yshift": 15, "text": text, "showarrow": False,
        "bgcolor": palette.sheet, "borderpad": 1, "font": {"color": colour or palette.ink, "size": 12},
    }  # fmt: skip


def _note(x: float, text: str, colour: str) -> dict[str, Any]:
    return {"x": x, "y": 1, "yref": "paper", "yanchor": "bottom", "text": text, "showarrow": False,
            "font": {"color": colour, "size": 12}}  # fmt: skip
