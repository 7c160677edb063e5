"""The counters of a department as a table, edited where people expect it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.access.roles import may
from dashboard.roster.people import keep_counters
from dashboard.roster.planning import within
from dashboard.ui.said import say_now
from dashboard.ui.session import office, told, tr
from models.errors import MotcuaError
from models.naming import ident
from models.roster import Counter
from models.viewer import Viewer


def show(who: Viewer, department: str) -> None:
    """The table; saved as a whole where the viewer plans here."""
    st.html(f"<h2 class='mc-h2'>{tr('Quầy', 'Counters')}</h2>")
    before = office().counters.of(department)
    edits = may(who, "roster.edit") and within(who, department)
    if not before and not edits:
        st.info(tr("Cơ quan này không có quầy.", "This department has no counters."))
        return
    fields = {one.id: one.name for one in office().fields.all()}
    column = st.column_config
    columns: dict[str, Any] = {
        "id": None,
        "name": column.TextColumn(tr("Tên quầy", "Counter"), required=True, max_chars=60),
        "fields": column.MultiselectColumn(
            tr("Lĩnh vực nhận (để trống: tất cả)", "Fields it serves (empty: all)"), options=list(fields),
            format_func=lambda id: fields.get(id, id), width="large",
        ),
        "until": column.DateColumn(tr("Ngày cuối", "Last day"), format="DD/MM/YYYY"),
    }  # fmt: skip
    rows = [
        {"id": one.id, "name": one.name, "fields": list(one.fields), "until": one.valid_to} for one in before
    ]
    if not edits:
        st.dataframe(
            [{**row, "fields": [fields.get(id, id) for id in one.fields]}
             for row, one in zip(rows, before, strict=True)],
            column_config=columns, hide_index=True, width="stretch",
        )  # fmt: skip
        return
    edited = st.data_editor(
        rows or [{"id": "", "name": "", "fields": [], "until": None}], column_config=columns,
        hide_index=True, width="stretch", num_rows="add", key=f"counters:{department}",
    )  # fmt: skip
    if st.button(tr("Lưu danh sách quầy", "Save the counters")):
        save(who, department, before, edited)


def save(who: Viewer, department: str, before: list[Counter], rows: list[dict[str, Any]]) -> None:
    """Keep what has changed."""
    old = {one.id: one for one in before}
    kept: list[Counter] = []
    for row in rows:
        title = str(row.get("name") or "").strip()
        if not title:
            continue
        known = old.get(str(row.get("id") or ""))
        id = known.id if known is not None else f"{department}-{ident(title)}"
        while known is None and (id in old or any(one.id == id for one in kept)):
            id += "-2"
        order = known.order if known is not None else len(old) + len(kept) + 1
        kept.append(
            Counter(
                id=id, order=order, name=title, department=department, fields=tuple(row.get("fields") or ()),
                valid_to=row.get("until") or None,
            )
        )  # fmt: skip
    changed = [one for one in kept if old.get(one.id) != one]
    try:
        many = keep_counters(office(), who, department, changed)
    except MotcuaError as error:
        st.error(told(error))
        return
    say_now(tr(f"Đã lưu {many} thay đổi.", f"{many} changes saved."))
