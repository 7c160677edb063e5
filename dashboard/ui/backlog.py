"""The parts of the page on the backlog: its age, its due days, what came in and went out, and who holds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard.charts import Series, bars, inflow, stacked
from dashboard.clock import date_of
from dashboard.cube.measures import AGE_BANDS, MEASURES
from dashboard.cube.question import Figure, Question
from dashboard.ui.about import about, heading
from dashboard.ui.chart import address, as_table, draw, palette
from dashboard.ui.filters import Filters, typed_day
from dashboard.ui.overview import grouped
from dashboard.ui.ranked import bar_cell, head_with, list_link, more_link, name_cell, number_cell, ranked
from dashboard.ui.session import date_text, language, last_of, link, name, number, office, period_text, tr, weekday_text
from dashboard.ui.waiting import short
from models.viewer import Viewer

#: rows of the table at first sight, and of the chart of what came in and went out
SHOWN, DRAWN = 12, 10
NOW = ("backlog", "overdue", "at_risk", "paused", "received", "closed")


def stood(filters: Filters) -> dict[str, Any]:
    """The parameters of a list of what stands at the end of the period: of a past day, that day."""
    past = filters.end != office().today()
    return filters.conditions | ({"at": date_of(filters.end).isoformat()} if past else {})


def ages(who: Viewer, filters: Filters) -> None:
    """The backlog over time by age, the oldest strongest."""
    st.html(heading(tr("Tồn đọng theo tuổi hồ sơ", "Backlog by age"), "backlog", "backlog_age_5", place="ages",
                    note=tr("Ngày lịch từ khi tiếp nhận; lâu nhất ở trên, đậm nhất.",
                            "Calendar days since receipt; the oldest on top, strongest.")))  # fmt: skip
    grain = filters.grain()
    found: defaultdict[str, dict[str, Figure]] = defaultdict(dict)
    for figure in office().cube.figures(who, filters.ask(*AGE_BANDS, by=(grain,))):
        found[figure.measure][figure.group[grain]] = figure
    times = list(found[AGE_BANDS[0]])
    if not any(figure.n for band in found.values() for figure in band.values()):
        st.html(f'<p class="mc-empty">{tr("Không có tồn đọng trong kỳ.", "There was no backlog in the period.")}</p>')
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
    st.html(heading(tr("Đang chạy, theo ngày hẹn trả", "Running, by the day promised"), "overdue", "due", "at_risk",
                    place="profile", note=tr("Hôm nay và mười ngày làm việc tới; không tính hồ sơ tạm dừng.",
                                             "Today and the next ten working days; paused ones left out.")))  # fmt: skip
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
        links.append(address("due", **filters.conditions, **{"from": date_of(previous + 1).isoformat(),
                                                             "to": date_of(day).isoformat()}))  # fmt: skip
        previous = day
    labels += [weekday_text(day) for day in days[1:]] + [tr("sau đó", "later")]
    values.append(float(later.value or 0))
    links.append(address("due", **filters.conditions, **{"from": date_of(days[-1] + 1).isoformat()}))
    if not any(values):
        st.html(f'<p class="mc-empty">{tr("Không có hồ sơ nào đang chạy.", "No dossier is running.")}</p>')
        return
    series = Series(tr("hồ sơ", "dossiers"), values, links)
    kinds = ["late", "risk", *[""] * (len(days) - 1), "calm"]
    # Two lines a word keep them upright.
    upright = [label.replace(" ", "<br>", 1) for label in labels]
    draw(bars(upright, series, palette(), kinds, 268), "chart_due", tr("Hồ sơ theo ngày hẹn", "Dossiers by due day"))
    as_table(labels[::-1], [Series(series.name, values[::-1], links[::-1])], tr("Ngày hẹn", "Due day"))
    st.html(
        f'<p><a class="mc-link mc-late" target="_self" href="{escape(list_link("overdue", **filters.conditions))}">'
        f"▲ {tr('Quá hạn', 'Overdue')}: {number(standing['overdue'].value)}</a> &nbsp; "
        f'<a class="mc-link mc-risk" target="_self" href="{escape(list_link("at_risk", **filters.conditions))}">'
        f"◆ {tr('Sắp đến hạn', 'At risk')}: {number(standing['at_risk'].value)}</a></p>"
    )


def worth(row: Mapping[str, Figure], measure: str) -> int:
    """A count of a group; 0 where it has none."""
    figure = row.get(measure)
    return 0 if figure is None else int(figure.value or 0)


def came_and_went(filters: Filters, found: Mapping[str, Mapping[str, Figure]]) -> None:
    """What came in and what was closed, of the busiest departments."""
    st.html(heading(tr("Vào và ra trong kỳ", "In and out in the period"), "received", "closed", place="inflow",
                    note=tr("Những cơ quan có nhiều hồ sơ vào nhất.", "The departments where most came in.")))  # fmt: skip
    order = sorted(found, key=lambda d: -worth(found[d], "received"))[:DRAWN]
    order = [d for d in order if worth(found[d], "received") or worth(found[d], "closed")]
    if not order:
        told = tr("Không có hồ sơ vào hay ra trong kỳ.", "Nothing came in or went out in the period.")
        st.html(f'<p class="mc-empty">{told}</p>')
        return

    def series(measure: str, words: str) -> Series:
        links = [address(measure, **{**filters.params, "department": d}) for d in order]
        return Series(words, [float(worth(found[d], measure)) for d in order], links)

    names = list(dict.fromkeys(short(name("department", d), 30) for d in order))
    if len(names) < len(order):
        names = [f"{short(name('department', d), 22)} ({d})" for d in order]
    came, went = series("received", tr("tiếp nhận", "received")), series("closed", tr("kết thúc", "closed"))
    draw(inflow(names, came, went, palette()), "chart_inflow", tr("Vào và ra theo cơ quan", "In and out by department"))


def past_day(filters: Filters) -> int:
    """The day that is compared with: as the address says, else the day before the period."""
    today = office().today()
    asked = typed_day(st.query_params.get("then"))
    if asked is not None and asked < today:
        return asked
    return (today - 29 if filters.start is None else filters.start) - 1


def choose_past_day(day: int) -> None:
    """The choice of the day to compare with, written into the address."""

    def chosen() -> None:
        if st.session_state["backlog_then"] is not None:
            st.query_params["then"] = st.session_state["backlog_then"].isoformat()

    if st.query_params.get("then") and typed_day(st.query_params["then"]) != day:
        told = tr("Ngày so sánh phải là một ngày đã qua (viết như 2026-10-31); đang so với ngày trước kỳ.",
                  "The day to compare with must be a past one (written as 2026-10-31); this is the day before the "
                  "period.")  # fmt: skip
        st.warning(told)
    st.session_state["backlog_then"] = date_of(day)
    st.date_input(tr("So với cuối ngày", "Compared with the end of"), key="backlog_then", on_change=chosen,
                  format="DD/MM/YYYY", max_value=date_of(office().today() - 1), width=170)  # fmt: skip


def by_department(filters: Filters, found: Mapping[str, Mapping[str, Figure]],
                  then: Mapping[str, Mapping[str, Figure]], day: int) -> None:  # fmt: skip
    """Each department at the end of the period and of a chosen past day."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.html(heading(tr("Theo cơ quan", "By department"), note=tr(
            f"Cuối ngày {date_text(filters.end)}, so với cuối ngày {date_text(day)}; quá hạn nhiều nhất trước.",
            f"At the end of {date_text(filters.end)}, against the end of {date_text(day)}; most overdue first.")),
            width="content")  # fmt: skip
        choose_past_day(day)
    held = [d for d in {**found, **then} if worth(found.get(d, {}), "backlog") or worth(then.get(d, {}), "backlog")]
    if not held:
        st.html(f'<p class="mc-empty">{tr("Không có tồn đọng.", "There is no backlog.")}</p>')
        return
    order = sorted(held, key=lambda d: (-worth(found.get(d, {}), "overdue"), -worth(found.get(d, {}), "backlog")))
    every = st.query_params.get("rows") == "all"
    most = max(max(worth(found.get(d, {}), "backlog"), worth(then.get(d, {}), "backlog")) for d in held) or 1
    rows = [line(filters, d, found.get(d, {}), then.get(d, {}), day, most)
            for d in (order if every else order[:SHOWN])]  # fmt: skip
    heads = [
        tr("Cơ quan", "Department"),
        head_with(tr("Tồn đọng", "Backlog"), about("backlog", place="table")),
        tr(f"Ngày {date_text(day)[:5]}", f"On {date_text(day)[:5]}"), tr("Tăng giảm", "Change"),
        head_with(tr("Quá hạn", "Overdue"), about("overdue", place="table")),
        head_with(tr("Sắp đến hạn", "At risk"), about("at_risk", place="table")),
        head_with(tr("Tạm dừng", "Paused"), about("paused", place="table")),
    ]
    here = dict(filters.address)
    if st.query_params.get("then"):
        here["then"] = st.query_params["then"]
    st.html(ranked(heads, rows, tr("Tồn đọng theo cơ quan", "Backlog by department"), fold=True)
            + more_link(SHOWN, len(order), "" if every else link("backlog", **here, rows="all"), link("backlog", **here)))  # fmt: skip


