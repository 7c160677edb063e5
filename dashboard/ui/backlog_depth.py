"""The backlog in depth: what came and went, Little's law, work a person has, and closures in mass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape
from typing import TypeVar

import streamlit as st

from dashboard.clock import date_of
from dashboard.cube.question import Figure
from dashboard.mining.stock import (
    BEFORE,
    KNOWN,
    LEAST,
    TIMES,
    Closure,
    Little,
    little,
    mass_closures,
    without,
)
from dashboard.roster.protection import GROUP, sees_persons
from dashboard.ui import left_out
from dashboard.ui.about import about, empty, heading
from dashboard.ui.filters import Filters
from dashboard.ui.overview import pair
from dashboard.ui.ranked import bar_cell, head_with, list_link, more_link, name_cell, number_cell, ranked
from dashboard.ui.session import date_text, link, name, number, office, percent, tr
from models.viewer import Viewer

Row = TypeVar("Row")
#: rows of a table
SHOWN = 12
#: so far from Little's law the system is told not to be steady
FAR = 0.2
#: what a figure by holder cannot be narrowed by
NOT_OF_VISITS = ("channel", "level")


def first_day(filters: Filters) -> int:
    """The first day of the period, also where it is open."""
    return office().cube.first_day() if filters.start is None else filters.start


def at_first(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows at first sight, or all where the address asks for them."""
    return rows if st.query_params.get("rows") == "all" else rows[:SHOWN]


def rest_of(rows: Sequence[object], filters: Filters) -> str:
    """The way from the first rows to all of them, and back."""
    here = {**filters.address, "view": "depth"}
    every = st.query_params.get("rows") == "all"
    href = "" if every else link("backlog", **here, rows="all")
    return more_link(SHOWN, len(rows), href, link("backlog", **here))


def flow(who: Viewer, filters: Filters) -> None:
    """What came in and what was closed, over the period."""
    grain = filters.grain()
    found: defaultdict[str, dict[str, Figure]] = defaultdict(dict)
    for figure in office().cube.figures(who, filters.ask("received", "closed", by=(grain,))):
        found[figure.measure][figure.group[grain]] = figure
    pair(
        filters, found, ("received", "closed"), tr("Vào và ra theo thời gian", "In and out over time"), "flow"
    )


def law(who: Viewer, filters: Filters) -> None:
    """Little's law as a check: what the backlog is, and what it would be if the system were steady."""
    start = first_day(filters)
    st.html(
        heading(
            tr("Định luật Little: số liệu có khớp nhau không", "Little’s law: do the figures agree"),
            "backlog",
            "received",
            "waiting_calendar_mean",
            place="law",
            note=tr(
                "Tồn đọng trung bình = hồ sơ đến mỗi ngày × số ngày ở lại, khi vào và ra cân bằng.",
                "Mean backlog = arrivals a day × days they stay, while as much comes as goes.",
            ),
        )
    )
    whole = little(office(), who, start, filters.end, filters.where)[""]
    if whole.expected is None:
        st.html(empty(tr("Chưa có kết quả nào trong kỳ.", "There is no result in the period.")))
        return
    st.html(f"<p>{law_words(whole, filters)}</p>")
    groups = little(office(), who, start, filters.end, filters.where, "department")
    known = [group for group in groups if groups[group].expected is not None]
    order = sorted(known, key=lambda group: (-groups[group].backlog, group))
    rows = [law_row(group, groups[group], filters) for group in at_first(order)]
    heads = [
        tr("Cơ quan", "Department"), tr("Tồn trung bình", "Mean backlog"), tr("Đến (n)", "Came (n)"),
        tr("Ra (n)", "Went (n)"), tr("Ngày ở lại", "Days they stay"), "n", tr("Dự kiến", "Expected"),
        tr("Lệch", "Gap"),
    ]  # fmt: skip
    title = tr("Định luật Little", "Little’s law")
    st.html(ranked(heads, rows, title, fold=True) + rest_of(order, filters))


def law_words(one: Little, filters: Filters) -> str:
    """The law in a sentence, and what it says of the period."""
    mean, expected = number(one.backlog, 1), number(one.expected, 1)
    rate, stay = number(one.came / one.days, 1), number(one.stay_days, 1)
    told = tr(
        f"Tồn đọng trung bình <strong>{mean}</strong> hồ sơ; {rate} hồ sơ đến mỗi ngày × {stay} ngày = "
        f"<strong>{expected}</strong>. ",
        f"Mean backlog <strong>{mean}</strong>; {rate} a day × {stay} days = <strong>{expected}</strong>. ",
    )
    grown = one.last - one.first
    if one.gap is not None and abs(one.gap) > FAR:
        told += tr(
            "Lệch nhiều: hệ thống không ổn định trong kỳ, hoặc hồ sơ đang tồn ở lại lâu hơn hồ sơ đã xong. ",
            "Far apart: the system was not steady, or what is open stays longer than what was done. ",
        )
    else:
        told += tr("Hai số gần nhau: số liệu khớp. ", "The two are near: the figures agree. ")
    before = list_link("backlog", **{**filters.conditions, "at": date_of(first_day(filters) - 1).isoformat()})
    now = list_link("backlog", **{**filters.conditions, "at": date_of(filters.end).isoformat()})
    ends = [
        f'<a class="mc-link" href="{escape(href)}" target="_self">{number(count)}</a>'
        for href, count in ((before, one.first), (now, one.last))
    ]
    change = f"+{number(grown)}" if grown > 0 else f"−{number(-grown)}" if grown < 0 else "0"
    return told + tr(
        f"Tồn đọng từ {ends[0]} đến {ends[1]} ({change}).", f"From {ends[0]} to {ends[1]} ({change})."
    )


