"""Bản đồ quy trình: which ways do dossiers go, and where is their time lost?"""

from __future__ import annotations

import streamlit as st

from dashboard.mining.relations import arrows, handings, loops, nodes, with_nodes
from dashboard.mining.ways import MOST
from dashboard.ui.filters import bar
from dashboard.ui.mining import map, tables
from dashboard.ui.mining.chosen import choose, list_params
from dashboard.ui.overview import nothing
from dashboard.ui.session import header, number, office, told, tr, viewer_for
from models.errors import MotcuaError

who = viewer_for("process_map")
header(
    tr("Bản đồ quy trình", "Process map"),
    tr("Hồ sơ đi qua những đâu, và mất thời gian ở đâu?", "Which ways do dossiers go, where is time lost?"),
)
filters = bar()
chosen = choose(filters)
try:
    with st.spinner(tr(f"Đang đọc hồ sơ (đến {number(MOST)}) …", f"Reading up to {number(MOST)} dossiers …")):
        ways = office().ways.read(who, chosen.cohort)
except MotcuaError as error:
    st.warning(told(error))
    st.stop()
if not ways.visits.height:
    nothing(filters)
    st.stop()
params, procedure = list_params(filters, chosen, ways), filters.conditions.get("procedure", "")
table = with_nodes(ways, chosen.view)
every = arrows(table)
left, right = st.columns([7, 5], gap="small")
with left, st.container(key="sheet_map"):
    map.show(chosen, nodes(table), every, params, procedure)
    map.whole(ways, params)
with left, st.container(key="sheet_loops"):
    tables.loops_table(chosen, loops(table), params, procedure)
with right:
    with st.container(key="sheet_parts"):
        tables.losses(ways, params)
    with st.container(key="sheet_lost"):
        tables.lost_at(chosen, ways, table, params, procedure)
left, right = st.columns([6, 6], gap="small")
with left, st.container(key="sheet_arrows"):
    tables.arrows_table(chosen, every, params, procedure)
with right, st.container(key="sheet_handings"):
    tables.handings_table(handings(ways), params)
