"""Thông báo: who was told what, and what did not get through?"""

from __future__ import annotations

import streamlit as st

from dashboard.access.roles import may
from dashboard.ui.notices import sent, templates
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("notices")
header(
    tr("Thông báo", "Notices"),
    tr("Ai đã được báo gì, và tin nào chưa tới?", "Who was told what, and what did not get through?"),
)
if may(who, "templates"):
    of_sent, of_texts = st.tabs(
        [tr("Đã gửi và chờ gửi", "Sent and waiting"), tr("Mẫu thông báo", "Templates")]
    )
    with of_sent:
        sent.show(who)
    with of_texts:
        templates.show(who)
else:
    sent.show(who)
