"""What has just been done, told once on the page itself: a toast has no name for who cannot see it."""

from __future__ import annotations

import streamlit as st

_SAID = "roster_said"


def say(text: str) -> None:
    """Tell it with the next run, and draw anew."""
    st.session_state[_SAID] = text
    st.rerun()


def show_said() -> None:
    """What was done by the run before, if anything was."""
    text = st.session_state.pop(_SAID, None)
    if text:
        st.success(text)
