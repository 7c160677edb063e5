"""The pydantic model of a form: the one validator of what is filled in, at the desk, by import, by API.

`model_of(form)` has a field for each field of the form (by its id as the alias), in its order. A
condition asks only for fields above, so each field is checked when those are known: one that is not
shown has no answer, whatever was given; one that is shown and needed must have one. `check` runs the
model and gives the answers as they are kept, and each fault in both languages at its field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WrapValidator, create_model
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from dashboard.intake import typed
from dashboard.intake.blocks import Files, address, applicant, files, table
from dashboard.intake.typed import MISSING, Wrong, is_blank
from models.form import LONGEST_LONG_TEXT, LONGEST_TEXT, Form, FormField, Words

Reader = Callable[[Any, FormField], Any]
#: kind → how its input is read, for the kinds that need nothing but the field; the others are in `_read`
READERS: dict[str, Reader] = {
    "text": typed.text, "long_text": typed.long_text, "number": typed.number, "money": typed.money,
    "date": typed.day, "choice": typed.choice, "several": typed.several, "yes_no": typed.yes_no,
    "identity": typed.identity, "phone": typed.phone, "email": typed.email,
}  # fmt: skip
#: kind → the type that is kept
KEPT: dict[str, Any] = {
    "number": int | float, "money": int, "several": list[str], "yes_no": bool, "address": dict[str, str],
    "applicant": dict[str, str], "table": list[dict[str, Any]], "attachment": list[str],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What a form is checked against beside itself: the day, the communes there are, the files at hand.

    `communes` None: any commune will do. `files`: id → type of the files that were handed in.
    """

    today: date
    communes: frozenset[str] | None = None
    files: Files = field(default_factory=dict)


@dataclass(slots=True)
class _Run:
    """One check: what is known, and what comes out beside the values."""

    known: Known
    shown: dict[str, bool] = field(default_factory=dict)  # field → whether it is needed


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `answers`: field → plain value, without empty ones; whole only without faults.

    `shown`: the fields to be shown, in their order, and whether each must be answered.
    """

    answers: dict[str, Any]
    faults: dict[str, Words]
    shown: dict[str, bool]


def check(form: Form, given: Mapping[str, Any], known: Known) -> Checked:
    """Check what was given (field → anything, as typed or as stored) against the form."""
    run = _Run(known)
    model = model_of(form)
    answers: dict[str, Any] = {}
    faults: dict[str, Words] = {}
    try:
        made = model.model_validate(dict(given), context={"run": run})
    except ValidationError as error:
        ids = {name: id for id, name in field_names(form).items()}
        for fault in error.errors(include_url=False):
            where = str(fault["loc"][0]) if fault["loc"] else ""
            if fault["type"] != "extra_forbidden":
                where = ids.get(where, where)  # pydantic names a default by its name, an input by its alias
            faults.setdefault(where, told(fault))
    else:
        values = made.model_dump(by_alias=True)
        answers = {id: value for id, value in values.items() if value is not None}
    shown = {one.id: run.shown.get(one.id, False) for one in form.fields if one.id in run.shown}
    return Checked(answers, faults, shown)


def told(fault: Mapping[str, Any]) -> Words:
    """The sentence of one of pydantic's errors."""
    context = fault.get("ctx") or {}
    if fault["type"] == "motcua":
        return Words(vi=str(context["vi"]), en=str(context["en"]))
    if fault["type"] == "extra_forbidden":
        return Words(vi="Biểu mẫu không có mục này.", en="The form has no such field.")
    return Words(vi="Giá trị không hợp lệ.", en="The value is not valid.")


@lru_cache(maxsize=512)
def model_of(form: Form) -> type[BaseModel]:
    """The model of a form. Kept per form, because making one takes milliseconds."""
    names = field_names(form)
    fields: dict[str, Any] = {}
    for one in form.fields:
        kept = KEPT.get(one.kind, str) | None if one.answers else None
        guard = WrapValidator(_guard(one, {name: id for id, name in names.items()}))
        about = Field(
            default=None, validation_alias=one.id, serialization_alias=one.id, validate_default=True,
            title=one.label.vi, description=None if one.help is None else one.help.vi,
        )  # fmt: skip
        fields[names[one.id]] = (Annotated[kept, guard], about)
    return create_model("Answers", __config__=ConfigDict(extra="forbid", frozen=True), **fields)


