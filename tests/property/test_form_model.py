"""For any form and any input: the generated model and a plain reading of the form agree on what is valid.

The plain reading below shares nothing with the model but the definition: it walks the fields one by one,
with regular expressions and comparisons of its own.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.intake.form_model import Known, check
from models.condition import Clause, Condition
from models.form import KINDS, OPERATORS, Form, FormField, Option, Words

TODAY = date(2026, 8, 28)
COMMUNES = frozenset({"X-1", "X-2"})
FILES = {"f1": "pdf", "f2": "png"}
KNOWN = Known(TODAY, COMMUNES, FILES)
VALUES = ("a", "b", "c")
COLUMNS = (
    FormField(id="ten", kind="text", label=Words(vi="Tên"), required=True, longest=5),
    FormField(id="so", kind="number", label=Words(vi="Số"), most=9),
)
#: what may be typed into any kind of field, and mostly fits one of them
INPUTS: tuple[Any, ...] = (
    None, "", "   ", "a", "b", "c", "d", "Ế", "xin chào", "x" * 40, "5", "5,5", "-3", "1.234", "12a", 7, 7.5,
    -1, 2_000_000, "50.000 đồng", "28/08/2026", "2026-08-20", "31/02/2026", date(2026, 9, 30), True, False,
    "có", "không", ["a"], ["a", "b", "c"], ["z"], [], "091090000001", "12345", "B1234567", "0912345678",
    "+84912345678", "0012345678", "an@example.vn", "an@", {"commune": "X-1", "line": "Ấp 2"},
    {"commune": "X-9"}, {"line": "Ấp"}, {"name": "An", "phone": "0912345678"}, {"name": "An"},
    {"phone": "0912345678"}, {"name": "An", "phone": "1"}, {"x": "1"}, [{"ten": "An", "so": "3"}],
    [{"so": "3"}], [{"ten": "quá dài"}], [{"ten": "", "so": ""}], [{"ten": "An", "so": "10"}],
    [{"khác": "1"}], ["f1"], ["f1", "f2"], ["f9"], {"commune": "", "line": " "},
)  # fmt: skip
COMPARED: dict[str, tuple[Any, ...]] = {
    "number": (5, 7.5, -3), "money": (50_000, 7), "date": ("2026-08-28", "2026-08-20"), "choice": VALUES,
    "several": VALUES, "yes_no": (True, False), "text": ("a", "xin chào"), "identity": ("091090000001",),
    "phone": ("0912345678",), "email": ("an@example.vn",), "address": ("X-1", "X-2"),
}  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn, above: list[FormField]) -> Condition | None:
    able = [one for one in above if one.answers]
    if not able or draw(st.integers(0, 2)) == 0:
        return None
    clauses = []
    for _ in range(draw(st.integers(1, 2))):
        field = draw(st.sampled_from(able))
        op = draw(st.sampled_from([*sorted(OPERATORS.get(field.kind, ())), "filled", "empty"]))
        value: Any = None
        if op not in ("filled", "empty"):
            value = draw(st.sampled_from(COMPARED[field.kind]))
            if op in ("one_of", "none_of"):
                value = (value,)
        clauses.append(Clause(field=field.id, op=op, value=value))  # type: ignore[arg-type]
    return Condition(match=draw(st.sampled_from(["all", "any"])), clauses=tuple(clauses))


@st.composite
def forms(draw: st.DrawFn) -> Form:
    fields: list[FormField] = []
    for place in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(KINDS))
        if kind == "applicant" and any(one.kind == "applicant" for one in fields):
            kind = "text"
        more: dict[str, Any] = {}
        if kind in ("choice", "several"):
            more["options"] = tuple(Option(value=value, label=Words(vi=value)) for value in VALUES)
        if kind in ("several", "table", "attachment", "number", "money") and draw(st.booleans()):
            more["least"], more["most"] = draw(st.sampled_from([(1, 2), (None, 1), (2, None), (5, 60_000)]))
        if kind == "number":
            more["decimals"] = draw(st.integers(0, 1))
        if kind in ("text", "long_text") and draw(st.booleans()):
            more["shortest"], more["longest"] = draw(st.sampled_from([(2, 10), (None, 3), (3, None)]))
        if kind == "date" and draw(st.booleans()):
            more["earliest"], more["latest"] = draw(
                st.sampled_from([("today-5", None), (None, "today"), ("2026-08-20", "today+40")])
            )
        if kind == "table":
            more["columns"] = COLUMNS
        if kind == "attachment" and draw(st.booleans()):
            more["types"] = ("pdf",)
        if kind == "applicant" and draw(st.booleans()):
            more["parts"] = ("phone",)
        fields.append(
            FormField(
                id=f"f{place}", kind=kind, label=Words(vi=f"Mục {place}"),  # type: ignore[arg-type]
                required=draw(st.booleans()), show_if=draw(conditions(fields)),
                require_if=draw(conditions(fields)), **more,
            )
        )  # fmt: skip
    return Form(fields=tuple(fields))


inputs = st.dictionaries(st.sampled_from([f"f{n}" for n in range(6)]), st.sampled_from(INPUTS))


class Bad(Exception):
    """The plain reading finds a value wrong."""


def nothing(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, dict):
        return all(nothing(one) for one in value.values())
    return value is None or value == []


def plain_number(value: Any) -> float:
    if isinstance(value, bool):
        raise Bad
    if isinstance(value, str):
        if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", value):
            return float(value.replace(".", "").replace(",", "."))
        if re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", value):
            return float(value.replace(",", "."))
        raise Bad
    if not isinstance(value, (int, float)):
        raise Bad
    return float(value)


def plain_day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise Bad
    parts = value.split("/")[::-1] if "/" in value else value.split("-")
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, TypeError):
        raise Bad from None


def need(truth: object) -> None:
    if not truth:
        raise Bad


def matching(pattern: str, value: Any) -> str:
    need(isinstance(value, str) and re.fullmatch(pattern, value))
    return str(value)


def bounded(field: FormField, amount: float) -> None:
    need(field.least is None or amount >= field.least)
    need(field.most is None or amount <= field.most)


def plainly(field: FormField, value: Any) -> Any:
    """The value as a condition compares it, or Bad."""
    kind = field.kind
    if kind in ("text", "long_text"):
        need(isinstance(value, str))
        need(field.shortest is None or len(value) >= field.shortest)
        need(field.longest is None or len(value) <= field.longest)
        return value
    if kind == "number":
        amount = plain_number(value)
        need(round(amount, field.decimals) == amount)
        bounded(field, amount)
        return amount
    if kind == "money":
        amount = plain_number(value.replace("đồng", "").strip() if isinstance(value, str) else value)
        need(amount == int(amount) and amount >= 0)
        bounded(field, amount)
        return amount
    if kind == "date":
        day = plain_day(value)
        limits = {"today": TODAY, "today-5": TODAY - timedelta(5), "today+40": TODAY + timedelta(40),
                  "2026-08-20": date(2026, 8, 20)}  # fmt: skip
        need(field.earliest is None or day >= limits[field.earliest])
        need(field.latest is None or day <= limits[field.latest])
        return day.isoformat()
    if kind == "choice":
        need(isinstance(value, str) and value in VALUES)
        return value
    if kind == "yes_no":
        need(value is True or value is False or value in ("có", "không"))
        return value is True or value == "có"
    if kind == "identity":
        return matching(r"[0-9]{9}|[0-9]{10}|[0-9]{12}|[0-9]{13}|[A-Z][0-9]{7}", value)
    if kind == "phone":
        need(isinstance(value, str))
        return matching(r"0[1-9][0-9]{8}", value.replace("+84", "0") if value.startswith("+84") else value)
    if kind == "email":
        return matching(r"[a-z]+@[a-z]+\.vn", value)
    return plain_block(field, value)


def plain_block(field: FormField, value: Any) -> Any:
    kind = field.kind
    if kind == "several":
        need(isinstance(value, list) and all(isinstance(one, str) and one in VALUES for one in value))
        bounded(field, len(value))
        return list(value)
    if kind == "attachment":
        need(isinstance(value, list) and all(isinstance(one, str) and one in FILES for one in value))
        need(not field.types or all(FILES[one] in field.types for one in value))
        bounded(field, len(value))
        return list(value)
    if kind == "address":
        need(isinstance(value, dict) and set(value) <= {"commune", "line"})
        commune = value.get("commune") or None
        need(commune is None or commune in COMMUNES)
        need(commune is not None or not field.required)
        return {"commune": commune, "line": value.get("line")}
    if kind == "applicant":
        need(isinstance(value, dict) and set(value) <= {"name", "phone"} and value.get("name"))
        need("phone" not in field.parts or value.get("phone"))
        need(not value.get("phone") or re.fullmatch(r"0[1-9][0-9]{8}", value["phone"]))
        return value
    need(kind == "table" and isinstance(value, list))
    rows = 0
    for row in value:
        need(isinstance(row, dict) and set(row) <= {"ten", "so"})
        if nothing(row):
            continue
        need(isinstance(row.get("ten"), str) and 0 < len(row["ten"].strip()) <= 5)
        if not nothing(row.get("so")):
            amount = plain_number(row["so"])
            need(amount == int(amount) and amount <= 9)
        rows += 1
    if rows == 0:
        return None
    bounded(field, rows)
    return value


def plain_clause(clause: Clause, found: dict[str, Any]) -> bool:
    answer, op, value = found.get(clause.field), clause.op, clause.value
    if isinstance(answer, dict) and "commune" in answer:
        answer = answer["commune"]
    empty = answer is None or answer == [] or answer == ""
    if op == "filled":
        return not empty
    if op == "empty":
        return empty
    if op in ("is_not", "none_of", "lacks"):
        positive = {"is_not": "is", "none_of": "one_of", "lacks": "has"}[op]
        return not plain_clause(Clause(field=clause.field, op=positive, value=value), found)  # type: ignore[arg-type]
    if empty:
        return False
    if op == "is":
        return bool(answer == value)
    if op == "one_of":
        return answer in value  # type: ignore[operator]
    if op == "has":
        return value in answer
    return bool(answer >= value) if op == "at_least" else bool(answer <= value)


def plain_condition(condition: Condition, found: dict[str, Any]) -> bool:
    results = [plain_clause(clause, found) for clause in condition.clauses]
    return all(results) if condition.match == "all" else any(results)


def read_plainly(form: Form, typed: dict[str, Any]) -> tuple[set[str], set[str], set[str]]:
    """The fields with faults, those shown, those needed."""
    found: dict[str, Any] = {}
    faults, shown, needed = set(typed) - {one.id for one in form.fields}, set(), set()
    for field in form.fields:
        if field.show_if is not None and not plain_condition(field.show_if, found):
            continue
        shown.add(field.id)
        if field.kind in ("heading", "note"):
            continue
        must = field.required or (field.require_if is not None and plain_condition(field.require_if, found))
        if must:
            needed.add(field.id)
        value = typed.get(field.id)
        answer = None
        if not nothing(value):
            try:
                answer = plainly(field, value)
            except Bad:
                faults.add(field.id)
                continue
        if answer is None and must:
            faults.add(field.id)
        found[field.id] = answer
    return faults, shown, needed


@settings(max_examples=300, deadline=None)
@given(form=forms(), typed=inputs)
def test_the_model_and_a_plain_reading_of_the_form_agree(form: Form, typed: dict[str, Any]) -> None:
    checked = check(form, typed, KNOWN)
    faults, shown, needed = read_plainly(form, typed)
    assert set(checked.faults) == faults, checked.faults
    assert set(checked.shown) == shown
    assert {id for id, must in checked.shown.items() if must} == needed
    assert all(words.vi and words.en for words in checked.faults.values())


@settings(max_examples=100, deadline=None)
@given(form=forms(), typed=inputs)
def test_what_is_kept_is_valid_again_and_stays_the_same(form: Form, typed: dict[str, Any]) -> None:
    """So a dossier's answers may be checked, exported and imported without changing."""
    once = check(form, typed, KNOWN)
    if once.faults:
        assert once.answers == {}
        return
    again = check(form, once.answers, KNOWN)
    assert (again.answers, again.faults) == (once.answers, {})
    assert set(once.answers) <= set(once.shown)


@settings(max_examples=100, deadline=None)
@given(form=forms())
def test_a_form_can_be_kept_and_read_again(form: Form) -> None:
    assert Form.model_validate(form.model_dump(mode="json")) == form
