"""The way through the pages of a list that is read by cursors."""

from __future__ import annotations

import streamlit as st

from dashboard.ui.session import number, tr


def turning(pages: list[str | None], after: str | None) -> None:
    """The buttons to the pages before and after. `pages`: the cursors up to this page, kept by the caller."""
    if len(pages) > 1 and st.button(tr("Trang trước", "Previous page"), icon=":material/chevron_left:"):
        pages.pop()
        st.rerun()
    if after is not None and st.button(
        tr("Trang sau", "Next page"), icon=":material/chevron_right:", icon_position="right"
    ):
        pages.append(after)
        st.rerun()


def places(pages: list[str | None], size: int, count: int) -> str:
    """Which rows a page of at most `size` shows, that has `count`: "51–73"."""
    first = (len(pages) - 1) * size + 1
    return f"{number(first)}–{number(first + count - 1)}"


def row_words(text: str) -> None:
    """Said of the rows, beside the buttons."""
    st.html(f'<span class="mc-soft mc-small">{text}</span>', width="content")
