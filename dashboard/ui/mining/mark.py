"""The mark at a chart that is touched by dossiers whose dates cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

import streamlit as st

from dashboard.ui.filters import Filters
from dashboard.ui.ranked import list_link
from dashboard.ui.session import number, office, tr
from models.viewer import Viewer

#: what impossible dates do to a chart: in its counts, or left out of it
EFFECTS: Final[Mapping[str, tuple[str, str]]] = {
    "counted": ("có tính trong biểu đồ này", "counted in this chart"),
    "left_out": ("không tính trong biểu đồ này", "left out of this chart"),
}


def impossible(who: Viewer, filters: Filters) -> int:
    """How many dossiers that were received in the period have impossible dates."""
    (figure,) = office().cube.figures(who, filters.ask("data_problems"))
    return figure.n


def mark(who: Viewer, filters: Filters, effect: str) -> None:
    """A mark at a chart whose period has dossiers with impossible dates: how many, and the list."""
    count = impossible(who, filters)
    if not count:
        return
    href = list_link("data_problems", **filters.params)
    title = tr("Có vấn đề dữ liệu", "Data problems")
    told = tr("hồ sơ có ngày không thể có", "dossiers with impossible dates")
    st.html(
        f'<p class="mc-sub mc-mark"><span class="mc-risk">◆ {title}:</span> '
        f'<a class="mc-link" href="{escape(href)}" target="_self">{number(count)} {told}</a>, '
        f"{tr(*EFFECTS[effect])}.</p>"
    )
