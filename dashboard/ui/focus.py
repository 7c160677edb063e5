"""The cursor where the work begins. Streamlit itself never moves it."""

from __future__ import annotations

import re

import streamlit as st

from dashboard.scripts import FOCUS, element


def focus(key: str) -> None:
    """Put the cursor into the widget of that key, once when it appears and nobody types elsewhere."""
    # Streamlit gives the container of a keyed widget this class.
    selector = f".st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', key)}"
    st.html(element(FOCUS, at=selector), unsafe_allow_javascript=True)
