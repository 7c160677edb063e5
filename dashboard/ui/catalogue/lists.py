"""The small lists of the catalogue as tables: agencies, fields, levels, channels."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.catalogue.lists import COLUMNS, DAYS, SEVERAL, YES_NO, ListName, keep, rows_of
from dashboard.ui import grid as kinds_of
from dashboard.ui.catalogue import faults
from dashboard.ui.grid import Choice, grid
from dashboard.ui.said import said, say
from dashboard.ui.session import office, told, tr
from models.errors import MotcuaError
from models.viewer import Viewer

LISTS: dict[ListName, tuple[str, str]] = {
    "levels": ("Cấp", "Levels"),
    "departments": ("Cơ quan", "Agencies"),
    "fields": ("Lĩnh vực", "Fields"),
    "channels": ("Hình thức tiếp nhận", "Channels"),
}
TITLES: dict[str, tuple[str, str]] = {
    "name": ("Tên", "Name"),
    "name_vi": ("Tên", "Name"),
    "name_en": ("Tên tiếng Anh", "English name"),
    "abbreviation": ("Viết tắt", "Abbreviation"),
    "code": ("Mã định danh", "Official code"),
    "level": ("Cấp", "Level"),
    "parent": ("Trực thuộc", "Beneath"),
    "kind": ("Loại", "Kind"),
    "at_centre": ("Tại Trung tâm", "At the centre"),
    "predecessors": ("Tiền thân", "Predecessors"),
    "successors": ("Kế thừa", "Successors"),
    "lead_department": ("Cơ quan chủ trì", "Lead agency"),
    "valid_from": ("Từ ngày", "From"),
    "valid_to": ("Đến hết ngày", "Until"),
}
KINDS: dict[str, tuple[str, str]] = {
    "office": ("văn phòng UBND", "office of the committee"),
    "centre": ("trung tâm hành chính công", "service centre"),
    "department": ("sở", "department"),
    "board": ("ban", "board"),
    "vertical": ("ngành dọc", "of a ministry"),
    "service": ("chi cục, phòng", "service"),
    "public_unit": ("đơn vị sự nghiệp", "public unit"),
    "district_committee": ("UBND huyện", "district committee"),
    "commune_committee": ("UBND xã", "commune committee"),
}


def show(who: Viewer, name: ListName, works: bool) -> None:
    """One list as a table, and what is wrong with it by row and column."""
    said()
    st.caption(
        tr(
            "Sửa ngay trong bảng, thêm dòng ở cuối; mục không dùng nữa thì ghi ngày hết hiệu lực. "
            "Dán được từ Excel.",
            "Change the cells, add rows at the end; what is no longer used ends on a day. "
            "Cells may be pasted from Excel.",
        )
    )
    rows = rows_of(office(), name)
    choices = choices_of(name)
    edited = grid(
        rows,
        {column: kind_of(column) for column in COLUMNS[name]},
        key=f"list:{name}:{st.session_state.get(f'list:{name}:saved', 0)}",
        works=works, choices=choices, height=min(560, 38 + 35 * (len(rows) + 3)),
        column_config={column: config(column, choices) for column in COLUMNS[name]},
    )  # fmt: skip
    if not (works and st.button(tr("Lưu bảng", "Save the table"), type="primary", key=f"save:{name}")):
        return
    try:
        wrong = keep(office(), who, name, edited)
    except MotcuaError as error:
        st.error(told(error))
        return
    if wrong:
        found = [faults.Fault(one.row, one.column, tr(one.vi, one.en)) for one in wrong]
        first = "name_vi" if "name_vi" in COLUMNS[name] else "name"
        faults.show(edited, found, faults.titles_of(COLUMNS[name], TITLES), first, choices)
        return
    st.session_state[f"list:{name}:saved"] = st.session_state.get(f"list:{name}:saved", 0) + 1
    say(tr("Đã lưu.", "Saved."))
    st.rerun()


def choices_of(name: ListName) -> dict[str, Choice]:
    """The columns that are chosen from, by the names of what may be chosen."""
    agencies = Choice({one.id: one.name for one in office().departments.all()})
    if name == "fields":
        return {"lead_department": agencies}
    if name != "departments":
        return {}
    levels = Choice({one.id: tr(one.name_vi, one.name_en) for one in office().levels.all()})
    kinds = Choice({key: tr(*words) for key, words in KINDS.items()})
    return {"level": levels, "parent": agencies, "kind": kinds, **dict.fromkeys(SEVERAL, agencies)}


def kind_of(column: str) -> Any:
    """What a column holds."""
    if column in SEVERAL:
        return kinds_of.SEVERAL
    return kinds_of.DAY if column in DAYS else kinds_of.YES_NO if column in YES_NO else kinds_of.TEXT


def config(column: str, choices: dict[str, Choice]) -> Any:
    """How a column is shown."""
    title = tr(*TITLES[column]) if column in TITLES else column
    if column == "id":
        return None  # what ids name is chosen by its name
    if column in SEVERAL:
        return st.column_config.MultiselectColumn(title, options=choices[column].options)
    if column in choices:
        return st.column_config.SelectboxColumn(title, options=choices[column].options)
    if column in DAYS:
        return st.column_config.DateColumn(title, format="DD/MM/YYYY")
    if column in YES_NO:
        return st.column_config.CheckboxColumn(title, default=False)
    if column in ("name", "name_vi"):
        return st.column_config.TextColumn(title, max_chars=500, width="large")
    return st.column_config.TextColumn(title, max_chars=500)
