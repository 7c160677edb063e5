"""Who looks, in which language, and how numbers, days and addresses are written for them."""

from __future__ import annotations

from contextvars import ContextVar
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard.access.current import NoSession, viewer_of
from dashboard.access.roles import ROLE_FACTS, require
from dashboard.access.sessions import COOKIE, LANGUAGE_COOKIE
from dashboard.clock import date_of
from dashboard.office import Office
from dashboard.office_holder import the_office
from dashboard.telling import day_text as date_text
from dashboard.telling import first_of, hours_text, last_of, number_text, percent_text, period_text
from dashboard.ui.literal import literal
from dashboard.ui.silent import wait_for_store
from models.errors import MotcuaError, StoreError
from models.viewer import Role, Viewer

__all__ = [
    "date_text",
    "first_of",
    "header",
    "hours",
    "language",
    "last_of",
    "link",
    "name",
    "number",
    "office",
    "percent",
    "period_text",
    "role_text",
    "sentence",
    "told",
    "tr",
    "viewer",
    "viewer_for",
    "weekday_text",
]

#: the language of this run (of its thread)
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def office() -> Office:
    """The Office of this process."""
    return the_office()


def viewer() -> Viewer:
    """The viewer of this run, read anew; the run stops with a sentence where there is none."""
    _spoken.set(_chosen())
    try:
        return viewer_of(st.context.cookies.get(COOKIE), the_office())
    except NoSession as error:
        st.html(
            f"<p>{escape(sentence(error))} "
            f'<a href="/login" target="_self">{tr("Đăng nhập", "Sign in")}</a></p>'
        )
        st.stop()
    except StoreError as error:
        st.error(told(error))
        wait_for_store(language())
        st.stop()
    except MotcuaError as error:
        st.error(told(error))
        st.stop()


def viewer_for(page: str) -> Viewer:
    """The viewer, if their role may see `page`; else the run stops with a sentence."""
    found = viewer()
    _spoken.set(_chosen())
    try:
        require(found, f"page.{page}")
    except MotcuaError as error:
        st.error(told(error))
        st.stop()
    return found


def language() -> str:
    """ "vi" or "en": the switch of this session, then the cookie, then what the Office speaks."""
    # Asked for a thousand times a run, and told once: by `viewer`, with which every run begins.
    return _spoken.get() or _chosen()


def _chosen() -> str:
    chosen = st.session_state.get("language") or st.context.cookies.get(LANGUAGE_COOKIE)
    if chosen not in ("vi", "en"):
        chosen = the_office().settings.language
    return "en" if chosen == "en" else "vi"


def tr(vi: str, en: str) -> str:
    """The text in the viewer's language."""
    return en if language() == "en" else vi


def told(error: MotcuaError) -> str:
    """An error's sentence in the viewer's language, for the boxes and lines that read Markdown."""
    return literal(error.told(language()))


def sentence(error: MotcuaError) -> str:
    """The same for HTML (escape it) and for the cells of tables: as it is."""
    return error.told(language())


def link(page: str, /, **params: Any) -> str:
    """The address of a page with its filters; None and empty values are left out."""
    kept = {name: value for name, value in params.items() if value not in (None, "", (), [])}
    return f"/{page}?{urlencode(kept, doseq=True)}" if kept else f"/{page}"


def number(value: float | int | None, digits: int = 0) -> str:
    """1.234.567 or 1.234,5 (in English 1,234,567); – where there is none."""
    return number_text(value, language(), digits)


def percent(value: float | None, digits: int = 1) -> str:
    """97,3 %; "no data" where there is none."""
    return percent_text(value, language(), digits)


def hours(value: float | None) -> str:
    """Working hours as working days and hours: 2 ngày 3 giờ."""
    return hours_text(value, language())


def name(dimension: str, id: str | None) -> str:
    """What an id is called; what nobody knows is "không rõ"."""
    found = "" if id is None else the_office().names.name(dimension, id)
    return found or tr("không rõ", "unknown")


def role_text(role: Role) -> str:
    """What a role is called."""
    return tr(ROLE_FACTS[role].vi, ROLE_FACTS[role].en)


def header(title: str, question: str) -> None:
    """The title of a page, and the question that it answers."""
    st.html(f'<header class="mc-head"><h1>{escape(title)}</h1><p>{escape(question)}</p></header>')


#: how the days of the week are called in a narrow place, from Monday on
_WEEKDAYS = (
    ("T2", "Mon"),
    ("T3", "Tue"),
    ("T4", "Wed"),
    ("T5", "Thu"),
    ("T6", "Fri"),
    ("T7", "Sat"),
    ("CN", "Sun"),
)


def weekday_text(day: int) -> str:
    """T3 24/11; of today: hôm nay 24/11."""
    if day == the_office().today():
        return f"{tr('Hôm nay', 'Today')} {date_text(day)[:5]}"
    vi, en = _WEEKDAYS[date_of(day).weekday()]
    return f"{tr(vi, en)} {date_text(day)[:5]}"
