"""Bưu chính: what is to be done now, for each of those who look."""

from __future__ import annotations

import streamlit as st

from dashboard.postal.people import may_handle
from dashboard.ui.postal import desk, figures, worker
from dashboard.ui.session import header, number, office, tr
from models.viewer import OUTSIDE, Viewer


def show(who: Viewer) -> None:
    """The list of who carries; the desk of who handles; figures for who leads."""
    if who.role in OUTSIDE:
        header(tr("Bưu chính", "Post"), tr("Hôm nay tôi đi đâu?", "Where do I go today?"))
        worker.show(who)
        return
    header(
        tr("Bưu chính", "Post"),
        tr("Ai gọi đến, giấy tờ và kết quả đang ở chặng nào?", "Who called, and on which leg is it?"),
    )
    if not may_handle(who):
        figures.show(who)
        return
    view = _chosen(who)
    if view == "figures":
        figures.show(who)
    else:
        desk.show(who, view)


def _chosen(who: Viewer) -> str:
    """The view, which is in the address."""
    counts = {
        view: len(office().postal_requests.in_states(states, who))
        for view, (_, _, states) in desk.VIEWS.items()
    }
    names = {view: f"{tr(vi, en)} ({number(counts[view])})" for view, (vi, en, _) in desk.VIEWS.items()} | {
        "figures": tr("Số liệu", "Figures")
    }
    asked = st.query_params.get("view", "calls")
    asked = asked if asked in names else "calls"

    def turned() -> None:
        st.query_params.from_dict({"view": st.session_state["postal_view"] or asked})

    st.session_state["postal_view"] = asked
    st.segmented_control(
        tr("Việc", "Task"),
        list(names),
        key="postal_view",
        format_func=names.__getitem__,
        on_change=turned,
        label_visibility="collapsed",
    )
    return asked
