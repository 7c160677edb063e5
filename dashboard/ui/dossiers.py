"""Dossiers as lines of a table, and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.access.masking import masked
from dashboard.access.roles import may
from dashboard.flow import STATE_NAMES
from dashboard.search import export
from dashboard.ui.session import date_text, language, link, name, office, tr
from models.dossier import Dossier
from models.viewer import Viewer


def state_text(dossier: Dossier) -> str:
    """The state in words."""
    return STATE_NAMES[dossier.state][1 if language() == "en" else 0]


def due_html(dossier: Dossier) -> str:
    """The due day with a sign and a word where it is near or past."""
    if dossier.due_day is None:
        return "–"
    day = escape(date_text(dossier.due_day))
    if not dossier.open:
        late = dossier.timeliness == "late"
        return f'{day} <span class="mc-late">✗ {tr("trễ hạn", "late")}</span>' if late else day
    if dossier.paused:
        return f'{day} <span class="mc-soft">‖ {tr("tạm dừng", "paused")}</span>'
    today = office().today()
    if dossier.due_day < today:
        days = today - dossier.due_day
        return f'{day} <span class="mc-late">▲ {tr(f"quá hạn {days} ngày", f"{days} days overdue")}</span>'
    if dossier.due_day <= office().calendar().next_working_day(today):
        return f'{day} <span class="mc-risk">◆ {tr("sắp đến hạn", "at risk")}</span>'
    return day


def table(rows: Sequence[Dossier], who: Viewer) -> str:
    """One line each: code, applicant, procedure, where it is, state, received, due."""
    heads = (
        tr("Mã hồ sơ", "Code"), tr("Người nộp", "Applicant"), tr("Thủ tục", "Procedure"),
        tr("Đang ở", "Where"), tr("Trạng thái", "State"), tr("Tiếp nhận", "Received"), tr("Hẹn trả", "Due"),
    )  # fmt: skip
    lines = [
        "<tr>"
        f'<td><a href="{escape(link("dossier", code=d.id))}" target="_self">{escape(d.id)}</a></td>'
        f"<td>{escape(d.applicant.name or '–')}</td><td>{escape(name('procedure', d.procedure))}</td>"
        f"<td>{escape(name('department', d.holder or d.department))}</td><td>{escape(state_text(d))}</td>"
        f"<td>{date_text(d.received_day)}</td><td>{due_html(d)}</td></tr>"
        for d in rows
    ]
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in heads)
    return (
        f'<div class="mc-scroll" tabindex="0"><table class="mc-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


HEADS = ("ma_ho_so", "nguoi_nop", "dien_thoai", "thu_tuc", "dang_o", "trang_thai", "tiep_nhan", "hen_tra")


def lines_of(rows: Sequence[Dossier], who: Viewer) -> list[list[str]]:
    """What is shown, a line a dossier, as `HEADS` says."""
    return [
        [
            d.id, d.applicant.name, masked(d.applicant.phone, who), name("procedure", d.procedure),
            name("department", d.holder or d.department), state_text(d), date_text(d.received_day),
            date_text(d.due_day),
        ]
        for d in rows
    ]  # fmt: skip


def as_csv(rows: Sequence[Dossier], who: Viewer) -> None:
    """A button that gives what is shown as CSV, for roles that may export."""
    if may(who, "export"):
        st.download_button(
            tr("Tải về CSV", "Download CSV"),
            export.as_csv(HEADS, lines_of(rows, who)),
            "ho-so.csv",
            "text/csv",
        )
