"""The form of an application (biểu mẫu điện tử) as data: its fields, their limits and conditions.

A form is a part of the revision of a procedure, so a dossier in flight keeps the one it was received
under. What it says is checked by the pydantic model that `dashboard.intake.form_model` makes of it, and
by nothing else.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.condition import OF_MANY, OF_NONE, Clause, Condition, FieldId, Scalar
from models.errors import MotcuaError
from models.naming import Slug

FieldKind = Literal[
    "text", "long_text", "number", "money", "date", "choice", "several", "yes_no", "identity", "phone",
    "email", "address", "applicant", "table", "attachment", "heading", "note",
]  # fmt: skip
KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
#: Kinds that only say something and take no answer.
SILENT: frozenset[str] = frozenset({"heading", "note"})
#: Kinds of which a table may have columns.
COLUMN_KINDS: frozenset[str] = frozenset(
    {"text", "number", "money", "date", "choice", "yes_no", "identity", "phone", "email"}
)
#: Which operators a condition may use on a kind; every kind may be filled or empty.
_EQUAL = frozenset({"is", "is_not", "one_of", "none_of"})
_ORDERED = frozenset({"at_least", "at_most"})
OPERATORS: dict[str, frozenset[str]] = {
    "number": _EQUAL | _ORDERED, "money": _EQUAL | _ORDERED, "date": _EQUAL | _ORDERED, "choice": _EQUAL,
    "text": _EQUAL, "identity": _EQUAL, "phone": _EQUAL, "email": _EQUAL, "address": _EQUAL,
    "yes_no": frozenset({"is", "is_not"}), "several": frozenset({"has", "lacks"}),
}  # fmt: skip
ApplicantPart = Literal["phone", "identity", "address", "commune", "email"]
FileType = Literal["pdf", "jpeg", "png", "webp", "docx", "xlsx"]
FILE_TYPES: tuple[FileType, ...] = get_args(FileType)
#: A day, or one counted from the day of receipt: "2020-01-31", "today", "today-30".
DateLimit = Annotated[str, StringConstraints(pattern=r"^(today([+-]\d{1,5})?|\d{4}-\d{2}-\d{2})$")]

LONGEST_TEXT = 500
LONGEST_LONG_TEXT = 4_000
MOST_ROWS = 100
MOST_FILES = 20
MOST_FIELDS = 150


class BadForm(MotcuaError):
    """A form that cannot be filled in as it is defined."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Part):
    """A text in both languages; without an English one the Vietnamese one is shown."""

    vi: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
    en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)] = ""

    def told(self, language: str) -> str:
        """The text in `language` ("vi" or "en")."""
        return self.en or self.vi if language == "en" else self.vi


class Option(_Part):
    """One answer of a choice: `value` is kept, `label` is shown."""

    value: Slug
    label: Words


class FormField(_Part):
    """One field. What it may say beside its label depends on its kind:

    - text, long_text: `shortest`, `longest` (letters);
    - number, money: `least`, `most` (the value), number also `decimals`;
    - date: `earliest`, `latest`;
    - choice, several: `options`; several, table and attachment: `least`, `most` (how many);
    - table: `columns`, fields of a simple kind without conditions;
    - attachment: `types`;
    - applicant: `parts`, what must be there beside the name.
    """

    id: FieldId
    kind: FieldKind
    label: Words
    help: Words | None = None
    required: bool = False
    show_if: Condition | None = None
    require_if: Condition | None = None
    default: Scalar | None = None
    shortest: Annotated[int, Field(ge=0, le=LONGEST_LONG_TEXT)] | None = None
    longest: Annotated[int, Field(ge=1, le=LONGEST_LONG_TEXT)] | None = None
    least: Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)] | None = None
    most: Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)] | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    earliest: DateLimit | None = None
    latest: DateLimit | None = None
    options: Annotated[tuple[Option, ...], Field(max_length=200)] = ()
    columns: Annotated[tuple[FormField, ...], Field(max_length=15)] = ()
    types: tuple[FileType, ...] = ()
    parts: tuple[ApplicantPart, ...] = ()

    @property
    def answers(self) -> bool:
        """Whether it takes an answer."""
        return self.kind not in SILENT

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        """Raises `BadForm` for limits that contradict each other, and for a choice of nothing."""
        for low, high in ((self.shortest, self.longest), (self.least, self.most)):
            if low is not None and high is not None and low > high:
                raise self._bad("giới hạn dưới lớn hơn giới hạn trên", "its lower limit is above the upper")
        for limit in (self.earliest, self.latest):
            if limit is not None and not limit.startswith("today") and not _is_day(limit):
                raise self._bad(f"không có ngày {limit}", f"there is no day {limit}")
        if self.kind in ("choice", "several"):
            if not self.options:
                raise self._bad("chưa có lựa chọn nào", "it has no options")
            _once([one.value for one in self.options], self)
        if self.kind == "table":
            if not self.columns:
                raise self._bad("chưa có cột nào", "it has no columns")
            _once([one.id for one in self.columns], self)
            for column in self.columns:
                if column.kind not in COLUMN_KINDS or column.show_if or column.require_if:
                    raise self._bad(
                        f"cột “{column.label.vi}” phải là loại đơn giản, không có điều kiện",
                        f"its column “{column.label.told('en')}” must be simple, without conditions",
                    )
        return self

    def _bad(self, vi: str, en: str) -> BadForm:
        return BadForm(f"Mục “{self.label.vi}”: {vi}.", f"Field “{self.label.told('en')}”: {en}.")


