"""The waits that no dossier tells of, beside those of dossiers: in the hall, and on the legs by post."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.hall.figures import added
from dashboard.hall.halls import own_halls
from dashboard.postal.legs import WHOLE, figures
from dashboard.ui.hall.words import told_minutes
from dashboard.ui.session import hours, link, name, number, office, tr
from models.viewer import Viewer

#: days back, as the screens that the lines lead to have them
HALL_DAYS, POSTAL_DAYS = 30, 90


def beside(who: Viewer) -> None:
    """A line a hall, and one of the post; nothing where there is nothing yet."""
    lines = [*_halls(who), *_post(who)]
    if lines:
        title = tr("Chờ trước và ngoài hồ sơ", "Waits before and beside the dossier")
        with st.container(key="sheet_beside"):
            st.html(f'<h2 class="mc-h2">{title}</h2>' + "".join(f"<p>{line}</p>" for line in lines))


def _halls(who: Viewer) -> list[str]:
    if not may(who, "page.hall"):
        return []
    today, found = office().today(), []
    for hall in own_halls(office(), who):
        wait = added(office().hall_cells.between(hall, today - HALL_DAYS + 1, today))
        if wait.called:
            href = link("hall", view="figures", period="month", hall=hall)
            p50, p90 = told_minutes(wait.p50), told_minutes(wait.p90)
            told = tr(
                f"tại sảnh, {HALL_DAYS} ngày: trung vị {p50}, p90 {p90}",
                f"in the hall, {HALL_DAYS} days: median {p50}, p90 {p90}",
            )
            found.append(_line(name("department", hall), told, wait.called, href))
    return found


def _post(who: Viewer) -> list[str]:
    if not may(who, "page.postal"):
        return []
    today = office().today()
    rows = office().postal_requests.called_between(today - POSTAL_DAYS + 1, today, who)
    whole = next(one for one in figures(rows, office().calendar()) if one.leg is WHOLE)
    if not whole.n:
        return []
    told = tr(
        f"{POSTAL_DAYS} ngày, từ lúc gọi đến lúc phát: trung vị {hours(whole.p50)}, p90 {hours(whole.p90)}",
        f"{POSTAL_DAYS} days, from the call to delivery: median {hours(whole.p50)}, p90 {hours(whole.p90)}",
    )
    return [_line(tr("Bưu chính", "Post"), told, whole.n, link("postal", view="figures", leg="whole"))]


def _line(subject: str, told: str, n: int, href: str) -> str:
    return (
        f"<strong>{escape(subject)}</strong> {escape(told)} · n = "
        f'<a class="mc-link" href="{escape(href)}" target="_self">{number(n)}</a>'
    )
