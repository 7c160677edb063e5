"""Sức khỏe dữ liệu: which dossiers cannot be as they are written?"""

from __future__ import annotations

import streamlit as st

from dashboard.mining.health import examine
from dashboard.ui.filters import bar
from dashboard.ui.mining import healthy
from dashboard.ui.mining.mark import impossible
from dashboard.ui.session import header, office, told, tr, viewer_for
from models.errors import MotcuaError

who = viewer_for("data_health")
header(
    tr("Sức khỏe dữ liệu", "Data health"),
    tr("Hồ sơ nào không thể như đã ghi, hoặc không ai làm được?", "Which dossiers cannot be as written?"),
)
filters = bar()
days = healthy.choose_days()
try:
    with st.spinner(tr("Đang xem các hồ sơ đang mở …", "Looking at the open dossiers …")):
        health = examine(office(), who, filters.where, days)
except MotcuaError as error:
    st.warning(told(error))
    st.stop()
problem = healthy.asked_problem()
if problem is not None:
    healthy.listed(who, health, problem, filters, days)
    st.stop()
healthy.looked_at(health, filters, days)
healthy.tables(health, impossible(who, filters), filters, days)
