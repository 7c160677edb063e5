"""The parts of the overview."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import streamlit as st

from dashboard.charts import Series, lines
from dashboard.clock import date_of
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure, Question
from dashboard.ui.about import empty, heading
from dashboard.ui.chart import address, as_table, draw, palette
from dashboard.ui.filters import Filters
from dashboard.ui.mining.mark import mark
from dashboard.ui.ranked import (
    days_list,
    list_link,
    number_cell,
)
from dashboard.ui.session import (
    first_of,
    language,
    last_of,
    number,
    office,
    period_text,
    tr,
    weekday_text,
)
from dashboard.ui.tiles import grid, tile
from models.viewer import Viewer

TILES = ("received", "resolved", "on_time_rate", "backlog", "overdue")

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
            list_link("overdue", **filters.params),
            "mc-late" if overdue.value else "mc-soft",
        )
        if overdue.value
        else tr("không có hồ sơ quá hạn", "none is overdue"),
    }
    st.html(
        grid(
            [
                tile(
                    now[m],
                    before.get(m),
                    whole_periods(filters, m, over_time.get(m, {})),
                    list_link(m, **filters.params),
                    beside.get(m, ""),
                )
                for m in TILES
            ]
        )
    )
    return True


def begun(filters: Filters, label: str) -> bool:
    """Whether a period of the chart goes on after the last day that is shown."""
    return last_of(filters.grain(), label) > filters.end


def whole_periods(filters: Filters, measure: str, found: Mapping[str, Figure]) -> list[float | None]:
    """A measure's course for a small picture; of a flow without the last period where that is only begun."""
    flows = not MEASURES[measure].standing
    return [figure.value for label, figure in found.items() if not (flows and begun(filters, label))]


def nothing(filters: Filters) -> None:
    """What to do where there is no dossier."""
    if filters.where:
        st.info(
            tr(
                "Không có hồ sơ nào khớp bộ lọc trong kỳ này. Hãy bỏ bớt bộ lọc hoặc chọn kỳ dài hơn.",
                "No dossier matches the filters in this period. Take one away, or choose a longer period.",
            )
        )
    else:
        st.info(
            tr(
                "Chưa có hồ sơ nào trong kỳ này. Hãy chọn kỳ dài hơn, hoặc nhập nhật ký.",
                "There is no dossier in this period. Choose a longer one, or import a log.",
            )
        )


def due_soon(who: Viewer, filters: Filters) -> None:
    """What is overdue, and what falls due today and on the next five working days."""
    clock, today = office().calendar(), office().today()
    days = [today, *(clock.next_working_day(today, n) for n in range(1, 6))]
    cube, where = office().cube, filters.where
    asked = Question(("due",), ("day",), start=days[0], end=days[-1], where=where)
    found = {figure.group["day"]: int(figure.value or 0) for figure in cube.figures(who, asked)}
    (overdue,) = cube.figures(who, Question(("overdue",), where=where))
    late = int(overdue.value or 0)
    st.html(
        heading(
            tr("Đến hạn năm ngày làm việc tới", "Due in the next five working days"),
            "due",
            "overdue",
            note=tr("Hồ sơ đang chạy, theo ngày hẹn trả.", "Running dossiers, by the day promised."),
        )
    )
    rows = [
        (
            f"▲ {tr('Quá hạn', 'Overdue')}" if late else tr("Quá hạn", "Overdue"),
            late,
            list_link("overdue", **filters.conditions),
            "late" if late else "",
        )
    ]
    previous = today - 1
    for day in days:
        # What is promised for a day off stands with the working day after it.
        count = sum(found.get(date_of(each).isoformat(), 0) for each in range(previous + 1, day + 1))
        days_of = {"from": date_of(previous + 1).isoformat(), "to": date_of(day).isoformat()}
        rows.append(
            (
                weekday_text(day),
                count,
                list_link("due", **filters.conditions, **days_of),
                "risk" if day == today and count else "",
            )
        )
        previous = day
    st.html(days_list(rows))
    if not any(count for _, count, _, _ in rows):
        st.html(f'<p class="mc-sub">{tr("Không có gì đến hạn.", "Nothing falls due.")}</p>')


def charts(who: Viewer, filters: Filters, over_time: Course) -> None:
    """Received against resolved, and the backlog, over the period."""
    left, right = st.columns(2, gap="small")
    each = {
        "day": tr("mỗi ngày", "by day"),
        "week": tr("mỗi tuần", "by week"),
        "month": tr("mỗi tháng", "by month"),
    }
    with left, st.container(key="sheet_flow"):
        title = f"{tr('Tiếp nhận và giải quyết', 'Received and resolved')} {each[filters.grain()]}"
        pair(filters, over_time, ("received", "resolved"), title, "flow")
        mark(who, filters, "counted")
    with right, st.container(key="sheet_stock"):
        pair(
            filters,
            over_time,
            ("backlog", "overdue"),
            tr("Tồn đọng và quá hạn", "Backlog and overdue"),
            "stock",
        )
        mark(who, filters, "left_out")


def pair(filters: Filters, over_time: Course, measures: tuple[str, str], title: str, key: str) -> None:
    """Two measures over the period as one chart, with its table."""
    grain = filters.grain()
    cut = not MEASURES[measures[0]].standing and any(
        begun(filters, label) for label in over_time.get(measures[0], {})
    )
    note = tr("Quãng cuối chưa trọn.", "The last stretch is not complete.") if cut else ""
    st.html(heading(title, *measures, note=note, place=key))
    series = [series_of(filters, grain, measure, over_time.get(measure, {})) for measure in measures]
    labels = [period_text(grain, label) for label in over_time.get(measures[0], {})]
    if len(labels) < 2:
        st.html(empty(tr("Kỳ quá ngắn để vẽ.", "The period is too short to draw.")))
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
        links.append(
            address(
                measure, **filters.conditions, **{key: date_of(day).isoformat() for key, day in days.items()}
            )
        )
    values = [None if figure.value is None else float(figure.value) for figure in found.values()]
    return Series(MEASURES[measure].title(language()), values, links)
