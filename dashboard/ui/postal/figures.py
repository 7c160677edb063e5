"""How long each leg of the postal way takes, and the requests behind a number."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.postal.legs import LEGS, WHOLE, figures, finished, hours_of
from dashboard.postal.lifecycle import STATES
from dashboard.ui.ranked import FEW, bar_cell, number_cell, ranked
from dashboard.ui.session import date_text, hours, language, link, number, office, tr
from models.postal import PostalRequest
from models.viewer import Viewer

#: calls of so many days are counted
DAYS = 90
SHOWN = 200


def show(who: Viewer) -> None:
    """A row a leg: how many, median and p90 in working time; below, the requests of the chosen leg."""
    last = office().today()
    rows = office().postal_requests.called_between(last - DAYS + 1, last, who)
    told = tr(
        f"Yêu cầu gọi đến từ {date_text(last - DAYS + 1)} đến {date_text(last)}, theo giờ làm việc. "
        "Lần đi không gặp tính vào chặng của nó.",
        f"Calls from {date_text(last - DAYS + 1)} to {date_text(last)}, in working time. "
        "A failed attempt counts in its leg.",
    )
    title = tr("Thời gian từng chặng qua bưu chính", "Time of each leg by post")
    st.html(f'<h2 class="mc-h2">{title} <small>{told}</small></h2>')
    if not rows:
        st.html(f'<p class="mc-empty">{tr("Chưa có yêu cầu nào trong kỳ.", "No request in this time.")}</p>')
        return
    found = figures(rows, office().calendar())
    most = max((one.p90 or 0 for one in found if one.leg is not WHOLE), default=0) or 1
    lines = []
    for one in found:
        href = link("postal", view="figures", leg=one.leg.id) if one.n else ""
        few = f'<div class="mc-soft">{tr("ít", "few")}</div>' if 0 < one.n < FEW else ""
        lines.append(
            (
                f"<strong>{escape(one.leg.title(language()))}</strong>"
                if one.leg is WHOLE
                else escape(one.leg.title(language())),
                number_cell(number(one.n), href) + few,
                bar_cell(hours(one.p50), (one.p50 or 0) / most, ""),
                bar_cell(hours(one.p90), (one.p90 or 0) / most, ""),
            )
        )
    heads = (tr("Chặng", "Leg"), "n", tr("Trung vị", "Median"), "p90")
    st.html(ranked(heads, lines, title, fold=True))
    ended = {state: sum(one.state == state for one in rows) for state in ("refused", "withdrawn")}
    st.html(
        f'<p class="mc-sub">{number(len(rows))} {tr("yêu cầu", "requests")} · '
        f"{number(ended['refused'])} {tr('từ chối', 'refused')} · "
        f"{number(ended['withdrawn'])} {tr('người gọi hủy', 'cancelled by the caller')}</p>"
    )
    chosen = next((leg for leg in (*LEGS, WHOLE) if leg.id == st.query_params.get("leg")), None)
    if chosen is not None:
        members = finished(rows, chosen)
        count = f"<small>n = {number(len(members))}</small>"
        st.html(f'<h2 class="mc-h2">{escape(chosen.title(language()))} {count}</h2>')
        st.html(_list(members, chosen.id))


def _list(members: list[PostalRequest], leg: str) -> str:
    """The requests of a leg, longest first; nothing of whose they are."""
    calendar = office().calendar()
    chosen = next(one for one in (*LEGS, WHOLE) if one.id == leg)
    timed = sorted(((hours_of(one, chosen, calendar), one) for one in members), key=lambda pair: -pair[0])
    rows = [
        (
            escape(one.id),
            tr(*STATES[one.state]),
            date_text(one.requested_day),
            hours(spent),
            f'<a href="{link("dossier", code=one.dossier)}" target="_self">{escape(one.dossier)}</a>'
            if one.dossier
            else "–",
        )
        for spent, one in timed[:SHOWN]
    ]
    heads = (
        tr("Yêu cầu", "Request"),
        tr("Bước", "State"),
        tr("Gọi ngày", "Called"),
        tr("Thời gian", "Time"),
        tr("Hồ sơ", "Dossier"),
    )
    left = len(timed) - SHOWN
    more = f'<p class="mc-sub">{tr("và", "and")} {number(left)}…</p>' if left > 0 else ""
    return ranked(heads, rows, tr("Yêu cầu của chặng", "Requests of the leg"), fold=True) + more
