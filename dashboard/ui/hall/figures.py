"""How long people wait in the hall, by group and half-day, beside how long their dossiers take."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.charts import Series, bars
from dashboard.clock import instant_ms
from dashboard.hall.figures import Row, added, table
from dashboard.hall.halls import groups_of
from dashboard.ui.chart import draw, palette
from dashboard.ui.hall.words import HALF_NAMES, minutes, told_minutes
from dashboard.ui.ranked import FEW, bar_cell, number_cell, ranked
from dashboard.ui.session import date_text, hours, link, number, office, percent, tr
from models.absence import HALVES
from models.viewer import Viewer

#: period → days back
PERIODS = {"today": 0, "week": 6, "month": 29, "quarter": 89}
#: tickets of a list; a list reads at most so many days
SHOWN, LISTED_DAYS = 300, 31


def show(who: Viewer, hall: str) -> None:
    """Tiles, the chart, the table, and the tickets behind the number that was clicked."""
    names = {
        "today": tr("Hôm nay", "Today"),
        "week": tr("7 ngày", "7 days"),
        "month": tr("30 ngày", "30 days"),
        "quarter": tr("90 ngày", "90 days"),
    }
    asked = st.query_params.get("period", "month")
    asked = asked if asked in PERIODS else "month"

    def turned() -> None:
        st.query_params.from_dict({"view": "figures", "period": st.session_state["hall_period"] or asked})

    st.session_state["hall_period"] = asked
    st.segmented_control(
        tr("Kỳ", "Period"),
        list(names),
        key="hall_period",
        format_func=names.__getitem__,
        on_change=turned,
        label_visibility="collapsed",
    )
    last = office().today()
    first = last - PERIODS[asked]
    rows = table(office(), who, hall, first, last)
    if not rows:
        st.html(f'<p class="mc-empty">{tr("Chưa có số nào được lấy trong kỳ.", "No number was taken.")}</p>')
        return
    whole = added(office().hall_cells.between(hall, first, last))
    st.html(
        f'<p class="mc-sub">{date_text(first)} – {date_text(last)} · '
        f"{tr('lấy số', 'taken')} {number(whole.taken)} · {tr('đã gọi', 'called')} {number(whole.called)} · "
        f"{tr('xong', 'done')} {number(whole.done)} · "
        f"{tr('vắng mặt', 'not there')} {number(whole.no_show)} · "
        f"{tr('chờ trung vị', 'median wait')} <strong>{told_minutes(whole.p50)}</strong>, "
        f"p90 <strong>{told_minutes(whole.p90)}</strong></p>"
    )
    left, right = st.columns([5, 7], gap="small")
    with left, st.container(key="sheet_hall_chart"):
        _chart(rows)
    with right, st.container(key="sheet_hall_table"):
        _table(rows, asked, hall)
    _list(hall, first, last)


def _chart(rows: list[Row]) -> None:
    title = tr("Chờ tại sảnh, trung vị (phút)", "Wait in the hall, median (minutes)")
    st.html(f'<h2 class="mc-h2">{title}</h2>')
    for half in HALVES:
        own = [row for row in rows if row.half == half and row.hall.p50 is not None]
        if not own:
            continue
        half_name = tr(*HALF_NAMES[half])
        st.html(f'<p class="mc-sub">{escape(half_name.capitalize())}</p>')
        series = Series(half_name, [row.hall.p50 for row in own], texts=[number(row.hall.p50) for row in own])
        figure = bars([_short(row.group.name) for row in own], series, palette(), height=190)
        draw(figure, f"chart_hall_{half}", f"{title}, {half_name}")


def _short(text: str, longest: int = 14) -> str:
    """A name in lines of about so many letters, as the axis of a chart has room for."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= longest:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "<br>".join([*lines, line][:3])


def _table(rows: list[Row], period: str, hall: str) -> None:
    title = tr("Chờ tại sảnh, bên cạnh thời gian hồ sơ", "Wait in the hall, beside that of dossiers")
    note = tr(
        "Từ lúc lấy số đến lần gọi đầu. Thời gian hồ sơ: trung vị giờ làm việc của các lĩnh vực trong nhóm.",
        "From taking the number to the first call. Dossiers: median working time of the fields of the group.",
    )
    st.html(f'<h2 class="mc-h2">{title} <small>{note}</small></h2>')
    most = max((row.hall.p90 or 0 for row in rows), default=0) or 1
    cells = []
    for row in rows:
        wait = row.hall
        href = link("hall", view="figures", period=period, group=row.group.id, half=row.half, hall=hall)
        few = f'<div class="mc-soft">{tr("ít", "few")}</div>' if 0 < wait.called < FEW else ""
        ended = wait.done + wait.no_show
        beside = "–" if row.dossiers is None else f"{hours(row.dossiers)}<br>"
        if row.dossiers is not None:
            beside += f'<span class="mc-soft">n = {number(row.dossiers_n)}</span>'
        cells.append(
            (
                f"{escape(row.group.name)}<br><span class='mc-soft'>{tr(*HALF_NAMES[row.half])}</span>",
                number_cell(number(wait.called), href if wait.called else "") + few,
                bar_cell(told_minutes(wait.p50), (wait.p50 or 0) / most, ""),
                bar_cell(told_minutes(wait.p90), (wait.p90 or 0) / most, ""),
                percent(wait.no_show / ended if ended else None, 0),
                beside,
            )
        )
    heads = (
        tr("Nhóm", "Group"),
        tr("Đã gọi", "Called"),
        tr("Trung vị", "Median"),
        "p90",
        tr("Vắng mặt", "Not there"),
        tr("Hồ sơ", "Dossiers"),
    )
    st.html(ranked(heads, cells, title, fold=True))


def _list(hall: str, first: int, last: int) -> None:
    """The tickets that a number of the table counts, newest first: numbers and times, nobody's names."""
    groups = {one.id: one.name for one in groups_of(office(), hall)}
    group, half = st.query_params.get("group", ""), st.query_params.get("half", "")
    if group not in groups or half not in HALF_NAMES:
        return
    found = []
    for start in range(last, first - 1, -LISTED_DAYS):
        found += office().tickets.of_part(hall, group, half, max(first, start - LISTED_DAYS + 1), start)
    called = [one for one in found if one.called_at is not None]
    counters = {one.id: one.name for one in office().counters.of(hall)}
    zone = office().store.zone
    rows = [
        (
            f"<strong>{one.number}</strong>",
            date_text(one.day),
            f"{one.taken_at.astimezone(zone):%H:%M}",
            f"{one.called_at.astimezone(zone):%H:%M}",
            minutes(instant_ms(one.called_at) - instant_ms(one.taken_at)),
            escape(counters.get(one.counter, "–")),
        )
        for one in called[:SHOWN]
        if one.called_at is not None
    ]
    half_name = tr(*HALF_NAMES[half])
    newest = tr(f", hiện {SHOWN} số mới nhất", f", the newest {SHOWN}") if len(called) > SHOWN else ""
    count = f"<small>n = {number(len(called))}{newest}</small>"
    st.html(f'<h2 class="mc-h2">{escape(groups[group])}, {half_name} {count}</h2>')
    heads = (
        tr("Số", "Number"),
        tr("Ngày", "Day"),
        tr("Lấy số", "Taken"),
        tr("Gọi", "Called"),
        tr("Chờ", "Waited"),
        tr("Quầy", "Counter"),
    )
    st.html(ranked(heads, rows, tr("Các số", "Numbers"), fold=True))
