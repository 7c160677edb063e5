"""Thời gian chờ: where do people wait?"""

from __future__ import annotations

import streamlit as st

from dashboard.ui.filters import bar
from dashboard.ui.hall.beside import beside
from dashboard.ui.mining.mark import mark
from dashboard.ui.overview import nothing
from dashboard.ui.session import header, office, tr, viewer_for
from dashboard.ui.waiting import path, ranges, read_groups, shares, split_of, table, why_links
from dashboard.ui.waiting_time import distribution, steps, trend

who = viewer_for("waiting")
header(tr("Thời gian chờ", "Waiting time"), tr("Người dân chờ ở đâu?", "Where do people wait?"))
filters = bar()
dimension = split_of(filters)
path(filters, dimension)
why_links(filters)
with office().cube.reading():
    found = read_groups(who, filters, dimension)
    if not found:
        nothing(filters)
        st.stop()
    left, right = st.columns([7, 5], gap="small")
    with left, st.container(key="sheet_dots"):
        ranges(filters, dimension, found)
        mark(who, filters, "left_out")
    with right:
        with st.container(key="sheet_shares"):
            shares(who, filters)
        with st.container(key="sheet_trend"):
            trend(who, filters)
            mark(who, filters, "left_out")
    left, right = st.columns([7, 5], gap="small")
    with left, st.container(key="sheet_table"):
        table(filters, dimension, found)
    with right, st.container(key="sheet_distribution"):
        distribution(who, filters)
    with st.container(key="sheet_steps"):
        steps(who, filters)
beside(who)
