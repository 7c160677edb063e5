"""Tiếp nhận: from a few letters of a procedure to the receipt, with the keyboard alone."""

from __future__ import annotations

import uuid
from datetime import timedelta
from html import escape
from typing import Any

import streamlit as st

from dashboard.clock import day_number
from dashboard.intake.finding import find
from dashboard.intake.offer import Offer, offers
from dashboard.ui.focus import focus
from dashboard.ui.literal import literal
from dashboard.ui.session import date_text, language, name, number, office, sentence, tr
from models.draft import Draft
from models.errors import MotcuaError
from models.habit import EVERYBODY
from models.procedure import Procedure
from models.viewer import Viewer

VIEWS = ("new", "queue")
KEPT = timedelta(seconds=30)


def views(who: Viewer, waiting: int) -> str:
    """The choice between taking in and what waits to be taken in; in the address."""
    names = {
        "new": tr("Tiếp nhận mới", "Take in"),
        "queue": tr(f"Chờ tiếp nhận ({waiting})", f"Waiting to be taken in ({waiting})"),
    }
    asked = st.query_params.get("view", "new")
    chosen = st.segmented_control(
        tr("Việc", "Task"), list(VIEWS), default=asked if asked in VIEWS else "new", key="intake_view",
        format_func=names.__getitem__, label_visibility="collapsed", required=True,
    )  # fmt: skip
    if chosen != asked and not (chosen == "new" and "view" not in st.query_params):
        st.query_params.from_dict({} if chosen == "new" else {"view": str(chosen)})
    return str(chosen)


def start(who: Viewer) -> None:
    """Find the procedure, or go on with a draft."""
    known = offered(who)
    typed = st.text_input(
        tr("Tìm thủ tục", "Find a procedure"), key="intake_find", live=True,
        placeholder=tr("gõ vài chữ: trich luc, 2.000635, đkkh…", "a few letters: trich luc, 2.000635…"),
    )  # fmt: skip
    focus("intake_find")
    habits = office().habits
    found = find(
        (one.procedure for one in known.values()), typed, habits.of(who.user_id), habits.of(EVERYBODY)
    )
    if not found:
        st.info(
            tr("Không thấy thủ tục nào; thử ít chữ hơn.", "No procedure found; try fewer letters.")
            if known
            else tr("Bạn không tiếp nhận thủ tục nào.", "There is no procedure that you take in.")
        )
    with st.container(key="choices"):
        for procedure in found:
            _choice(procedure, known[procedure.id], who)
    _drafts(who)


def offered(who: Viewer) -> dict[str, Offer]:
    """What the viewer may take in; read again after half a minute. What counts is checked at the end."""
    now = office().now()
    kept = st.session_state.get("intake_offers")
    if kept is None or kept[0] != (who.user_id, who.scope) or now - kept[1] > KEPT or now < kept[1]:
        kept = st.session_state["intake_offers"] = (who.user_id, who.scope), now, offers(office(), who)
    found: dict[str, Offer] = kept[2]
    return found


def _choice(procedure: Procedure, offer: Offer, who: Viewer) -> None:
    term = offer.term_words(language())
    amount = offer.revision.fee_vnd
    fee = f"{number(amount)} đ" if amount else tr("không thu phí", "no fee")
    code = f"{procedure.national_code} · " if procedure.national_code else ""
    field = literal(name("field", procedure.field))
    label = f"**{literal(procedure.name)}**  \n{code}{field} · {term} · {fee}"
    if st.button(label, key=f"choose:{procedure.id}", width="stretch"):
        open_form(procedure, offer, who)


def open_form(procedure: Procedure, offer: Offer, who: Viewer) -> None:
    """Begin a form: its id is that of the change that it will be."""
    now = office().now()
    draft = Draft(
        id=uuid.uuid4().hex, user=who.user_id, procedure=procedure.id, revision=offer.revision.id,
        begun_at=now, touched_at=now,
    )  # fmt: skip
    office().drafts.save(draft)
    go(form=draft.id)


def go(**params: str) -> None:
    """To another state of the page, which its address keeps."""
    st.query_params.from_dict(params)
    st.rerun()


def _drafts(who: Viewer) -> None:
    drafts = office().drafts.of(who.user_id)
    if not drafts:
        return
    st.html(f'<h2 class="mc-h2">{tr("Bản nháp của bạn", "Your drafts")}</h2>')
    for draft in drafts[:10]:
        line, resume, discard = st.columns([6, 1, 1], vertical_alignment="center")
        at = draft.touched_at.astimezone(office().store.zone)
        who_for = _name_in(draft.given)
        line.html(
            f"<p>{escape(name('procedure', draft.procedure))}<br>"
            f'<span class="mc-soft">{escape(who_for)}{" · " if who_for else ""}{at:%H:%M %d/%m/%Y}</span></p>'
        )
        if resume.button(tr("Tiếp tục", "Go on"), key=f"resume:{draft.id}", width="stretch"):
            go(form=draft.id)
        if discard.button(tr("Bỏ", "Discard"), key=f"discard:{draft.id}", width="stretch"):
            throw_away(draft, who)


def _name_in(given: dict[str, Any]) -> str:
    blocks = (block for block in (given.get("answers") or {}).values() if isinstance(block, dict))
    return next((str(block["name"]) for block in blocks if block.get("name")), "")


def throw_away(draft: Draft, who: Viewer) -> None:
    """Forget a draft with its files."""
    office().drafts.discard(draft.id, who.user_id)
    office().attachments.discard_draft(draft.id)
    go()


def due_card(offer: Offer) -> str:
    """When the result would be due if it were taken in now, and why, as HTML."""
    try:
        due, why = offer.due(office().calendar(), office().now(), language())
    except MotcuaError as error:
        return f'<div class="mc-card">{escape(sentence(error))}</div>'
    local = due.astimezone(office().store.zone)
    heading = tr("Hẹn trả nếu tiếp nhận bây giờ", "Due if taken in now")
    return (
        f'<div class="mc-card"><span class="mc-soft">{heading}</span>'
        f'<br><strong class="mc-due">{local:%H:%M} {escape(offer.weekday(local.date(), language()))} '
        f"{date_text(day_number(local.date()))}</strong><br>{escape(why)}</div>"
    )
