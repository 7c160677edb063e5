"""The cursor where the work begins. Streamlit itself never moves it."""

from __future__ import annotations

import json
import re

import streamlit as st


def focus(key: str) -> None:
    """Put the cursor into the widget of that key, once when it appears and nobody types elsewhere."""
    # Streamlit gives the container of a keyed widget this class.
    selector = f".st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', key)}"
    st.html(
        "<script>(() => {"
        f"const at = {json.dumps(selector)}; let left = 30;"
        "const go = () => { const inside = ['input', 'textarea', 'button'].map((one) => at + ' ' + one);"
        "const box = document.querySelector(inside.join());"
        "const now = document.activeElement;"
        "if (now && now.matches('input, textarea, select')) { return; }"
        # What was pressed to come here may still hold the cursor, and take it along when it goes.
        "if (box) { box.focus(); }"
        "if (left-- > 0) { setTimeout(go, 60); } }; go(); })()</script>",
        unsafe_allow_javascript=True,
    )
