"""Lengths beside each other: due days, a distribution, what came in and what went out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dashboard.charts.base import Figure, Palette, Series, layout, linked, over_time, two_sided, upper


def bars(
    labels: Sequence[str], series: Series, palette: Palette, kinds: Sequence[str] = (), height: int = 300
) -> Figure:
    """Bars with their numbers on them. `kinds`: for each "late", "risk", "calm" or "" (the accent)."""
    colours = {"late": palette.late, "risk": palette.risk, "calm": palette.calm, "": palette.accent}
    painted = [colours[kind] for kind in kinds] or [palette.accent] * len(labels)
    values = [float(value or 0) for value in series.values]
    trace = {
        "type": "bar",
        "x": list(labels),
        "y": values,
        "name": series.name,
        "text": list(series.texts) or [f"{value:,.0f}".replace(",", ".") for value in values],
        "textposition": "outside",
        "textfont": {"color": palette.ink, "size": 12},
        "cliponaxis": False,
        "marker": {"color": painted},
        "customdata": linked(series, len(labels)),
        "constraintext": "none",
        "hovertemplate": f"%{{x}}: <b>%{{text}}</b><extra>{escape(series.name)}</extra>",
    }
    shape = layout(
        palette,
        height,
        bargap=0.28,
        xaxis={
            **over_time(labels, len(labels)),
            "tickangle": None,
            "tickfont": {"color": palette.soft, "size": 11},
        },
        yaxis={"range": [0, upper(values)], "showticklabels": False, "showgrid": False},
    )
    shape["margin"]["t"] = 22
    return {"data": [trace], "layout": shape}


def histogram(
    labels: Sequence[str],
    series: Series,
    palette: Palette,
    limit: int | None,
    limit_name: str,
    height: int = 240,
) -> Figure:
    """How many results fall into each class; classes from `limit` on lie over the legal limit, in red."""
    over = len(labels) if limit is None else limit
    figure = bars(
        labels, series, palette, ["late" if place >= over else "" for place in range(len(labels))], height
    )
    if limit is not None:
        shape = figure["layout"]
        shape["shapes"] = [
            {
                "type": "line",
                "x0": limit - 0.5,
                "x1": limit - 0.5,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": palette.ink, "width": 1.5, "dash": "dash"},
            }
        ]
        shape["annotations"] = [
            {
                "x": limit - 0.5,
                "y": 1,
                "yref": "paper",
                "text": limit_name,
                "showarrow": False,
                "xanchor": "right",
                "xshift": -6,
                "yanchor": "top",
                "font": {"color": palette.ink, "size": 12},
            }
        ]
    return figure


def inflow(names: Sequence[str], came: Series, went: Series, palette: Palette) -> Figure:
    """A row a name: what came in to the left of the middle, what went out to the right of it."""
    height = 56 + 30 * len(names)
    most = upper([*came.values, *went.values]) * 1.12
    traces = []
    for each, sign, colour in ((came, -1, palette.calm), (went, 1, palette.accent)):
        values = [float(value or 0) for value in each.values]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": list(names),
                "x": [sign * value for value in values],
                "name": each.name,
                "text": [f"{value:,.0f}".replace(",", ".") for value in values],
                "textposition": "outside",
                "cliponaxis": False,
                "textfont": {"color": palette.ink, "size": 12},
                "marker": {"color": colour},
                "customdata": linked(each, len(names)),
                "constraintext": "none",
                "hovertemplate": f"%{{y}}: <b>%{{text}}</b><extra>{escape(each.name)}</extra>",
            }
        )
    heads = [
        {
            "x": x,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "xanchor": anchor,
            "showarrow": False,
            "text": each.name,
            "font": {"color": colour, "size": 12},
            "xshift": shift,
        }
        for x, anchor, shift, each, colour in (
            (0, "right", -6, came, palette.soft),
            (0, "left", 6, went, palette.accent),
        )
    ]
    shape = layout(
        palette,
        height,
        barmode="overlay",
        bargap=0.35,
        annotations=heads,
        **two_sided(most, palette),
    )
    shape["margin"]["t"] = 24
    return {"data": traces, "layout": shape}
