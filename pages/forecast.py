"""Dự báo: what will the coming weeks bring, and how sure is that?"""

from __future__ import annotations

import streamlit as st

from dashboard.ui.forecast import by_department, choose, series, words
from dashboard.ui.session import header, office, tr, viewer_for

who = viewer_for("forecast")
header(
    tr("Dự báo", "Forecast"),
    tr("Tám tuần tới sẽ ra sao, và chắc đến đâu?", "What will eight weeks bring, and how sure is that?"),
)
with office().cube.reading():
    told, department = choose(who)
    if told is None:
        words()
        st.stop()
    columns = st.columns(3, gap="small")
    for column, name in zip(columns, ("received", "backlog", "late"), strict=True):
        with column, st.container(key=f"sheet_{name}"):
            series(told, department, name)
    with st.container(key="sheet_departments"):
        by_department(told)
