"""What was done, said once after the page has drawn itself anew."""

from __future__ import annotations

import streamlit as st

_KEY = "mc_said"


def say(text: str) -> None:
    """Say it at the next drawing."""
    st.session_state[_KEY] = text


def said() -> None:
    """Show what is to be said, where there is anything."""
    text = st.session_state.pop(_KEY, "")
    # The place stays where nothing is said: else all beneath it would be made anew, and tabs closed.
    with st.container():
        if text:
            st.success(text, icon=":material/check:")
