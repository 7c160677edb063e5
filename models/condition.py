"""Conditions on the answers of a form: data, and how they are read (pure).

"Show this field if", "ask for it if", "take this branch if" are all a `Condition`: some clauses, all or
any of which must hold. Every operator has its opposite, so nothing needs a "not" around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

#: The id of a field of a form: may be a name in the store, in a file and in a condition.
FieldId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Scalar = bool | int | float | str
Operator = Literal[
    "is", "is_not", "one_of", "none_of", "at_least", "at_most", "has", "lacks", "filled", "empty",
]  # fmt: skip
#: Operators that compare with several values, and those that compare with none.
OF_MANY: frozenset[str] = frozenset({"one_of", "none_of"})
OF_NONE: frozenset[str] = frozenset({"filled", "empty"})
_OPPOSITES = {"is_not": "is", "none_of": "one_of", "lacks": "has", "empty": "filled"}


class Clause(BaseModel):
    """One comparison of a field's answer: `at_least` and `at_most` for numbers and dates (ISO text),
    `has` and `lacks` for a choice of several; an address is compared by its commune."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: FieldId
    op: Operator
    value: Scalar | tuple[Scalar, ...] | None = None

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether it holds. A field without an answer is empty: nothing positive holds of it."""
        op = _OPPOSITES.get(self.op, self.op)
        return self._plainly(op, compared(answers.get(self.field))) != (op != self.op)

    def _plainly(self, op: str, answer: Any) -> bool:
        if is_empty(answer):
            return False
        if op == "filled":
            return True
        if op == "has":
            return isinstance(answer, (list, tuple)) and any(same(one, self.value) for one in answer)
        if op == "one_of":
            return isinstance(self.value, tuple) and any(same(answer, one) for one in self.value)
        if op == "is":
            return same(answer, self.value)
        if not _comparable(answer, self.value):
            return False
        return bool(answer >= self.value) if op == "at_least" else bool(answer <= self.value)


class Condition(BaseModel):
    """Some clauses: all of them must hold, or any of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: Literal["all", "any"] = "all"
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1, max_length=20)]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether it holds for the answers (field → value; missing, None and "" are empty)."""
        results = (clause.holds(answers) for clause in self.clauses)
        return all(results) if self.match == "all" else any(results)

    def fields(self) -> frozenset[str]:
        """The fields that it asks for."""
        return frozenset(clause.field for clause in self.clauses)


def is_empty(answer: Any) -> bool:
    """Whether a field has no answer. `False` and 0 are answers."""
    return answer is None or (isinstance(answer, (str, list, tuple, dict)) and len(answer) == 0)


def compared(answer: Any) -> Any:
    """What of an answer is compared: of an address its commune."""
    if isinstance(answer, Mapping) and "commune" in answer:
        return answer["commune"] or None
    return answer


def same(one: Any, other: Any) -> bool:
    """Equal, and not a yes for a 1."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _comparable(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    numbers = isinstance(one, (int, float)) and isinstance(other, (int, float))
    return numbers or (isinstance(one, str) and isinstance(other, str))