def field_names(form: Form) -> dict[str, str]:
    """Field → its name in the model: never that of a field or of something that models have."""
    return {one.id: f"F{place}" for place, one in enumerate(form.fields)}


def _guard(one: FormField, ids: dict[str, str]) -> Callable[..., Any]:
    """The validator of one field: whether it is shown, whether it is needed, what it holds."""

    def guarded(value: Any, handler: Callable[[Any], Any], info: ValidationInfo) -> Any:
        run: _Run = (info.context or {}).get("run") or _Run(Known(date.today()))
        above = {ids[name]: kept for name, kept in info.data.items()}
        if one.show_if is not None and not one.show_if.holds(above):
            return None
        needed = one.required or (one.require_if is not None and one.require_if.holds(above))
        run.shown[one.id] = needed and one.answers
        if not one.answers:
            return None
        try:
            if is_blank(value):
                if needed:
                    raise MISSING
                return None
            read = _read(one, value, run.known)
            if is_blank(read):
                if needed:
                    raise MISSING
                return None
            within(one, read, run.known.today)
        except Wrong as wrong:
            fail(wrong)
        return handler(read)

    return guarded


def _read(one: FormField, value: Any, known: Known) -> Any:
    if one.kind == "address":
        return address(value, one, known.communes)
    if one.kind == "applicant":
        return applicant(value, one, known.communes)
    if one.kind == "attachment":
        return files(value, one, known.files)
    if one.kind == "table":
        return table(value, one, lambda column, cell: _cell(column, cell, known))
    return READERS[one.kind](value, one)


def _cell(column: FormField, value: Any, known: Known) -> Any:
    """One cell of a table; None where it is empty. Raises `Wrong`."""
    read = None if is_blank(value) else _read(column, value, known)
    if is_blank(read):
        if column.required:
            raise MISSING
        return None
    within(column, read, known.today)
    return read


def within(one: FormField, value: Any, today: date) -> None:
    """Raises `Wrong` where an answer that was read is outside the limits of its field."""
    kind = one.kind
    if kind in ("text", "long_text"):
        most = one.longest or (LONGEST_TEXT if kind == "text" else LONGEST_LONG_TEXT)
        if len(value) > most:
            now = len(value)
            raise Wrong(f"Dài quá {most} ký tự (đang {now}).", f"Longer than {most} letters ({now}).")
        if one.shortest is not None and len(value) < one.shortest:
            raise Wrong(f"Ít nhất {one.shortest} ký tự.", f"At least {one.shortest} letters.")
    elif kind == "date":
        day = date.fromisoformat(value)
        if one.earliest is not None and day < typed.limit_day(one.earliest, today):
            first = typed.limit_day(one.earliest, today)
            raise Wrong(f"Từ ngày {first:%d/%m/%Y} trở đi.", f"Not before {first:%d/%m/%Y}.")
        if one.latest is not None and day > typed.limit_day(one.latest, today):
            last = typed.limit_day(one.latest, today)
            raise Wrong(f"Đến hết ngày {last:%d/%m/%Y}.", f"Not after {last:%d/%m/%Y}.")
    elif kind in ("number", "money"):
        _between(one, value, "", "")
    elif kind in ("several", "table", "attachment"):
        _between(one, len(value), " mục", " of them")


def _between(one: FormField, value: float, vi: str, en: str) -> None:
    if one.least is not None and value < one.least:
        raise Wrong(f"Ít nhất {one.least:g}{vi}.", f"At least {one.least:g}{en}.")
    if one.most is not None and value > one.most:
        raise Wrong(f"Nhiều nhất {one.most:g}{vi}.", f"At most {one.most:g}{en}.")


def fail(wrong: Wrong) -> NoReturn:
    """Tell pydantic of it, with both sentences."""
    raise PydanticCustomError("motcua", "{vi}", {"vi": wrong.vi, "en": wrong.en}) from None
