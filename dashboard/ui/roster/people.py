"""The staff of a department as a table, edited where people expect it."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import ValidationError

from dashboard.roster.people import keep_staff
from dashboard.roster.planning import within
from dashboard.ui.roster import counters as counter_table
from dashboard.ui.roster import sheets
from dashboard.ui.said import say_now
from dashboard.ui.session import office, told, tr
from models.errors import MotcuaError
from models.naming import ident
from models.staff import Competence, StaffMember
from models.viewer import Viewer


def show(who: Viewer, department: str, edits: bool) -> None:
    """The table; with changes saved at once where the viewer plans here."""
    people = office().staff.of(department)
    fields = {one.id: one.name for one in office().fields.all()}
    counters = {one.id: one.name for one in office().counters.of(department)}
    accounts = {one.id: one.login for one in office().users.all()}
    rows = [_row(one, accounts) for one in people]
    columns = _columns(fields, counters, accounts)
    if not edits or not within(who, department):
        st.dataframe(
            [{**row, "fields": [fields.get(f, f) for f in row["fields"]]} for row in rows],
            column_config=columns,
            hide_index=True,
            width="stretch",
        )
        counter_table.show(who, department)
        return
    st.caption(
        tr(
            "Bấm vào ô để sửa; thêm dòng cuối bảng cho người mới. Người nghỉ hẳn: ghi ngày cuối cùng.",
            "Click a cell to change it; add a row for somebody new. Who leaves gets a last day.",
        )
    )
    edited = st.data_editor(
        rows,
        column_config=columns,
        hide_index=True,
        width="stretch",
        num_rows="add",
        key=f"staff:{department}",
    )
    if st.button(tr("Lưu danh sách cán bộ", "Save the staff"), type="primary"):
        save(who, department, people, edited)
    sheets.staff(who, department)
    counter_table.show(who, department)


def _row(one: StaffMember, accounts: dict[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "position": one.position,
        "fields": [known.field for known in one.competences],
        "hours": one.weekly_minutes / 60,
        "capacity": one.capacity,
        "at_once": one.fields_at_once,
        "counters": list(one.counters),
        "login": accounts.get(one.user, ""),
        "until": one.valid_to,
    }


def _columns(fields: dict[str, str], counters: dict[str, str], accounts: dict[str, str]) -> dict[str, Any]:
    column = st.column_config
    return {
        "id": None,
        "name": column.TextColumn(tr("Họ và tên", "Name"), required=True, max_chars=120),
        "position": column.TextColumn(tr("Chức danh", "Position"), max_chars=120),
        "fields": column.MultiselectColumn(
            tr("Lĩnh vực", "Fields"),
            options=list(fields),
            format_func=lambda id: fields.get(id, id),
            width="large",
        ),
        "hours": column.NumberColumn(tr("Giờ/tuần", "Hours a week"), min_value=0, max_value=60, default=40),
        "capacity": column.NumberColumn(
            tr("Số hồ sơ tối đa", "Dossiers at most"), min_value=0, max_value=1_000, default=40
        ),
        "at_once": column.NumberColumn(
            tr("Lĩnh vực cùng lúc", "Fields at once"), min_value=1, max_value=20, default=1
        ),
        "counters": column.MultiselectColumn(
            tr("Quầy", "Counters"), options=list(counters), format_func=lambda id: counters.get(id, id)
        ),
        "login": column.SelectboxColumn(tr("Tài khoản", "Account"), options=["", *accounts.values()]),
        "until": column.DateColumn(tr("Ngày cuối", "Last day"), format="DD/MM/YYYY"),
    }


def save(who: Viewer, department: str, before: list[StaffMember], rows: list[dict[str, Any]]) -> None:
    """Check each row, and keep them all or none, with the reason at the row."""
    old = {one.id: one for one in before}
    logins = {one.login: one.id for one in office().users.all()}
    kept: list[StaffMember] = []
    wrong: list[str] = []
    for number, row in enumerate(rows, 1):
        try:
            kept.append(_member(department, row, old, logins))
        except ValidationError as error:
            first = error.errors()[0]
            what = str(first["loc"][0]) if first["loc"] else ""
            wrong.append(
                tr(
                    f"Dòng {number}: {label(what)} không hợp lệ.",
                    f"Row {number}: {label(what)} is not valid.",
                )
            )
    if wrong:
        st.error("\n".join(wrong))
        return
    changed = [one for one in kept if old.get(one.id) != one]
    try:
        keep_staff(office(), who, department, changed)
    except MotcuaError as error:
        st.error(told(error))
        return
    say_now(tr(f"Đã lưu {len(changed)} thay đổi.", f"{len(changed)} changes saved."))


def _member(
    department: str, row: dict[str, Any], old: dict[str, StaffMember], logins: dict[str, str]
) -> StaffMember:
    known = old.get(str(row.get("id") or ""))
    levels = {one.field: one.level for one in known.competences} if known is not None else {}
    title = str(row.get("name") or "").strip()
    id = known.id if known is not None else f"{department}-{ident(title)}" if title else "none"
    while known is None and id in old:
        id += "-2"
    return StaffMember(
        id=id,
        order=known.order if known is not None else 1_000,
        name=title,
        department=department,
        position=str(row.get("position") or "").strip(),
        competences=tuple(
            Competence(field=field, level=levels.get(field, "handles")) for field in row.get("fields") or ()
        ),
        counters=tuple(row.get("counters") or ()),
        weekly_minutes=round(float(row.get("hours") or 0) * 60),
        capacity=int(row.get("capacity") or 0),
        fields_at_once=int(row.get("at_once") or 1),
        user=logins.get(str(row.get("login") or ""), ""),
        valid_from=known.valid_from if known is not None else None,
        valid_to=row.get("until") or None,
    )


def label(field: str) -> str:
    """What a field of a person is called."""
    names = {
        "name": tr("họ và tên", "name"),
        "position": tr("chức danh", "position"),
        "weekly_minutes": tr("giờ mỗi tuần", "hours a week"),
        "capacity": tr("số hồ sơ tối đa", "dossiers at most"),
        "fields_at_once": tr("lĩnh vực cùng lúc", "fields at once"),
        "valid_to": tr("ngày cuối", "last day"),
    }
    return names.get(field, field)
