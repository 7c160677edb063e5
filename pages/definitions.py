"""Định nghĩa: what does each figure mean?"""

from __future__ import annotations

import streamlit as st

from dashboard.ui.definitions import draw
from dashboard.ui.session import header, tr, viewer_for

viewer_for("overview")
header(
    tr("Định nghĩa các chỉ số", "Definitions"), tr("Mỗi con số có nghĩa gì?", "What does each figure mean?")
)
draw(st.query_params.get("measure", ""))
