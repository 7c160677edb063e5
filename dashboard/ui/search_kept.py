"""Searches that are kept: the saved ones by name, and the last ones."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.search.wanted import Wanted
from dashboard.ui.literal import literal
from dashboard.ui.search_filters import FILTERS, value_text
from dashboard.ui.session import office, role_text, told, tr
from models.errors import MotcuaError
from models.saved_search import SavedSearch
from models.viewer import OUTSIDE, ROLES, Viewer

LONGEST_LABEL = 40


def remember(who: Viewer, text: str, wanted: Wanted) -> None:
    """Put a search among the viewer's last ones."""
    if text or wanted:
        office().recent_searches.add(who.user_id, params_of(text, wanted))


def kept(who: Viewer, text: str, wanted: Wanted) -> None:
    """Saved searches to open, and a way to save this one."""
    saved = office().saved_searches.seen_by(who)
    if saved:
        with st.popover(tr("Đã lưu", "Saved"), icon=":material/bookmark:"):
            for each in saved:
                saved_line(who, each)
    if text or wanted:
        with st.popover(tr("Lưu tìm kiếm này", "Save this search"), icon=":material/bookmark_add:"):
            save(who, text, wanted)


def recent(who: Viewer) -> None:
    """The viewer's last searches, to open again."""
    last = office().recent_searches.of(who.user_id)
    if not last:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="search_recent"):
        st.html(f'<p class="mc-sub">{tr("Tìm gần đây:", "Recent:")}</p>', width="content")
        for place, params in enumerate(last):
            st.button(
                literal(label_of(params)), key=f"search_recent_{place}", type="tertiary",
                on_click=open_params, args=(params,),
            )  # fmt: skip


def saved_line(who: Viewer, each: SavedSearch) -> None:
    """One saved search: open it, and remove it where it is one's own."""
    shared = f" · {role_text(each.role)}" if each.role is not None else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            literal(f"{each.name}{shared}"), key=f"search_open_{each.id}", type="tertiary",
            on_click=open_params, args=(each.params,), help=literal(label_of(each.params)),
        )  # fmt: skip
        if each.owner == who.user_id or who.role == "administrator":
            st.button(
                tr("Xóa", "Remove"), key=f"search_remove_{each.id}", type="tertiary",
                icon=":material/delete:", on_click=forget, args=(who, each.id),
            )  # fmt: skip


def save(who: Viewer, text: str, wanted: Wanted) -> None:
    """Save the present search under a name."""
    with st.form("search_save", border=False, clear_on_submit=True):
        name = st.text_input(tr("Tên", "Name"), max_chars=80)
        role = st.selectbox(
            tr("Ai thấy", "Who sees it"), [None, *(role for role in ROLES if role not in OUTSIDE)],
            format_func=lambda role: role_text(role) if role else tr("chỉ mình tôi", "only me"),
        )  # fmt: skip
        if st.form_submit_button(tr("Lưu", "Save"), type="primary"):
            try:
                made = office().saved_searches.save(
                    who, name, params_of(text, wanted), role, office().now()
                )
            except MotcuaError as error:
                st.error(told(error))
            else:
                st.success(literal(tr(f"Đã lưu “{made.name}”.", f"“{made.name}” is saved.")))


def forget(who: Viewer, id: str) -> None:
    """Remove a saved search."""
    try:
        office().saved_searches.remove(who, id)
    except MotcuaError as error:
        st.toast(told(error))


def open_params(params: Mapping[str, str]) -> None:
    """Go to a kept search."""
    st.query_params.from_dict(dict(params))
    st.session_state.pop("search_pages", None)


def params_of(text: str, wanted: Wanted) -> dict[str, str]:
    """A search as parameters of the address."""
    return {**({"q": text} if text else {}), **wanted.params()}


def label_of(params: Mapping[str, str]) -> str:
    """A kept search in a few words."""
    wanted = Wanted.read(params)
    parts = [params["q"]] if params.get("q") else []
    parts += [value_text(kind, getattr(wanted, kind)) for kind in FILTERS if getattr(wanted, kind)]
    told = " · ".join(parts)
    return told if len(told) <= LONGEST_LABEL else told[: LONGEST_LABEL - 1] + "…"
