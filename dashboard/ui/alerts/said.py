"""Changes on the screen of alerts: kept or refused, with a sentence on the next run."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.ui.session import told
from models.errors import MotcuaError

_SAID = "alerts_said"


def tried(change: Callable[[], object], done: str) -> None:
    """Make a change, as the callback of a button; `done` is said where it is kept."""
    try:
        change()
    except MotcuaError as error:
        st.session_state[_SAID] = ("error", told(error))
    else:
        st.session_state[_SAID] = ("success", done)


def said() -> None:
    """Show what the last change had to say."""
    kind, text = st.session_state.pop(_SAID, ("", ""))
    if kind == "error":
        st.error(text, icon=":material/error:")
    elif text:
        st.success(text, icon=":material/check:")
