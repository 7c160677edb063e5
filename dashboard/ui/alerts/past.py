"""The alerts that are over: how long each lasted, and who knew of it."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.alerts.watching import group_name
from dashboard.cube.measures import MEASURES
from dashboard.ui.alerts.present import first_html, known_html
from dashboard.ui.ranked import ranked
from dashboard.ui.session import language, office, tr
from models.viewer import Viewer

DAYS = (7, 30, 90, 365)


def show(who: Viewer) -> None:
    """Those that ended in the last days, the newest first."""
    days = st.selectbox(
        tr("Hết trong", "Over within"),
        DAYS,
        index=1,
        key="alerts_past",
        format_func=lambda days: tr(f"{days} ngày gần đây", f"the last {days} days"),
    )
    today, zone = office().today(), office().store.zone
    found = [one for one in office().alerts.ended(who, today - days + 1, today) if one.measure in MEASURES]
    if not found:
        st.info(tr("Không có cảnh báo nào hết trong khoảng này.", "No alert ended in this time."))
        return
    rows = []
    for alert in found:
        assert alert.cleared_at is not None
        known = known_html(alert) if alert.acknowledged_at else f"– {tr('không ai', 'nobody')}"
        rows.append(
            [
                escape(alert.name),
                escape(group_name(office(), alert, language())),
                first_html(alert),
                f"{alert.raised_at.astimezone(zone):%H:%M %d/%m/%Y}",
                f"{alert.cleared_at.astimezone(zone):%H:%M %d/%m/%Y}",
                known,
            ]
        )
    heads = [
        tr("Cảnh báo", "Alert"),
        tr("Của", "Of"),
        tr("Lúc đầu", "At first"),
        tr("Từ", "From"),
        tr("Đến", "Until"),
        tr("Người nhận biết", "Acknowledged by"),
    ]
    st.html(ranked(heads, rows, tr("Cảnh báo đã hết", "Alerts that are over"), fold=True))
