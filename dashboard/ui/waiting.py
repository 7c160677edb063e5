"""The parts of the page on waiting time."""

from __future__ import annotations

from collections import defaultdict
from html import escape

import streamlit as st

from dashboard.charts import dots, lines
from dashboard.cube.measures import MEASURES as REGISTRY
from dashboard.cube.question import Figure
from dashboard.ui.dossier_view import step_title
from dashboard.ui.filters import Filters
from dashboard.ui.overview import PLOT
from dashboard.ui.session import hours, language, name, number, office, percent, tr
from dashboard.ui.tiles import list_link, ranked
from models.viewer import Viewer

MEASURES = ("waiting_to_limit_p50", "waiting_to_limit_p90", "waiting_working_p50", "waiting_working_p90", "waiting_calendar_mean")
DIMENSIONS = {"department": ("Cơ quan", "Department"), "field": ("Lĩnh vực", "Field"),
              "procedure": ("Thủ tục", "Procedure"), "channel": ("Hình thức", "Channel")}  # fmt: skip
SHOWN = 15
#: fewer results than this are too few to draw
FEW = 5


def groups(who: Viewer, filters: Filters) -> bool:
    """p50 and p90 against the legal limit by department, field, procedure or channel."""
    dimension = st.segmented_control(
        tr("Chia theo", "Split by"), list(DIMENSIONS), default="department",
        format_func=lambda d: DIMENSIONS[d][1 if language() == "en" else 0],
    ) or "department"  # fmt: skip
    found: defaultdict[str, dict[str, Figure]] = defaultdict(dict)
    for figure in office().cube.figures(who, filters.ask(*MEASURES, by=(dimension,))):
        if figure.value is not None:
            found[figure.group[dimension]][figure.measure] = figure
    whole = {id: row for id, row in found.items() if "waiting_working_p90" in row}
    if not whole:
        st.info(tr("Chưa có kết quả nào trong kỳ này; hãy chọn kỳ dài hơn.",
                   "There is no result in this period; choose a longer one."))  # fmt: skip
        return False

    def ratio(id: str, measure: str) -> float:
        figure = whole[id].get(measure)
        return 0.0 if figure is None or figure.value is None else float(figure.value) * 100

    order = sorted(whole, key=lambda id: -ratio(id, "waiting_to_limit_p90"))
    drawn = [id for id in order if whole[id]["waiting_working_p90"].n >= FEW and ratio(id, "waiting_to_limit_p90")][:SHOWN]
    if drawn:
        names = [short(name(dimension, id)) for id in drawn]
        words = (tr("trung vị", "median"), "p90", tr("hạn theo luật", "legal limit"))
        st.plotly_chart(
            dots(names, [ratio(i, "waiting_to_limit_p50") for i in drawn], [ratio(i, "waiting_to_limit_p90") for i in drawn], words),
            config=PLOT, key="dots",
        )  # fmt: skip
    rows = []
    for id in order[:40]:
        row, params = whole[id], {**filters.params, dimension: id}
        p90 = row["waiting_working_p90"]
        over = ratio(id, "waiting_to_limit_p90") > 100
        to_limit = row.get("waiting_to_limit_p90")
        rows.append([
            escape(name(dimension, id)),
            hours(row["waiting_working_p50"].value),
            f'<a href="{escape(list_link("waiting_working_p90", **params))}" target="_self">{hours(p90.value)}</a>',
            f'<span class="{"mc-late" if over else ""}">{"▲ " if over else ""}{percent(to_limit.value if to_limit else None, 0)}</span>',
            number(p90.n),
        ])  # fmt: skip
    heads = [tr(*DIMENSIONS[dimension]), tr("Trung vị (giờ làm việc)", "Median (working time)"), "p90",
             tr("p90 so với hạn", "p90 against limit"), "n"]  # fmt: skip
    st.html(ranked(heads, rows))
    return True


def short(text: str, length: int = 46) -> str:
    """A long name for an axis; the table beneath has it whole."""
    return text if len(text) <= length else text[: length - 1] + "…"


