"""The hours that departments keep of their own: a table, and which limits of steps a change moves."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.catalogue.hours import COLUMNS, WEEKDAYS, keep, preview, read, rows_of
from dashboard.ui.catalogue import faults
from dashboard.ui.catalogue.moved import progressing, results, told_of
from dashboard.ui.grid import DAY, TEXT, Choice, grid
from dashboard.ui.session import number, office, told, tr
from models.errors import MotcuaError
from models.hours import DepartmentHours
from models.viewer import Viewer

TITLES: dict[str, tuple[str, str]] = {
    "department": ("Cơ quan", "Department"), "valid_from": ("Từ ngày", "From"),
    "day0": ("Thứ Hai", "Monday"), "day1": ("Thứ Ba", "Tuesday"), "day2": ("Thứ Tư", "Wednesday"),
    "day3": ("Thứ Năm", "Thursday"), "day4": ("Thứ Sáu", "Friday"), "day5": ("Thứ Bảy", "Saturday"),
    "day6": ("Chủ nhật", "Sunday"),
}  # fmt: skip
_RESULTS = "mc_retimed"


def show(who: Viewer) -> None:
    """The table, the preview, and keeping."""
    st.html(f"<h2 class='mc-h2'>{tr('Giờ làm việc riêng của cơ quan', 'Hours of single departments')}</h2>")
    results(_RESULTS, tr("Đã lưu giờ làm việc", "The hours are kept"))
    st.caption(
        tr(
            "Hạn của các bước tại cơ quan tính theo giờ này; ngày nghỉ, làm bù và ngày hẹn trả vẫn theo lịch "
            "chung. Dòng không ghi giờ: từ ngày đó lại theo giờ chung.",
            "The limits of steps at the department run by these hours; days off, make-up days and due dates "
            "stay those of the Office. A row without hours: from that day on as the Office.",
        )
    )
    seen = office().department_hours.all()
    today = office().local_date()
    agencies = Choice({one.id: one.name for one in office().departments.tree(today).in_force()})
    titles, column = faults.titles_of(COLUMNS, TITLES), st.column_config
    changes = st.session_state.get("hours:kept", 0)
    rows = grid(
        rows_of(seen), {name: DAY if name == "valid_from" else TEXT for name in COLUMNS},
        key=f"hours:{changes}", choices={"department": agencies},
        column_config={
            "department": column.SelectboxColumn(
                titles["department"], options=agencies.options, width="large"
            ),
            "valid_from": column.DateColumn(titles["valid_from"], format="DD/MM/YYYY"),
            **{day: column.TextColumn(titles[day], max_chars=60) for day in WEEKDAYS},
        },
    )  # fmt: skip
    hours, wrong = read(rows, {one.id for one in office().departments.all()})
    if wrong:
        found = [faults.Fault(one.row, one.column, tr(one.vi, one.en)) for one in wrong]
        faults.show(rows, found, titles, "department", {"department": agencies})
    elif hours != seen:
        change(who, hours, seen)


def change(who: Viewer, hours: Sequence[DepartmentHours], seen: Sequence[DepartmentHours]) -> None:
    """What the change moves, and keeping it."""
    try:
        found = preview(office(), who, hours)
    except MotcuaError as error:
        st.error(told(error))
        return
    st.markdown(
        tr(
            f"**{number(len(found))}** bước đang làm sẽ đổi hạn; ngày hẹn trả không đổi.",
            f"**{number(len(found))}** open steps would have another limit; due dates stay.",
        )
    )
    if found:
        told_of(found)
    with st.form("hours"):
        reason = st.text_input(tr("Lý do *", "Reason *"), max_chars=300, placeholder="Công văn 12/SNV")
        pressed = st.form_submit_button(
            tr(f"Lưu giờ làm việc và dời {len(found)} hạn", f"Keep the hours, move {len(found)} limits"),
            type="primary",
        )
    if not pressed:
        return
    try:
        st.session_state[_RESULTS] = keep(office(), who, hours, seen, found, reason, progressing())
    except MotcuaError as error:
        st.error(told(error))
        return
    st.session_state["hours:kept"] = st.session_state.get("hours:kept", 0) + 1
    st.rerun()
