"""Departments (of one: its fields, its procedures) as a ranked table of small bars, worst first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import streamlit as st

from dashboard.cube.question import Figure, Question
from dashboard.ui.about import about, empty, heading
from dashboard.ui.filters import Filters
from dashboard.ui.ranked import (
    FEW,
    bar_cell,
    head_with,
    list_link,
    more_link,
    name_cell,
    number_cell,
    ranked,
)
from dashboard.ui.session import (
    link,
    name,
    number,
    office,
    percent,
    tr,
)
from dashboard.ui.tiles import spark
from models.viewer import Viewer

#: rows shown at first sight
SHOWN = 10
#: a p90 of twice the limit fills its bar, whose middle is the limit
WIDEST = 2.0


def grouped(who: Viewer, question: Question) -> dict[str, dict[str, Figure]]:
    """group → measure → figure, of a question with one dimension."""
    found: defaultdict[str, dict[str, Figure]] = defaultdict(dict)
    (dimension,) = question.dimensions
    for figure in office().cube.figures(who, question):
        found[figure.group[dimension]][figure.measure] = figure
    return found


def split_of(filters: Filters) -> str:
    """What the ranked table is split by: departments, then the fields of one, then its procedures."""
    if "field" in filters.where or "procedure" in filters.where:
        return "procedure"
    return "field" if "department" in filters.where else "department"


def departments(who: Viewer, filters: Filters) -> None:
    """Departments (of one: its fields) ranked, worst first."""
    dimension = split_of(filters)
    asked = filters.ask("backlog", "overdue", "waiting_to_limit_p90", "on_time_rate", by=(dimension,))
    found = grouped(who, asked)

    def worth(group: str, measure: str) -> float:
        figure = found[group].get(measure)
        return 0.0 if figure is None or figure.value is None else float(figure.value)

    def slow(group: str) -> float:
        """p90 against the limit, where there are enough results to tell."""
        figure = found[group].get("waiting_to_limit_p90")
        return worth(group, "waiting_to_limit_p90") if figure is not None and figure.n >= FEW else 0.0

    titles = {
        "department": tr("Cơ quan, kém nhất trước", "Departments, worst first"),
        "field": tr("Lĩnh vực, kém nhất trước", "Fields, worst first"),
        "procedure": tr("Thủ tục, kém nhất trước", "Procedures, worst first"),
    }
    note = tr(
        "Xếp theo số quá hạn, rồi p90 so với hạn (vạch đứng là hạn theo luật), rồi tồn đọng.",
        "By overdue, then p90 against the limit (the upright stroke), then backlog.",
    )
    st.html(heading(titles[dimension], note=note))
    busy = [g for g in found if worth(g, "backlog") or any(found[g][m].n for m in found[g])]
    order = sorted(busy, key=lambda g: (-worth(g, "overdue"), -slow(g), -worth(g, "backlog")))
    if not order:
        st.html(empty(tr("Không có hồ sơ nào trong kỳ.", "There is no dossier in the period.")))
        return
    every = st.query_params.get("rows") == "all"
    shown = order if every else order[:SHOWN]
    trends = trend_of(who, filters, dimension, shown)
    most = max((worth(g, "backlog") for g in order), default=0) or 1
    rows = [row_of(g, found[g], filters, dimension, most, trends.get(g, [])) for g in shown]
    heads = [
        tr("Tên", "Name"),
        head_with(tr("Tồn đọng", "Backlog"), about("backlog", place="ranked")),
        head_with(tr("Quá hạn", "Overdue"), about("overdue", place="ranked")),
        head_with(tr("p90 chờ / hạn", "p90 wait / limit"), about("waiting_to_limit_p90", place="ranked")),
        tr("Tồn đọng qua kỳ", "Backlog’s course"),
        head_with(tr("Đúng hạn", "On time"), about("on_time_rate", place="ranked")),
    ]
    here = {**filters.address}
    st.html(
        ranked(heads, rows, titles[dimension], fold=True)
        + more_link(
            SHOWN, len(order), "" if every else link("overview", **here, rows="all"), link("overview", **here)
        )
    )


def trend_of(who: Viewer, filters: Filters, dimension: str, groups: list[str]) -> dict[str, list[float]]:
    """The backlog's course of some groups."""
    grain = "month" if filters.grain() == "month" else "week"
    where = {**filters.where, dimension: tuple(groups)}
    found: defaultdict[str, list[float]] = defaultdict(list)
    for figure in office().cube.figures(who, filters.ask("backlog", by=(dimension, grain), where=where)):
        found[figure.group[dimension]].append(float(figure.value or 0))
    return found


def row_of(
    group: str, found: Mapping[str, Figure], filters: Filters, dimension: str, most: float, trend: list[float]
) -> list[str]:
    """One line of the ranked table."""
    params = {**filters.params, dimension: group}
    backlog, overdue = found.get("backlog"), found.get("overdue")
    p90, rate = found.get("waiting_to_limit_p90"), found.get("on_time_rate")
    lying, late = (int(f.value or 0) if f is not None else 0 for f in (backlog, overdue))
    ratio = float(p90.value) if p90 is not None and p90.value is not None else None
    over = ratio is not None and ratio > 1
    slow = f"{'▲ ' if over else ''}{percent(ratio, 0)}" if ratio is not None else "–"
    if p90 is not None and 0 < p90.n < FEW:
        slow += f" ({tr('ít', 'few')})"
    own = {key: value for key, value in filters.address.items() if key != dimension}
    cell = (
        number_cell(percent(rate.value, 0), list_link("on_time_rate", **params))
        + f' <span class="mc-soft mc-small">n = {number(rate.n)}</span>'
        if rate is not None and rate.value is not None
        else "–"
    )
    return [
        name_cell(name(dimension, group), link("overview", **own, **{dimension: group})),
        bar_cell(number(lying), lying / most, list_link("backlog", **params), "" if lying else "mc-zero"),
        bar_cell(
            ("▲ " if late else "") + number(late),
            late / most,
            list_link("overdue", **params),
            "mc-late" if late else "mc-zero",
        ),
        bar_cell(
            slow,
            (ratio or 0) / WIDEST,
            list_link("waiting_to_limit_p90", **params) if ratio is not None else "",
            "mc-late" if over else "",
            mark=1 / WIDEST,
        ),
        spark(trend, "mc-row-spark"),
        cell,
    ]
