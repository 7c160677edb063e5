"""From the session to a page: who looks, what their role may open, and the page they asked for."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import Path
from typing import Literal

import streamlit as st

from dashboard.access.roles import ROLE_FACTS, may
from dashboard.ui.session import tr, viewer
from dashboard.ui.style import CSS

PAGES = Path(__file__).resolve().parent.parent / "pages"
#: file (which is its address), titles, permission, and whether the navigation names it
SCREENS: tuple[tuple[str, str, str, str, Literal["visible", "hidden"]], ...] = (
    ("work", "Việc của tôi", "My work", "page.work", "visible"),
    ("overview", "Tổng quan", "Overview", "page.overview", "visible"),
    ("waiting", "Thời gian chờ", "Waiting time", "page.waiting", "visible"),
    ("backlog", "Tồn đọng", "Backlog", "page.backlog", "visible"),
    ("roster", "Phân công", "Roster", "page.roster", "visible"),
    ("search", "Tra cứu", "Search", "page.search", "visible"),
    ("dossier", "Hồ sơ", "Dossier", "page.dossier", "hidden"),
    ("listing", "Danh sách", "List", "page.search", "hidden"),
    ("import_log", "Nhập nhật ký", "Import a log", "page.import", "visible"),
)


def main() -> None:
    """Run the page."""
    st.set_page_config(page_title="Một cửa", layout="wide",
                       initial_sidebar_state="collapsed")  # fmt: skip
    st.html(CSS)
    who = viewer()
    pages = {
        file: st.Page(PAGES / f"{file}.py", title=tr(vi, en), url_path=file, visibility=visibility)
        for file, vi, en, permission, visibility in SCREENS
        if may(who, permission)
    }
    # Streamlit takes the default page's own address away, so the default is one that only leads on.
    home = st.Page(
        partial(st.switch_page, pages[ROLE_FACTS[who.role].home]), title="Một cửa", url_path="home",
        default=True, visibility="hidden",
    )  # fmt: skip
    page = st.navigation([home, *pages.values()], position="top")
    with st.sidebar:
        facts = ROLE_FACTS[who.role]
        st.html(
            f'<p class="mc-soft">{escape(who.name)} · {escape(tr(facts.vi, facts.en))}<br>'
            f'<a class="mc-link" href="/account" target="_self">{tr("Tài khoản", "Account")}</a> · '
            f'<a class="mc-link" href="/logout" target="_self">{tr("Đăng xuất", "Sign out")}</a></p>'
        )
        chosen = st.segmented_control(
            tr("Ngôn ngữ", "Language"), ["vi", "en"], default=tr("vi", "en"),
            format_func=lambda code: {"vi": "Tiếng Việt", "en": "English"}[code],
        )  # fmt: skip
        if chosen is not None and chosen != tr("vi", "en"):
            st.session_state["language"] = chosen
            st.rerun()
    page.run()


main()
