"""A form as plain HTML, and back: what a template draws of each field, and what was typed into it (pure).

Nothing is checked here: what comes back goes to `dashboard.intake.form_model`, as from the desk. The names in
the page are `f-FIELD`, `f-FIELD-PART` of an address or applicant, `f-FIELD-ROW-COLUMN` of a table; `has`
names each field that the page showed, so that one that it did not show keeps what was typed before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from dashboard.intake.blocks import PARTS
from models.form import MOST_ROWS, Form, FormField, Words

#: a choice of at most so many is shown with all its options, a longer one as a list to open
FEW = 6
#: what a browser may fill in by itself
KNOWN_TO_BROWSERS = {
    "name": "name", "phone": "tel", "identity": "off", "address": "street-address", "email": "email",
}  # fmt: skip
KEYBOARDS = {"number": "decimal", "money": "numeric", "phone": "tel", "email": "email", "date": "numeric"}
PART_NAMES: dict[str, tuple[str, str]] = {
    "name": ("Họ và tên", "Full name"), "phone": ("Số điện thoại", "Phone number"),
    "identity": ("Số căn cước, hộ chiếu hoặc mã số thuế", "Identity card, passport or tax number"),
    "address": ("Địa chỉ", "Address"), "commune": ("Xã, phường, đặc khu", "Commune"),
    "email": ("Thư điện tử", "E-mail"),
}  # fmt: skip
YES_NO = (("true", ("Có", "Yes")), ("false", ("Không", "No")))


class Posted(Protocol):
    """The fields of a form that was sent (starlette's FormData is one)."""

    def getlist(self, key: Any) -> list[Any]:
        """All values of a name."""


@dataclass(frozen=True, slots=True)
class Control:
    """One thing to fill in: a whole field, a part of one, or a cell. `kind` says how it is drawn."""

    name: str
    kind: str
    label: str
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    needed: bool = False
    help: str = ""
    fault: str = ""
    keyboard: str = ""
    fills: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as it is shown: its control, or its parts, or its rows of cells."""

    id: str
    kind: str
    label: str
    help: str
    needed: bool
    fault: str
    #: whether others are shown or needed by what is answered here
    steers: bool
    control: Control | None = None
    parts: tuple[Control, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Control, ...], ...] = ()
    types: tuple[str, ...] = ()


def shown(
    form: Form, given: Mapping[str, Any], visible: Mapping[str, bool], faults: Mapping[str, Words],
    communes: Sequence[tuple[str, str]], language: str,
) -> list[Shown]:  # fmt: skip
    """The fields to draw, in their order. `visible`: field → whether it is needed (see `Checked.shown`)."""
    column = 1 if language == "en" else 0
    asked = {
        clause.field for one in form.fields for condition in (one.show_if, one.require_if)
        for clause in (() if condition is None else condition.clauses)
    }  # fmt: skip
    found = []
    for one in form.fields:
        if one.id not in visible:
            continue
        fault = faults[one.id].told(language) if one.id in faults else ""
        found.append(
            _shown(one, given.get(one.id), visible[one.id], fault, one.id in asked, communes, column)
        )
    return found


def _shown(
    one: FormField, value: Any, needed: bool, fault: str, steers: bool, communes: Sequence[tuple[str, str]],
    column: int,
) -> Shown:  # fmt: skip
    language = "en" if column else "vi"
    told: dict[str, Any] = {
        "id": one.id, "kind": one.kind, "label": one.label.told(language), "needed": needed, "fault": fault,
        "help": "" if one.help is None else one.help.told(language), "steers": steers,
    }  # fmt: skip
    name = f"f-{one.id}"
    if one.kind == "applicant":
        block = value if isinstance(value, Mapping) else {}
        parts = tuple(
            Control(
                f"{name}-{part}", "commune" if part == "commune" else "line", PART_NAMES[part][column],
                _text(block.get(part)), options=tuple(communes) if part == "commune" else (),
                needed=part == "name" or part in one.parts, keyboard=KEYBOARDS.get(part, ""),
                fills=KNOWN_TO_BROWSERS.get(part, ""),
            )
            for part in PARTS
        )  # fmt: skip
        return Shown(**told, parts=parts)
    if one.kind == "address":
        block = value if isinstance(value, Mapping) else {}
        commune, line = PART_NAMES["commune"][column], ("Số nhà, đường, ấp", "House, street")[column]
        return Shown(
            **told,
            parts=(
                Control(f"{name}-line", "line", line, _text(block.get("line"))),
                Control(
                    f"{name}-commune", "commune", commune, _text(block.get("commune")),
                    options=tuple(communes), needed=needed,
                ),
            ),
        )  # fmt: skip
    if one.kind == "table":
        rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, (list, tuple)) else []
        rows = rows[:MOST_ROWS] or [{}]
        cells = tuple(
            tuple(
                _control(
                    each, f"{name}-{place}-{each.id}", row.get(each.id), each.required, column, cell=True
                )
                for each in one.columns
            )
            for place, row in enumerate(rows)
        )
        return Shown(**told, heads=tuple(each.label.told(language) for each in one.columns), rows=cells)
    if one.kind == "attachment":
        return Shown(**told, types=one.types)
    if not one.answers:
        return Shown(**told)
    return Shown(**told, control=_control(one, name, value, needed, column))


def _control(one: FormField, name: str, value: Any, needed: bool, column: int, cell: bool = False) -> Control:
    language = "en" if column else "vi"
    options: tuple[tuple[str, str], ...] = ()
    kind: str = one.kind if one.kind == "long_text" else "line"
    if one.kind == "yes_no":
        options = tuple((key, words[column]) for key, words in YES_NO)
        kind = "list" if cell else "choice"
    elif one.kind in ("choice", "several"):
        options = tuple((each.value, each.label.told(language)) for each in one.options)
        kind = "several" if one.kind == "several" else "list" if cell or len(options) > FEW else "choice"
    return Control(
        name, kind, one.label.told(language), _text(value),
        tuple(_text(each) for each in value) if isinstance(value, (list, tuple)) else (),
        options, needed, keyboard=KEYBOARDS.get(one.kind, ""),
    )  # fmt: skip


def _text(value: Any) -> str:
    """A value as it is typed: a day as people write it."""
    if value is None or isinstance(value, (Mapping, list, tuple)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return str(value)


def read_back(form: Form, posted: Posted, before: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, field → as the validator takes it; fields that the page did not show stay as before."""
    there = set(posted.getlist("has"))
    given = dict(before)
    for one in form.fields:
        if one.id in there and one.answers and one.kind != "attachment":
            given[one.id] = _read(one, f"f-{one.id}", posted)
    return given


def _read(one: FormField, name: str, posted: Posted) -> Any:
    if one.kind == "applicant":
        return {part: _line(posted, f"{name}-{part}") for part in PARTS}
    if one.kind == "address":
        return {part: _line(posted, f"{name}-{part}") for part in ("commune", "line")}
    if one.kind == "several":
        return [each for each in posted.getlist(name) if isinstance(each, str)]
    if one.kind == "table":
        count = _line(posted, f"n-{one.id}")
        rows = min(int(count), MOST_ROWS) if count.isascii() and count.isdigit() and len(count) < 4 else 0
        return [
            {each.id: _line(posted, f"{name}-{place}-{each.id}") for each in one.columns}
            for place in range(rows)
        ]
    return _line(posted, name)


def _line(posted: Posted, name: str) -> str:
    found = posted.getlist(name)
    return found[-1] if found and isinstance(found[-1], str) else ""


def defaults(form: Form) -> dict[str, Any]:
    """What stands in a form that nobody has touched."""
    return {one.id: one.default for one in form.fields if one.default is not None}