def line(filters: Filters, department: str, row: Mapping[str, Figure], then: Mapping[str, Figure], day: int,
         most: int) -> list[str]:  # fmt: skip
    """One line of the table."""
    now = {**stood(filters), "department": department}
    past = {**filters.conditions, "department": department, "at": date_of(day).isoformat()}
    lying, before, late, risk = worth(row, "backlog"), worth(then, "backlog"), worth(row, "overdue"), worth(row, "at_risk")
    grown = lying - before
    change = f"▲ +{number(grown)}" if grown > 0 else f"▼ −{number(-grown)}" if grown < 0 else "="
    return [
        name_cell(name("department", department),
                  link("backlog", **{**filters.address, "department": department})),
        bar_cell(number(lying), lying / most, list_link("backlog", **now), "" if lying else "mc-zero"),
        bar_cell(number(before), before / most, list_link("backlog", **past), "" if before else "mc-zero"),
        f'<span class="{"mc-late" if grown > 0 else "mc-good" if grown < 0 else "mc-soft"}">{change}</span>',
        number_cell(f"{'▲ ' if late else ''}{number(late)}", list_link("overdue", **now), "mc-late" if late else "mc-zero"),
        number_cell(f"{'◆ ' if risk else ''}{number(risk)}", list_link("at_risk", **now), "mc-risk" if risk else "mc-zero"),
        number_cell(number(worth(row, "paused")), list_link("paused", **now), "" if worth(row, "paused") else "mc-zero"),
    ]  # fmt: skip


def read_departments(who: Viewer, filters: Filters, day: int) -> tuple[dict[str, dict[str, Figure]], ...]:
    """department → measure → figure: over the period and at its end, and at the end of the past day."""
    found = grouped(who, filters.ask(*NOW, by=("department",)))
    then = grouped(who, Question(("backlog",), ("department",), at=day, where=filters.where))
    return found, then
