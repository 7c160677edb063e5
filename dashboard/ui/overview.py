"""The parts of the overview."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import streamlit as st

from dashboard.charts import Series, lines
from dashboard.clock import date_of
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure, Question
from dashboard.ui.about import about, heading
from dashboard.ui.chart import address, as_table, draw, palette
from dashboard.ui.filters import Filters
from dashboard.ui.ranked import (
    FEW, bar_cell, days_list, head_with, list_link, more_link, name_cell, number_cell, ranked,
)  # fmt: skip
from dashboard.ui.session import (
    date_text, first_of, language, last_of, link, name, number, office, percent, period_text, tr, weekday_text,
)  # fmt: skip
from dashboard.ui.tiles import grid, spark, tile
from models.viewer import Viewer

TILES = ("received", "resolved", "on_time_rate", "backlog", "overdue")
#: rows shown at first sight
SHOWN = 10
#: a p90 of twice the limit fills its bar, whose middle is the limit
WIDEST = 2.0

#: measure → label of the period → its figure
Course = Mapping[str, Mapping[str, Figure]]


def course(who: Viewer, filters: Filters) -> Course:
    """The tiles' measures over the period, by its grain."""
    found: defaultdict[str, dict[str, Figure]] = defaultdict(dict)
    grain = filters.grain()
    for figure in office().cube.figures(who, filters.ask(*TILES, by=(grain,))):
        found[figure.measure][figure.group[grain]] = figure
    return found


def tiles(who: Viewer, filters: Filters, over_time: Course) -> bool:
    """The five tiles; False (and a sentence) where there is nothing yet."""
    cube = office().cube
    now = {figure.measure: figure for figure in cube.figures(who, filters.ask(*TILES, "late"))}
    if not any(figure.n for figure in now.values()):
        nothing(filters)
        return False
    earlier = filters.before(*TILES)
    # A period that began before the records is no period to compare with.
    whole = earlier is not None and earlier.start is not None and earlier.start >= cube.first_day()
    before = {f.measure: f for f in cube.figures(who, earlier)} if earlier is not None and whole else {}
    overdue = now["overdue"]
    beside = {
        "on_time_rate": number_cell(
            f"▲ {number(overdue.value)} {tr('đang quá hạn', 'open overdue')}",
            list_link("overdue", **filters.params), "mc-late" if overdue.value else "mc-soft",
        ) if overdue.value else tr("không có hồ sơ quá hạn", "none is overdue"),
    }  # fmt: skip
    st.html(grid([
        tile(now[m], before.get(m), [figure.value for figure in over_time.get(m, {}).values()],
             list_link(m, **filters.params), beside.get(m, ""))
        for m in TILES
    ]))  # fmt: skip
    return True


def nothing(filters: Filters) -> None:
    """What to do where there is no dossier."""
    if filters.where:
        st.info(tr("Không có hồ sơ nào khớp bộ lọc trong kỳ này. Hãy bỏ bớt bộ lọc hoặc chọn kỳ dài hơn.",
                   "No dossier matches the filters in this period. Take a filter away or choose a longer period."))  # fmt: skip
    else:
        st.info(tr("Chưa có hồ sơ nào trong kỳ này. Hãy chọn kỳ dài hơn, hoặc nhập nhật ký ở trang Nhập nhật ký.",
                   "There is no dossier in this period. Choose a longer one, or import a log."))  # fmt: skip


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

    titles = {"department": tr("Cơ quan, kém nhất trước", "Departments, worst first"),
              "field": tr("Lĩnh vực, kém nhất trước", "Fields, worst first"),
              "procedure": tr("Thủ tục, kém nhất trước", "Procedures, worst first")}  # fmt: skip
    note = tr("Xếp theo số quá hạn, rồi p90 so với hạn (vạch đứng là hạn theo luật), rồi tồn đọng.",
              "By overdue, then p90 against the limit (the upright stroke), then backlog.")  # fmt: skip
    st.html(heading(titles[dimension], note=note))
    busy = [g for g in found if worth(g, "backlog") or any(found[g][m].n for m in found[g])]
    order = sorted(busy, key=lambda g: (-worth(g, "overdue"), -slow(g), -worth(g, "backlog")))
    if not order:
        st.html(f'<p class="mc-empty">{tr("Không có hồ sơ nào trong kỳ.", "There is no dossier in the period.")}</p>')
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
        + more_link(SHOWN, len(order), "" if every else link("overview", **here, rows="all"), link("overview", **here))
    )


def trend_of(who: Viewer, filters: Filters, dimension: str, groups: list[str]) -> dict[str, list[float]]:
    """The backlog's course of some groups."""
    grain = "month" if filters.grain() == "month" else "week"
    where = {**filters.where, dimension: tuple(groups)}
    found: defaultdict[str, list[float]] = defaultdict(list)
    for figure in office().cube.figures(who, filters.ask("backlog", by=(dimension, grain), where=where)):
        found[figure.group[dimension]].append(float(figure.value or 0))
    return found


