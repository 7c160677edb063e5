"""Gọi số: the views of the hall, and which hall it is."""

from __future__ import annotations

import streamlit as st

from dashboard.access.roles import may
from dashboard.hall.halls import own_halls
from dashboard.ui.hall import arrange, bookings, calling, figures
from dashboard.ui.said import said
from dashboard.ui.session import header, name, office, tr
from models.viewer import Viewer


def show(who: Viewer) -> None:
    """The chosen view of the chosen hall."""
    header(tr("Gọi số", "Hall"), tr("Ai đang chờ, đến lượt ai?", "Who waits, and whose turn is it?"))
    halls = own_halls(office(), who)
    if not halls:
        st.info(
            tr(
                "Trong phạm vi của bạn chưa có quầy nào. Quản lý nhập quầy ở trang Phân công, thẻ Quầy.",
                "There is no counter within your scope yet. A manager enters them on the Roster.",
            )
        )
        return
    view, hall = _chosen(who, halls)
    said()
    if view == "call":
        calling.show(who, hall)
    elif view == "bookings":
        bookings.show(who, hall)
    elif view == "figures":
        figures.show(who, hall)
    else:
        arrange.show(who, hall)


def _chosen(who: Viewer, halls: list[str]) -> tuple[str, str]:
    """The view and the hall, which are in the address."""
    names = {"figures": tr("Số liệu", "Figures")}
    if may(who, "hall.call"):
        names = {"call": tr("Gọi số", "Call"), "bookings": tr("Lịch hẹn", "Bookings")} | names
    if may(who, "hall.arrange"):
        names["arrange"] = tr("Thiết lập", "Arrange")
    asked = st.query_params.get("view", "")
    view = asked if asked in names else next(iter(names))

    def turned() -> None:
        other = st.session_state["hall_hall"]
        kept = {} if other in (None, halls[0]) else {"hall": other}
        st.query_params.from_dict({"view": st.session_state["hall_view"] or view, **kept})

    at = st.query_params.get("hall", "")
    hall = at if at in halls else halls[0]
    st.session_state["hall_view"] = view
    st.session_state["hall_hall"] = hall
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.segmented_control(
            tr("Việc", "Task"),
            list(names),
            key="hall_view",
            format_func=names.__getitem__,
            on_change=turned,
            label_visibility="collapsed",
        )
        if len(halls) > 1:
            st.selectbox(
                tr("Sảnh", "Hall"),
                halls,
                key="hall_hall",
                format_func=lambda one: name("department", one),
                on_change=turned,
                label_visibility="collapsed",
                width=320,
            )
    return view, hall
