"""Who has booked: today and the coming days. Names and phones are written down as seen."""

from __future__ import annotations

import hashlib
from html import escape

import streamlit as st

from dashboard.access.masking import masked, masked_name
from dashboard.hall.booking import days, shown
from dashboard.hall.halls import groups_of
from dashboard.ui.ranked import ranked
from dashboard.ui.session import date_text, name, number, office, tr
from models.appointment import Appointment
from models.audit import Entry
from models.viewer import Viewer

STATES = {
    "booked": ("chưa đến", "to come"),
    "came": ("đã lấy số", "has a number"),
    "cancelled": ("đã hủy", "cancelled"),
}


def show(who: Viewer, hall: str) -> None:
    """The bookings of a day, by their time."""
    offered = days(office(), hall)
    if not offered:
        st.info(tr("Không có ngày làm việc nào trong tầm đặt lịch.", "No working day can be booked."))
        return
    rows = office().appointments.between(hall, offered[0], offered[-1])
    counts = {day: sum(one.day == day and one.state != "cancelled" for one in rows) for day in offered}
    day = st.selectbox(
        tr("Ngày", "Day"),
        offered,
        key="hall_day",
        width=260,
        format_func=lambda one: f"{date_text(one)} ({number(counts[one])})",
    )
    theirs = [one for one in rows if one.day == day]
    if not theirs:
        st.info(tr("Ngày này chưa có ai đặt lịch.", "Nobody has booked for this day."))
        return
    _noted(who, theirs)
    groups = {one.id: one.name for one in groups_of(office(), hall)}
    cells = [
        (
            f"<strong>{one.minute // 60:02d}:{one.minute % 60:02d}</strong>",
            escape(masked_name(one.name, who)),
            escape(masked(one.phone, who)),
            f"{escape(groups.get(one.group, one.group))}<br>"
            f"<span class='mc-soft'>{escape(name('field', one.field))}</span>",
            escape(shown(one.id)),
            tr(*STATES[one.state]),
        )
        for one in theirs
    ]
    heads = (
        tr("Giờ", "Time"),
        tr("Người đặt", "Who"),
        tr("Điện thoại", "Phone"),
        tr("Lĩnh vực", "Field"),
        tr("Mã", "Code"),
        tr("Tình trạng", "State"),
    )
    st.html(ranked(heads, cells, tr("Lịch hẹn", "Bookings"), fold=True))


def _noted(who: Viewer, rows: list[Appointment]) -> None:
    """Write down, once a day for each booking, who has seen whose it is."""
    noted = st.session_state.setdefault("hall_noted", set())
    for one in rows:
        if one.id in noted:
            continue
        noted.add(one.id)
        seed = f"booking_opened|{one.id}|{who.user_id}|{office().today()}"
        office().audit.add_once(
            Entry(
                id=hashlib.sha256(seed.encode()).hexdigest()[:32],
                at=office().now(),
                actor=who.user_id,
                action="booking_opened",
                subject=one.id,
                detail={"role": who.role},
            )
        )
