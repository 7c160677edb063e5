"""Values over time: lines, a band between two of them, and areas upon each other."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from dashboard.charts.base import Figure, Palette, Series, end_labels, layout, linked, over_time, upper


def lines(
    labels: Sequence[str],
    series: Sequence[Series],
    palette: Palette,
    height: int = 240,
    late: Sequence[str] = (),
) -> Figure:
    """One line a series over the periods `labels`, named at its end; those named in `late` in red."""
    usual = (palette.accent, palette.calm, palette.risk)
    colours = [palette.late if each.name in late else usual[place % 3] for place, each in enumerate(series)]
    top = upper([value for each in series for value in each.values])
    traces = [
        _line(labels, each, colour, dash)
        for each, colour, dash in zip(series, colours, ("solid", "dash", "dot", "dashdot"), strict=False)
    ]
    ends = [(each.name, last(each.values), colour) for each, colour in zip(series, colours, strict=True)]
    notes, right = end_labels(ends, top, height)
    shape = layout(palette, height, annotations=notes, xaxis=over_time(labels), yaxis={"range": [0, top]})
    shape["margin"]["r"] = right
    return {"data": traces, "layout": shape}


def _line(labels: Sequence[str], series: Series, colour: str, dash: str) -> dict[str, Any]:
    texts = list(series.texts)
    told = "%{text}" if texts else "%{y:,.0f}"
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": series.name,
        "x": list(labels),
        "y": list(series.values),
        "customdata": linked(series, len(labels)),
        "text": texts or None,
        "line": {"color": colour, "width": 2.2, "dash": dash, "shape": "linear"},
        "marker": {"color": colour, "size": 5},
        "connectgaps": False,
        "hovertemplate": f"%{{x}}: <b>{told}</b><extra>{escape(series.name)}</extra>",
    }


def band(labels: Sequence[str], low: Series, high: Series, palette: Palette, height: int = 240) -> Figure:
    """A line with a band up to another one: the median, and up to where nine of ten lie."""
    top = upper([*low.values, *high.values])
    under, over = _line(labels, low, palette.accent, "solid"), _line(labels, high, palette.calm, "dot")
    over |= {"fill": "tonexty", "fillcolor": tinted(palette.accent, 0.16)}
    notes, right = end_labels(
        [(low.name, last(low.values), palette.accent), (high.name, last(high.values), palette.soft)],
        top,
        height,
    )
    shape = layout(palette, height, annotations=notes, xaxis=over_time(labels), yaxis={"range": [0, top]})
    shape["margin"]["r"] = right
    return {"data": [under, over], "layout": shape}


def ahead(
    labels: Sequence[str],
    past: Series,
    coming: Series,
    low: Sequence[float],
    high: Sequence[float],
    palette: Palette,
    height: int = 240,
) -> Figure:
    """What was, and from there what is expected, dashed, within its band.

    `past` stands under the first labels, `coming`, `low` and `high` under the last ones.
    """
    known, since = list(labels[: len(past.values)]), list(labels[-len(coming.values) :])
    top = upper([*past.values, *high])
    edge = {
        "type": "scatter", "mode": "lines", "x": since, "hoverinfo": "skip", "line": {"width": 0},
    }  # fmt: skip
    under = edge | {"y": list(low)}
    over = edge | {"y": list(high), "fill": "tonexty", "fillcolor": tinted(palette.accent, 0.18)}
    was = _line(known, past, palette.calm, "solid")
    will = _line(since, coming, palette.accent, "dash")
    notes, right = end_labels([(coming.name, last(coming.values), palette.accent)], top, height)
    # The band is drawn first, and would put its weeks before those of the past.
    axis = over_time(labels) | {"categoryorder": "array", "categoryarray": list(labels)}
    shape = layout(palette, height, annotations=notes, xaxis=axis, yaxis={"range": [0, top]})
    shape["margin"]["r"] = right
    return {"data": [under, over, was, will], "layout": shape}


def stacked(labels: Sequence[str], series: Sequence[Series], palette: Palette, height: int = 300) -> Figure:
    """Areas upon each other, the oldest on top and strongest, each named at its right end."""
    totals = [sum(float(each.values[place] or 0) for each in series) for place in range(len(labels))]
    top = upper(totals)
    traces: list[dict[str, Any]] = []
    ends: list[tuple[str, float, str]] = []
    beneath = 0.0
    for place, each in enumerate(series):
        colour = palette.ages[place % len(palette.ages)]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "stackgroup": "ages",
                "name": each.name,
                "x": list(labels),
                "y": list(each.values),
                "customdata": linked(each, len(labels)),
                "fillcolor": colour,
                "line": {"color": palette.ink, "width": 0.4},
                "marker": {"color": colour, "size": 8, "opacity": 0},
                "hovertemplate": f"%{{x}}: <b>%{{y:,.0f}}</b><extra>{escape(each.name)}</extra>",
            }
        )
        now = float(each.values[-1] or 0) if each.values else 0.0
        if now:
            ends.append((f"{each.name}: {now:,.0f}".replace(",", "."), beneath + now / 2, palette.ink))
        beneath += now
    notes, right = end_labels(ends, top, height)
    shape = layout(palette, height, annotations=notes, xaxis=over_time(labels), yaxis={"range": [0, top]})
    shape["margin"]["r"] = right
    return {"data": traces, "layout": shape}


def last(values: Sequence[float | None]) -> float:
    """The last value that there is; 0 where there is none."""
    return float(next((value for value in reversed(values) if value is not None), 0.0))


def tinted(colour: str, share: float) -> str:
    """A colour "#rrggbb" seen through."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
