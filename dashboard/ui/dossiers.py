"""Dossiers as lines of a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dashboard.access.masking import masked_name
from dashboard.flow import STATE_NAMES
from dashboard.ui.ranked import number_cell, ranked
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
    """One line each: code, applicant, procedure, where it is, state, received, due; folded on a phone."""
    heads = (
        tr("Mã hồ sơ", "Code"), tr("Người nộp", "Applicant"), tr("Thủ tục", "Procedure"),
        tr("Đang ở", "Where"), tr("Trạng thái", "State"), tr("Tiếp nhận", "Received"), tr("Hẹn trả", "Due"),
    )  # fmt: skip
    lines = [
        (
            number_cell(d.id, link("dossier", code=d.id)),
            escape(masked_name(d.applicant.name, who) or "–"),
            escape(name("procedure", d.procedure)),
            escape(name("department", d.holder or d.department)),
            escape(state_text(d)),
            date_text(d.received_day),
            due_html(d),
        )
        for d in rows
    ]
    return ranked(heads, lines, tr("Hồ sơ", "Dossiers"), fold=True)
