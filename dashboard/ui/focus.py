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
        f"const at = {json.dumps(selector)}; let left = 40;"
        "const go = () => { const inside = ['input', 'textarea', 'button'].map((one) => at + ' ' + one);"
        "const box = document.querySelector(inside.join());"
        "const now = document.activeElement;"
        "if (box && (!now || now === document.body)) { box.focus(); }"
        "else if (!box && left-- > 0) { setTimeout(go, 50); } }; go(); })()</script>",
        unsafe_allow_javascript=True,
    )
