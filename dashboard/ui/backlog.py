"""The parts of the page on the backlog: its age, its due days, what came in and went out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard.charts import Series, bars, inflow, stacked
from dashboard.clock import date_of
from dashboard.cube.measures import AGE_BANDS, MEASURES
from dashboard.cube.question import Figure, Question
from dashboard.ui.about import empty, heading
from dashboard.ui.backlog_table import stood, worth
from dashboard.ui.chart import address, as_table, draw, palette
from dashboard.ui.filters import Filters
from dashboard.ui.ranked import list_link
from dashboard.ui.session import (
    date_text,
    language,
    last_of,
    name,
    number,
    office,
    period_text,
    tr,
    weekday_text,
)
from dashboard.ui.waiting import short
from models.viewer import Viewer

#: rows of the chart of what came in and went out
DRAWN = 10


VIEWS = {"now": ("Hiện trạng", "As it stands"), "depth": ("Chuyên sâu", "In depth")}


def choose_view() -> str:
    """What the page shows: the backlog as it stands, or in depth; kept in the address."""
    view = "depth" if st.query_params.get("view") == "depth" else "now"

    def chosen() -> None:
        if st.session_state["backlog_view"] == "depth":
            st.query_params["view"] = "depth"
        else:
            st.query_params.pop("view", None)

    st.session_state["backlog_view"] = view
    st.segmented_control(
        tr("Xem", "View"), list(VIEWS), key="backlog_view", on_change=chosen, label_visibility="collapsed",
        format_func=lambda each: VIEWS[each][1 if language() == "en" else 0],
    )  # fmt: skip
    return view


def ages(who: Viewer, filters: Filters) -> None:
    """The backlog over time by age, the oldest strongest."""
    st.html(
        heading(
            tr("Tồn đọng theo tuổi hồ sơ", "Backlog by age"),
            "backlog",
            "backlog_age_5",
            place="ages",
            note=tr(
                "Ngày lịch từ khi tiếp nhận; lâu nhất ở trên, đậm nhất.",
                "Calendar days since receipt; the oldest on top, strongest.",
            ),
        )
    )
    grain = filters.grain()
    found: defaultdict[str, dict[str, Figure]] = defaultdict(dict)
    for figure in office().cube.figures(who, filters.ask(*AGE_BANDS, by=(grain,))):
        found[figure.measure][figure.group[grain]] = figure
    times = list(found[AGE_BANDS[0]])
    if not any(figure.n for band in found.values() for figure in band.values()):
        st.html(empty(tr("Không có tồn đọng trong kỳ.", "There was no backlog in the period.")))
        return
    series = [band_series(filters, grain, band, found[band]) for band in AGE_BANDS]
    if len(times) > 1:
        labels = [period_text(grain, time) for time in times]
        draw(stacked(labels, series, palette()), "chart_ages", tr("Tồn đọng theo tuổi", "Backlog by age"))
        as_table(labels, series, tr("Cuối kỳ", "At the end of"))
    now = stood(filters)
    links = "".join(
        f'<li>{escape(band.name)}<br><strong><a class="mc-link" target="_self" '
        f'href="{escape(list_link(measure, **now))}">{number(band.values[-1])}</a></strong></li>'
        for measure, band in zip(AGE_BANDS, series, strict=True)
    )
    st.html(f'<ul class="mc-parts mc-narrow" aria-label="{date_text(filters.end)}">{links}</ul>')


def band_series(filters: Filters, grain: str, measure: str, found: Mapping[str, Figure]) -> Series:
    """One band of age over the period, with the lists of each of its ends."""
    days = [min(last_of(grain, time), filters.end) for time in found]
    links = [address(measure, **filters.conditions, at=date_of(day).isoformat()) for day in days]
    title = MEASURES[measure].title(language()).removeprefix("Tồn ").removeprefix("Open ")
    return Series(title, [float(figure.value or 0) for figure in found.values()], links)


def due_profile(who: Viewer, filters: Filters) -> None:
    """Overdue, today, the next ten working days, and later."""
    st.html(
        heading(
            tr("Đang chạy, theo ngày hẹn trả", "Running, by the day promised"),
            "overdue",
            "due",
            "at_risk",
            place="profile",
            note=tr(
                "Hôm nay và mười ngày làm việc tới; không tính hồ sơ tạm dừng.",
                "Today and the next ten working days; paused ones left out.",
            ),
        )
    )
    clock, today = office().calendar(), office().today()
    days = [today, *(clock.next_working_day(today, n) for n in range(1, 11))]
    cube, where = office().cube, filters.where
    standing = {f.measure: f for f in cube.figures(who, Question(("overdue", "at_risk"), where=where))}
    asked = Question(("due",), ("day",), start=today, end=days[-1], where=where)
    due = {figure.group["day"]: int(figure.value or 0) for figure in cube.figures(who, asked)}
    (later,) = cube.figures(who, Question(("due",), start=days[-1] + 1, where=where))
    labels = [tr("quá hạn", "overdue"), tr("hôm nay", "today")]
    values = [float(standing["overdue"].value or 0)]
    links = [address("overdue", **filters.conditions)]
    previous = today - 1
    for day in days:
        # What is promised for a day off stands with the working day after it.
        values.append(float(sum(due.get(date_of(d).isoformat(), 0) for d in range(previous + 1, day + 1))))
        links.append(
            address(
                "due",
                **filters.conditions,
                **{"from": date_of(previous + 1).isoformat(), "to": date_of(day).isoformat()},
            )
        )
        previous = day
    labels += [weekday_text(day) for day in days[1:]] + [tr("sau đó", "later")]
    values.append(float(later.value or 0))
    links.append(address("due", **filters.conditions, **{"from": date_of(days[-1] + 1).isoformat()}))
    if not any(values):
        st.html(empty(tr("Không có hồ sơ nào đang chạy.", "No dossier is running.")))
        return
    series = Series(tr("hồ sơ", "dossiers"), values, links)
    kinds = ["late", "risk", *[""] * (len(days) - 1), "calm"]
    # Two lines a word keep them upright.
    upright = [label.replace(" ", "<br>", 1) for label in labels]
    draw(
        bars(upright, series, palette(), kinds, 268),
        "chart_due",
        tr("Hồ sơ theo ngày hẹn", "Dossiers by due day"),
    )
    as_table(labels[::-1], [Series(series.name, values[::-1], links[::-1])], tr("Ngày hẹn", "Due day"))
    st.html(
        f'<p><a class="mc-link mc-late" target="_self" '
        f'href="{escape(list_link("overdue", **filters.conditions))}">'
        f"▲ {tr('Quá hạn', 'Overdue')}: {number(standing['overdue'].value)}</a> &nbsp; "
        f'<a class="mc-link mc-risk" target="_self" '
        f'href="{escape(list_link("at_risk", **filters.conditions))}">'
        f"◆ {tr('Sắp đến hạn', 'At risk')}: {number(standing['at_risk'].value)}</a></p>"
    )


def came_and_went(filters: Filters, found: Mapping[str, Mapping[str, Figure]]) -> None:
    """What came in and what was closed, of the busiest departments."""
    st.html(
        heading(
            tr("Vào và ra trong kỳ", "In and out in the period"),
            "received",
            "closed",
            place="inflow",
            note=tr("Những cơ quan có nhiều hồ sơ vào nhất.", "The departments where most came in."),
        )
    )
    order = sorted(found, key=lambda d: -worth(found[d], "received"))[:DRAWN]
    order = [d for d in order if worth(found[d], "received") or worth(found[d], "closed")]
    if not order:
        told = tr("Không có hồ sơ vào hay ra trong kỳ.", "Nothing came in or went out in the period.")
        st.html(empty(told))
        return

    def series(measure: str, words: str) -> Series:
        links = [address(measure, **{**filters.params, "department": d}) for d in order]
        return Series(words, [float(worth(found[d], measure)) for d in order], links)

    names = list(dict.fromkeys(short(name("department", d), 30) for d in order))
    if len(names) < len(order):
        names = [f"{short(name('department', d), 22)} ({d})" for d in order]
    came, went = series("received", tr("tiếp nhận", "received")), series("closed", tr("kết thúc", "closed"))
    draw(
        inflow(names, came, went, palette()),
        "chart_inflow",
        tr("Vào và ra theo cơ quan", "In and out by department"),
    )
