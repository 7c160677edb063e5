"""Cảnh báo: what has gone past its threshold, who knows of it, and who is told?"""

from __future__ import annotations

import streamlit as st

from dashboard.access.roles import may
from dashboard.ui.alerts import kept, own, past, present, rules
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("alerts")
header(
    tr("Cảnh báo", "Alerts"),
    tr("Số liệu nào vừa vượt ngưỡng, và ai đã biết?", "Which figure is past its threshold, and who knows?"),
)
if asked := st.query_params.get("alert"):
    kept.show(who, asked)
    st.stop()
views = [
    (tr("Đang mở", "Open"), present.show),
    (tr("Đã hết", "Over"), past.show),
    (tr("Tôi nhận gì", "What I am sent"), own.show),
]
if may(who, "alerts.rules"):
    views.append((tr("Quy tắc", "Rules"), rules.show))
for tab, (_, show) in zip(st.tabs([title for title, _ in views]), views, strict=True):
    with tab:
        show(who)
