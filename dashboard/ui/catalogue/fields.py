"""The form builder: fields in a table, and the form beside it as the clerk and the applicant will see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from pydantic import ValidationError

from dashboard.catalogue.condition_text import read
from dashboard.catalogue.condition_text import told as condition_told
from dashboard.intake.form_model import Known, check
from dashboard.ui import form as widgets
from dashboard.ui.catalogue import faults
from dashboard.ui.catalogue.faults import Fault, of_error
from dashboard.ui.grid import NUMBER, TEXT, YES_NO, Choice, Kinds, blank, grid
from dashboard.ui.session import office, sentence, tr
from models.errors import MotcuaError
from models.form import FILE_TYPES, KINDS, FieldKind, Form, FormField, Option, Words, with_applicant
from models.naming import ident
from models.procedure import Revision

NAMES: dict[FieldKind, tuple[str, str]] = {
    "text": ("chữ ngắn", "short text"),
    "long_text": ("chữ dài", "long text"),
    "number": ("số", "number"),
    "money": ("tiền (đồng)", "money"),
    "date": ("ngày", "date"),
    "choice": ("chọn một", "choice"),
    "several": ("chọn nhiều", "several"),
    "yes_no": ("có/không", "yes or no"),
    "identity": ("số giấy tờ", "identity number"),
    "phone": ("điện thoại", "phone"),
    "email": ("thư điện tử", "e-mail"),
    "address": ("địa chỉ theo xã", "address"),
    "applicant": ("khối người nộp", "applicant block"),
    "table": ("bảng nhiều dòng", "table of rows"),
    "attachment": ("tệp đính kèm", "attachment"),
    "heading": ("tiêu đề", "heading"),
    "note": ("ghi chú", "note"),
}

COLUMNS: Kinds = {
    "order": NUMBER, "id": TEXT, "label": TEXT, "label_en": TEXT, "kind": TEXT, "required": YES_NO,
    "options": TEXT, "show_if": TEXT, "require_if": TEXT, "least": NUMBER, "most": NUMBER,
    "default": TEXT, "help": TEXT,
}  # fmt: skip


TITLES: dict[str, tuple[str, str]] = {
    "order": ("Thứ tự", "Order"), "id": ("Mã mục", "Id"), "label": ("Nhãn", "Label"),
    "label_en": ("Nhãn tiếng Anh", "English label"), "kind": ("Loại", "Kind"),
    "required": ("Bắt buộc", "Required"), "options": ("Lựa chọn, cột", "Options, columns"),
    "show_if": ("Hiện khi", "Show if"), "require_if": ("Bắt buộc khi", "Require if"),
    "least": ("Ít nhất", "At least"), "most": ("Nhiều nhất", "At most"), "default": ("Mặc định", "Default"),
    "help": ("Hướng dẫn", "Help"),
}  # fmt: skip
#: in which column stands what a field holds under another name
IN_COLUMN = {"shortest": "least", "longest": "most", "columns": "options", "types": "options"}


def builder(draft: Revision, works: bool) -> Revision | None:
    """The table of fields, and the preview of what is saved."""
    form = draft.form or Form()
    st.caption(
        tr(
            "Lựa chọn: “mã: nhãn; mã: nhãn”. Cột của bảng: “Tên (loại); …”. "
            "Hiện khi / bắt buộc khi: ví dụ loai = ca_nhan và so_tien >= 500.",
            "Options: “code: label; …”. Columns of a table: “Name (kind); …”. "
            "Show or require if: for example loai = ca_nhan và so_tien >= 500.",
        )
    )
    column = st.column_config
    kinds = Choice({key: tr(*NAMES[key]) for key in KINDS})
    title = faults.titles_of(TITLES, TITLES)
    edited = grid(
        [row_of(one, position) for position, one in enumerate(form.fields, 1)],
        COLUMNS,
        works=works,
        choices={"kind": kinds},
        key=f"form:{draft.id}:{draft.changed_at}",
        column_config={
            "order": column.NumberColumn(title["order"], width="small", step=1),
            "id": column.TextColumn(
                title["id"],
                max_chars=40,
                help=tr("Để trống: đặt theo nhãn", "Empty: made of the label"),
            ),
            "label": column.TextColumn(title["label"], max_chars=500, width="medium"),
            "label_en": column.TextColumn(title["label_en"], max_chars=500),
            "kind": column.SelectboxColumn(title["kind"], options=kinds.options),
            "required": column.CheckboxColumn(title["required"]),
            "options": column.TextColumn(title["options"], max_chars=4_000),
            "show_if": column.TextColumn(title["show_if"], max_chars=500),
            "require_if": column.TextColumn(title["require_if"], max_chars=500),
            "least": column.NumberColumn(title["least"]),
            "most": column.NumberColumn(title["most"]),
            "default": column.TextColumn(title["default"], max_chars=200),
            "help": column.TextColumn(title["help"], max_chars=500),
        },
    )
    changed = None
    if works and st.button(tr("Lưu biểu mẫu", "Save the form"), type="primary", key=f"save-form:{draft.id}"):
        changed = form_of(draft, edited)
    with st.container(border=True):
        st.markdown(
            f"**{tr('Xem trước', 'Preview')}** – "
            + tr("như cán bộ và người nộp sẽ thấy", "as the clerk and the applicant will see it")
        )
        preview(f"preview:{draft.id}", with_applicant(draft.form))
    return changed


def preview(id: str, form: Form) -> None:
    """The form with its conditions live; nothing typed here is kept."""
    given: dict[str, Any] = st.session_state.setdefault(f"{id}:given", {})
    widgets.collect(id, form, given)
    on = office().local_date()
    communes = {one.id: one.name for one in office().communes.all() if one.in_force(on)}
    checked = check(form, given, Known(on, frozenset(communes), {}))
    widgets.draw(id, form, given, checked, strict=False, communes=communes, beside=lambda field: None)


def row_of(field: FormField, position: int) -> dict[str, Any]:
    """A field as a row of the table."""
    if field.kind == "table":
        options = "; ".join(f"{one.label.vi} ({tr(*NAMES[one.kind])})" for one in field.columns)
    else:
        options = "; ".join(f"{one.value}: {one.label.vi}" for one in field.options)
    low = field.shortest if field.kind in ("text", "long_text") else field.least
    high = field.longest if field.kind in ("text", "long_text") else field.most
    return {
        "order": position * 10,
        "id": field.id,
        "label": field.label.vi,
        "label_en": field.label.en,
        "kind": field.kind,
        "required": field.required,
        "options": options,
        "show_if": condition_told(field.show_if),
        "require_if": condition_told(field.require_if),
        "least": low,
        "most": high,
        "default": "" if field.default is None else str(field.default),
        "help": field.help.vi if field.help else "",
    }


def form_of(draft: Revision, rows: list[dict[str, Any]]) -> Revision | None:
    """The draft with the form of the table, or None with the reasons at their cells."""
    old = {one.id: one for one in (draft.form or Form()).fields}
    made: list[FormField] = []
    problems: list[Fault] = []
    for number, row in sorted(
        enumerate(rows, 1), key=lambda pair: (pair[1].get("order") is None, pair[1].get("order") or 0)
    ):
        if blank(row):
            continue
        try:
            made.append(field_of(row, old, {one.id for one in made}))
        except (MotcuaError, ValidationError) as error:
            problems.append(of_error(number, where_wrong(row, error), error))
    if not problems:
        try:
            form = Form(fields=tuple(made))
        except MotcuaError as error:
            problems.append(Fault(0, "", sentence(error)))
        except ValidationError as error:
            problems.append(Fault(0, "", str(error.errors()[0]["msg"])))
    if problems:
        faults.show(rows, problems, faults.titles_of(TITLES, TITLES), "label")
        return None
    return draft.model_copy(update={"form": form if made else None})


def where_wrong(row: dict[str, Any], error: MotcuaError | ValidationError) -> str:
    """The column of a row that is at fault, where reading the row has raised `error`."""
    if isinstance(error, ValidationError):
        found = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else "kind"
        return IN_COLUMN.get(found, found)
    for column in ("label", "kind"):
        if not str(row.get(column) or "").strip():
            return column
    readings: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("show_if", read), ("require_if", read),
        ("default", lambda text: default_of(str(row.get("kind") or ""), text)),
    )  # fmt: skip
    for column, reading in readings:
        try:
            reading(str(row.get(column) or ""))
        except MotcuaError:
            return column
    return "options"


def field_of(row: dict[str, Any], old: dict[str, FormField], taken: set[str]) -> FormField:
    """The field of one row. Raises MotcuaError and ValidationError."""
    label = str(row.get("label") or "").strip()
    kind = str(row.get("kind") or "")
    if not label or not kind:
        raise MotcuaError("thiếu nhãn hoặc loại.", "the label or the kind is missing.")
    id = str(row.get("id") or "").strip() or ident(label).replace("-", "_")[:40]
    was = old.get(id)
    update: dict[str, Any] = {
        "id": id,
        "kind": kind,
        "required": bool(row.get("required")),
        "label": Words(vi=label or "?", en=str(row.get("label_en") or "")),
        "help": help_of(str(row.get("help") or ""), was),
        "show_if": read(str(row.get("show_if") or "")),
        "require_if": read(str(row.get("require_if") or "")),
        "default": default_of(kind, str(row.get("default") or "")),
    }
    low, high = row.get("least"), row.get("most")
    if kind in ("text", "long_text"):
        update |= {
            "shortest": None if low is None else int(low),
            "longest": None if high is None else int(high),
        }
    else:
        update |= {"least": low, "most": high}
    text = str(row.get("options") or "")
    if kind in ("choice", "several"):
        update["options"] = options_of(text, was)
    if kind == "table":
        update["columns"] = columns_of(text, was)
    if kind == "attachment":
        update["types"] = was.types if was is not None and was.types else FILE_TYPES
    if kind == "applicant":
        update["parts"] = was.parts if was is not None and was.kind == "applicant" else ("phone", "identity")
    kept = was.model_dump() if was is not None and was.kind == kind else {}
    return FormField.model_validate(kept | update)


def help_of(text: str, was: FormField | None) -> Words | None:
    """The help text; an English one that was there is kept."""
    if not text.strip():
        return None
    return Words(vi=text, en=was.help.en if was is not None and was.help is not None else "")


def default_of(kind: str, text: str) -> bool | float | str | None:
    """The default as its kind holds it."""
    if not text.strip():
        return None
    if kind == "yes_no":
        return text.strip().lower() in ("có", "yes", "true", "1")
    if kind in ("number", "money"):
        try:
            return float(text.replace(".", "").replace(",", ".")) if "," in text else float(text)
        except ValueError:
            raise MotcuaError(
                f"giá trị mặc định “{text}” không phải là số.", f"the default “{text}” is no number."
            ) from None
    return text.strip()


def options_of(text: str, was: FormField | None) -> tuple[Option, ...]:
    """ "a: Cá nhân; b: Tổ chức"; without a code, one is made of the label."""
    english = {one.value: one.label.en for one in was.options} if was is not None else {}
    made = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        code, colon, label = part.partition(":")
        value = code.strip() if colon else ident(part)[:40]
        made.append(
            Option(value=value, label=Words(vi=label.strip() if colon else part, en=english.get(value, "")))
        )
    return tuple(made)


def columns_of(text: str, was: FormField | None) -> tuple[FormField, ...]:
    """ "Họ tên (chữ ngắn); Năm sinh (số)"; a column that was there stays as it was."""
    known = {(one.label.vi, one.kind): one for one in was.columns} if was is not None else {}
    kinds: dict[str, FieldKind] = {word: key for key, words in NAMES.items() for word in words}
    kinds |= {key: key for key in KINDS}
    made: list[FormField] = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        label, bracket, kind = part.rpartition("(")
        title = (label if bracket else part).strip()
        word = kind.rstrip(") ").strip().lower() if bracket else "text"
        if word not in kinds:
            raise MotcuaError(f"không có loại cột “{word}”.", f"there is no kind of column “{word}”.")
        made.append(
            known.get((title, kinds[word]))
            or FormField.model_validate(
                {
                    "id": ident(title).replace("-", "_")[:40],
                    "kind": kinds[word],
                    "label": {"vi": title or "?"},
                }
            )
        )
    return tuple(made)
