"""A form that could not be filled in is refused when it is made, with a sentence that names the field."""

from __future__ import annotations

from typing import Any

import pytest

from models.condition import Clause, Condition
from models.form import DEFAULT_FORM, BadForm, Form, FormField, Option, Words, with_applicant

LABEL = Words(vi="Số nhà", en="House")
CHOICE = FormField(
    id="loai", kind="choice", label=Words(vi="Loại"), options=(Option(value="moi", label=Words(vi="Mới")),)
)


def when(field: str, op: str = "is", value: Any = "moi") -> Condition:
    return Condition(clauses=(Clause(field=field, op=op, value=value),))  # type: ignore[arg-type]


def field(**more: Any) -> FormField:
    return FormField(**({"id": "so_nha", "kind": "text", "label": LABEL} | more))


@pytest.mark.parametrize(
    "more",
    [
        {"shortest": 9, "longest": 3},
        {"kind": "number", "least": 5, "most": 4},
        {"kind": "choice"},
        {"kind": "several", "options": (CHOICE.options[0], CHOICE.options[0])},
        {"kind": "table"},
        {"kind": "table", "columns": (CHOICE, CHOICE)},
        {"kind": "table", "columns": (field(id="a", kind="attachment"),)},
        {"kind": "table", "columns": (field(id="a", show_if=when("loai")),)},
        {"kind": "date", "earliest": "2026-02-31"},
    ],
)
def test_a_field_that_contradicts_itself_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(BadForm) as told:
        field(**more)
    assert "Số nhà" in told.value.vi
    assert "House" in told.value.en


@pytest.mark.parametrize(
    "fields",
    [
        (field(show_if=when("loai")), CHOICE),
        (field(show_if=when("so_nha")),),
        (CHOICE, field(require_if=when("loai", "at_least", 3))),
        (CHOICE, field(require_if=when("loai", "one_of", "moi"))),
        (CHOICE, field(require_if=when("loai", "is", ("moi",)))),
        (field(id="dong", kind="heading"), field(show_if=when("dong", "filled", None))),
        (field(id="bang", kind="table", columns=(CHOICE,)), field(show_if=when("bang", "is", "moi"))),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused(fields: tuple[FormField, ...]) -> None:
    with pytest.raises(BadForm, match="Số nhà"):
        Form(fields=fields)


def test_two_fields_of_one_id_and_two_applicants_are_refused() -> None:
    with pytest.raises(BadForm, match="trùng mã"):
        Form(fields=(field(), field()))
    with pytest.raises(BadForm, match="một khối người nộp"):
        Form(fields=(field(kind="applicant"), field(id="b", kind="applicant")))


def test_a_form_without_an_applicant_gets_the_block_in_front() -> None:
    assert with_applicant(None) is DEFAULT_FORM
    own = Form(fields=(field(id="nguoi_nop"),))
    assert [one.id for one in with_applicant(own).fields] == ["nguoi_nop_", "nguoi_nop"]
    whole = Form(fields=(CHOICE, field(kind="applicant")))
    assert with_applicant(whole) is whole


@pytest.mark.parametrize(
    ("op", "value", "answers", "holds"),
    [
        ("is", True, {"f": True}, True), ("is", 1, {"f": True}, False), ("is_not", "a", {}, True),
        ("at_least", 3, {"f": 3}, True), ("at_least", 3, {"f": "4"}, False), ("at_most", 3, {}, False),
        ("at_least", "2026-08-01", {"f": "2026-08-28"}, True), ("has", "a", {"f": ["b", "a"]}, True),
        ("lacks", "a", {"f": []}, True), ("one_of", ("a", "b"), {"f": "b"}, True),
        ("none_of", ("a", "b"), {"f": "b"}, False), ("filled", None, {"f": False}, True),
        ("empty", None, {"f": ""}, True), ("is", "X-1", {"f": {"commune": "X-1", "line": "2"}}, True),
    ],
)  # fmt: skip
def test_a_clause_compares_what_was_answered(
    op: str, value: Any, answers: dict[str, Any], holds: bool
) -> None:
    assert Clause(field="f", op=op, value=value).holds(answers) is holds  # type: ignore[arg-type]


def test_any_clause_will_do_where_any_is_asked_for() -> None:
    clauses = (Clause(field="a", op="filled"), Clause(field="b", op="filled"))
    assert not Condition(clauses=clauses).holds({"a": "1"})
    assert Condition(match="any", clauses=clauses).holds({"a": "1"})
    assert Condition(clauses=clauses).fields() == {"a", "b"}
