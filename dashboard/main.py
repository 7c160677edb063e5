"""From the session to a page: who looks, what their role may open, and the page they asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from dashboard.access.roles import ROLE_FACTS, may
from dashboard.access.sessions import LANGUAGE_COOKIE
from dashboard.screens import SCREENS, SECTIONS
from dashboard.ui.session import language, tr, viewer, viewer_for
from dashboard.ui.steer import remember_language, steering
from dashboard.ui.style import CSS
from models.viewer import Viewer

LOGO = Path(__file__).resolve().parent / "static" / "logo.svg"
PAGES = Path(__file__).resolve().parent.parent / "pages"


def main() -> None:
    """Run the page."""
    st.set_page_config(page_title="Một cửa", layout="wide", initial_sidebar_state="collapsed")
    st.html(CSS)
    who = viewer()
    pages = {
        screen.file: st.Page(
            PAGES / f"{screen.file}.py",
            title=tr(screen.vi, screen.en),
            url_path=screen.file,
            visibility="visible" if screen.section else "hidden",
        )
        for screen in SCREENS
        if may(who, screen.permission)
    }
    closed = [
        st.Page(
            partial(refuse, screen.permission),
            title=tr(screen.vi, screen.en),
            url_path=screen.file,
            visibility="hidden",
        )
        for screen in SCREENS
        if not may(who, screen.permission)
    ]
    # Streamlit takes the default page's own address away, so the default is one that only leads on.
    home = st.Page(
        partial(st.switch_page, pages[ROLE_FACTS[who.role].home]),
        title="Một cửa",
        url_path="home",
        default=True,
        visibility="hidden",
    )
    page = st.navigation(sections(pages, [home, *closed]), position="top")
    st.logo(str(LOGO), size="large", link=None)
    st.html(steering(pages), unsafe_allow_javascript=True)
    own_menu(who)
    page.run()


def sections(
    pages: Mapping[str, Page], unnamed: Sequence[Page]
) -> dict[str, list[Page]]:
    """The pages under the headings of the navigation; those that it does not name stand with the first."""
    shown = [screen for screen in SCREENS if screen.file in pages]
    parted: dict[str, list[Page]] = {}
    for section, (vi, en) in SECTIONS.items():
        parted[tr(vi, en)] = [pages[one.file] for one in shown if one.section == section]
    hidden = [pages[one.file] for one in shown if one.section is None]
    parted[""] += [*unnamed, *hidden]
    return {heading: named for heading, named in parted.items() if named}


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
