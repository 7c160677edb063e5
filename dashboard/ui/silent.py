"""While the store is silent: the page says so, looks again by itself, and goes on when it answers.

What was typed is kept: a run that stops early leaves the values of its widgets where they are.
"""

from __future__ import annotations

import streamlit as st

from dashboard.office_holder import the_office
from models.errors import StoreError
from models.health import pulse

#: seconds between two looks
AGAIN_SECONDS = 2.0


def wait_for_store(spoken: str) -> None:
    """Say that the page waits, and draw it anew as soon as the store answers. `spoken`: the language."""
    looks = 0

    @st.fragment(run_every=AGAIN_SECONDS)
    def waiting() -> None:
        nonlocal looks
        looks += 1
        st.caption(
            "The page comes back by itself when the server answers. What you typed is kept."
            if spoken == "en"
            else "Trang tự mở lại khi máy chủ trả lời. Nội dung bạn đã nhập vẫn được giữ."
        )
        if looks == 1:
            return  # the run that failed just now
        office = the_office()
        try:
            pulse(office.store, office.now())
        except StoreError:
            return
        st.rerun()

    waiting()