def row_of(group: str, found: Mapping[str, Figure], filters: Filters, dimension: str, most: float,
           trend: list[float]) -> list[str]:  # fmt: skip
    """One line of the ranked table."""
    params = {**filters.params, dimension: group}
    backlog, overdue = found.get("backlog"), found.get("overdue")
    p90, rate = found.get("waiting_to_limit_p90"), found.get("on_time_rate")
    lying, late = (int(f.value or 0) if f is not None else 0 for f in (backlog, overdue))
    ratio = float(p90.value) if p90 is not None and p90.value is not None else None
    over = ratio is not None and ratio > 1
    slow = f"{'▲ ' if over else ''}{percent(ratio, 0)}" if ratio is not None else "–"
    few = f' <span class="mc-soft">({tr("ít", "few")})</span>' if p90 is not None and 0 < p90.n < FEW else ""
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
        bar_cell(("▲ " if late else "") + number(late), late / most, list_link("overdue", **params),
                 "mc-late" if late else "mc-zero"),
        bar_cell(slow, (ratio or 0) / WIDEST, list_link("waiting_to_limit_p90", **params) if ratio is not None else "",
                 "mc-late" if over else "", mark=1 / WIDEST) + few,
        spark(trend, "mc-row-spark"),
        cell,
    ]  # fmt: skip


def due_soon(who: Viewer, filters: Filters) -> None:
    """What is overdue, and what falls due today and on the next five working days."""
    clock, today = office().calendar(), office().today()
    days = [today, *(clock.next_working_day(today, n) for n in range(1, 6))]
    cube, where = office().cube, filters.where
    asked = Question(("due",), ("day",), start=days[0], end=days[-1], where=where)
    found = {figure.group["day"]: int(figure.value or 0) for figure in cube.figures(who, asked)}
    (overdue,) = cube.figures(who, Question(("overdue",), where=where))
    late = int(overdue.value or 0)
    st.html(heading(tr("Đến hạn năm ngày làm việc tới", "Due in the next five working days"), "due", "overdue",
                    note=tr("Hồ sơ đang chạy, theo ngày hẹn trả.", "Running dossiers, by the day promised."))
    )  # fmt: skip
    rows = [(f"▲ {tr('Quá hạn', 'Overdue')}" if late else tr("Quá hạn", "Overdue"), late,
             list_link("overdue", **filters.conditions), "late" if late else "")]  # fmt: skip
    previous = today - 1
    for day in days:
        # What is promised for a day off stands with the working day after it.
        count = sum(found.get(date_of(each).isoformat(), 0) for each in range(previous + 1, day + 1))
        days_of = {"from": date_of(previous + 1).isoformat(), "to": date_of(day).isoformat()}
        rows.append((weekday_text(day), count, list_link("due", **filters.conditions, **days_of),
                     "risk" if day == today and count else ""))  # fmt: skip
        previous = day
    st.html(days_list(rows))
    if not any(count for _, count, _, _ in rows):
        st.html(f'<p class="mc-sub">{tr("Không có gì đến hạn.", "Nothing falls due.")}</p>')


def charts(filters: Filters, over_time: Course) -> None:
    """Received against resolved, and the backlog, over the period."""
    left, right = st.columns(2, gap="small")
    each = {"day": tr("mỗi ngày", "by day"), "week": tr("mỗi tuần", "by week"), "month": tr("mỗi tháng", "by month")}
    with left, st.container(key="sheet_flow"):
        title = f"{tr('Tiếp nhận và giải quyết', 'Received and resolved')} {each[filters.grain()]}"
        pair(filters, over_time, ("received", "resolved"), title, "flow")
    with right, st.container(key="sheet_stock"):
        pair(filters, over_time, ("backlog", "overdue"), tr("Tồn đọng và quá hạn", "Backlog and overdue"), "stock")


def pair(filters: Filters, over_time: Course, measures: tuple[str, str], title: str, key: str) -> None:
    """Two measures over the period as one chart, with its table."""
    grain = filters.grain()
    st.html(heading(title, *measures, place=key))
    series = [series_of(filters, grain, measure, over_time.get(measure, {})) for measure in measures]
    labels = [period_text(grain, label) for label in over_time.get(measures[0], {})]
    if len(labels) < 2:
        st.html(f'<p class="mc-empty">{tr("Kỳ quá ngắn để vẽ.", "The period is too short to draw.")}</p>')
        return
    late = [MEASURES["overdue"].title(language())]
    draw(lines(labels, series, palette(), late=late), f"chart_{key}", title)
    as_table(labels, series, tr("Kỳ", "Period"))


def series_of(filters: Filters, grain: str, measure: str, found: Mapping[str, Figure]) -> Series:
    """A measure's course with the addresses of its lists."""
    links = []
    for label in found:
        first, end = first_of(grain, label), min(last_of(grain, label), filters.end)
        first = first if filters.start is None else max(first, filters.start)
        days = {"at": end} if MEASURES[measure].standing else {"from": first, "to": end}
        links.append(address(measure, **filters.conditions,
                             **{key: date_of(day).isoformat() for key, day in days.items()}))  # fmt: skip
    values = [None if figure.value is None else float(figure.value) for figure in found.values()]
    return Series(MEASURES[measure].title(language()), values, links)


