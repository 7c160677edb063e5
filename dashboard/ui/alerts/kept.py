"""What the figure of an alert counted when it rang: the list that was kept with it."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.alerts.watching import group_name
from dashboard.alerts.words import figure_text
from dashboard.cube.measures import MEASURES
from dashboard.mining.lists import Listed
from dashboard.ui.mining.found import lines
from dashboard.ui.session import language, link, number, office, tr
from models.viewer import Viewer


def show(who: Viewer, id: str) -> None:
    """The list, and the way back; where there is none, a sentence."""
    every = tr("Mọi cảnh báo", "All alerts")
    st.html(f'<p><a class="mc-link" href="{link("alerts")}" target="_self">‹ {every}</a></p>')
    alert = office().alerts.get(id, who)
    if alert is None or alert.measure not in MEASURES:
        st.warning(
            tr("Không có cảnh báo này trong phạm vi của bạn.", "There is no such alert in your scope.")
        )
        return
    measure = MEASURES[alert.measure]
    at = alert.raised_at.astimezone(office().store.zone)
    told = figure_text(alert.measure, alert.value, alert.n, language())
    st.html(
        f'<h2 class="mc-h2">{escape(alert.name)}: {escape(group_name(office(), alert, language()))}</h2>'
        f'<p class="mc-sub">{escape(measure.title(language()))}: {escape(told)}, '
        f"{tr(f'như lúc {at:%H:%M %d/%m/%Y}', f'as at {at:%H:%M %d/%m/%Y}')}</p>"
    )
    if not alert.listed:
        st.info(
            tr(
                "Danh sách lúc đó không được giữ: con số quá lớn, hoặc dữ liệu vừa đổi khi cảnh báo bắt đầu.",
                "Its list of then is not kept: it was too long, or the data changed as the alert began.",
            )
        )
        return
    listed = [Listed(code, 0, visit) for code, visit in office().alerts.members(alert, who)]
    unit = tr("lượt xử lý", "visits") if any(one.visit >= 0 for one in listed) else tr("hồ sơ", "dossiers")
    st.html(
        f'<p><strong class="mc-big mc-count" data-count="{len(listed)}">{number(len(listed))}</strong> '
        f"{unit}</p>"
        f'<p class="mc-sub">{tr("Mỗi dòng là hồ sơ như hiện nay.", "Each line is the dossier as it is now.")}'
        "</p>"
    )
    if listed:
        lines(who, listed, "alerts")
