"""The parts of the overview."""

from __future__ import annotations

from collections import defaultdict
from html import escape

import streamlit as st

from dashboard.charts import bars, lines
from dashboard.clock import date_of
from dashboard.cube.question import Figure, Question
from dashboard.ui.filters import Filters
from dashboard.ui.session import date_text, link, name, number, office, percent, tr
from dashboard.ui.tiles import bar_cell, grid, list_link, ranked, tile
from models.viewer import Viewer

TILES = ("received", "resolved", "on_time_rate", "backlog", "overdue")
PLOT = {"displayModeBar": False, "locale": "vi"}
#: departments shown at first sight
SHOWN = 12
#: with fewer results than this a department is not ranked by its p90
FEW = 5


def tiles(who: Viewer, filters: Filters) -> bool:
    """The five tiles; False (and a sentence) where there is nothing yet."""
    cube = office().cube
    now = {figure.measure: figure for figure in cube.figures(who, filters.ask(*TILES))}
    if not any(figure.n for figure in now.values()):
        st.info(tr("Chưa có hồ sơ nào trong kỳ này. Hãy chọn kỳ dài hơn, hoặc nhập nhật ký ở trang Nhập nhật ký.",
                   "There is no dossier in this period. Choose a longer one, or import a log."))  # fmt: skip
        return False
    earlier = filters.before(*TILES)
    before = {} if earlier is None else {f.measure: f for f in cube.figures(who, earlier)}
    series: defaultdict[str, list[float]] = defaultdict(list)
    for figure in cube.figures(who, filters.ask(*TILES, by=("week",))):
        if figure.value is not None:
            series[figure.measure].append(float(figure.value))
    st.html(grid([
        tile(now[m], before.get(m), series[m][-26:], list_link(m, **filters.params)) for m in TILES
    ]))  # fmt: skip
    return True


def by_department(who: Viewer, filters: Filters, *measures: str) -> dict[str, dict[str, Figure]]:
    """department → measure → figure."""
    found: defaultdict[str, dict[str, Figure]] = defaultdict(dict)
    for figure in office().cube.figures(who, filters.ask(*measures, by=("department",))):
        found[figure.group["department"]][figure.measure] = figure
    return found


def departments(who: Viewer, filters: Filters) -> None:
    """Departments ranked, worst first."""
    measures = ("backlog", "overdue", "waiting_to_limit_p90", "on_time_rate")
    found = by_department(who, filters, *measures)

    def worth(department: str, measure: str) -> float:
        figure = found[department].get(measure)
        return 0.0 if figure is None or figure.value is None else float(figure.value)

    def slow(department: str) -> float:
        """p90 against the limit, where there are enough results to tell."""
        figure = found[department].get("waiting_to_limit_p90")
        return worth(department, "waiting_to_limit_p90") if figure is not None and figure.n >= FEW else 0.0

    order = sorted(found, key=lambda d: (-worth(d, "overdue"), -slow(d), -worth(d, "backlog")))[:SHOWN]
    most = max((worth(d, "backlog") for d in order), default=0) or 1
    rows: list[list[str]] = []
    for d in order:
        params = {**filters.params, "department": d}
        p90, rate = found[d].get("waiting_to_limit_p90"), found[d].get("on_time_rate")
        ratio = worth(d, "waiting_to_limit_p90")
        rows.append([
            f'<a href="{escape(link("overview", department=d))}" target="_self">{escape(name("department", d))}</a>',
            bar_cell(number(worth(d, "backlog")), worth(d, "backlog") / most, list_link("backlog", **params)),
            bar_cell(("▲ " if worth(d, "overdue") else "") + number(worth(d, "overdue")), worth(d, "overdue") / most,
                     list_link("overdue", **params), "mc-late" if worth(d, "overdue") else ""),
            bar_cell(percent(None if p90 is None else p90.value, 0), ratio / 2,
                     list_link("waiting_to_limit_p90", **params), "mc-late" if ratio > 1 else ""),
            f'{percent(None if rate is None else rate.value)} <span class="mc-soft">n = {number(rate.n if rate else 0)}</span>',
        ])  # fmt: skip
    heads = [tr("Cơ quan (kém nhất trước)", "Department (worst first)"), tr("Tồn đọng", "Backlog"),
             tr("Quá hạn", "Overdue"), tr("p90 chờ / hạn", "p90 waiting / limit"), tr("Đúng hạn", "On time")]  # fmt: skip
    st.html(ranked(heads, rows))


def due_soon(who: Viewer, filters: Filters) -> None:
    """What falls due in the next five working days."""
    clock, today = office().calendar(), office().today()
    days = [today, *(clock.next_working_day(today, n) for n in range(1, 6))]
    asked = Question(("due",), ("day",), start=days[0], end=days[-1], where=filters.where)
    found: defaultdict[str, int] = defaultdict(int)
    for figure in office().cube.figures(who, asked):
        found[figure.group["day"]] += int(figure.value or 0)
    st.html(f"<h2 class='mc-h2'>{tr('Đến hạn trong năm ngày làm việc tới', 'Due in the next five working days')}</h2>")
    links = [
        f'<a class="mc-link" target="_self" href="{escape(list_link("due", **{**filters.params, "from": iso, "to": iso}))}">'
        f"{date_text(day)[:5]}: {number(found[iso])}</a>"
        for day in days
        for iso in [date_of(day).isoformat()]
    ]
    labels = [date_text(day)[:5] for day in days]
    values = [float(found[date_of(day).isoformat()]) for day in days]
    st.plotly_chart(bars(labels, values, [False] * len(days), 210), config=PLOT, key="due_soon")
    st.html(f"<p>{' · '.join(links)}</p>")


def charts(who: Viewer, filters: Filters) -> None:
    """Received against resolved, and the backlog, by week."""
    series: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for figure in office().cube.figures(who, filters.ask("received", "resolved", "backlog", "overdue", by=("week",))):
        series[figure.measure][figure.group["week"]] = float(figure.value or 0)
    weeks = sorted(series["received"])
    left, right = st.columns(2)
    with left:
        st.html(f"<h2 class='mc-h2'>{tr('Tiếp nhận và giải quyết mỗi tuần', 'Received and resolved by week')}</h2>")
        st.plotly_chart(lines(weeks, {tr("tiếp nhận", "received"): [series["received"].get(w) for w in weeks],
                                      tr("giải quyết", "resolved"): [series["resolved"].get(w) for w in weeks]}),
                        config=PLOT, key="flow")  # fmt: skip
    with right:
        st.html(f"<h2 class='mc-h2'>{tr('Tồn đọng cuối mỗi tuần', 'Backlog at the end of each week')}</h2>")
        weeks = sorted(series["backlog"])
        st.plotly_chart(lines(weeks, {tr("tồn đọng", "backlog"): [series["backlog"].get(w) for w in weeks],
                                      tr("quá hạn", "overdue"): [series["overdue"].get(w) for w in weeks]}),
                        config=PLOT, key="stock")  # fmt: skip
