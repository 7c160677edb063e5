"""The filters of the search: chosen in a pop-over, kept in the address, shown as chips."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from dashboard.clock import date_of, day_number
from dashboard.flow import STATE_NAMES
from dashboard.search.wanted import LATENESS, STATES, Wanted
from dashboard.ui.session import date_text, language, name, office, tr

#: the kinds of filters and what they are called
FILTERS: Mapping[str, tuple[str, str]] = {
    "department": ("Cơ quan", "Department"),
    "field": ("Lĩnh vực", "Field"),
    "procedure": ("Thủ tục", "Procedure"),
    "state": ("Trạng thái", "State"),
    "lateness": ("Hạn", "Due"),
    "channel": ("Hình thức", "Channel"),
    "level": ("Cấp", "Level"),
    "received": ("Tiếp nhận", "Received"),
    "closed": ("Kết thúc", "Closed"),
}
NAMED = ("department", "field", "procedure", "channel", "level")
#: names in one chip; more of them are a number
NAMES_SHOWN = 2
Go = Callable[[str, Wanted], None]


def filters(text: str, wanted: Wanted, go: Go) -> None:
    """The pop-over with all filters. A change goes into the address before the page runs again."""

    def changed(kind: str) -> None:
        value = st.session_state[f"search_f_{kind}"]
        go(text, wanted.put(kind, value_of(kind, value)))

    for kind in FILTERS:
        st.session_state[f"search_f_{kind}"] = shown(kind, getattr(wanted, kind))
    with st.popover(tr("Bộ lọc", "Filters"), icon=":material/tune:"), st.container(width=420):
        for kind in NAMED:
            known = office().names.of(kind)
            options = sorted(known, key=lambda id: known[id].casefold())
            options += [id for id in getattr(wanted, kind) if id not in known]
            st.multiselect(
                tr(*FILTERS[kind]), options, key=f"search_f_{kind}", on_change=changed, args=(kind,),
                format_func=partial(name, kind), placeholder=tr("tất cả", "all"),
            )  # fmt: skip
        st.multiselect(
            tr(*FILTERS["state"]), STATES, key="search_f_state", on_change=changed, args=("state",),
            format_func=state_name, placeholder=tr("tất cả", "all"),
        )  # fmt: skip
        st.selectbox(
            tr(*FILTERS["lateness"]), ["", *LATENESS], key="search_f_lateness", on_change=changed,
            args=("lateness",), format_func=lambda id: tr(*LATENESS[id]) if id else tr("tất cả", "all"),
        )  # fmt: skip
        for kind, vi, en in (
            ("received", "Tiếp nhận từ – đến", "Received from – to"),
            ("closed", "Kết thúc từ – đến", "Closed from – to"),
        ):
            st.date_input(
                tr(vi, en), key=f"search_f_{kind}", format="DD/MM/YYYY", on_change=changed, args=(kind,),
                min_value=datetime.date(1990, 1, 1), max_value=datetime.date(2199, 12, 31),
            )  # fmt: skip


def shown(kind: str, value: Any) -> Any:
    """The value of a filter as its widget has it."""
    if kind in ("received", "closed"):
        return () if value is None else tuple(date_of(day) for day in value)
    return value if kind == "lateness" else list(value)


def value_of(kind: str, value: Any) -> Any:
    """The value of a filter from its widget. Of a period that is only begun: that one day."""
    if kind in ("received", "closed"):
        days = tuple(day_number(date) for date in value)
        return (days[0], days[-1]) if days else None
    return (value or "") if kind == "lateness" else tuple(value)


def chosen_chips(text: str, wanted: Wanted, go: Go) -> None:
    """A chip for each filter that was chosen, which takes it away."""
    for kind in FILTERS:
        value = getattr(wanted, kind)
        if value:
            st.button(
                f"{tr(*FILTERS[kind])}: {value_text(kind, value)} ✕", key=f"search_chip_{kind}", on_click=go,
                args=(text, wanted.without(kind)), help=tr("Bấm để bỏ bộ lọc", "Press to take it away"),
            )  # fmt: skip


def value_text(kind: str, value: Any) -> str:
    """The value of a filter in words."""
    if kind == "lateness":
        return tr(*LATENESS[value])
    if kind in ("received", "closed"):
        first, last = date_text(value[0]), date_text(value[1])
        return first if first == last else f"{first} – {last}"
    names = [state_name(each) if kind == "state" else name(kind, each) for each in value[:NAMES_SHOWN]]
    more = len(value) - len(names)
    return ", ".join(names) + (f" +{more}" if more else "")


def state_name(state: str) -> str:
    """A state in words."""
    return STATE_NAMES[state][1 if language() == "en" else 0]
