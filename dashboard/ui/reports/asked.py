"""What the address asks of the screen of reports: period, past date, conditions, rows and view."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from dashboard.clock import date_of, day_of
from dashboard.period import OWN, Trouble, typed_day
from dashboard.progress import Progress
from dashboard.reports.facts import Fact
from dashboard.reports.periods import ReportPeriod, choices, read_report_period
from dashboard.reports.reading import Asked, end_of_day
from dashboard.ui.filters import CONDITIONS, read_conditions
from dashboard.ui.session import language, link, name, number, office, tr
from models.report_closing import ReportClosing

VIEWS: dict[str, tuple[str, str]] = {
    "form": ("Biểu II.06a", "Form II.06a"),
    "overdue": ("Quá hạn và nguyên nhân", "Overdue, and why"),
    "evaluation": ("Đánh giá TT 01/2018", "Evaluation, TT 01/2018"),
    "index": ("Chỉ số QĐ 766", "Index, QĐ 766"),
    "closings": ("Chốt kỳ", "Closed periods"),
}
BY: dict[str, tuple[str, str]] = {
    "department": ("Theo cơ quan", "By department"),
    "field": ("Theo lĩnh vực", "By field"),
    "level": ("Theo cấp", "By level"),
}
DIMENSIONS = ("department", "field", "level")
#: what of an address asks for a list: a column of the form or a fact, and a page of it
LISTED = ("cell", "fact", "of", "person", "page")


@dataclass(frozen=True)
class View:
    """What is asked for. `day`: the past day as of whose end it is read."""

    period: ReportPeriod
    where: dict[str, tuple[str, ...]]
    by: str
    view: str
    known_by: datetime | None = None
    day: int | None = None
    closing: ReportClosing | None = None

    @property
    def asked(self) -> Asked:
        """The report."""
        return Asked(self.period.start, self.period.end, self.where, self.known_by)

    @property
    def name(self) -> str:
        """What the period is called, without its days; "" for own days."""
        return "" if self.period.key == OWN else self.period.title().partition(" (")[0]

    def address(self, **more: Any) -> dict[str, Any]:
        """The parameters of an address with all of this, and `more` in its place (None takes one out)."""
        found: dict[str, Any] = {**self.period.address}
        if self.closing is not None:
            found = {"closing": self.closing.number}
        elif self.day is not None:
            found["asof"] = date_of(self.day).isoformat()
        found |= {dimension: values[0] for dimension, values in self.where.items() if values}
        found |= {"by": self.by if self.by != "department" else None}
        found |= {"view": self.view if self.view != "form" else None}
        return found | more


def read() -> tuple[View, list[Trouble]]:
    """What the address says; what cannot be meant is left out, with a sentence."""
    asked, today = st.query_params, office().today()
    period, troubles = read_report_period(asked, today)
    closing = None
    if asked.get("closing"):
        number = asked["closing"]
        closing = office().report_closings.get(int(number)) if number.isdecimal() else None
        if closing is None:
            troubles.append((f"Không có kỳ đã chốt số {number}.", f"There is no closed period {number}."))
        else:
            period = ReportPeriod(OWN, closing.start, closing.end)
    day = typed_day(asked.get("asof"))
    if asked.get("asof") and day is None:
        told = asked["asof"]
        troubles.append(
            (f"Không hiểu ngày “{told}” (viết như 2026-11-24); đang xem số liệu hiện nay.",
             f"“{told}” is not a day (write it as 2026-11-24); this is what is known now.")
        )  # fmt: skip
    past = day if day is not None and day < today and closing is None else None
    known_by = None if past is None else end_of_day(past, office().store.zone)
    where, unknown = read_conditions(asked, {one: CONDITIONS[one] for one in DIMENSIONS})
    view = View(
        named(period), where, asked.get("by", "") if asked.get("by") in BY else "department",
        asked.get("view", "") if asked.get("view") in VIEWS else "form",
        closing.known_by if closing is not None else known_by, past, closing,
    )  # fmt: skip
    return view, [*troubles, *unknown]


def asked_fact() -> Fact | None:
    """The fact whose dossiers the address asks for."""
    asked = st.query_params
    return Fact(asked["fact"], asked.get("of", ""), asked.get("person", "")) if asked.get("fact") else None


def cell_link(view: View, column: int, **where: Any) -> str:
    """The address of the list behind a figure of the form."""
    return link("reports", **view.address(view=None, cell=column, **where))


def fact_link(view: View, fact: Fact, **more: Any) -> str:
    """The address of the list behind a figure that is no column of the form."""
    return link("reports", **view.address(fact=fact.name, of=fact.of, person=fact.person, **more))


def back(view: View) -> str:
    """The way from a list to its report."""
    href, words = link("reports", **view.address()), tr("Về báo cáo", "Back")
    return f'<p><a class="mc-link" href="{escape(href)}" target="_self">‹ {words}</a></p>'


def count(n: int, href: str, css: str = "mc-link") -> str:
    """A number in words or a cell, which opens its list; of nothing there is nothing to open."""
    shown = number(n)
    return f'<a class="{css}" href="{escape(href)}" target="_self">{shown}</a>' if n else shown


def named(period: ReportPeriod) -> ReportPeriod:
    """The period under its name, where own days are one that has a name."""
    if period.key != OWN:
        return period
    offered = choices(office().today())
    return next((one for one in offered if (one.start, one.end) == (period.start, period.end)), period)


def write(**pairs: str | None) -> None:
    """Put parameters into the address; what is empty is taken out of it."""
    for key, value in {**dict.fromkeys(LISTED), **pairs}.items():
        if value:
            st.query_params[key] = value
        elif key in st.query_params:
            del st.query_params[key]


def bar(view: View) -> None:
    """The period, the past date, the conditions; every choice is written into the address."""
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        _choose_period(view)
        _choose_day(view)
        _choose_conditions(view)


def _choose_period(view: View) -> None:
    today, chosen = office().today(), view.period
    offered = {one.key: one for one in choices(today)}
    if chosen.key != OWN:
        offered.setdefault(chosen.key, chosen)

    def pick() -> None:
        key = st.session_state["report_period"]
        days = chosen.start, chosen.end
        texts = [date_of(day).isoformat() for day in days]
        own = {"from": texts[0], "to": texts[1]} if key == OWN else {"from": None, "to": None}
        write(period=None if key == OWN else key, closing=None, **own)

    def days() -> None:
        first, last = st.session_state["report_from"], st.session_state["report_to"]
        if first is not None and last is not None:
            write(period=None, closing=None, **{"from": first.isoformat(), "to": last.isoformat()})

    def called(key: str) -> str:
        return tr("Từ ngày … đến ngày …", "From … to …") if key == OWN else offered[key].title(language())

    st.session_state["report_period"] = chosen.key
    st.selectbox(
        tr("Kỳ báo cáo", "Period"), [*offered, OWN], format_func=called, key="report_period", on_change=pick,
        width=330,
    )  # fmt: skip
    if chosen.key == OWN:
        for key, label, day in (
            ("report_from", tr("Từ ngày", "From"), chosen.start),
            ("report_to", tr("Đến ngày", "To"), chosen.end),
        ):
            st.session_state[key] = date_of(day)
            st.date_input(label, key=key, on_change=days, format="DD/MM/YYYY", width=140,
                          min_value=date_of(0), max_value=date_of(today + 3660))  # fmt: skip


def _choose_day(view: View) -> None:
    today = office().today()
    known = today
    if view.known_by is not None:
        known = day_of(view.known_by, office().store.zone)

    def pick() -> None:
        day = st.session_state["report_asof"]
        write(asof=None if day is None or day >= date_of(today) else day.isoformat(), closing=None)

    st.session_state["report_asof"] = date_of(known)
    st.date_input(
        tr("Số liệu ghi nhận đến hết ngày", "As recorded by the end of"), key="report_asof", on_change=pick,
        format="DD/MM/YYYY", max_value=date_of(today), min_value=date_of(0), width=210,
        help=tr("Ngày đã qua: báo cáo đúng như đã lập hôm đó, đính chính về sau không làm thay đổi.",
                "Of a past day: the report as it was made then; later corrections do not change it."),
    )  # fmt: skip


def _choose_conditions(view: View) -> None:
    column, count = 1 if language() == "en" else 0, len(view.where)

    def pick(dimension: str) -> None:
        write(**{dimension: st.session_state[f"report_{dimension}"]})

    with st.popover(tr("Lọc", "Filter") + (f" ({count})" if count else ""), icon=":material/filter_alt:"):
        for dimension in DIMENSIONS:
            names = office().names.of(dimension)
            ids = sorted((id for id in names if id != "none"), key=lambda id: names[id].casefold())
            value = view.where.get(dimension, ("",))[0]
            st.session_state[f"report_{dimension}"] = value
            options: list[str] = list(dict.fromkeys(["", *ids, value]))
            st.selectbox(
                CONDITIONS[dimension][column], options, key=f"report_{dimension}", on_change=pick,
                args=(dimension,), format_func=partial(_called, dimension, CONDITIONS[dimension][2 + column]),
            )  # fmt: skip
    if view.where:
        with st.container(key="chips", horizontal=True, gap="small", width="content"):
            for dimension, values in view.where.items():
                told = name(dimension, values[0])
                st.button(
                    told if len(told) < 34 else f"{told[:33]}…", key=f"chip_{dimension}", help=told,
                    icon=":material/close:", icon_position="right", on_click=write, kwargs={dimension: None},
                )  # fmt: skip


def _called(dimension: str, none: str, id: str) -> str:
    """What an option is called."""
    return name(dimension, id) if id else none


def choose(key: str, options: dict[str, tuple[str, str]], value: str, usual: str, label: str) -> None:
    """A row of choices that writes parameter `key` of the address."""

    def pick() -> None:
        chosen = st.session_state[f"report_{key}"]
        write(**{key: chosen if chosen and chosen != usual else None})

    st.session_state[f"report_{key}"] = value
    st.segmented_control(
        label, list(options), key=f"report_{key}", on_change=pick, label_visibility="collapsed",
        format_func=lambda one: tr(*options[one]), required=True,
    )  # fmt: skip


@contextmanager
def working(words: str) -> Iterator[Progress]:
    """A bar that says how far long work has come; it goes when the work is done."""
    place = st.empty()

    def tell(done: int, of: int) -> None:
        place.progress(done / of if of else 1.0, text=words)

    try:
        yield tell
    finally:
        place.empty()
