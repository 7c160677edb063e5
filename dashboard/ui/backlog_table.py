"""The backlog of each department at the end of the period, beside that of a chosen past day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.clock import date_of
from dashboard.cube.question import Figure, Question
from dashboard.ui.about import about, empty, heading
from dashboard.ui.departments import grouped
from dashboard.ui.filters import Filters, typed_day
from dashboard.ui.ranked import bar_cell, head_with, list_link, more_link, name_cell, number_cell, ranked
from dashboard.ui.session import (
    date_text,
    link,
    name,
    number,
    office,
    tr,
)
from models.viewer import Viewer

#: rows at first sight
SHOWN = 12
NOW = ("backlog", "overdue", "at_risk", "paused", "received", "closed")


def worth(row: Mapping[str, Figure], measure: str) -> int:
    """A count of a group; 0 where it has none."""
    figure = row.get(measure)
    return 0 if figure is None else int(figure.value or 0)


def stood(filters: Filters) -> dict[str, Any]:
    """The parameters of a list of what stands at the end of the period: of a past day, that day."""
    past = filters.end != office().today()
    return filters.conditions | ({"at": date_of(filters.end).isoformat()} if past else {})


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
        told = tr(
            "Ngày so sánh phải là một ngày đã qua (viết như 2026-10-31); đang so với ngày trước kỳ.",
            "The day to compare with must be a past one (written as 2026-10-31); this is the day before the "
            "period.",
        )
        st.warning(told)
    st.session_state["backlog_then"] = date_of(day)
    st.date_input(
        tr("So với cuối ngày", "Compared with the end of"),
        key="backlog_then",
        on_change=chosen,
        format="DD/MM/YYYY",
        max_value=date_of(office().today() - 1),
        width=170,
    )


def by_department(
    filters: Filters,
    found: Mapping[str, Mapping[str, Figure]],
    then: Mapping[str, Mapping[str, Figure]],
    day: int,
) -> None:
    """Each department at the end of the period and of a chosen past day."""
    end, past = date_text(filters.end), date_text(day)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.html(
            heading(
                tr("Theo cơ quan", "By department"),
                note=tr(
                    f"Cuối ngày {end}, so với cuối ngày {past}; quá hạn nhiều nhất trước.",
                    f"At the end of {end}, against the end of {past}; most overdue first.",
                ),
            ),
            width="content",
        )
        choose_past_day(day)
    held = [
        d
        for d in {**found, **then}
        if worth(found.get(d, {}), "backlog") or worth(then.get(d, {}), "backlog")
    ]
    if not held:
        st.html(empty(tr("Không có tồn đọng.", "There is no backlog.")))
        return
    order = sorted(
        held, key=lambda d: (-worth(found.get(d, {}), "overdue"), -worth(found.get(d, {}), "backlog"))
    )
    every = st.query_params.get("rows") == "all"
    most = max(max(worth(found.get(d, {}), "backlog"), worth(then.get(d, {}), "backlog")) for d in held) or 1
    rows = [
        line(filters, d, found.get(d, {}), then.get(d, {}), day, most)
        for d in (order if every else order[:SHOWN])
    ]
    heads = [
        tr("Cơ quan", "Department"),
        head_with(tr("Tồn đọng", "Backlog"), about("backlog", place="table")),
        tr(f"Ngày {date_text(day)[:5]}", f"On {date_text(day)[:5]}"),
        tr("Tăng giảm", "Change"),
        head_with(tr("Quá hạn", "Overdue"), about("overdue", place="table")),
        head_with(tr("Sắp đến hạn", "At risk"), about("at_risk", place="table")),
        head_with(tr("Tạm dừng", "Paused"), about("paused", place="table")),
    ]
    here = dict(filters.address)
    if st.query_params.get("then"):
        here["then"] = st.query_params["then"]
    st.html(
        ranked(heads, rows, tr("Tồn đọng theo cơ quan", "Backlog by department"), fold=True)
        + more_link(
            SHOWN, len(order), "" if every else link("backlog", **here, rows="all"), link("backlog", **here)
        )
    )


def line(
    filters: Filters,
    department: str,
    row: Mapping[str, Figure],
    then: Mapping[str, Figure],
    day: int,
    most: int,
) -> list[str]:
    """One line of the table."""
    now = {**stood(filters), "department": department}
    past = {**filters.conditions, "department": department, "at": date_of(day).isoformat()}
    lying, before, late, risk = (
        worth(row, "backlog"),
        worth(then, "backlog"),
        worth(row, "overdue"),
        worth(row, "at_risk"),
    )
    grown = lying - before
    change = f"▲ +{number(grown)}" if grown > 0 else f"▼ −{number(-grown)}" if grown < 0 else "="
    return [
        name_cell(
            name("department", department), link("backlog", **{**filters.address, "department": department})
        ),
        bar_cell(number(lying), lying / most, list_link("backlog", **now), "" if lying else "mc-zero"),
        bar_cell(number(before), before / most, list_link("backlog", **past), "" if before else "mc-zero"),
        f'<span class="{"mc-late" if grown > 0 else "mc-good" if grown < 0 else "mc-soft"}">{change}</span>',
        number_cell(
            f"{'▲ ' if late else ''}{number(late)}",
            list_link("overdue", **now),
            "mc-late" if late else "mc-zero",
        ),
        number_cell(
            f"{'◆ ' if risk else ''}{number(risk)}",
            list_link("at_risk", **now),
            "mc-risk" if risk else "mc-zero",
        ),
        number_cell(
            number(worth(row, "paused")),
            list_link("paused", **now),
            "" if worth(row, "paused") else "mc-zero",
        ),
    ]


def read_departments(who: Viewer, filters: Filters, day: int) -> tuple[dict[str, dict[str, Figure]], ...]:
    """department → measure → figure: over the period and at its end, and at the end of the past day."""
    found = grouped(who, filters.ask(*NOW, by=("department",)))
    then = grouped(who, Question(("backlog",), ("department",), at=day, where=filters.where))
    return found, then
