"""The list of work: a line each, with why it stands where it stands; one click opens it at the right."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.access.masking import masked_name, seen
from dashboard.ui.dossier_opinions import waited
from dashboard.ui.dossiers import state_text
from dashboard.ui.literal import literal
from dashboard.ui.outcome import event_text
from dashboard.ui.session import date_text, language, link, name, office, tr
from dashboard.ui.steps import step_title, where_of
from dashboard.work.desk import Job
from dashboard.work.order import Tone, Urgency
from models.dossier import Dossier
from models.viewer import Viewer

#: sign and colour of each tone; the colour is never the only sign
SIGNS: dict[Tone, tuple[str, str, str]] = {
    "late": ("▲", "red", "mc-late"),
    "risk": ("◆", "orange", "mc-risk"),
    "ready": ("✓", "green", "mc-good"),
    "paused": ("‖", "gray", "mc-soft"),
    "calm": ("○", "gray", ""),
}
OPEN = "mc_open"
#: letters of a procedure's name in a line
LONGEST = 70
#: events shown beside the work
RECENT = 4


def pick_key(code: str) -> str:
    """The key of the box that selects a dossier."""
    return f"pick|{code}"


def open_job(code: str) -> None:
    """Callback: show this one at the right."""
    st.session_state[OPEN] = code


def rows(jobs: Sequence[Job], who: Viewer, opened: str | None) -> None:
    """The lines, each with a box to select it and a button to open it."""
    with st.container(key="jobs", gap=None):
        for dossier, urgent in jobs:
            with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
                words = tr(f"Chọn {dossier.id}", f"Select {dossier.id}")
                st.checkbox(words, key=pick_key(dossier.id), label_visibility="collapsed", width="content")
                st.button(
                    line_text(dossier, urgent, who), key=f"open|{dossier.id}", on_click=open_job,
                    args=(dossier.id,), type="secondary" if dossier.id == opened else "tertiary",
                    width="stretch",
                )  # fmt: skip


def line_text(dossier: Dossier, urgent: Urgency, who: Viewer) -> str:
    """Sign, why, who, what, and at which step."""
    sign, colour, _ = SIGNS[urgent.tone]
    column = 1 if language() == "en" else 0
    procedure = name("procedure", dossier.procedure)
    short = procedure if len(procedure) <= LONGEST else procedure[: LONGEST - 1].rstrip() + "…"
    step = f" · {literal(step_title(dossier.procedure, dossier.step))}" if dossier.step else ""
    why = f":{colour}[**{sign} {literal(urgent.words[column])}**]"
    person = literal(masked_name(dossier.applicant.name, who))
    return f"{why} · **{person}** · {literal(dossier.id)}  \n{literal(short)}{step}"


def brief(dossier: Dossier, urgent: Urgency, who: Viewer) -> None:
    """The dossier in short: enough to do its next step."""
    column = 1 if language() == "en" else 0
    sign, _, kind = SIGNS[urgent.tone]
    person = seen(dossier, who)
    nobody = tr("chưa ai nhận", "nobody")
    address = escape(link("dossier", code=dossier.id))
    pairs = [
        (tr("Người nộp", "Applicant"), person.name or "–"),
        (tr("Điện thoại", "Phone"), person.phone or "–"),
        (tr("Hình thức", "Channel"), name("channel", dossier.channel)),
        (tr("Trạng thái", "State"), state_text(dossier)),
        (tr("Đang ở", "Where"), name("department", where_of(dossier))),
        (tr("Bước", "Step"), step_title(dossier.procedure, dossier.step) if dossier.step else "–"),
        (tr("Người xử lý", "Who"), name("person", dossier.assignee) if dossier.assignee else nobody),
        (tr("Tiếp nhận", "Received"), date_text(dossier.received_day)),
        (tr("Hẹn trả", "Due"), date_text(dossier.due_day)),
    ]  # fmt: skip
    if dossier.awaited:
        pairs.append((tr("Chờ ý kiến", "Opinions waited for"), waited(dossier)))
    cells = "".join(
        f"<div><span class='mc-soft'>{label}</span><br>{escape(value)}</div>" for label, value in pairs
    )
    st.html(
        f'<section class="mc-card" aria-label="{escape(dossier.id)}"><h2 class="mc-h2">'
        f'<a class="mc-link" href="{address}" target="_self">{escape(dossier.id)}</a>'
        f"</h2><p>{escape(name('procedure', dossier.procedure))}</p>"
        f'<p><span class="{kind}">{sign} {escape(urgent.words[column])}</span>'
        f' <span class="mc-soft">· {escape(urgent.more[column])}</span></p>'
        f'<div class="mc-facts">{cells}</div></section>'
    )


def recent(dossier: Dossier) -> None:
    """The last things that happened, so that a reason to send back is not overlooked."""
    events = office().events.of(dossier.id)[-RECENT:]
    lines = "".join(f"<li>{escape(event_text(event))}</li>" for event in reversed(events))
    title = tr("Vừa diễn ra", "What happened last")
    st.html(f'<h3 class="mc-h2">{title}</h3><ul class="mc-recent">{lines}</ul>')