def law_row(group: str, one: Little, filters: Filters) -> list[str]:
    """Little's law of one department."""
    params = {**filters.params, "department": group}
    gap = one.gap or 0.0
    far = abs(gap) > FAR
    sign = ("▲ " if far else "") + "+" if gap > 0 else ("▼ " if far else "") + "−"
    sign = sign if round(abs(gap), 2) else ""
    stay = list_link("waiting_calendar_mean", **params)
    return [
        name_cell(name("department", group), link("backlog", **{**filters.address, "department": group})),
        number(one.backlog, 1),
        number_cell(number(one.came), list_link("received", **params)),
        number_cell(number(one.went), list_link("closed", **params)),
        number(one.stay_days, 1),
        number_cell(number(one.n), stay),
        number(one.expected, 1),
        f'<span class="{"mc-risk" if far else ""}">{sign}{percent(abs(gap), 0)}</span>',
    ]


def in_hand(who: Viewer, filters: Filters) -> None:
    """Work in process: what each department holds now, and how much of it for each of its people."""
    where = {key: values for key, values in filters.where.items() if key not in NOT_OF_VISITS}
    st.html(
        heading(
            tr("Hồ sơ trên đầu người", "Dossiers a person"),
            "held",
            place="hand",
            note=tr(
                f"Đang giữ ÷ số người trong danh sách nhân sự; dưới {GROUP} người chỉ trưởng cơ quan xem.",
                f"Held ÷ people on the staff list; fewer than {GROUP} people only for their heads.",
            ),
        )
    )
    figures = office().cube.figures(who, filters.ask("held", by=("holder",), where=where))
    held = {figure.group["holder"]: figure.n for figure in figures if figure.n}
    if not held:
        st.html(empty(tr("Không có hồ sơ nào đang giữ.", "Nothing is held.")))
        return
    on = office().local_date()
    people: defaultdict[str, int] = defaultdict(int)
    for one in office().staff.all():
        people[one.department] += one.in_force(on)
    loads = {holder: count / people[holder] for holder, count in held.items() if people[holder]}
    order = sorted(held, key=lambda holder: (-loads.get(holder, 0.0), -held[holder], holder))
    most = max(loads.values(), default=1.0)
    rows = []
    at = {} if filters.end == office().today() else {"at": date_of(filters.end).isoformat()}
    conditions = {key: values[0] for key, values in where.items()} | at
    for holder in at_first(order):
        href = list_link("held", **{**conditions, "holder": holder})
        shown = people[holder] >= GROUP or (people[holder] and sees_persons(who, holder))
        load = bar_cell(number(loads[holder], 1), loads[holder] / most, "") if shown else "–"
        rows.append(
            [
                name_cell(name("holder", holder)),
                number_cell(number(held[holder]), href),
                number(people[holder]) if people[holder] else tr("chưa khai", "not listed"),
                load,
            ]
        )
    heads = [
        tr("Đang ở", "Where"), head_with(tr("Đang giữ", "Held"), about("held", place="handtable")),
        tr("Người", "People"), tr("Hồ sơ mỗi người", "Dossiers a person"),
    ]  # fmt: skip
    title = tr("Hồ sơ trên đầu người", "Dossiers a person")
    st.html(ranked(heads, rows, title, fold=True) + rest_of(order, filters))


def clean_ups(who: Viewer, filters: Filters) -> None:
    """Days of closures in mass, and the figures with and without them."""
    start = first_day(filters)
    st.html(
        heading(
            tr("Đóng hồ sơ hàng loạt", "Closures in mass"),
            "closed",
            place="mass",
            note=tr(
                f"Ngày một cơ quan kết thúc ít nhất {LEAST} hồ sơ và hơn {number(TIMES)} lần mức thường có "
                f"(trung vị các ngày khác có kết thúc, cả {BEFORE} ngày trước kỳ; cần {KNOWN} ngày).",
                f"A day on which a department closed {LEAST} or more, over {number(TIMES)} times the usual "
                f"(median of other days with closures, {BEFORE} days before too; at least {KNOWN}).",
            ),
        )
    )
    closures = mass_closures(office(), who, start, filters.end, filters.where)
    if not closures:
        told = tr("Không có ngày nào như vậy trong kỳ.", "There is no such day in the period.")
        st.html(empty(told))
        return
    rows = [closure_row(one, filters) for one in at_first(closures)]
    heads = [
        tr("Cơ quan", "Department"),
        tr("Ngày", "Day"),
        tr("Kết thúc", "Closed"),
        tr("Thường có", "Usual"),
    ]
    title = tr("Đóng hồ sơ hàng loạt", "Closures in mass")
    st.html(ranked(heads, rows, title, fold=True) + rest_of(closures, filters))
    if len(rows) < len(closures):
        told = tr("Bảng bên dưới tính mọi ngày.", "The table beneath counts all days.")
        st.html(f'<p class="mc-sub">{told}</p>')
    both = without(office(), who, start, filters.end, filters.where, closures)
    st.html(left_out.with_and_without(both, start, filters))


def closure_row(one: Closure, filters: Filters) -> list[str]:
    """One day of closures in mass."""
    day = date_of(one.day).isoformat()
    href = list_link("closed", **{**filters.conditions, "department": one.department, "from": day, "to": day})
    return [
        name_cell(name("department", one.department)),
        date_text(one.day),
        number_cell(f"◆ {number(one.closed)}", href, "mc-risk"),
        number(one.usual, 1),
    ]
