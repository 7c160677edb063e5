"""A chart on a page: drawn from a plain figure; a click on a point opens the list behind it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import parse_qsl

import plotly.graph_objects as go
import streamlit as st

from dashboard.charts import DARK, LIGHT, Figure, Palette, Series
from dashboard.ui.session import link, number, tr

#: of a figure: what is written by its chart, which makes texts of the names in it, and addresses
AS_THEY_ARE = frozenset({"hovertemplate", "texttemplate", "customdata"})
PLOT: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def palette() -> Palette:
    """The colours for the ground that the viewer sees."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def address(measure: str, **params: object) -> str:
    """What a point carries: the address of its list, without the slash."""
    return link("listing", measure=measure, **params).lstrip("/")


def as_texts(value: Any, key: str = "") -> Any:
    """A figure whose names are texts, where Plotly would read them as HTML; templates and addresses stay."""
    if isinstance(value, dict):
        return {name: as_texts(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_texts(each, key) for each in value]
    if isinstance(value, str) and key not in AS_THEY_ARE and ("<" in value or "&" in value):
        return escape(value, quote=False)
    return value


@st.fragment
def draw(figure: Figure, key: str, alt: str) -> None:
    """Draw a figure. A click on a point runs only this, which reads nothing and goes to its address."""
    # Figures are validated in the tests; to do it at every run takes longer than to draw them.
    chosen: Any = st.plotly_chart(
        go.Figure(as_texts(figure), _validate=False),
        key=key,
        config=PLOT,
        alt=alt,
        on_select="rerun",
        selection_mode="points",
    )
    for point in chosen.selection.points:
        wanted = point.get("customdata")
        if isinstance(wanted, list):
            wanted = wanted[0] if wanted else ""
        if wanted:
            page, _, query = str(wanted).partition("?")
            st.switch_page(f"../pages/{page}.py", query_params=dict(parse_qsl(query)))


def as_table(labels: Sequence[str], series: Sequence[Series], first: str) -> None:
    """The numbers of a chart as a table that can be opened: for the keyboard, and for reading exactly."""
    st.html(as_table_html(labels, series, first))


def as_table_html(labels: Sequence[str], series: Sequence[Series], first: str) -> str:
    """The same as HTML."""
    heads = "".join(
        f"<th scope='col'>{escape(text)}</th>" for text in (first, *(each.name for each in series))
    )
    rows: list[str] = []
    for place in range(len(labels) - 1, -1, -1):
        cells = []
        for each in series:
            value = each.values[place]
            text = each.texts[place] if each.texts else number(value)
            href = each.links[place] if each.links else ""
            shown = f'<a href="/{escape(href)}" target="_self">{escape(text)}</a>' if href else escape(text)
            cells.append(f"<td>{shown if value is not None else '–'}</td>")
        rows.append(f"<tr><td>{escape(labels[place])}</td>{''.join(cells)}</tr>")
    return (
        f'<details class="mc-more"><summary>{tr("Bảng số liệu", "As a table")}</summary>'
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{tr("Bảng số liệu", "As a table")}">'
        f'<table class="mc-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div></details>"
    )
