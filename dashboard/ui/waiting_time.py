"""The further parts of the page on waiting time: its course, its distribution, the steps where it is lost."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from itertools import pairwise

import streamlit as st

from dashboard.charts import Series, band, histogram
from dashboard.clock import date_of
from dashboard.cube.cells import TRUSTED_DAYS
from dashboard.cube.question import Figure
from dashboard.ui.about import about, empty, heading
from dashboard.ui.chart import address, as_table, draw, palette
from dashboard.ui.dossier_view import step_title
from dashboard.ui.filters import Filters
from dashboard.ui.ranked import FEW, bar_cell, head_with, list_link, more_link, name_cell, number_cell, ranked
from dashboard.ui.session import (
    first_of,
    hours,
    last_of,
    link,
    name,
    number,
    office,
    percent,
    period_text,
    tr,
)
from models.viewer import Viewer

#: classes of waiting ÷ limit: up to each of these, and more; the limit itself is one of the edges
EDGES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
HOURS_A_DAY = 8
#: rows of the table of steps at first sight
SHOWN = 10
#: conditions that a visit does not have
NOT_OF_VISITS = ("channel", "level")


def grain(filters: Filters) -> str:
    """Weeks where the cube has them by day, else months: other weeks would read every dossier."""
    coarse = set(filters.where) <= {"department", "level", "channel"}
    recent = filters.start is not None and filters.start > office().today() - TRUSTED_DAYS
    return "week" if coarse and recent else "month"


def trend(who: Viewer, filters: Filters) -> None:
    """Median and p90 over the period, with the band between them."""
    time = grain(filters)
    each = {"week": tr("mỗi tuần", "by week"), "month": tr("mỗi tháng", "by month")}[time]
    unit = tr("ngày làm việc", "working days")
    st.html(
        heading(
            f"{tr('Diễn biến', 'Course')} {each}",
            "waiting_working_p50",
            place="trend",
            note=f"{tr('Trung vị và p90', 'Median and p90')}, {unit}.",
        )
    )
    found: defaultdict[str, list[Figure]] = defaultdict(list)
    asked = filters.ask("waiting_working_p50", "waiting_working_p90", by=(time,))
    for figure in office().cube.figures(who, asked):
        found[figure.measure].append(figure)
    low, high = found["waiting_working_p50"], found["waiting_working_p90"]
    if sum(figure.n >= FEW for figure in low) < 2:
        told = tr(
            "Quá ít kết quả để vẽ diễn biến; hãy chọn kỳ dài hơn.",
            "Too few results to draw their course; choose a longer period.",
        )
        st.html(empty(told))
        return
    labels = [period_text(time, figure.group[time]) for figure in low]
    median, p90 = course(filters, time, low, tr("trung vị", "median")), course(filters, time, high, "p90")
    title = tr("Thời gian chờ qua kỳ", "Waiting time over the period")
    draw(band(labels, median, p90, palette()), "chart_trend", title)
    as_table(labels, [median, p90], tr("Kỳ", "Period"))


def course(filters: Filters, time: str, figures: list[Figure], words: str) -> Series:
    """One line of the trend, in working days; a period with too few results is left open."""
    values, texts, links = [], [], []
    for figure in figures:
        label = figure.group[time]
        first = max(first_of(time, label), filters.start or 0)
        days = {
            "from": date_of(first).isoformat(),
            "to": date_of(min(last_of(time, label), filters.end)).isoformat(),
        }
        enough = figure.value is not None and figure.n >= FEW
        values.append(float(figure.value or 0) / HOURS_A_DAY if enough else None)
        texts.append(f"{hours(figure.value)} (n = {number(figure.n)})")
        links.append(address(figure.measure, **filters.conditions, **days))
    return Series(words, values, links, texts)


def distribution(who: Viewer, filters: Filters) -> None:
    """How the waiting times lie against their limits."""
    st.html(
        heading(
            tr("Phân bố so với hạn", "Distribution against the limit"),
            "waiting_to_limit_p50",
            place="dist",
            note=tr("Số kết quả theo phần trăm của hạn đã dùng.", "Results by the share of the limit used."),
        )
    )
    counts = office().cube.distribution(
        who, "waiting_to_limit_p50", filters.ask("waiting_to_limit_p50"), EDGES
    )
    total = sum(counts)
    if total < FEW:
        told = tr(
            f"Chỉ có {number(total)} kết quả có hạn trong kỳ: quá ít để vẽ.",
            f"Only {number(total)} results of the period have a limit: too few to draw.",
        )
        st.html(empty(told))
        return
    edges = [0, *(round(edge * 100) for edge in EDGES)]
    labels = [f"{a}–{b}" for a, b in pairwise(edges)] + [f"> {edges[-1]}"]
    limit = EDGES.index(1.0) + 1
    series = Series(tr("kết quả", "results"), [float(count) for count in counts])
    draw(
        histogram(labels, series, palette(), limit, tr("hạn", "limit")),
        "chart_distribution",
        tr("Phân bố thời gian chờ so với hạn", "Distribution of waiting against the limit"),
    )
    over = sum(counts[limit:])
    told = tr("kết quả lâu hơn hạn", "results took longer than the limit")
    href = list_link("waiting_to_limit_p50", **filters.params)
    st.html(
        f'<p class="mc-sub">{percent(over / total, 0)} {tr("trong", "of")} '
        f'<a class="mc-link" href="{escape(href)}" target="_self">{number(total)}</a> '
        f"{told}, {tr('đến 1 % gần đúng', 'to within 1 %')}.</p>"
    )


def steps(who: Viewer, filters: Filters) -> None:
    """The steps at which time is lost: waiting for somebody to begin, times how often."""
    where = {key: values for key, values in filters.where.items() if key not in NOT_OF_VISITS}
    note = tr("Xếp theo tổng thời gian chờ có người nhận xử lý.", "By the whole time until somebody began.")
    if len(where) < len(filters.where):
        note += tr(
            " Bước không chia theo hình thức hay cấp: bảng này gồm tất cả.",
            " Steps are not split by channel or level: this table has all of them.",
        )
    st.html(
        heading(
            tr("Bước mất thời gian nhất", "Steps where most time is lost"),
            "queue_working_mean",
            "handling_working_mean",
            "visits",
            "late_visit_rate",
            note=note,
        )
    )
    found: defaultdict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
    asked = filters.ask(
        "queue_working_mean",
        "handling_working_mean",
        "visit_calendar_mean",
        "visits",
        "late_visit_rate",
        by=("procedure", "step"),
        where=where,
    )
    for figure in office().cube.figures(who, asked):
        if figure.n:
            found[figure.group["procedure"], figure.group["step"]][figure.measure] = figure
    if not found:
        told = tr("Không có lượt xử lý nào kết thúc trong kỳ.", "No visit was left in the period.")
        st.html(empty(told))
        return
    every = st.query_params.get("steps") == "all"
    order = sorted(found.items(), key=lambda item: -lost(item[1]))
    most = lost(order[0][1]) or 1.0
    base = {key: value for key, value in filters.params.items() if key not in NOT_OF_VISITS}
    rows = []
    for (procedure, step), row in order[: None if every else SHOWN]:
        params = {**base, "procedure": procedure, "step": step}
        rows.append(
            [
                name_cell(step_title(procedure, step)),
                name_cell(
                    name("procedure", procedure),
                    link("waiting", **{**filters.address, "procedure": procedure}),
                ),
                bar_cell(
                    hours(value_of(row, "queue_working_mean") or value_of(row, "visit_calendar_mean")),
                    lost(row) / most,
                    list_link(
                        "queue_working_mean" if "queue_working_mean" in row else "visit_calendar_mean",
                        **params,
                    ),
                ),
                hours(value_of(row, "handling_working_mean")),
                percent(value_of(row, "late_visit_rate"), 0) if "late_visit_rate" in row else "–",
                number_cell(number(row["visits"].n if "visits" in row else 0), list_link("visits", **params)),
            ]
        )
    heads = [
        tr("Bước", "Step"),
        tr("Thủ tục", "Procedure"),
        head_with(tr("Chờ xử lý, trung bình", "Queue, mean"), about("queue_working_mean", place="steps")),
        head_with(tr("Xử lý, trung bình", "Handling, mean"), about("handling_working_mean", place="steps")),
        head_with(tr("Quá hạn bước", "Over limit"), about("late_visit_rate", place="steps")),
        head_with(tr("Lượt", "Visits"), about("visits", place="steps")),
    ]
    here = dict(filters.address)
    st.html(
        ranked(heads, rows, tr("Bước mất thời gian nhất", "Steps where most time is lost"), fold=True)
        + more_link(
            SHOWN, len(order), "" if every else link("waiting", **here, steps="all"), link("waiting", **here)
        )
    )


def value_of(row: dict[str, Figure], measure: str) -> float | None:
    """A figure's value where there is one."""
    figure = row.get(measure)
    return None if figure is None or figure.value is None else float(figure.value)


def lost(row: dict[str, Figure]) -> float:
    """Hours that all visits of a step waited; where nobody noted the start, that they took."""
    figure = row.get("queue_working_mean") or row.get("visit_calendar_mean")
    return 0.0 if figure is None or figure.value is None else float(figure.value) * figure.n
