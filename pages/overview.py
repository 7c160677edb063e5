"""Tổng quan: are we keeping our word to people, and where not?"""

from __future__ import annotations

import streamlit as st

from dashboard.ui.alerts.present import strip
from dashboard.ui.departments import departments
from dashboard.ui.filters import bar
from dashboard.ui.overview import charts, course, due_soon, tiles
from dashboard.ui.session import header, office, tr, viewer_for
from dashboard.ui.setup import first_steps

who = viewer_for("overview")
header(
    tr("Tổng quan", "Overview"),
    tr("Ta có giữ đúng hẹn với dân không, và ở đâu thì không?", "Are we keeping our word, and where not?"),
)
if first_steps(who):
    st.stop()
ringing = strip(who)
if ringing:
    st.html(ringing)
filters = bar()
with office().cube.reading():
    over_time = course(who, filters)
    if tiles(who, filters, over_time):
        left, right = st.columns([7, 3], gap="small")
        with left, st.container(key="sheet_ranked"):
            departments(who, filters)
        with right, st.container(key="sheet_due"):
            due_soon(who, filters)
        charts(who, filters, over_time)
