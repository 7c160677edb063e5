"""Tổng quan: are we keeping our word to people, and where not?"""

from __future__ import annotations

import streamlit as st

from dashboard.ui.filters import bar
from dashboard.ui.overview import charts, departments, due_soon, tiles
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("overview")
header(tr("Tổng quan", "Overview"),
       tr("Ta có giữ đúng hẹn với dân không, và ở đâu thì không?", "Are we keeping our word, and where not?"))  # fmt: skip
filters = bar()
if tiles(who, filters):
    left, right = st.columns([7, 4])
    with left:
        departments(who, filters)
    with right:
        due_soon(who, filters)
    charts(who, filters)
