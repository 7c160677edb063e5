"""The open alerts: what, whose, how much against which threshold, since when; and that one knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.alerts.acting import LONGEST_NOTE, acknowledge
from dashboard.alerts.judging import question_of
from dashboard.alerts.watching import group_name
from dashboard.alerts.words import figure_text, threshold_text
from dashboard.clock import date_of
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure
from dashboard.ui.ranked import list_link, number_cell
from dashboard.ui.said import said, tried
from dashboard.ui.session import date_text, language, link, number, office, tr
from models.alert import Alert
from models.alert_rule import AlertRule
from models.viewer import Viewer

SHOWN = 30


def show(who: Viewer) -> None:
    """Those that nobody has acknowledged first, the newest first."""
    said()
    found = [alert for alert in office().alerts.open(who) if alert.measure in MEASURES]
    found.sort(key=lambda alert: alert.acknowledged_at is not None)
    if not found:
        st.info(
            tr("Không có cảnh báo nào đang mở trong phạm vi của bạn.", "No alert is open in your scope."),
            icon=":material/check:",
        )
        return
    known = sum(alert.acknowledged_at is not None for alert in found)
    st.html(
        f'<p class="mc-sub">{number(len(found))} {tr("cảnh báo đang mở", "open alerts")}, '
        f"{number(known)} {tr('đã có người nhận biết', 'acknowledged')}.</p>"
    )
    rules = {rule.id: rule for rule in office().alert_rules.all()}
    shown = found
    if len(found) > SHOWN and not st.toggle(
        tr(f"Hiện cả {number(len(found))} cảnh báo", f"Show all {number(len(found))}"), key="every_alert"
    ):
        # Those to see to first.
        shown = found[:SHOWN]
    asked = [question_of(one.measure, one.by, one.group, one.start, one.end) for one in shown]
    for alert, (figure,) in zip(shown, office().cube.answers(who, asked), strict=True):
        _card(who, alert, figure, rules)


def _card(who: Viewer, alert: Alert, figure: Figure, rules: Mapping[str, AlertRule]) -> None:
    with st.container(key=f"sheet_alert_{alert.id}"):
        left, right = st.columns([8, 3], vertical_alignment="center")
        left.html(card_html(alert, figure, rules.get(alert.rule)))
        with right:
            if alert.acknowledged_at is not None:
                st.html(known_html(alert))
            elif may(who, "alerts.acknowledge"):
                with st.popover(tr("Nhận biết", "Acknowledge"), icon=":material/visibility:"):
                    _know(who, alert)
            else:
                st.html(f'<span class="mc-soft">{tr("Chưa ai nhận biết", "Not acknowledged")}</span>')


def _know(who: Viewer, alert: Alert) -> None:
    key = f"note_{alert.id}"
    st.text_input(
        tr("Sẽ làm gì (không bắt buộc)", "What will be done (optional)"), key=key, max_chars=LONGEST_NOTE
    )

    def known() -> None:
        acknowledge(office(), who, alert.id, st.session_state.get(key, ""))

    st.button(
        tr("Tôi đã biết và sẽ xử lý", "I know, and will see to it"),
        key=f"known_{alert.id}",
        type="primary",
        on_click=partial(tried, known, tr("Đã ghi nhận.", "Noted.")),
    )


def card_html(alert: Alert, figure: Figure, rule: AlertRule | None) -> str:
    """An alert: its name, group, threshold, since when; its figure as it is and as it was, with their lists.

    The figure is read with the screen, so that its list has as many; the last look may be minutes old.
    """
    told, href = tr("không có số liệu", "no data"), ""
    if figure.value is not None:
        told, href = figure_text(alert.measure, float(figure.value), figure.n, language()), list_of(alert)
    limits = "" if rule is None else f" · {tr('ngưỡng', 'threshold')}: {threshold_text(rule, language())}"
    was = f" · {tr('lúc đầu', 'at first')}: {first_html(alert)}"
    at = alert.raised_at.astimezone(office().store.zone)
    measure = MEASURES[alert.measure].title(language())
    return (
        f'<div><strong class="mc-late">▲ {escape(alert.name)}</strong> · '
        f"{escape(group_name(office(), alert, language()))}<br>"
        f"{escape(measure)}: <strong>{number_cell(told, href, 'mc-link mc-late')}</strong>"
        f'<span class="mc-soft">{was}{escape(limits)}<br>'
        f"{tr('từ', 'since')} {at:%H:%M %d/%m/%Y}{escape(days_text(alert))}</span></div>"
    )


def first_html(alert: Alert) -> str:
    """The figure at which it rang, which opens what it counted then, where that was kept."""
    told = figure_text(alert.measure, alert.value, alert.n, language())
    if alert.listed:
        return number_cell(told, link("alerts", alert=alert.id) if alert.n else "", "mc-link")
    why = tr("không giữ danh sách lúc đó", "its list of then is not kept")
    return f'{escape(told)} <span class="mc-soft mc-small">({why})</span>'


def known_html(alert: Alert) -> str:
    """Who knows of it, since when, and what they say."""
    assert alert.acknowledged_at is not None
    user = office().users.get(alert.acknowledged_by)
    who = user.name if user is not None else alert.acknowledged_by
    at = alert.acknowledged_at.astimezone(office().store.zone)
    note = f"<br>{escape(alert.note)}" if alert.note else ""
    return f'<span class="mc-good">✓ {escape(who)}</span> <span class="mc-soft">{at:%H:%M %d/%m}{note}</span>'


def days_text(alert: Alert) -> str:
    """The days that a figure is about; nothing for what stands."""
    if MEASURES[alert.measure].standing:
        return ""
    return f" · {tr('số liệu', 'figures of')} {date_text(alert.start)} – {date_text(alert.end)}"


def list_of(alert: Alert) -> str:
    """The address of the list behind the figure of the last look."""
    question = question_of(alert.measure, alert.by, alert.group, alert.start, alert.end)
    days = {"from": question.start, "to": question.end, "at": question.at}
    told = {name: None if day is None else date_of(day).isoformat() for name, day in days.items()}
    return list_link(alert.measure, **{by: ids[0] for by, ids in question.where.items()}, **told)


def strip(who: Viewer) -> str:
    """One line for the overview: how many alerts nobody has acknowledged; "" where there is none."""
    if not may(who, "page.alerts"):
        return ""
    found = office().alerts.open(who)
    new = sum(alert.acknowledged_at is None for alert in found)
    if not new:
        return ""
    told = tr(f"{number(new)} cảnh báo chưa ai nhận biết", f"{number(new)} alerts nobody has acknowledged")
    return f'<p><a class="mc-link mc-late" href="{link("alerts")}" target="_self">▲ {told}</a></p>'
