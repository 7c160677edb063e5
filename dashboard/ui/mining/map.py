"""The process map: boxes and labels are links that the keyboard reaches, over a picture of the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import streamlit as st

from dashboard.mining.drawing import svg
from dashboard.mining.layout import BOX_HEIGHT, BOX_WIDTH, LABEL_HEIGHT, LABEL_WIDTH, Drawing, place
from dashboard.mining.lists import Find
from dashboard.mining.relations import Arrow, Node, Spread
from dashboard.mining.ways import Ways
from dashboard.telling import hours_text
from dashboard.ui.about import empty
from dashboard.ui.chart import palette
from dashboard.ui.mining.chosen import Chosen, as_of
from dashboard.ui.session import language, link, number, tr

MS_PER_HOUR = 3_600_000


def duration(ms: float | None, working: bool) -> str:
    """A duration in working days and hours, or in those of the calendar."""
    return hours_text(None if ms is None else ms / MS_PER_HOUR, language(), 8 if working else 24)


def brief(ms: float | None, working: bool) -> str:
    """A duration in one unit, for a narrow place: 3,5 ngày; 2,1 giờ; 12 phút."""
    if ms is None:
        return "–"
    hours, day = ms / MS_PER_HOUR, 8 if working else 24
    if hours >= day:
        return f"{number(hours / day, 1 if hours < 10 * day else 0)} {tr('ngày', 'd')}"
    if hours >= 1:
        return f"{number(hours, 1)} {tr('giờ', 'h')}"
    return f"{number(hours * 60)} {tr('phút', 'min')}"


def time_of(queue: Spread, calendar: Spread) -> tuple[Spread, bool]:
    """The time that is known: queue (working time), else that of the whole visit (calendar)."""
    return (queue, True) if queue.n else (calendar, False)


def found(find: Find, params: Mapping[str, Any]) -> str:
    """The address of the list behind a number of the map."""
    return link("ways", **find.address, **params)


def show(
    chosen: Chosen, boxes: Sequence[Node], arrows: Sequence[Arrow],
    params: Mapping[str, Any], procedure: str,
) -> None:  # fmt: skip
    """The map of the most frequent arrows; between departments, those that lead from one to another."""
    drawn = [one for one in arrows if chosen.view != "holder" or one.a != one.b]
    shown = drawn[: chosen.arrows]
    if not shown:
        st.html(
            empty(tr("Không có hồ sơ nào đi qua hai bước trong kỳ.", "No dossier went on to a second step."))
        )
        return
    counts = {(one.a, one.b): one.n for one in shown}
    drawing = place(counts)
    picture = svg(drawing, lambda line: counts[line.a, line.b], palette())
    titles = {id: chosen.title(id, procedure) for id in drawing.boxes}
    parts = [f'<img alt="" src="data:image/svg+xml,{quote(picture)}">']
    parts += [box(one, titles[one.id], drawing, chosen, params) for one in boxes if one.id in drawing.boxes]
    by_pair = {(one.a, one.b): one for one in shown}
    for line in drawing.lines:
        one = by_pair[line.a, line.b]
        parts.append(label(one, titles, line.label, line.back, chosen, params))
    name = tr("Bản đồ quy trình", "Process map")
    st.html(
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{name}">'
        f'<div class="mc-map" style="width:{drawing.width:.0f}px;height:{drawing.height:.0f}px">'
        f"{''.join(parts)}</div></div>"
    )
    whole = sum(one.n for one in drawn)
    part = sum(one.n for one in shown) / whole
    told = tr(
        f"{number(len(shown))} trong {number(len(drawn))} mũi tên, {number(part * 100)} % số lần chuyển. "
        "Nét đứt: quay lại. Nhấp một ô hay một số để mở danh sách.",
        f"{number(len(shown))} of {number(len(drawn))} arrows, {number(part * 100)} % of all moves. "
        "Dashed: back again. Click a box or a number for its list.",
    )
    st.html(f'<p class="mc-sub">{told}</p>')


def whole(ways: Ways, params: Mapping[str, Any]) -> None:
    """How many dossiers and visits the map is of, each with its list, and when they were read."""
    counts = (
        (Find("all", of="dossiers"), ways.cases.height, tr("hồ sơ", "dossiers")),
        (Find("all"), ways.visits.height, tr("lượt xử lý", "visits")),
    )
    links = [
        f'<a class="mc-link" href="{escape(found(find, params))}" target="_self">{number(n)} {unit}</a>'
        for find, n, unit in counts
    ]
    st.html(f'<p class="mc-sub">{", ".join(links)}. {as_of(ways)}.</p>')


def box(one: Node, title: str, drawing: Drawing, chosen: Chosen, params: Mapping[str, Any]) -> str:
    """A box: what it is called, how many visits, and how long one takes."""
    x, y = drawing.boxes[one.id]
    working = bool(one.queue.n)
    time = (
        f"{tr('xử lý', 'handling')} {brief(one.handling.p50_ms, True)}"
        if working
        else f"{brief(one.calendar.p50_ms, False)}"
    )
    style = f"left:{x - BOX_WIDTH / 2:.0f}px;top:{y - BOX_HEIGHT / 2:.0f}px;"
    style += f"width:{BOX_WIDTH:.0f}px;height:{BOX_HEIGHT:.0f}px"
    told = f"{title}: {number(one.n)} {tr('lượt', 'visits')}, {time}"
    return (
        f'<a class="mc-map-box" style="{style}" title="{escape(told)}" aria-label="{escape(told)}" '
        f'href="{escape(found(Find("node", chosen.view, one.id), params))}" target="_self">'
        f"<strong>{escape(title)}</strong><span>{number(one.n)} · {time}</span></a>"
    )


def label(
    one: Arrow, titles: Mapping[str, str], at: tuple[float, float], back: bool, chosen: Chosen,
    params: Mapping[str, Any],
) -> str:  # fmt: skip
    """The label of an arrow: how often, and the median time until the next step began."""
    spread, working = time_of(one.queue, one.calendar)
    x, y = at
    style = f"left:{x - LABEL_WIDTH / 2:.0f}px;top:{y - LABEL_HEIGHT / 2:.0f}px;"
    style += f"width:{LABEL_WIDTH:.0f}px;height:{LABEL_HEIGHT:.0f}px"
    told = (
        f"{titles[one.a]} → {titles[one.b]}: {number(one.n)} {tr('lần', 'times')}, "
        f"{number(one.cases)} {tr('hồ sơ', 'dossiers')}; {tr('trung vị', 'median')} "
        f"{duration(spread.p50_ms, working)}, p90 {duration(spread.p90_ms, working)} (n = {number(spread.n)})"
    )
    sign = "↩ " if back else ""
    return (
        f'<a class="mc-map-label" style="{style}" title="{escape(told)}" aria-label="{escape(told)}" '
        f'href="{escape(found(Find("arrow", chosen.view, one.a, one.b), params))}" target="_self">'
        f"{sign}{number(one.n)}<small>{brief(spread.p50_ms, working)}</small></a>"
    )
