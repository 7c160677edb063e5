"""Parts of a change: a row a part, to the right what made it more, to the left what made it less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.base import Figure, Palette, layout, two_sided

#: how far beyond the longest bar the axis goes, so that its words are whole on a phone too
AIR = 1.9


@dataclass(frozen=True)
class Part:
    """One part of a change: its name, its size with a sign, and how it is told."""

    name: str
    value: float
    text: str


def signed(parts: Sequence[Part], palette: Palette) -> Figure:
    """Bars from zero; more is amber, less is the accent, and each has its sign in words."""
    values = [part.value for part in parts]
    most = max((abs(value) for value in values), default=0.0) * AIR or 1.0
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [part.name for part in parts],
        "x": values,
        "text": [part.text for part in parts],
        "textposition": "outside",
        "textfont": {"color": palette.ink, "size": 12},
        "cliponaxis": False,
        "constraintext": "none",
        "marker": {"color": [palette.risk if value > 0 else palette.accent for value in values]},
        "hovertemplate": "%{y}: <b>%{text}</b><extra></extra>",
    }
    shape = layout(
        palette,
        40 + 46 * len(parts),
        bargap=0.4,
        **two_sided(most, palette, 13),
    )
    return {"data": [trace], "layout": shape}
