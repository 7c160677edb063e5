"""From the session to a page: who looks, what their role may open, and the page they asked for."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from dashboard.access.roles import ROLE_FACTS, may
from dashboard.ui.session import tr, viewer
from dashboard.ui.style import CSS

PAGES = Path(__file__).resolve().parent.parent / "pages"
#: file, title, permission; an address is the file's name
SCREENS: tuple[tuple[str, str, str, str], ...] = (
    ("overview", "Tổng quan", "Overview", "page.overview"),
    ("waiting", "Thời gian chờ", "Waiting time", "page.waiting"),
    ("backlog", "Tồn đọng", "Backlog", "page.backlog"),
    ("search", "Tra cứu", "Search", "page.search"),
    ("dossier", "Hồ sơ", "Dossier", "page.dossier"),
    ("listing", "Danh sách", "List", "page.search"),
    ("import_log", "Nhập nhật ký", "Import a log", "page.import"),
)


def main() -> None:
    """Run the page."""
    st.set_page_config(page_title="Một cửa", page_icon=":material/door_open:", layout="wide")
    st.html(CSS)
    who = viewer()
    home = ROLE_FACTS[who.role].home
    pages = [
        st.Page(PAGES / f"{file}.py", title=tr(vi, en), url_path=file, default=file == home)
        for file, vi, en, permission in SCREENS
        if may(who, permission) and (PAGES / f"{file}.py").exists()
    ]
    page = st.navigation(pages, position="top")
    with st.sidebar:
        facts = ROLE_FACTS[who.role]
        st.html(
            f'<p class="mc-soft">{escape(who.name)} · {escape(tr(facts.vi, facts.en))}<br>'
            f'<a class="mc-link" href="/account" target="_self">{tr("Tài khoản", "Account")}</a> · '
            f'<a class="mc-link" href="/logout" target="_self">{tr("Đăng xuất", "Sign out")}</a></p>'
        )
        chosen = st.segmented_control(
            tr("Ngôn ngữ", "Language"), ["vi", "en"], default=tr("vi", "en"),
            format_func={"vi": "Tiếng Việt", "en": "English"}.get,
        )  # fmt: skip
        if chosen is not None and chosen != tr("vi", "en"):
            st.session_state["language"] = chosen
            st.rerun()
    page.run()


main()
