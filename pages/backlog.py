"""Tồn đọng: what piles up, and what breaks this week?"""

from __future__ import annotations

import streamlit as st

from dashboard.ui import backlog_depth as depth
from dashboard.ui.backlog import ages, came_and_went, choose_view, due_profile
from dashboard.ui.backlog_table import by_department, past_day, read_departments
from dashboard.ui.filters import bar
from dashboard.ui.mining.mark import mark
from dashboard.ui.session import header, office, tr, viewer_for

who = viewer_for("backlog")
header(
    tr("Tồn đọng", "Backlog"),
    tr("Cái gì đang dồn lại, tuần này hỏng ở đâu?", "What piles up, what breaks this week?"),
)
filters = bar()
view = choose_view()
with office().cube.reading():
    if view == "depth":
        left, right = st.columns([6, 6], gap="small")
        with left, st.container(key="sheet_flow"):
            depth.flow(who, filters)
            mark(who, filters, "counted")
        with right, st.container(key="sheet_mass"):
            depth.clean_ups(who, filters)
        left, right = st.columns([7, 5], gap="small")
        with left, st.container(key="sheet_law"):
            depth.law(who, filters)
        with right, st.container(key="sheet_hand"):
            depth.in_hand(who, filters)
        st.stop()
    left, right = st.columns(2, gap="small")
    with left, st.container(key="sheet_ages"):
        ages(who, filters)
        mark(who, filters, "left_out")
    with right, st.container(key="sheet_due"):
        due_profile(who, filters)
    day = past_day(filters)
    found, then = read_departments(who, filters, day)
    left, right = st.columns([7, 5], gap="small")
    with left, st.container(key="sheet_departments"):
        by_department(filters, found, then, day)
    with right, st.container(key="sheet_inflow"):
        came_and_went(filters, found)
