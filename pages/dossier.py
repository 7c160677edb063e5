"""Hồ sơ: what happened, whose turn, by when?"""

from __future__ import annotations

import streamlit as st

from dashboard.ui.dossier_view import show
from dashboard.ui.session import header, office, tr, viewer_for

who = viewer_for("dossier")
code = st.query_params.get("code", "")
dossier = office().dossiers.get(code, who) if code else None
if dossier is None:
    header(tr("Hồ sơ", "Dossier"), tr("Hãy mở một hồ sơ từ trang Tra cứu.", "Open a dossier from Search."))
    if code:
        st.warning(tr("Không có hồ sơ này trong phạm vi của bạn.", "There is no such dossier in your scope."))
    st.stop()
assert dossier is not None
header(dossier.id, tr("Việc gì đã xảy ra, đến lượt ai, hạn khi nào?", "What happened, whose turn, by when?"))
show(dossier, who)
