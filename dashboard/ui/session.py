"""Who looks, in which language, and how numbers, days and addresses are written for them."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard.access.current import NoSession, viewer_of
from dashboard.access.roles import require
from dashboard.access.sessions import COOKIE
from dashboard.clock import date_of
from dashboard.office import Office
from dashboard.office_holder import the_office
from models.errors import MotcuaError
from models.viewer import Viewer


def office() -> Office:
    """The Office of this process."""
    return the_office()


def viewer() -> Viewer:
    """The viewer of this run, read anew; the run stops with a sentence where there is none."""
    try:
        return viewer_of(st.context.cookies.get(COOKIE), the_office())
    except NoSession as error:
        st.html(f'<p>{escape(told(error))} <a href="/login" target="_self">{tr("Đăng nhập", "Sign in")}</a></p>')
        st.stop()
    except MotcuaError as error:
        st.error(told(error))
        st.stop()


def viewer_for(page: str) -> Viewer:
    """The viewer, if their role may see `page`; else the run stops with a sentence."""
    found = viewer()
    try:
        require(found, f"page.{page}")
    except MotcuaError as error:
        st.error(told(error))
        st.stop()
    return found


def language() -> str:
    """ "vi" or "en": the switch in the address of this session, then the cookie of the sign-in page."""
    chosen = st.session_state.get("language") or st.context.cookies.get("motcua_language")
    return "en" if chosen == "en" else "vi"


def tr(vi: str, en: str) -> str:
    """The text in the viewer's language."""
    return en if language() == "en" else vi


def told(error: MotcuaError) -> str:
    """An error's sentence in the viewer's language."""
    return error.told(language())


def link(page: str, **params: Any) -> str:
    """The address of a page with its filters; None and empty values are left out."""
    kept = {name: value for name, value in params.items() if value not in (None, "", (), [])}
    return f"/{page}?{urlencode(kept, doseq=True)}" if kept else f"/{page}"


def number(value: float | int | None, digits: int = 0) -> str:
    """1.234.567 or 1.234,5 (in English 1,234,567); – where there is none."""
    if value is None:
        return "–"
    text = f"{value:,.{digits}f}"
    return text if language() == "en" else text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def percent(value: float | None, digits: int = 1) -> str:
    """97,3 %; "no data" where there is none."""
    return tr("chưa có số liệu", "no data") if value is None else f"{number(value * 100, digits)} %"


def hours(value: float | None) -> str:
    """Working hours as working days and hours: 2 ngày 3 giờ."""
    if value is None:
        return "–"
    days, rest = divmod(round(value), 8)
    if not days:
        return f"{number(value, 1)} {tr('giờ', 'h')}"
    return f"{number(days)} {tr('ngày', 'd')}" + (f" {rest} {tr('giờ', 'h')}" if rest else "")


def date_text(day: int | None) -> str:
    """dd/MM/yyyy."""
    return "–" if day is None else date_of(day).strftime("%d/%m/%Y")


def name(dimension: str, id: str | None) -> str:
    """What an id is called; what nobody knows is "không rõ"."""
    found = "" if id is None else the_office().names.name(dimension, id)
    return found or tr("không rõ", "unknown")


def header(title: str, question: str) -> None:
    """The title of a page, and the question that it answers."""
    st.html(f'<header class="mc-head"><h1>{escape(title)}</h1><p>{escape(question)}</p></header>')
