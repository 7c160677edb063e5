"""The fields that hold more than one value: address, applicant, table, files (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.intake import typed
from dashboard.intake.typed import Wrong, is_blank
from models.form import MOST_FILES, MOST_ROWS, FormField

#: id → type of the files that were handed in
Files = Mapping[str, str]
_LONGEST_NAME = 200
_LONGEST_LINE = 300
#: part of an applicant → how it is called where it is missing or wrong
PARTS: dict[str, tuple[str, str]] = {
    "name": ("họ tên", "the name"), "phone": ("số điện thoại", "the phone number"),
    "identity": ("số giấy tờ", "the identity number"), "address": ("địa chỉ", "the address"),
    "commune": ("xã, phường", "the commune"), "email": ("thư điện tử", "the e-mail address"),
}  # fmt: skip
#: how the sentence on missing parts begins; alone it is no fault of what was typed
MISSING_PARTS = "Còn thiếu:"
_READERS: dict[str, Callable[[Any, FormField], str]] = {
    "phone": typed.phone, "identity": typed.identity, "email": typed.email,
}  # fmt: skip


def address(value: Any, field: FormField, communes: frozenset[str] | None = None) -> dict[str, str]:
    """A commune (its id) and the rest of the address: {"commune": …, "line": …}."""
    given = _map(value, ("commune", "line"))
    kept = {"commune": _commune(given.get("commune"), communes), "line": _line(given.get("line"), field)}
    if field.required and not kept["commune"]:
        raise Wrong("Hãy chọn xã, phường.", "Choose the commune.")
    return {name: text for name, text in kept.items() if text}


def applicant(value: Any, field: FormField, communes: frozenset[str] | None = None) -> dict[str, str]:
    """Who applies: a name, and the parts that the field asks for; the other parts may be there."""
    given = _map(value, tuple(PARTS))
    kept: dict[str, str] = {}
    missing: list[tuple[str, str]] = []
    wrong: list[tuple[str, str]] = []
    for part, (vi, en) in PARTS.items():
        piece = given.get(part)
        if is_blank(piece):
            if part == "name" or part in field.parts:
                missing.append((vi, en))
            continue
        try:
            kept[part] = _part(part, piece, field, communes)
        except Wrong as fault:
            wrong.append((f"{vi.capitalize()}: {fault.vi}", f"{en.capitalize()}: {fault.en}"))
    if missing:
        names_vi, names_en = (", ".join(names) for names in zip(*missing, strict=True))
        wrong.append((f"{MISSING_PARTS} {names_vi}.", f"Still missing: {names_en}."))
    if wrong:
        told_vi, told_en = (" ".join(sentences) for sentences in zip(*wrong, strict=True))
        raise Wrong(told_vi, told_en)
    return kept


def _part(part: str, piece: Any, field: FormField, communes: frozenset[str] | None) -> str:
    if part == "commune":
        return _commune(piece, communes)
    if part in _READERS:
        return _READERS[part](piece, field)
    line = _line(piece, field)
    if part == "name" and len(line) > _LONGEST_NAME:
        raise Wrong(f"Dài quá {_LONGEST_NAME} ký tự.", f"Longer than {_LONGEST_NAME} letters.")
    return line


def table(
    value: Any, field: FormField, read: Callable[[FormField, Any], Any]
) -> list[dict[str, Any]]:
    """Rows, each a map of the columns that are filled; empty rows are dropped. Faults name the row."""
    if not isinstance(value, (list, tuple)):
        raise Wrong("Hãy nhập các dòng của bảng.", "Fill in the rows of the table.")
    rows: list[dict[str, Any]] = []
    for place, raw in enumerate(value, 1):
        given = _map(raw, tuple(column.id for column in field.columns))
        if is_blank(given):
            continue
        row: dict[str, Any] = {}
        for column in field.columns:
            try:
                kept = read(column, given.get(column.id))
            except Wrong as wrong:
                raise Wrong(
                    f"Dòng {place}, cột “{column.label.vi}”: {wrong.vi}",
                    f"Row {place}, column “{column.label.told('en')}”: {wrong.en}",
                ) from None
            if kept is not None:
                row[column.id] = kept
        rows.append(row)
    if len(rows) > MOST_ROWS:
        raise Wrong(f"Bảng nhiều nhất {MOST_ROWS} dòng.", f"A table has at most {MOST_ROWS} rows.")
    return rows


def files(value: Any, field: FormField, known: Files) -> list[str]:
    """Ids of files that were handed in, of the types that the field takes."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
        raise Wrong("Hãy đính kèm tệp.", "Attach a file.")
    ids = list(dict.fromkeys(value))
    if len(ids) > MOST_FILES:
        raise Wrong(f"Nhiều nhất {MOST_FILES} tệp.", f"At most {MOST_FILES} files.")
    for id in ids:
        if id not in known:
            raise Wrong("Tệp đính kèm không còn; hãy đính kèm lại.", "The file is gone; attach it again.")
        if field.types and known[id] not in field.types:
            wanted = ", ".join(field.types)
            raise Wrong(f"Mục này nhận tệp {wanted}.", f"This takes files of type {wanted}.")
    return ids


def _map(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not set(value) <= set(names):
        raise Wrong("Giá trị không đúng dạng.", "The value does not have the right shape.")
    return dict(value)


def _line(value: Any, field: FormField) -> str:
    line = "" if is_blank(value) else typed.text(value, field)
    if len(line) > _LONGEST_LINE:
        raise Wrong(f"Dài quá {_LONGEST_LINE} ký tự.", f"Longer than {_LONGEST_LINE} letters.")
    return line


def _commune(value: Any, communes: frozenset[str] | None) -> str:
    if is_blank(value):
        return ""
    if not isinstance(value, str) or len(value) > 40 or (communes is not None and value not in communes):
        raise Wrong("Xã, phường này không có.", "There is no such commune.")
    return value
