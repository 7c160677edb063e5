"""The parts of the page that tells the weeks ahead."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.charts import Series, ahead
from dashboard.clock import date_of
from dashboard.forecast.method import LEAST
from dashboard.forecast.reading import Ahead, Outlook, outlook
from dashboard.forecast.rolling import WITHIN, Score
from dashboard.forecast.weeks import AHEAD
from dashboard.ui.about import about, empty, heading
from dashboard.ui.chart import address, as_table, draw, palette
from dashboard.ui.ranked import head_with, list_link, more_link, name_cell, number_cell, ranked
from dashboard.ui.session import date_text, link, name, number, office, percent, tr
from models.viewer import Viewer

#: weeks of the past that are drawn; they are as many as the weeks that are told in the table
PAST = 12
#: rows at first sight
SHOWN = 12
#: what is told → its titles and in what it is counted
TITLES = {
    "received": ("Sẽ tiếp nhận", "To be received"),
    "backlog": ("Tồn đọng cuối tuần", "Backlog at the week's end"),
    "late": ("Kết quả trễ hạn", "Late results"),
}


def choose(who: Viewer) -> tuple[Outlook | None, str]:
    """What is told, and of which department the charts are ("": all); the choice is in the address."""
    with st.spinner(tr("Đang tính dự báo …", "Working out the forecast …")):
        told = outlook(office(), who)
    if told is None:
        return None, ""
    asked = st.query_params.get("department", "")
    if asked not in told.departments:
        st.warning(
            tr(
                "Không có dự báo cho cơ quan trong địa chỉ; đang xem tất cả.",
                "There is no forecast of the department in the address; this is all of them.",
            )
        )
        asked = ""

    def chosen() -> None:
        if st.session_state["forecast_department"]:
            st.query_params["department"] = st.session_state["forecast_department"]
        else:
            st.query_params.pop("department", None)

    st.session_state["forecast_department"] = asked
    ids = sorted(told.departments[1:], key=lambda id: name("department", id).casefold())
    st.selectbox(
        tr("Cơ quan", "Department"),
        ["", *ids],
        key="forecast_department",
        on_change=chosen,
        format_func=lambda id: name("department", id) if id else tr("tất cả cơ quan", "all departments"),
        width=420,
    )
    return told, asked


def words() -> None:
    """Why there is nothing to tell."""
    st.html(
        empty(
            tr(
                f"Chưa dự báo được: cần ít nhất {LEAST} tuần trọn vẹn có hồ sơ.",
                f"Nothing can be told yet: it takes at least {LEAST} complete weeks with dossiers.",
            )
        )
    )


def series(told: Outlook, department: str, measure: str) -> None:
    """One chart: the past weeks, the weeks ahead with their band, and in words how well that is known."""
    row = told.of(department)
    coming = told.rows[row][measure]
    st.html(heading(tr(*TITLES[measure]), measure, place=f"ahead-{measure}"))
    was = told.past[measure][row][-PAST:].tolist()
    mondays = [told.monday + 7 * week for week in range(-len(was), AHEAD)]
    labels = [date_text(monday)[:5] for monday in mondays]
    links = [week_link(measure, monday, department) for monday in mondays[: len(was)]]
    past = Series(tr("đã qua", "past"), was, links, [number(value) for value in was])
    texts = [
        tr(
            f"{number(middle)} (từ {number(low)} đến {number(high)})",
            f"{number(middle)} ({number(low)} to {number(high)})",
        )
        for middle, low, high in zip(coming.middle, coming.low, coming.high, strict=True)
    ]
    will = Series(tr("dự báo", "expected"), list(coming.middle), (), texts)
    draw(
        ahead(labels, past, will, coming.low, coming.high, palette(), 230),
        f"chart_{measure}",
        tr(*TITLES[measure]),
    )
    st.html(f'<p class="mc-sub">{escape(trust(coming))}</p>')
    nothing = [None] * len(was)
    blank = [None] * AHEAD
    as_table(
        labels,
        [
            Series(past.name, [*was, *blank], [*links, *[""] * AHEAD]),
            Series(will.name, [*nothing, *coming.middle], (), [*[""] * len(was), *texts]),
        ],
        tr("Tuần từ", "Week of"),
    )


def week_link(measure: str, monday: int, department: str) -> str:
    """The list behind a past week."""
    where = {"department": department} if department else {}
    if measure == "backlog":
        return address(measure, **where, at=date_of(monday + 6).isoformat())
    days = {"from": date_of(monday).isoformat(), "to": date_of(monday + 6).isoformat()}
    return address(measure, **where, **days)


def trust(coming: Ahead) -> str:
    """How well it was told until now, against the rival, and how often the band held."""
    score = coming.score
    if not score.n:
        return tr(
            "Chưa đủ tuần để đo sai số; đang vẽ cách lặp lại tuần gần nhất.",
            "Too few weeks to measure the error; this repeats the last week.",
        )
    held = percent(score.coverage, 0)
    if coming.naive:
        return tr(
            f"Không tốt hơn cách lặp lại tuần gần nhất (sai số {times(score)} lần, n = {number(score.n)}), "
            "nên hình vẽ là cách lặp lại.",
            f"Not better than repeating the last week ({times(score)} times its error, "
            f"n = {number(score.n)}), so the chart repeats it.",
        )
    return tr(
        f"Sai số bằng {times(score)} lần cách lặp lại tuần gần nhất; dải {number(100 * WITHIN)} % "
        f"đã chứa {held} (n = {number(score.n)}).",
        f"Its error is {times(score)} times that of repeating the last week; the {number(100 * WITHIN)} % "
        f"band held {held} (n = {number(score.n)}).",
    )


def times(score: Score) -> str:
    """The error of the method in errors of the rival."""
    return number(score.mae / score.naive_mae, 2) if score.naive_mae else "–"


def by_department(told: Outlook) -> None:
    """Each department: what came and what will, what stands and what will; where most piles up, first."""
    first, last = date_text(told.monday), date_text(told.monday + 7 * AHEAD - 1)
    st.html(
        heading(
            tr("Theo cơ quan", "By department"),
            note=tr(
                f"Tám tuần từ {first} đến {last}, tuần này là tuần đầu; nơi tồn đọng tăng nhiều nhất trước. "
                "Trong ngoặc là dải bốn phần năm. = : lặp lại tuần gần nhất, vì cách khác chưa tốt hơn.",
                f"Eight weeks from {first} to {last}, this one first; where the backlog grows most, on top. "
                "In brackets the band of four in five. = : the last week repeated, as nothing was better.",
            ),
        )
    )
    places = range(1, len(told.departments))
    order = sorted(places, key=lambda row: (-growth(told, row), -told.rows[row]["received"].total))
    every = st.query_params.get("rows") == "all"
    here = {"department": st.query_params.get("department", "")}
    heads = [
        tr("Cơ quan", "Department"),
        head_with(tr("Đã nhận, 8 tuần", "Received, 8 weeks"), about("received", place="past")),
        tr("Sẽ nhận, 8 tuần", "To come, 8 weeks"),
        head_with(tr("Tồn đọng", "Backlog"), about("backlog", place="past")),
        tr("Sau 8 tuần", "After 8 weeks"),
        tr("Tăng giảm", "Change"),
        head_with(tr("Sẽ trễ hạn, 8 tuần", "To be late, 8 weeks"), about("late", place="past")),
    ]
    rows = [line(told, row) for row in (order if every else order[:SHOWN])]
    st.html(
        ranked(heads, rows, tr("Dự báo theo cơ quan", "Forecast by department"), fold=True)
        + more_link(
            SHOWN, len(order), "" if every else link("forecast", **here, rows="all"), link("forecast", **here)
        )
    )


def growth(told: Outlook, row: int) -> float:
    """By how much the backlog of a row will grow."""
    return told.rows[row]["backlog"].middle[-1] - float(told.past["backlog"][row][-1])


def line(told: Outlook, row: int) -> list[str]:
    """One line of the table."""
    id = told.departments[row]
    came = int(told.past["received"][row][-AHEAD:].sum())
    stands = int(told.past["backlog"][row][-1])
    began, ended = told.monday - 7 * AHEAD, told.monday - 1
    period = {"from": date_of(began).isoformat(), "to": date_of(ended).isoformat()}
    coming = told.rows[row]
    grown = round(growth(told, row))
    change = f"▲ +{number(grown)}" if grown > 0 else f"▼ −{number(-grown)}" if grown < 0 else "="
    return [
        name_cell(name("department", id), link("forecast", department=id)),
        number_cell(number(came), list_link("received", department=id, **period) if came else ""),
        _expected(coming["received"], whole=True),
        number_cell(
            number(stands),
            list_link("backlog", department=id, at=date_of(ended).isoformat()) if stands else "",
        ),
        _expected(coming["backlog"], whole=False),
        f'<span class="{"mc-late" if grown > 0 else "mc-good" if grown < 0 else "mc-soft"}">{change}</span>',
        _expected(coming["late"], whole=True),
    ]


def _expected(coming: Ahead, whole: bool) -> str:
    """The number of all weeks ahead, or the band of the last of them."""
    mark = " =" if coming.naive else ""
    if whole:
        return f'<span class="mc-nowrap">{number(coming.total)}{mark}</span>'
    low, high = number(coming.low[-1]), number(coming.high[-1])
    return (
        f'<span class="mc-nowrap">{number(coming.middle[-1])}{mark} '
        f'<span class="mc-soft">({low}–{high})</span></span>'
    )
