"""Conditions written in a table are read as they were meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue.condition_text import BadCondition, read, told
from models.condition import Clause, Condition

TEXTS = st.text(max_size=12) | st.sampled_from(["và", "có", "12", "a b", 'x"y', "a,b", "2026-01-31", "\\"])
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))
VALUES = TEXTS | NUMBERS | st.booleans()
FIELDS = st.from_regex(r"^[a-z][a-z0-9_]{0,12}\Z")
CLAUSES = (
    st.builds(
        Clause,
        field=FIELDS,
        op=st.sampled_from(["is", "is_not", "at_least", "at_most", "has", "lacks"]),
        value=VALUES,
    )
    | st.builds(
        Clause,
        field=FIELDS,
        op=st.sampled_from(["one_of", "none_of"]),
        value=st.lists(VALUES, min_size=1, max_size=4).map(tuple),
    )
    | st.builds(Clause, field=FIELDS, op=st.sampled_from(["filled", "empty"]))
)


@given(
    st.builds(
        Condition,
        match=st.sampled_from(["all", "any"]),
        clauses=st.lists(CLAUSES, min_size=1, max_size=4).map(tuple),
    )
)
def test_a_condition_told_and_read_again_is_the_same(condition: Condition) -> None:
    again = read(told(condition))
    assert again is not None
    assert again.clauses == condition.clauses
    assert again.match == condition.match or len(condition.clauses) == 1


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        condition = read(text)
    except BadCondition as error:
        assert error.told("vi") and error.told("en")
    else:
        assert condition is None or read(told(condition)) == condition


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("loai = ca_nhan", [("loai", "is", "ca_nhan")]),
        ("so_tien >= 500 và loai != b", [("so_tien", "at_least", 500), ("loai", "is_not", "b")]),
        ("co_nha = có", [("co_nha", "is", True)]),
        ('xa trong (a, b, "c d")', [("xa", "one_of", ("a", "b", "c d"))]),
        ("giay không gồm x hoặc giay để trống", [("giay", "lacks", "x"), ("giay", "empty", None)]),
    ],
)
def test_a_condition_is_read_as_it_was_meant(text: str, clauses: list[tuple[str, str, object]]) -> None:
    condition = read(text)
    assert condition is not None
    assert [(c.field, c.op, c.value) for c in condition.clauses] == clauses


@pytest.mark.parametrize(
    "text", ["loai", "= a", "a = b và c = d hoặc e = f", "a trong ()", "a b c", "a = b và"]
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(BadCondition):
        read(text)
