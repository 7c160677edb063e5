"""What came of the last action: done, with a way back; or refused, with what was typed kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.flow import RULES, ActionName
from dashboard.flow.commit import LostRace
from dashboard.ui import session
from dashboard.ui.literal import literal
from dashboard.ui.session import language, name, office, told, tr
from dashboard.work.doing import Done, do, since, take_back
from models.errors import MotcuaError
from models.event import Event

#: what is in no registry, because nobody does it to a dossier that is there
OTHER_ACTIONS = {"submit": ("Nộp hồ sơ", "Submit"), "log": ("Nhập từ nhật ký", "Imported")}
DONE, FAILED, SAID = "mc_done", "mc_failed", "mc_said"
DRAFTS, PLACE = "mc_drafts", "mc_place"


def input_key(code: str, action: str, need: str) -> str:
    """The key of one field of the form of an action."""
    return f"in|{code}|{action}|{need}"


def draft(code: str, action: str) -> Mapping[str, Any]:
    """What was typed for an action that has not succeeded yet."""
    kept: Mapping[str, Any] = st.session_state.get(DRAFTS, {}).get((code, action), {})
    return kept


def perform(code: str, action: ActionName, needs: tuple[str, ...], version: int) -> None:
    """Callback: do the action on the dossier as it was on the screen (`version`), with what was typed."""
    typed = {need: st.session_state.get(input_key(code, action, need)) for need in needs}
    drafts = st.session_state.setdefault(DRAFTS, {})
    drafts[code, action] = typed
    forget()
    try:
        done = do(office(), session.viewer(), code, action, typed, version)
    except MotcuaError as error:
        meanwhile = since(office(), code, version) if isinstance(error, LostRace) else []
        st.session_state[FAILED] = (code, action, error, meanwhile)
        return
    drafts.pop((code, action), None)
    st.session_state[DONE] = done
    st.session_state.pop(f"more|{code}", None)


def forget() -> None:
    """Forget what was said of the last action."""
    st.session_state[DONE], st.session_state[FAILED], st.session_state[SAID] = None, None, None


def undo() -> None:
    """Callback: take back what was done last."""
    done: Done | None = st.session_state.get(DONE)
    forget()
    if done is None:
        return
    try:
        take_back(office(), session.viewer(), done)
    except MotcuaError as error:
        meanwhile = since(office(), done.after.id, done.after.version)
        st.session_state[FAILED] = (done.after.id, done.action.name, error, meanwhile)
    else:
        vi, en = RULES[done.action.name].vi, RULES[done.action.name].en
        code = done.after.id
        st.session_state[SAID] = tr(f"{code}: đã hoàn tác “{vi}”.", f"{code}: “{en}” was taken back.")


def show_outcome(place: str) -> None:
    """The message above the page; `place` is where it was done, and elsewhere it is forgotten."""
    if st.session_state.get(PLACE) != place:
        forget()
        st.session_state[PLACE] = place
    if st.session_state.get(SAID):
        st.success(literal(st.session_state[SAID]))
    done: Done | None = st.session_state.get(DONE)
    if done is not None:
        text, button = st.columns([5, 1], vertical_alignment="center")
        text.success(literal(done_text(done)))
        if done.undo:
            button.button(
                tr("Hoàn tác", "Undo"), key="undo", on_click=undo, shortcut="alt+z", width="stretch",
                help=tr("Làm một thao tác sửa lại; lịch sử vẫn ghi cả hai.",
                        "Does a correcting action; the history tells both."),
            )  # fmt: skip
    failed = st.session_state.get(FAILED)
    if failed is not None:
        code, action, error, meanwhile = failed
        st.error(f"{code}: {told(error)}")
        for event in meanwhile:
            st.markdown(f"- {literal(event_text(event))}")
        typed = [str(value) for value in draft(code, action).values() if value not in (None, "")]
        if typed:
            st.caption(tr("Nội dung bạn đã nhập vẫn được giữ:", "What you typed is kept:"))
            st.code("\n".join(typed), language=None, wrap_lines=True)


def done_text(done: Done) -> str:
    """What was done, and where the dossier is now."""
    after = done.after
    what = RULES[done.action.name].title(language())
    where = ""
    if after.holder is not None and done.action.name in ("finish", "send_back", "hand_over"):
        where = f" → {name('department', after.holder)}"
    return f"{after.id}: {what}{where}."


def action_title(action: str) -> str:
    """What the action of an event is called."""
    if action in RULES:
        return RULES[action].title(language())
    return OTHER_ACTIONS.get(action, (action, action))[1 if language() == "en" else 0]


def event_text(event: Event) -> str:
    """An event in one line: when, who, what, and why."""
    when = event.at.astimezone(office().store.zone).strftime("%d/%m/%Y %H:%M")
    what = action_title(event.action)
    about = str(event.params.get("department", ""))
    told = (
        name("department", about) if about else "", str(event.params.get("reason", "")), event.note,
        str(event.params.get("assigned", "")),
    )  # fmt: skip
    words = " – ".join(text for text in told if text)
    return f"{when} · {name('person', event.actor)} · {what}" + (f": {words}" if words else "")
