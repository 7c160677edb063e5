"""The working calendar as two tables, and which due dates a change moves, before it is kept."""

from __future__ import annotations

import streamlit as st

from dashboard.catalogue.calendars import OFFICE, document_of, hours_told, keep, preview
from dashboard.ui.catalogue import faults, hours
from dashboard.ui.catalogue.moved import progressing, results, told_of
from dashboard.ui.grid import DAY, TEXT, Choice, grid
from dashboard.ui.session import number, office, told, tr
from models.calendar import CalendarDocument, ExceptionKind
from models.errors import MotcuaError
from models.viewer import Viewer

WEEKDAYS = (
    ("thứ Hai", "Monday"), ("thứ Ba", "Tuesday"), ("thứ Tư", "Wednesday"), ("thứ Năm", "Thursday"),
    ("thứ Sáu", "Friday"), ("thứ Bảy", "Saturday"), ("Chủ nhật", "Sunday"),
)  # fmt: skip
KINDS: dict[ExceptionKind, tuple[str, str]] = {
    "public_holiday": ("nghỉ lễ", "public holiday"),
    "substitute_day_off": ("nghỉ bù", "substitute day off"),
    "swapped_day_off": ("nghỉ hoán đổi", "swapped day off"),
    "makeup_working_day": ("làm bù", "make-up working day"),
    "other": ("khác", "other"),
}
_RESULTS = "mc_recounted"


def show(who: Viewer) -> None:
    """The tables, the preview, and keeping."""
    seen = office().calendars.get(OFFICE)
    if seen is None:
        st.info(tr("Chưa có lịch làm việc.", "There is no calendar yet."))
        return
    results(_RESULTS, tr("Đã lưu lịch", "The calendar is kept"))
    st.caption(
        tr(
            "Giờ ghi như 07:00-11:30, 13:30-17:00; để trống là nghỉ. "
            "Thứ Bảy làm bù: ghi ngày với giờ làm việc. Hạn chỉ dời khi lưu, sau khi đã xem trước.",
            "Hours as 07:00-11:30, 13:30-17:00; empty is a day off. A Saturday worked instead: its day with "
            "hours. Due dates move only after the preview.",
        )
    )
    changes = st.session_state.get("calendar:kept", 0)
    column = st.column_config
    left, right = st.columns([2, 5])
    with left:
        week = grid(
            [
                {"weekday": tr(*WEEKDAYS[place]), "hours": hours_told(hours)}
                for place, hours in enumerate(seen.hours)
            ],
            {"weekday": TEXT, "hours": TEXT}, key=f"week:{changes}", grows=False,
            column_config={
                "weekday": column.TextColumn(tr("Thứ", "Day"), disabled=True),
                "hours": column.TextColumn(tr("Giờ làm việc", "Working hours")),
            },
        )  # fmt: skip
    kinds = Choice({key: tr(*words) for key, words in KINDS.items()})
    with right:
        days = grid(
            [
                {"day": day, "name": one.name.vi, "kind": one.kind, "hours": hours_told(one.intervals)}
                for day, one in sorted(seen.exceptions.items(), reverse=True)
            ],
            {"day": DAY, "name": TEXT, "kind": TEXT, "hours": TEXT}, key=f"days:{changes}",
            choices={"kind": kinds}, height=420,
            column_config={
                "day": column.DateColumn(tr("Ngày", "Day"), format="DD/MM/YYYY"),
                "name": column.TextColumn(tr("Tên", "Name"), width="large"),
                "kind": column.SelectboxColumn(tr("Loại", "Kind"), options=kinds.options),
                "hours": column.TextColumn(tr("Giờ làm việc", "Working hours")),
            },
        )  # fmt: skip
    document, in_week, in_days = document_of(seen, [str(row["hours"] or "") for row in week], days)
    if document is None:
        titles = {
            "weekday": tr("Thứ", "Day"), "day": tr("Ngày", "Day"), "name": tr("Tên", "Name"),
            "kind": tr("Loại", "Kind"), "hours": tr("Giờ làm việc", "Working hours"),
        }  # fmt: skip
        for rows, wrong, first in ((week, in_week, "weekday"), (days, in_days, "day")):
            if wrong:
                found = [faults.Fault(one.row, one.column, tr(one.vi, one.en)) for one in wrong]
                faults.show(rows, found, titles, first, {"kind": kinds})
    elif document != seen:
        change(who, document, seen)
    hours.show(who)


def change(who: Viewer, document: CalendarDocument, seen: CalendarDocument) -> None:
    """What the change moves, and keeping it."""
    try:
        found = preview(office(), who, document)
    except MotcuaError as error:
        st.error(told(error))
        return
    st.markdown(
        tr(
            f"**{number(len(found))}** hồ sơ đang giải quyết sẽ đổi ngày hẹn trả.",
            f"**{number(len(found))}** dossiers under way would be due at another time.",
        )
    )
    if found:
        told_of(found)
    with st.form("calendar"):
        reason = st.text_input(tr("Lý do *", "Reason *"), max_chars=300, placeholder="Thông báo 1234/TB-BNV")
        pressed = st.form_submit_button(
            tr(f"Lưu lịch và dời {len(found)} hạn", f"Keep the calendar, move {len(found)} due dates"),
            type="primary",
        )
    if not pressed:
        return
    try:
        done = keep(office(), who, document, seen, found, reason, progressing())
    except MotcuaError as error:
        st.error(told(error))
        return
    st.session_state[_RESULTS] = done
    st.session_state["calendar:kept"] = st.session_state.get("calendar:kept", 0) + 1
    st.rerun()
