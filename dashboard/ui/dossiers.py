"""Dossiers as lines of a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dashboard.access.masking import masked_name
from dashboard.flow import STATE_NAMES
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
        f"<td>{escape(masked_name(d.applicant.name, who) or '–')}</td>"
        f"<td>{escape(name('procedure', d.procedure))}</td>"
        f"<td>{escape(name('department', d.holder or d.department))}</td><td>{escape(state_text(d))}</td>"
        f"<td>{date_text(d.received_day)}</td><td>{due_html(d)}</td></tr>"
        for d in rows
    ]
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in heads)
    return (
        f'<div class="mc-scroll" tabindex="0"><table class="mc-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )
