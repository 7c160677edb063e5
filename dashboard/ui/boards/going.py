"""Going about among boards: what the address says."""

from __future__ import annotations

import streamlit as st

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
