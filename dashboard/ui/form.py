"""A form as widgets, with its conditions live: for the clerk, and for whoever builds the form.

What was typed is kept per field in a plain map that JSON can hold, so that it can be a draft. Widgets
are named `<form>:<field>`; a field that is hidden keeps what was typed, in case it comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from dashboard.intake.blocks import MISSING_PARTS, PARTS
from dashboard.intake.form_model import Checked
from dashboard.intake.typed import MISSING, is_blank
from dashboard.ui.literal import literal
from dashboard.ui.session import language, tr
from models.form import Form, FormField, Words

Given = dict[str, Any]
#: draws what a field needs beside its widget (files, people found again); given the field
Beside = Callable[[FormField], None]
FEW = 5
PART_LABELS: dict[str, tuple[str, str]] = {
    "name": ("Họ và tên", "Name"), "phone": ("Điện thoại", "Phone"),
    "identity": ("Số giấy tờ (CCCD, mã số thuế…)", "Identity number"), "address": ("Địa chỉ", "Address"),
    "commune": ("Xã, phường", "Commune"), "email": ("Thư điện tử", "E-mail"),
}  # fmt: skip
#: in the order in which a clerk asks: the number first, by which people are found again
PART_ORDER = ("phone", "identity", "name", "commune", "address", "email")


def key(form: str, *parts: str) -> str:
    """The name of a widget."""
    return ":".join((form, *parts))


def collect(id: str, form: Form, given: Given) -> None:
    """Take into `given` what the widgets of the last run hold; before the conditions are read."""
    for field in form.fields:
        if field.kind in ("address", "applicant"):
            parts = ("commune", "line") if field.kind == "address" else PART_ORDER
            block = dict(given.get(field.id) or {})
            for part in parts:
                if key(id, field.id, part) in st.session_state:
                    block[part] = st.session_state[key(id, field.id, part)] or ""
            given[field.id] = block
        elif field.answers and field.kind not in ("table", "attachment"):
            if key(id, field.id) in st.session_state:
                given[field.id] = st.session_state[key(id, field.id)]
            elif field.id not in given and field.default is not None:
                given[field.id] = default_of(field)


def default_of(field: FormField) -> Any:
    """The default as its widget holds it."""
    if field.kind == "several":
        return [str(field.default)]
    if field.kind in ("choice", "yes_no"):
        return field.default
    return f"{field.default:g}" if isinstance(field.default, float) else str(field.default)


def draw(
    id: str, form: Form, given: Given, checked: Checked, *, strict: bool, communes: Mapping[str, str],
    beside: Beside,
) -> None:  # fmt: skip
    """The fields that are shown, each with its fault beneath. What is only missing is told when `strict`."""
    for field in form.fields:
        if field.id not in checked.shown:
            continue
        needed = checked.shown[field.id]
        _widget(id, field, given, needed, communes)
        beside(field)
        fault = checked.faults.get(field.id)
        if fault is not None and (strict or not _only_missing(field, given.get(field.id), fault)):
            show_fault(fault)


def show_fault(fault: Words) -> None:
    """A fault beneath its field: a sign and a sentence."""
    st.html(f'<p class="mc-late mc-fault" role="alert">✗ {escape(fault.told(language()))}</p>')


def _only_missing(field: FormField, value: Any, fault: Words) -> bool:
    if field.kind == "applicant" and fault.vi.startswith(MISSING_PARTS):
        return True
    return is_blank(value) or fault.vi == MISSING.vi


def label_of(field: FormField, needed: bool) -> str:
    """The label, with a star where it must be answered."""
    return f"{field.label.told(language())}{' *' if needed else ''}"


def _widget(id: str, field: FormField, given: Given, needed: bool, communes: Mapping[str, str]) -> None:
    name, label = key(id, field.id), label_of(field, needed)
    help = None if field.help is None else literal(field.help.told(language()))
    kind = field.kind
    shown = literal(label)
    if kind == "heading":
        st.html(f'<h2 class="mc-h2">{escape(label)}</h2>')
    elif kind == "note":
        st.html(f'<p class="mc-soft">{escape(label)}</p>')
    elif kind == "attachment":
        st.html(f'<p class="mc-label">{escape(label)}</p>')
    elif kind == "table":
        _table(name, field, given, label)
    elif kind == "applicant":
        _applicant(id, field, given, label, communes)
    elif kind == "address":
        _address(id, field, given, label, communes)
    elif kind == "choice":
        values = [option.value for option in field.options]
        _start(name, given.get(field.id) if given.get(field.id) in values else None)
        told = {option.value: option.label.told(language()) for option in field.options}
        if len(values) <= FEW:
            st.radio(
                shown, values, key=name, index=None, format_func=lambda value: literal(told[value]),
                horizontal=True, help=help,
            )
        else:
            st.selectbox(
                shown, values, key=name, index=None, format_func=told.__getitem__, help=help,
                placeholder=tr("chọn…", "choose…"),
            )  # fmt: skip
    elif kind == "several":
        told = {option.value: option.label.told(language()) for option in field.options}
        _start(name, [value for value in given.get(field.id) or [] if value in told])
        st.multiselect(
            shown, list(told), key=name, format_func=told.__getitem__, help=help,
            placeholder=tr("chọn…", "choose…"),
        )  # fmt: skip
    elif kind == "yes_no":
        _start(name, given.get(field.id) if isinstance(given.get(field.id), bool) else None)
        words = {True: tr("Có", "Yes"), False: tr("Không", "No")}
        st.radio(
            shown, [True, False], key=name, index=None, format_func=words.__getitem__, horizontal=True,
            help=help,
        )  # fmt: skip
    elif kind == "long_text":
        _start(name, str(given.get(field.id) or ""))
        st.text_area(shown, key=name, help=help, height="content")
    else:
        value = given.get(field.id)
        _start(name, "" if value is None else str(value))
        hints = {"date": "24/11/2026", "money": "50.000", "phone": "0912345678", "email": "an@example.vn"}
        short = 320 if kind in ("number", "money", "date", "identity", "phone") else "stretch"
        st.text_input(shown, key=name, help=help, placeholder=hints.get(kind), width=short)  # type: ignore[arg-type]


def _start(name: str, value: Any) -> None:
    """The first value of a widget; from then on the widget knows."""
    if name not in st.session_state:
        st.session_state[name] = value


def _applicant(id: str, field: FormField, given: Given, label: str, communes: Mapping[str, str]) -> None:
    st.html(f'<h2 class="mc-h2">{escape(label)}</h2>')
    block = given.get(field.id) or {}
    # A row at a time: the Tab key goes through what stands in the page in that order.
    for place, part in enumerate(PART_ORDER):
        if place % 2 == 0:
            row = st.columns(2)
        column = row[place % 2]
        star = " *" if part == "name" or part in field.parts else ""
        name, told = key(id, field.id, part), tr(*PART_LABELS[part]) + star
        if part == "commune":
            with column:
                _commune(name, told, block.get(part), communes)
        else:
            _start(name, str(block.get(part) or ""))
            column.text_input(told, key=name)


def _address(id: str, field: FormField, given: Given, label: str, communes: Mapping[str, str]) -> None:
    block = given.get(field.id) or {}
    left, right = st.columns(2)
    with left:
        _commune(key(id, field.id, "commune"), label, block.get("commune"), communes)
    name = key(id, field.id, "line")
    _start(name, str(block.get("line") or ""))
    right.text_input(tr("Số nhà, đường, ấp", "House, street"), key=name)


def _commune(name: str, label: str, value: Any, communes: Mapping[str, str]) -> None:
    _start(name, value if value in communes else None)
    st.selectbox(
        label, list(communes), key=name, index=None, format_func=communes.__getitem__,
        placeholder=tr("gõ vài chữ…", "type a few letters…"),
    )  # fmt: skip


def _table(name: str, field: FormField, given: Given, label: str) -> None:
    """Rows as a grid; what was kept is where it begins, and the editor knows its own changes."""
    st.html(f'<p class="mc-label">{escape(label)}</p>')
    base = f"{name}:base"
    columns = [column.id for column in field.columns]
    if base not in st.session_state:
        st.session_state[base] = [
            {id: row.get(id) for id in columns} for row in given.get(field.id) or []
        ] or [dict.fromkeys(columns, "")]
    told = {column.id: label_of(column, column.required) for column in field.columns}
    kinds = {
        column.id: st.column_config.SelectboxColumn(
            told[column.id], options=[option.value for option in column.options],
            format_func=partial(_told, {o.value: o.label.told(language()) for o in column.options}),
        ) if column.kind == "choice" else st.column_config.TextColumn(told[column.id])
        for column in field.columns
    }  # fmt: skip
    rows = st.data_editor(
        st.session_state[base], key=name, num_rows="dynamic", column_config=kinds, hide_index=True,
        width="stretch", alt=label,
    )  # fmt: skip
    given[field.id] = [{id: _plain(value) for id, value in row.items()} for row in rows]


def _told(labels: Mapping[str, str], value: object) -> str:
    return labels.get(str(value), str(value))


def _plain(value: Any) -> Any:
    return "" if value is None or value != value else value


def put(id: str, field: FormField, parts: Mapping[str, str], communes: Mapping[str, str]) -> None:
    """Fill the applicant block; in a callback, before its widgets are drawn again."""
    for part in PARTS:
        value: str | None = parts.get(part, "")
        if part == "commune" and value not in communes:
            value = None
        st.session_state[key(id, field.id, part)] = value
