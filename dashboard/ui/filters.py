"""The filters of a page: the address says what they are, the bar shows them and writes the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

from dashboard.clock import date_of
from dashboard.cube.question import Question
from dashboard.period import DEFAULT, OWN, PRESETS, Period, Trouble, preset, read_period, typed_day
from dashboard.ui.literal import literal
from dashboard.ui.session import date_text, language, name, office, tr

__all__ = ["CONDITIONS", "Filters", "bar", "read_conditions", "typed_day"]

#: dimension → what it is called, and what stands for no condition on it
CONDITIONS: dict[str, tuple[str, str, str, str]] = {
    "department": ("Cơ quan", "Department", "tất cả cơ quan", "all departments"),
    "level": ("Cấp", "Level", "tất cả các cấp", "all levels"),
    "field": ("Lĩnh vực", "Field", "tất cả lĩnh vực", "all fields"),
    "procedure": ("Thủ tục", "Procedure", "tất cả thủ tục", "all procedures"),
    "channel": ("Hình thức tiếp nhận", "Channel", "tất cả hình thức", "all channels"),
}


@dataclass(frozen=True)
class Filters:
    """What a page shows: a period and conditions."""

    start: int | None
    end: int
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    period: Period | None = None

    def ask(self, *measures: str, by: tuple[str, ...] = (), **more: Any) -> Question:
        """A question within the filters."""
        given = {"start": self.start, "end": self.end, "where": self.where, **more}
        return Question(measures, by, **given)

    def before(self, *measures: str) -> Question | None:
        """The same for the period before that it is compared with; None where there is none."""
        earlier = (self.period or Period(OWN, self.start, self.end)).before()
        if earlier is None:
            return None
        return Question(measures, start=earlier.start, end=earlier.end, where=self.where)

    @property
    def conditions(self) -> dict[str, str]:
        """The conditions as parameters of an address, without the period: for what stands now."""
        return {dimension: values[0] for dimension, values in self.where.items() if values}

    @property
    def params(self) -> dict[str, Any]:
        """The filters as parameters of the address of a list."""
        days = {
            "from": None if self.start is None else date_of(self.start).isoformat(),
            "to": date_of(self.end).isoformat(),
        }
        return days | self.conditions

    @property
    def address(self) -> dict[str, str]:
        """The filters as parameters of the address of a page with this bar."""
        return (self.period or Period(OWN, self.start, self.end)).address | self.conditions

    def grain(self) -> str:
        """The grouping in time that suits the length of the period: "day", "week" or "month"."""
        long = self.end - (office().cube.first_day() if self.start is None else self.start)
        return "day" if long <= 45 else "week" if long <= 300 else "month"


def read_conditions(
    asked: Mapping[str, str], titles: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, tuple[str, ...]], list[Trouble]]:
    """The conditions of an address; an id that nothing is called by is left out, with a sentence.

    `titles`: the dimensions that may be asked for → what they are called (vi, en, …).
    """
    where: dict[str, tuple[str, ...]] = {}
    troubles: list[Trouble] = []
    for dimension, (vi, en, *_) in titles.items():
        value = asked.get(dimension)
        if not value:
            continue
        if value in office().names.of(dimension):
            where[dimension] = (value,)
        else:
            troubles.append(
                (
                    f"Không có {vi.lower()} “{value}”; bộ lọc này được bỏ qua.",
                    f"There is no {en.lower()} “{value}”; this filter is left out.",
                )
            )
    return where, troubles


def bar(default: str = DEFAULT) -> Filters:
    """Draw the filter bar and return what the address says. A bad value: a sentence, and the default."""
    asked = st.query_params
    period, troubles = read_period(asked, office().today(), default)
    where, unknown = read_conditions(asked, CONDITIONS)
    filters = Filters(period.start, period.end, where, period)
    with st.container(key="filters", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _choose_period(period, default)
            _choose_conditions(filters)
            _chips(filters)
        for vi, en in (*troubles, *unknown):
            st.warning(literal(tr(vi, en)), icon=":material/filter_alt_off:")
    return filters


def conditions_bar() -> Filters:
    """The filter bar of a page about what stands now: conditions alone, without a period."""
    today = office().today()
    where, unknown = read_conditions(st.query_params, CONDITIONS)
    filters = Filters(None, today, where)
    with st.container(key="filters", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _choose_conditions(filters)
            _chips(filters)
        for vi, en in unknown:
            st.warning(literal(tr(vi, en)), icon=":material/filter_alt_off:")
    return filters


def _write(**pairs: str | None) -> None:
    """Put parameters into the address; what is empty is taken out of it."""
    for key, value in pairs.items():
        if value:
            st.query_params[key] = value
        elif key in st.query_params:
            del st.query_params[key]


def _choose_period(period: Period, default: str) -> None:
    """The presets; with an own period also its first and last day."""
    today = office().today()

    def chosen() -> None:
        key = st.session_state["filter_period"]
        if key == OWN:
            first = office().cube.first_day() if period.start is None else period.start
            _write(period=None, **{"from": date_of(first).isoformat(), "to": date_of(period.end).isoformat()})
        else:
            _write(period=key if key != default else None, **{"from": None, "to": None})

    def days() -> None:
        first, last = st.session_state["filter_from"], st.session_state["filter_to"]
        if first is not None and last is not None:
            _write(period=None, **{"from": first.isoformat(), "to": last.isoformat()})

    def called(key: str) -> str:
        return tr("Từ ngày … đến ngày …", "From … to …") if key == OWN else tr(*PRESETS[key][:2])

    st.session_state["filter_period"] = period.key
    st.selectbox(
        tr("Kỳ", "Period"),
        [*PRESETS, OWN],
        format_func=called,
        key="filter_period",
        on_change=chosen,
        label_visibility="collapsed",
        width=210,
    )
    if period.key == OWN:
        first = office().cube.first_day() if period.start is None else period.start
        for key, label, day in (
            ("filter_from", tr("Từ ngày", "From"), first),
            ("filter_to", tr("Đến ngày", "To"), period.end),
        ):
            st.session_state[key] = date_of(day)
            st.date_input(
                label,
                key=key,
                on_change=days,
                format="DD/MM/YYYY",
                label_visibility="collapsed",
                width=140,
                min_value=date_of(0),
                max_value=date_of(today + 3660),
            )
    else:
        shown = preset(period.key, today)
        first_text = tr("từ đầu", "since the beginning") if shown.start is None else date_text(shown.start)
        st.html(
            f'<span class="mc-soft mc-small">{first_text} – {date_text(shown.end)}</span>', width="content"
        )


def _choose_conditions(filters: Filters) -> None:
    """A popover with one choice a dimension."""
    column = 1 if language() == "en" else 0
    count = len(filters.where)

    def chosen(dimension: str) -> None:
        _write(**{dimension: st.session_state[f"filter_{dimension}"]})

    with st.popover(tr("Lọc", "Filter") + (f" ({count})" if count else ""), icon=":material/filter_alt:"):
        for dimension, titles in CONDITIONS.items():
            names = office().names.of(dimension)
            ids = sorted((id for id in names if id != "none"), key=lambda id: names[id].casefold())
            value = filters.conditions.get(dimension, "")
            options: list[str] = list(dict.fromkeys(["", *ids, value]))
            st.session_state[f"filter_{dimension}"] = value
            st.selectbox(
                titles[column],
                options,
                key=f"filter_{dimension}",
                on_change=chosen,
                args=(dimension,),
                format_func=partial(_called, dimension, titles[2 + column]),
            )


def _called(dimension: str, none: str, id: str) -> str:
    """What an option is called."""
    return name(dimension, id) if id else none


def _chips(filters: Filters) -> None:
    """One button a condition, that takes it away."""
    if not filters.where:
        return
    column = 1 if language() == "en" else 0
    with st.container(key="chips", horizontal=True, gap="small"):
        for dimension, value in filters.conditions.items():
            told = literal(name(dimension, value))
            st.button(
                literal(_short(name(dimension, value))),
                key=f"chip_{dimension}",
                icon=":material/close:",
                icon_position="right",
                on_click=_write,
                kwargs={dimension: None},
                help=tr(
                    f"Bỏ lọc theo {CONDITIONS[dimension][column].lower()}: {told}",
                    f"Take away the {CONDITIONS[dimension][column].lower()}: {told}",
                ),
            )
        if len(filters.where) > 1:
            st.button(
                tr("Bỏ hết", "Clear"),
                key="chip_all",
                type="tertiary",
                on_click=_write,
                kwargs=dict.fromkeys(filters.where),
            )


def _short(text: str, length: int = 34) -> str:
    """A long name for a chip; its tooltip has it whole."""
    return text if len(text) <= length else text[: length - 1] + "…"