def shares(who: Viewer, filters: Filters) -> None:
    """Where the time of a result goes, in words and as one bar."""
    parts = ("share_queue", "share_handling", "share_other", "share_pause")
    found = [f for f in office().cube.figures(who, filters.ask(*parts)) if f.value is not None]
    total = sum(float(f.value or 0) for f in found)
    if not total:
        return
    colours = ("#b7791f", "#2f7cc4", "#6b5ca5", "#7d8b99")
    pieces = "".join(
        f'<div style="flex:{float(f.value or 0) / total:.3f};background:{colours[i]};height:1.4rem" aria-hidden="true"></div>'
        for i, f in enumerate(found)
    )
    words = " · ".join(
        f"{escape(REGISTRY[f.measure].title(language()))}: <strong>{hours(f.value)}</strong> ({percent(float(f.value or 0) / total, 0)})"
        for f in found
    )
    st.html(
        f"<h2 class='mc-h2'>{tr('Thời gian đi đâu', 'Where the time goes')} <span class='mc-soft'>n = {number(found[0].n)}</span></h2>"
        f'<div style="display:flex;border-radius:6px;overflow:hidden">{pieces}</div><p>{words}</p>'
    )


def trend(who: Viewer, filters: Filters) -> None:
    """Median and p90 by month."""
    series: defaultdict[str, dict[str, float | None]] = defaultdict(dict)
    asked = filters.ask("waiting_working_p50", "waiting_working_p90", by=("month",))
    for figure in office().cube.figures(who, asked):
        series[figure.measure][figure.group["month"]] = None if figure.value is None else float(figure.value)
    months = sorted(series["waiting_working_p50"])
    if len(months) < 2:
        return
    st.html(f"<h2 class='mc-h2'>{tr('Diễn biến theo tháng (giờ làm việc)', 'By month (working hours)')}</h2>")
    st.plotly_chart(lines(months, {tr("trung vị", "median"): [series["waiting_working_p50"][m] for m in months],
                                   "p90": [series["waiting_working_p90"][m] for m in months]}),
                    config=PLOT, key="trend")  # fmt: skip


def steps(who: Viewer, filters: Filters) -> None:
    """The steps at which time is lost."""
    rows_by: defaultdict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
    where = {key: values for key, values in filters.where.items() if key != "channel"}
    asked = filters.ask("queue_working_mean", "handling_working_mean", "visit_calendar_mean", "visits",
                        by=("procedure", "step"), where=where)  # fmt: skip
    for figure in office().cube.figures(who, asked):
        rows_by[figure.group["procedure"], figure.group["step"]][figure.measure] = figure

    def lost(row: dict[str, Figure]) -> float:
        mean = row.get("queue_working_mean") or row.get("visit_calendar_mean")
        return 0.0 if mean is None or mean.value is None else float(mean.value) * mean.n

    order = sorted(rows_by.items(), key=lambda item: -lost(item[1]))[:12]
    rows = []
    for (procedure, step), row in order:
        queue, handling = row.get("queue_working_mean"), row.get("handling_working_mean")
        wall, visits = row.get("visit_calendar_mean"), row.get("visits")
        params = {**{k: v for k, v in filters.params.items() if k != "channel"}, "procedure": procedure, "step": step}
        rows.append([
            escape(step_title(procedure, step)), escape(name("procedure", procedure)),
            hours(queue.value if queue else None), hours(handling.value if handling else None),
            f"{number(wall.value if wall else None, 1)} {tr('giờ', 'h')}",
            f'<a href="{escape(list_link("visits", **params))}" target="_self">{number(visits.n if visits else 0)}</a>',
        ])  # fmt: skip
    if rows:
        heads = [tr("Bước mất thời gian nhất", "Steps where most time is lost"), tr("Thủ tục", "Procedure"),
                 tr("Chờ xử lý", "Queue"), tr("Xử lý", "Handling"), tr("Theo lịch", "Calendar"), tr("Lượt", "Visits")]  # fmt: skip
        st.html(ranked(heads, rows))
