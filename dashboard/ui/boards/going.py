"""Going about among boards: what the address says, and changes that are kept or refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.ui.session import told
from models.board import Board
from models.errors import MotcuaError

_SAID = "boards_said"
#: what of the address is about boards, and not a filter
PARTS = ("board", "edit", "chart")


def go(board: str = "", **parts: str) -> None:
    """Go to a board (or to all of them), with the filters of the address kept on the same board."""
    if board != st.query_params.get("board"):
        st.query_params.clear()
    for part in PARTS:
        if part in st.query_params:
            del st.query_params[part]
    wanted = {"board": board, **parts}
    for part, value in wanted.items():
        if value:
            st.query_params[part] = value


def tried(change: Callable[[], Board | None]) -> Board | None:
    """Make a change; where it is refused, the sentence is shown on the next run, and None returned."""
    try:
        return change()
    except MotcuaError as error:
        st.session_state[_SAID] = ("error", told(error))
        return None


def say(text: str) -> None:
    """A sentence to be shown on the next run."""
    st.session_state[_SAID] = ("success", text)


def said() -> None:
    """Show what the last change had to say."""
    kind, text = st.session_state.pop(_SAID, ("", ""))
    if kind == "error":
        st.error(text, icon=":material/error:")
    elif text:
        st.success(text, icon=":material/check:")
