"""The parts of the page on the backlog."""

from __future__ import annotations

from collections import defaultdict
from html import escape

import streamlit as st

from dashboard.charts import bars, stacked
from dashboard.clock import date_of
from dashboard.cube.measures import AGE_BANDS, MEASURES
from dashboard.cube.question import Question
from dashboard.ui.filters import Filters
from dashboard.ui.overview import PLOT, by_department
from dashboard.ui.session import date_text, language, link, name, number, office, tr
from dashboard.ui.tiles import bar_cell, list_link, ranked
from models.viewer import Viewer


def ages(who: Viewer, filters: Filters) -> None:
    """The backlog over time by age, the oldest darkest."""
    st.html(f"<h2 class='mc-h2'>{tr('Tồn đọng theo tuổi hồ sơ', 'Backlog by age')}</h2>")
    series: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for figure in office().cube.figures(who, filters.ask(*AGE_BANDS, by=("week",))):
        series[figure.measure][figure.group["week"]] = float(figure.value or 0)
    weeks = sorted(series[AGE_BANDS[0]])
    if not weeks or not any(any(values.values()) for values in series.values()):
        st.info(tr("Không có hồ sơ tồn đọng trong kỳ.", "There was no backlog in the period."))
        return
    named = {MEASURES[band].title(language()): [series[band].get(week, 0) for week in weeks] for band in AGE_BANDS}
    st.plotly_chart(stacked(weeks, named), config=PLOT, key="ages")
    now = {f.measure: f for f in office().cube.figures(who, Question(AGE_BANDS, where=filters.where))}
    links = [
        f'<a class="mc-link" target="_self" href="{escape(list_link(band, **without_days(filters)))}">'
        f"{escape(MEASURES[band].title(language()))}: {number(now[band].value)}</a>"
        for band in AGE_BANDS
        if band in now
    ]
    st.html(f"<p>{' · '.join(links)}</p>")


def without_days(filters: Filters) -> dict[str, object]:
    """The filters without their period: for what stands now."""
    return {key: value for key, value in filters.params.items() if key not in ("from", "to")}


def due_profile(who: Viewer, filters: Filters) -> None:
    """Overdue, and what falls due on the next ten working days, and later."""
    st.html(f"<h2 class='mc-h2'>{tr('Hồ sơ đang chạy theo ngày hẹn', 'Running dossiers by due day')}</h2>")
    clock, today = office().calendar(), office().today()
    days = [today, *(clock.next_working_day(today, n) for n in range(1, 11))]
    cube, where = office().cube, filters.where
    (overdue,) = cube.figures(who, Question(("overdue",), where=where))
    found: defaultdict[str, int] = defaultdict(int)
    for figure in cube.figures(who, Question(("due",), ("day",), start=today, end=days[-1], where=where)):
        found[figure.group["day"]] += int(figure.value or 0)
    (later,) = cube.figures(who, Question(("due",), start=days[-1] + 1, where=where))
    labels = [tr("quá hạn", "overdue"), *(date_text(day)[:5] for day in days), tr("sau đó", "later")]
    values = [float(overdue.value or 0), *(float(found[date_of(d).isoformat()]) for d in days), float(later.value or 0)]
    st.plotly_chart(bars(labels, values, [True] + [False] * (len(labels) - 1), 280), config=PLOT, key="due")
    (risk,) = cube.figures(who, Question(("at_risk",), where=where))
    st.html(
        f'<p><a class="mc-link mc-late" target="_self" href="{escape(list_link("overdue", **without_days(filters)))}">'
        f"▲ {tr('Quá hạn', 'Overdue')}: {number(overdue.value)}</a> · "
        f'<a class="mc-link mc-risk" target="_self" href="{escape(list_link("at_risk", **without_days(filters)))}">'
        f"◆ {tr('Sắp đến hạn', 'At risk')}: {number(risk.value)}</a></p>"
    )


def by_department_now(who: Viewer, filters: Filters) -> None:
    """Each department: what came in, what went out, what lies there."""
    found = by_department(who, filters, "received", "closed", "backlog", "overdue", "paused", "at_risk")

    def worth(department: str, measure: str) -> int:
        figure = found[department].get(measure)
        return 0 if figure is None else int(figure.value or 0)

    order = sorted((d for d in found if worth(d, "backlog")), key=lambda d: (-worth(d, "overdue"), -worth(d, "backlog")))
    most = max((worth(d, "backlog") for d in order), default=1)
    rows = []
    for d in order[:40]:
        params = {**filters.params, "department": d}
        now = {**without_days(filters), "department": d}
        grown = worth(d, "received") - worth(d, "closed")
        rows.append([
            f'<a href="{escape(link("backlog", department=d))}" target="_self">{escape(name("department", d))}</a>',
            bar_cell(number(worth(d, "backlog")), worth(d, "backlog") / most, list_link("backlog", **now)),
            bar_cell(number(worth(d, "overdue")), worth(d, "overdue") / most, list_link("overdue", **now), "mc-late" if worth(d, "overdue") else ""),
            f'<a href="{escape(list_link("at_risk", **now))}" target="_self">{number(worth(d, "at_risk"))}</a>',
            f'<a href="{escape(list_link("paused", **now))}" target="_self">{number(worth(d, "paused"))}</a>',
            f'<a href="{escape(list_link("received", **params))}" target="_self">{number(worth(d, "received"))}</a>',
            f'<a href="{escape(list_link("closed", **params))}" target="_self">{number(worth(d, "closed"))}</a>',
            f'<span class="{"mc-late" if grown > 0 else "mc-good"}">{"▲ +" if grown > 0 else "▼ "}{number(grown)}</span>',
        ])  # fmt: skip
    heads = [tr("Cơ quan", "Department"), tr("Tồn đọng", "Backlog"), tr("Quá hạn", "Overdue"), tr("Sắp đến hạn", "At risk"),
             tr("Tạm dừng", "Paused"), tr("Vào trong kỳ", "In"), tr("Ra trong kỳ", "Out"), tr("Tăng giảm", "Change")]  # fmt: skip
    st.html(ranked(heads, rows))
