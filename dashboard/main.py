"""From the session to a page: who looks, what their role may open, and the page they asked for."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import Path
from typing import Literal

import streamlit as st

from dashboard.access.roles import ROLE_FACTS, may
from dashboard.access.sessions import LANGUAGE_COOKIE
from dashboard.ui.session import language, tr, viewer, viewer_for
from dashboard.ui.steer import remember_language, steering
from dashboard.ui.style import CSS
from models.viewer import Viewer

LOGO = Path(__file__).resolve().parent / "static" / "logo.svg"
PAGES = Path(__file__).resolve().parent.parent / "pages"
#: file (which is its address), titles, permission, and whether the navigation names it
SCREENS: tuple[tuple[str, str, str, str, Literal["visible", "hidden"]], ...] = (
    ("work", "Việc của tôi", "My work", "page.work", "visible"),
    ("overview", "Tổng quan", "Overview", "page.overview", "visible"),
    ("waiting", "Thời gian chờ", "Waiting time", "page.waiting", "visible"),
    ("backlog", "Tồn đọng", "Backlog", "page.backlog", "visible"),
    ("boards", "Bảng theo dõi", "Boards", "page.boards", "visible"),
    ("roster", "Phân công", "Roster", "page.roster", "visible"),
    ("intake", "Tiếp nhận", "Intake", "page.intake", "visible"),
    ("procedures", "Thủ tục", "Procedures", "page.procedures", "visible"),
    ("search", "Tra cứu", "Search", "page.search", "visible"),
    ("dossier", "Hồ sơ", "Dossier", "page.dossier", "hidden"),
    ("listing", "Danh sách", "List", "page.search", "hidden"),
    ("forms", "In biểu mẫu", "Printed forms", "page.forms", "visible"),
    ("notices", "Thông báo", "Notices", "page.notices", "visible"),
    ("definitions", "Định nghĩa", "Definitions", "page.overview", "hidden"),
    ("import_log", "Nhập nhật ký", "Import a log", "page.import", "visible"),
)


def main() -> None:
    """Run the page."""
    st.set_page_config(page_title="Một cửa", layout="wide", initial_sidebar_state="collapsed")
    st.html(CSS)
    who = viewer()
    pages = {
        file: st.Page(PAGES / f"{file}.py", title=tr(vi, en), url_path=file, visibility=visibility)
        for file, vi, en, permission, visibility in SCREENS
        if may(who, permission)
    }
    closed = [
        st.Page(partial(refuse, permission), title=tr(vi, en), url_path=file, visibility="hidden")
        for file, vi, en, permission, _ in SCREENS
        if not may(who, permission)
    ]
    # Streamlit takes the default page's own address away, so the default is one that only leads on.
    home = st.Page(
        partial(st.switch_page, pages[ROLE_FACTS[who.role].home]),
        title="Một cửa",
        url_path="home",
        default=True,
        visibility="hidden",
    )
    page = st.navigation([home, *pages.values(), *closed], position="top")
    st.logo(str(LOGO), size="large", link=None)
    st.html(steering(pages), unsafe_allow_javascript=True)
    own_menu(who)
    page.run()


def refuse(permission: str) -> None:
    """A page that the role does not have: says so, where Streamlit would say that there is none."""
    viewer_for(permission.removeprefix("page."))


def own_menu(who: Viewer) -> None:
    """Who is signed in: the language, the account, the way out. It stands in the corner of every page."""
    facts = ROLE_FACTS[who.role]
    with st.container(key="who"), st.popover(who.name, icon=":material/account_circle:"):
        st.html(
            f"<p><strong>{escape(who.name)}</strong><br>"
            f'<span class="mc-soft">{tr(facts.vi, facts.en)}</span></p>'
        )
        chosen = st.segmented_control(
            tr("Ngôn ngữ", "Language"),
            ["vi", "en"],
            default=language(),
            key="own_language",
            format_func=lambda code: {"vi": "Tiếng Việt", "en": "English"}[code],
        )
        st.html(
            f'<p><a class="mc-link" href="/account" target="_self">{tr("Tài khoản", "Account")}</a> · '
            f'<a class="mc-link" href="/logout" target="_self">{tr("Đăng xuất", "Sign out")}</a></p>'
        )
    if chosen is not None and chosen != language():
        st.session_state["language"] = chosen
        st.rerun()
    if "language" in st.session_state:
        st.html(remember_language(LANGUAGE_COOKIE, language()), unsafe_allow_javascript=True)


main()
