"""Nếu … thì sao: what would become of the coming weeks if something were changed?"""

from __future__ import annotations

import streamlit as st

from dashboard.ui.session import header, tr, viewer_for
from dashboard.ui.what_if import asked, form, outcome

who = viewer_for("what_if")
header(
    tr("Nếu … thì sao", "What if"),
    tr("Đổi một điều thì tám tuần tới khác đi thế nào?", "Change one thing: how do eight weeks differ?"),
)
levers = asked(who)
if levers is None:
    st.stop()
left, right = st.columns([4, 8], gap="small")
with left, st.container(key="sheet_levers"):
    form(who, levers)
with right:
    outcome(who, levers)
