"""What was done or refused, said once after the page has drawn itself anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

import streamlit as st

from dashboard.ui.literal import literal
from dashboard.ui.session import sentence
from models.errors import MotcuaError

T = TypeVar("T")

_KEY = "mc_said"


def say(text: str) -> None:
    """Say it at the next drawing."""
    st.session_state[_KEY] = ("success", text)


def say_now(text: str) -> NoReturn:
    """Draw anew, and say it."""
    say(text)
    st.rerun()


def tried(change: Callable[[], T], done: str = "") -> T | None:
    """Make a change, and say `done`; where it is refused, say its sentence, and return None.

    Both are said at the next drawing: it may be the callback of a button.
    """
    try:
        made = change()
    except MotcuaError as error:
        st.session_state[_KEY] = ("error", sentence(error))
        return None
    if done:
        say(done)
    return made


def said() -> None:
    """Show what is to be said, where there is anything."""
    kind, text = st.session_state.pop(_KEY, ("", ""))
    # The place stays where nothing is said: else all beneath it would be made anew, and tabs closed.
    with st.container():
        if kind == "error":
            st.error(literal(text), icon=":material/error:")
        elif text:
            st.success(literal(text), icon=":material/check:")
