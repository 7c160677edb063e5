"""Nguy cơ trễ hạn: what will be late unless somebody acts, and who could?"""

from __future__ import annotations

import streamlit as st

from dashboard.clock import day_of
from dashboard.risk.watching import watch
from dashboard.ui.filters import conditions_bar
from dashboard.ui.risk import by_department, the_list, tiles, told_at
from dashboard.ui.risk_worth import nothing_yet, worth
from dashboard.ui.session import header, office, tr, viewer_for

who = viewer_for("risk")
header(
    tr("Nguy cơ trễ hạn", "Risk of being late"),
    tr("Hồ sơ nào sẽ trễ nếu không ai làm gì thêm?", "What will be late unless somebody acts?"),
)
filters = conditions_bar()
with st.spinner(tr("Đang học từ các hồ sơ đã qua…", "Learning from past dossiers…")):
    learnt = office().risk.get()
if learnt is None:
    nothing_yet()
    st.stop()
assert learnt is not None
with office().cube.reading():
    found = watch(office(), who, filters.where, learnt)
    tiles(who, filters, found)
with st.container(key="sheet_risk"):
    the_list(who, filters, found)
left, right = st.columns([7, 5], gap="small")
with left, st.container(key="sheet_risk_departments"):
    by_department(filters, found)
with right, st.container(key="sheet_risk_worth"):
    worth(learnt)
    st.html(told_at(day_of(learnt.at, office().store.zone), tr("Học lần cuối:", "Learnt last:")))
