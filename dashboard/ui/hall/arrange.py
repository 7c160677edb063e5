"""Arranging a hall: its groups of fields, its bookings, and the addresses of kiosk, poster and wall."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

import streamlit as st

from dashboard.forms.codes import qr_svg
from dashboard.hall.halls import groups_of, keep_groups, keep_rules, key_of, renew_key
from dashboard.ui.said import say
from dashboard.ui.session import office, told, tr
from models.errors import MotcuaError
from models.hall import HallGroup, HallRules
from models.naming import ident
from models.viewer import Viewer


def show(who: Viewer, hall: str) -> None:
    """Groups and rules at the left, addresses at the right."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        with st.container(key="sheet_groups"):
            _groups(who, hall)
        with st.container(key="sheet_rules"):
            _rules(who, hall)
    with right, st.container(key="sheet_addresses"):
        _addresses(who, hall)


def _groups(who: Viewer, hall: str) -> None:
    st.html(
        f'<h2 class="mc-h2">{tr("Nhóm lĩnh vực để lấy số", "Groups for which one takes a number")} <small>'
        + tr(
            "Một lĩnh vực thuộc một nhóm. Quầy nào nhận nhóm nào: trang Phân công, thẻ Quầy.",
            "A field is in one group. Which counter serves it: the Roster, tab Counters.",
        )
        + "</small></h2>"
    )
    before = {one.id: one for one in groups_of(office(), hall)}
    fields = {one.id: one.name for one in office().fields.all()}
    column = st.column_config
    columns: dict[str, Any] = {
        "id": None,
        "name": column.TextColumn(tr("Tên nhóm", "Group"), required=True, max_chars=60),
        "fields": column.MultiselectColumn(
            tr("Lĩnh vực", "Fields"),
            options=list(fields),
            format_func=lambda id: fields.get(id, id),
            width="large",
        ),
        "until": column.DateColumn(tr("Ngày cuối", "Last day"), format="DD/MM/YYYY"),
    }
    rows = [
        {"id": one.id, "name": one.name, "fields": list(one.fields), "until": one.valid_to}
        for one in before.values()
    ]
    edited = st.data_editor(
        rows or [{"id": "", "name": "", "fields": [], "until": None}],
        column_config=columns,
        hide_index=True,
        width="stretch",
        num_rows="add",
        key=f"hall_groups:{hall}",
    )
    if st.button(tr("Lưu các nhóm", "Save the groups"), key="hall_groups_save"):
        kept = []
        for place, row in enumerate(edited):
            title = str(row.get("name") or "").strip()
            if title:
                known = before.get(str(row.get("id") or ""))
                kept.append(
                    HallGroup(
                        id=known.id if known else f"{hall}-{ident(title)}",
                        order=place,
                        name=title,
                        hall=hall,
                        fields=tuple(row.get("fields") or ()),
                        valid_to=row.get("until") or None,
                    )
                )
        _saved(lambda: keep_groups(office(), who, hall, kept))


def _rules(who: Viewer, hall: str) -> None:
    rules = office().hall_rules.of(hall)
    st.html(f'<h2 class="mc-h2">{tr("Đặt lịch và ưu tiên", "Bookings and priority")}</h2>')
    with st.form("hall_rules", border=False):
        one, two = st.columns(2)
        length = one.number_input(
            tr("Một khung giờ (phút)", "A slot (minutes)"), 10, 120, rules.slot_minutes, 5
        )
        seats = two.number_input(
            tr("Chỗ đặt mỗi quầy một khung giờ", "Seats a counter and slot"),
            0,
            20,
            rules.seats,
            key="hall_seats",
        )
        ahead = one.number_input(tr("Đặt trước nhiều nhất (ngày)", "Days ahead"), 1, 60, rules.days_ahead)
        early = two.number_input(
            tr(
                "Người ưu tiên, người đặt lịch được tính đến sớm hơn (phút)",
                "Priority counts as so much earlier (min)",
            ),
            0,
            240,
            rules.ahead_minutes,
            5,
        )
        if st.form_submit_button(tr("Lưu", "Save"), key="hall_rules_save"):
            wanted = HallRules(
                id=hall,
                slot_minutes=int(length),
                seats=int(seats),
                days_ahead=int(ahead),
                ahead_minutes=int(early),
            )
            _saved(lambda: keep_rules(office(), who, wanted))


def _addresses(who: Viewer, hall: str) -> None:
    at = quote(hall)
    key = key_of(office(), hall)
    here = urlsplit(st.context.url or "")
    base = office().settings.public_url or (f"{here.scheme}://{here.netloc}" if here.netloc else "")
    st.html(f'<h2 class="mc-h2">{tr("Địa chỉ của sảnh", "Addresses of the hall")}</h2>')
    lines = (
        (tr("Màn hình lớn", "Wall screen"), f"/cong/man-hinh?sanh={at}"),
        (tr("Máy lấy số (kiosk)", "Kiosk"), f"/cong/lay-so?sanh={at}&k={key}&may=1"),
        (tr("Lấy số trên điện thoại", "A number by phone"), f"/cong/lay-so?sanh={at}&k={key}"),
        (tr("Đặt lịch hẹn", "Booking"), f"/cong/dat-lich?sanh={at}"),
    )
    st.html("<ul>" + "".join(f"<li>{_link(path, words)}</li>" for words, path in lines) + "</ul>")
    phone = f"/cong/lay-so?sanh={at}&k={key}"
    words = tr(
        "Áp phích ở cửa: quét để lấy số trên điện thoại.",
        "Poster at the door: scan it to take a number by phone.",
    )
    if base:
        st.image(qr_svg(base + phone), width=220, caption=words)
    if st.button(
        tr("Đổi khóa lấy số", "Another key"),
        key="hall_key",
        help=tr("Áp phích và kiosk cũ không lấy được số nữa.", "Old posters and kiosks stop working."),
    ):
        _saved(lambda: renew_key(office(), who, hall))


def _link(path: str, words: str) -> str:
    return f'<a class="mc-link" href="{escape(path)}" target="_blank" rel="noopener">{escape(words)}</a>'


def _saved(do: Any) -> None:
    try:
        do()
    except MotcuaError as error:
        st.error(told(error))
        return
    say(tr("Đã lưu.", "Saved."))
    st.rerun()
