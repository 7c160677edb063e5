"""Tồn đọng: what piles up, and what breaks this week?"""

from __future__ import annotations

import streamlit as st

from dashboard.ui.backlog import ages, by_department_now, due_profile
from dashboard.ui.filters import bar
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("backlog")
header(tr("Tồn đọng", "Backlog"), tr("Cái gì đang dồn lại, tuần này hỏng ở đâu?", "What piles up, what breaks this week?"))
filters = bar()
left, right = st.columns(2)
with left:
    ages(who, filters)
with right:
    due_profile(who, filters)
by_department_now(who, filters)
