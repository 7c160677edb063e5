"""Printed forms (biểu mẫu): their texts are data with a validity date, set by set, as circulars change.

A form is a list of blocks. A text may hold placeholders, `{code}`, of the words in `VALUES`; what is
not known of a dossier prints as a dotted line. The words themselves are filled in by
`dashboard.forms`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from models.catalogue import Catalogue, Dated

FormKind = Literal["receipt", "supplement", "refusal", "apology", "stop", "control", "register"]
Paper = Literal["a5", "a4"]

#: What a form may say of a dossier, the Office and the day of printing.
VALUES: frozenset[str] = frozenset({
    "authority", "unit", "centre", "place", "today", "serial", "code", "department", "partners",
    "applicant", "address", "phone", "email", "identity", "procedure", "copies", "fee", "term",
    "received", "received_date", "due", "original_due", "new_due", "delivery", "book", "entry", "clerk",
    "reason", "refused_because", "late_because", "stopped_because", "contact", "contact_phone",
    "printed_by",
})  # fmt: skip
#: What a form may list, an item a line.
LISTS: frozenset[str] = frozenset({"papers", "wanted"})
#: What a column of a register may hold.
COLUMNS: frozenset[str] = frozenset({
    "number", "code", "procedure", "copies", "applicant", "address", "phone", "received", "due",
    "resolved", "returned", "delivery", "signature", "clerk", "note",
})  # fmt: skip

PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")


def _known(text: str) -> str:
    unknown = set(PLACEHOLDER.findall(text)) - VALUES
    if unknown or "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
        raise ValueError(f"placeholders that nothing fills: {', '.join(sorted(unknown)) or text}")
    return text


#: A text whose placeholders are all in `VALUES`.
Template = Annotated[str, AfterValidator(_known)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Signature(_Part):
    """Who signs, and how: `hint` in brackets beneath; `name` may be a placeholder."""

    title: str
    hint: str = ""
    name: Template = ""


class Block(_Part):
    """A piece of a form.

    - "text": a paragraph; - "list": `text` and the items of `items`, numbered, dotted where none;
    - "legs": the table of hand-overs of a control slip; - "note": a paragraph in small italics.
    """

    kind: Literal["text", "list", "legs", "note"] = "text"
    text: Template = ""
    items: str = ""
    indent: bool = False

    @model_validator(mode="after")
    def _items_known(self) -> Block:
        if (self.kind == "list") != (self.items in LISTS):
            raise ValueError(f"a list needs items of {sorted(LISTS)}")
        return self


class Column(_Part):
    """A column of a register; `width` in parts of the whole."""

    value: str
    title: str
    width: float

    @model_validator(mode="after")
    def _value_known(self) -> Column:
        if self.value not in COLUMNS or self.width <= 0:
            raise ValueError(f"no such column of a register: {self.value}")
        return self


class PrintedForm(_Part):
    """One form of a set. `no` is its number in the circular, `suffix` ends the number of a paper."""

    no: str
    kind: FormKind
    title: str
    trigger: str = ""
    paper: Paper = "a5"
    suffix: str = ""
    blocks: tuple[Block, ...] = ()
    signatures: tuple[Signature, ...] = ()
    columns: tuple[Column, ...] = ()


class FormSet(Dated):
    """The forms of one circular; they hold for dossiers received in its time."""

    name: str
    short: str
    forms: tuple[PrintedForm, ...]

    @model_validator(mode="after")
    def _each_once(self) -> FormSet:
        for told in ([form.no for form in self.forms], [form.kind for form in self.forms]):
            if len(told) != len(set(told)):
                raise ValueError("a form is in a set once")
        return self

    def form(self, which: str) -> PrintedForm | None:
        """The form of that kind ("receipt") or number ("01"), or None."""
        return next((form for form in self.forms if which in (form.kind, form.no)), None)


def set_on(sets: list[FormSet], on: date) -> FormSet | None:
    """The set for a dossier received on the day `on`: the newest in force, else the oldest there is.

    Dossiers from before the first circular print on its forms. None where there are no sets.
    """
    by_age = sorted(sets, key=lambda each: each.valid_from or date.min)
    in_force = [each for each in by_age if each.in_force(on)]
    begun = [each for each in by_age if each.valid_from is None or each.valid_from <= on]
    fitting = in_force or begun or by_age[:1]
    return fitting[-1] if fitting else None


class FormSets(Catalogue[FormSet]):
    """The sets of printed forms."""

    COLLECTION: ClassVar[str] = "form_sets"
    document = FormSet
