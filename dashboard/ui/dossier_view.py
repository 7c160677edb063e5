"""One dossier on a screen: its state, its timeline, its clock, and what can be done."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.acting import act
from dashboard.access.masking import masked
from dashboard.access.roles import may
from dashboard.flow import RULES, Action, ActionName, refusal
from dashboard.ui.dossiers import due_html, state_text
from dashboard.ui.session import date_text, language, name, office, tr
from dashboard.ui.session import hours as hours_text
from models.dossier import Dossier
from models.errors import MotcuaError
from models.viewer import Viewer

MS_PER_HOUR = 3_600_000
#: actions that need nothing but a reason, and can be done from here
SIMPLE: tuple[ActionName, ...] = (
    "accept", "start", "finish", "resolve", "return", "ask_supplement", "receive_supplement", "ask_payment",
    "receive_payment", "send_back", "reject", "withdraw", "stop", "refuse",
)  # fmt: skip


def step_title(procedure: str, step: str) -> str:
    """A step's task; of the procedure's own steps first."""
    names = office().names.of("step")
    return names.get(f"{procedure}:{step}") or names.get(step) or step


def facts(dossier: Dossier, who: Viewer) -> str:
    """The state line and the applicant."""
    where = name("department", dossier.holder or dossier.department)
    pairs = [
        (tr("Trạng thái", "State"), escape(state_text(dossier))),
        (tr("Đang ở", "Where"), escape(where)),
        (tr("Bước", "Step"), escape(step_title(dossier.procedure, dossier.step)) if dossier.step else "–"),
        (tr("Người xử lý", "Who"), escape(dossier.assignee or "–")),
        (tr("Hẹn trả", "Due"), due_html(dossier)),
        (tr("Thủ tục", "Procedure"), escape(name("procedure", dossier.procedure))),
        (tr("Người nộp", "Applicant"), escape(dossier.applicant.name or "–")),
        (tr("Điện thoại", "Phone"), escape(masked(dossier.applicant.phone, who) or "–")),
        (tr("Hình thức", "Channel"), escape(name("channel", dossier.channel))),
    ]
    cells = "".join(f"<div><span class='mc-soft'>{label}</span><br>{value}</div>" for label, value in pairs)
    grid = "display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.6rem"
    return f'<div class="mc-card" style="{grid}">{cells}</div>'


def timeline(dossier: Dossier) -> str:
    """The visits, newest last, with who, when and how long."""
    zone = office().store.zone
    items: list[str] = []
    for visit in dossier.visits:
        begun = visit.entered_at or visit.left_at
        when = begun.astimezone(zone).strftime("%d/%m/%Y %H:%M") if begun else "–"
        long = ""
        if visit.queue_ms is not None and visit.handling_ms is not None:
            queue, handling = visit.queue_ms / MS_PER_HOUR, visit.handling_ms / MS_PER_HOUR
            long = tr(f"chờ {hours_text(queue)}, xử lý {hours_text(handling)}",
                      f"queue {hours_text(queue)}, handling {hours_text(handling)}")  # fmt: skip
        elif visit.left_at is None:
            long = tr("đang ở đây", "here now")
        late = f' <span class="mc-late">✗ {tr("quá hạn bước", "over the step’s limit")}</span>' if visit.late else ""
        items.append(
            f"<li><strong>{escape(step_title(dossier.procedure, visit.step))}</strong>{late}<br>"
            f"{escape(name('department', visit.holder))} · {escape(visit.assignee or '–')}<br>"
            f'<span class="mc-soft">{when} · {escape(long)}</span></li>'
        )
    return f"<h2>{tr('Diễn biến', 'Timeline')}</h2><ol class='mc-line'>{''.join(items)}</ol>"


def clock(dossier: Dossier) -> str:
    """Due dates and pauses as they came."""
    causes = {
        "received": tr("theo quy định", "by the law"), "pause": tr("dời do tạm dừng", "moved by a pause"),
        "extension": tr("xin lỗi, hẹn lại", "extended with apology"),
    }  # fmt: skip
    dues = "".join(
        f"<li>{date_text(c.due_day)} – {escape(causes.get(c.cause, c.cause))} {escape(c.reason)}</li>"
        for c in dossier.dues
    )
    pauses = "".join(
        f"<li>{date_text(p.began_day)} → {date_text(p.ended_day)}: {escape(p.reason or p.kind)}</li>"
        for p in dossier.pauses
    )
    none = f"<p class='mc-soft'>{tr('không có', 'none')}</p>"
    return (
        f"<h2>{tr('Đồng hồ', 'Clock')}</h2><h3>{tr('Ngày hẹn trả', 'Due dates')}</h3>"
        f"{f'<ul>{dues}</ul>' if dues else none}<h3>{tr('Tạm dừng', 'Pauses')}</h3>"
        f"{f'<ul>{pauses}</ul>' if pauses else none}"
    )


def actions(dossier: Dossier, who: Viewer) -> None:
    """The possible actions of this role; why the others are not."""
    column = 1 if language() == "en" else 0
    mine = [action for action in SIMPLE if may(who, f"act.{action}")]
    today = office().today()
    reasons = {action: refusal(dossier, action, today) for action in mine}
    possible = [action for action in mine if reasons[action] is None]
    if not mine:
        return
    st.subheader(tr("Việc có thể làm", "What can be done"))
    if possible:
        with st.form("act", clear_on_submit=False):
            chosen = st.selectbox(
                tr("Thao tác", "Action"), possible, format_func=lambda a: (RULES[a].vi, RULES[a].en)[column]
            )
            reason = st.text_input(tr("Lý do / nội dung", "Reason"))
            if st.form_submit_button(tr("Thực hiện", "Do it"), type="primary"):
                try:
                    act(office(), who, dossier.id, Action(name=chosen, reason=reason), dossier.version)
                except MotcuaError as error:
                    st.error(error.told(language()))
                else:
                    st.rerun()
    with st.expander(tr("Vì sao không làm được việc khác?", "Why not the others?")):
        for action, why in reasons.items():
            if why is not None:
                st.write(f"**{(RULES[action].vi, RULES[action].en)[column]}**: {why.told(language())}")
