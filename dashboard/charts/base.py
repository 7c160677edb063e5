"""What all charts have in common: colours, axes, labels at the ends of lines instead of legends.

A point carries in `customdata` the address of the list behind it ("" where there is none).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Figure = dict[str, Any]

#: pixels that one letter of a label takes, about, and that labels keep from each other
LETTER, APART = 6.6, 15.0
#: as many words as an axis of time has room for
MOST_TICKS = 5


@dataclass(frozen=True)
class Palette:
    """Colours for one ground, told apart also by people who do not see red or green."""

    #: what the chart stands on
    sheet: str
    ink: str
    soft: str
    line: str
    accent: str
    late: str
    risk: str
    calm: str
    #: bands of age, from young to old: the oldest stands out most
    ages: tuple[str, ...]


LIGHT = Palette(
    sheet="#ffffff",
    ink="#1b2430",
    soft="#55606e",
    line="#e1e6ea",
    accent="#2a8ca8",
    late="#b3261e",
    risk="#c58a1b",
    calm="#7d8b99",
    ages=("#d3e8ee", "#a6d0dc", "#6fb3c6", "#3a8fa8", "#1c6079", "#0b3344"),
)
DARK = Palette(
    sheet="#1a2128",
    ink="#e8edf1",
    soft="#a9b4bf",
    line="#2c3640",
    accent="#4fb0cb",
    late="#ff8a80",
    risk="#f0b94a",
    calm="#8b97a3",
    ages=("#1d3b47", "#25566a", "#30778f", "#4b9bb4", "#86c3d6", "#d0edf5"),
)


@dataclass(frozen=True)
class Series:
    """One line or area: its name, its values, and for each the address of its list."""

    name: str
    values: Sequence[float | None]
    links: Sequence[str] = ()
    #: how each value is told when it is pointed at; the value itself where this is empty
    texts: Sequence[str] = ()


def layout(palette: Palette, height: int, **more: Any) -> dict[str, Any]:
    """The layout of a chart; `more` replaces parts of it."""
    axis = {
        "fixedrange": True,
        "automargin": True,
        "gridcolor": palette.line,
        "zeroline": False,
        "tickfont": {"color": palette.soft, "size": 12},
        "title": None,
    }
    made: dict[str, Any] = {
        "height": height,
        "margin": {"l": 4, "r": 8, "t": 10, "b": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": palette.ink, "size": 13},
        "showlegend": False,
        "hovermode": "closest",
        "separators": ",.",
        "dragmode": False,
        "xaxis": {**axis, "showgrid": False},
        "yaxis": {**axis, "rangemode": "tozero", "nticks": 5},
    }
    for name in ("xaxis", "yaxis"):
        made[name] |= more.pop(name, {})
    return made | more


def over_time(labels: Sequence[str], room: int = MOST_TICKS) -> dict[str, Any]:
    """The axis of periods: all of them in their order, words under some of them, none turned."""
    every = max(1, -(-len(labels) // max(1, room)))
    # counted from the newest, which is the one that people look for
    shown = list(labels)[::-1][::every][::-1]
    return {"type": "category", "tickmode": "array", "tickvals": shown, "ticktext": shown, "tickangle": 0}


def two_sided(most: float, palette: Palette, size: int = 12) -> dict[str, Any]:
    """The axes of bars to both sides of zero, one row a category, the first above; words of `size` pixels."""
    return {
        "xaxis": {
            "range": [-most, most],
            "showticklabels": False,
            "zeroline": True,
            "zerolinecolor": palette.soft,
        },
        "yaxis": {
            "type": "category",
            "autorange": "reversed",
            "nticks": 0,
            "showgrid": False,
            "rangemode": "normal",
            "tickfont": {"color": palette.ink, "size": size},
        },
    }


def upper(values: Sequence[float | None]) -> float:
    """The end of an axis from 0 that holds all values and a little air."""
    return max((value for value in values if value is not None), default=0.0) * 1.12 or 1.0


def spaced(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places as near to the wanted ones as lets them stand `apart`, in their order, within low … high."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = [0.0] * len(wanted)
    previous = low - apart
    for place in order:
        found[place] = previous = max(wanted[place], previous + apart)
    over = max((found[place] for place in order), default=high) - high
    limit = high
    for place in reversed(order):
        if over <= 0:
            break
        found[place] = min(found[place], limit)
        limit = found[place] - apart
    return found


def end_labels(
    ends: Sequence[tuple[str, float, str]], top: float, height: int
) -> tuple[list[dict[str, Any]], int]:
    """Names (name, y, colour) at the right end of their lines, and the margin that they need."""
    apart = APART * top / max(1, height - 40)
    places = spaced([y for _, y, _ in ends], apart, 0.0, top)
    notes = [
        {
            "x": 1.0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 6,
            "y": place,
            "yanchor": "middle",
            "text": name,
            "showarrow": False,
            "font": {"color": colour, "size": 12},
            "align": "left",
        }
        for (name, _, colour), place in zip(ends, places, strict=True)
    ]
    return notes, 14 + round(max((len(name) for name, _, _ in ends), default=0) * LETTER)


def linked(series: Series, length: int) -> list[str]:
    """The addresses of a series, one a point."""
    return list(series.links) or [""] * length