class Form(_Part):
    """The fields in their order. A condition asks only for fields above its own."""

    fields: Annotated[tuple[FormField, ...], Field(max_length=MOST_FIELDS)] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Raises `BadForm`: two fields of one id, two applicants, a condition that cannot be read."""
        if len({one.id for one in self.fields}) != len(self.fields):
            raise BadForm("Hai mục của biểu mẫu trùng mã.", "Two fields of the form have one id.")
        if sum(one.kind == "applicant" for one in self.fields) > 1:
            raise BadForm("Biểu mẫu chỉ có một khối người nộp.", "A form has one applicant block only.")
        above: dict[str, FormField] = {}
        for field in self.fields:
            for condition in (field.show_if, field.require_if):
                for clause in condition.clauses if condition is not None else ():
                    _readable(field, clause, above.get(clause.field))
            above[field.id] = field
        return self

    def field(self, id: str) -> FormField | None:
        """The field of that id, or None."""
        return next((one for one in self.fields if one.id == id), None)

    def applicant(self) -> FormField | None:
        """The applicant block, or None."""
        return next((one for one in self.fields if one.kind == "applicant"), None)


APPLICANT = FormField(
    id="nguoi_nop", kind="applicant", required=True, parts=("phone", "identity"),
    label=Words(vi="Người nộp hồ sơ", en="Applicant"),
)  # fmt: skip
#: What is asked where a revision has no form of its own.
DEFAULT_FORM = Form(fields=(APPLICANT,))


def with_applicant(form: Form | None) -> Form:
    """The form that is filled in: the revision's, with an applicant block in front where it has none."""
    if form is None:
        return DEFAULT_FORM
    if form.applicant() is not None:
        return form
    block = APPLICANT
    while form.field(block.id) is not None:
        block = block.model_copy(update={"id": f"{block.id}_"})
    return Form(fields=(block, *form.fields))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _once(values: list[Any], field: FormField) -> None:
    if len(set(values)) != len(values):
        raise BadForm(
            f"Mục “{field.label.vi}” có hai mã trùng nhau.",
            f"Field “{field.label.told('en')}” has two of one id.",
        )


def _readable(field: FormField, clause: Clause, asked: FormField | None) -> None:
    """Raises `BadForm` where a condition asks for what is not above, or compares what cannot be compared."""
    vi, en = field.label.vi, field.label.told("en")
    if asked is None or not asked.answers:
        raise BadForm(
            f"Điều kiện của mục “{vi}” phải dựa vào một mục ở phía trên, “{clause.field}” thì không.",
            f"The condition of field “{en}” must ask for a field above it; “{clause.field}” is none.",
        )
    one = isinstance(clause.value, (bool, int, float, str))
    given = isinstance(clause.value, tuple) if clause.op in OF_MANY else one
    if clause.op in OF_NONE or (given and clause.op in OPERATORS.get(asked.kind, frozenset())):
        return
    raise BadForm(
        f"Điều kiện của mục “{vi}” không so sánh được với mục “{asked.label.vi}”.",
        f"The condition of field “{en}” cannot be compared with field “{asked.label.told('en')}”.",
    )
