"""Conditions as people write them in a table: "loai = ca_nhan và so_tien >= 500" (pure).

One clause: a field's id, an operator, a value. `=`, `!=`, `>=`, `<=`, `trong (a, b)`, `ngoài (a, b)`,
`gồm a`, `không gồm a`, `có trả lời`, `để trống`. Several are joined by `và` or by `hoặc`, not by both.
A value in quotes is always text; `có` and `không` are yes and no; 12 and 1.5 are numbers.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from models.condition import Clause, Condition
from models.errors import MotcuaError

SIGNS: dict[str, str] = {
    "is": "=",
    "is_not": "!=",
    "at_least": ">=",
    "at_most": "<=",
    "one_of": "trong",
    "none_of": "ngoài",
    "has": "gồm",
    "lacks": "không gồm",
    "filled": "có trả lời",
    "empty": "để trống",
}
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_CLAUSE = re.compile(
    rf"^\s*([a-z][a-z0-9_]*)\s*(?:(!=|≠|>=|≥|<=|≤|=|gồm|không gồm)\s*({_QUOTED}|[^\s()]+)"
    rf"|(trong|ngoài)\s*\((.*)\)|(có trả lời|để trống))\s*$",
    re.IGNORECASE | re.DOTALL,
)
_OPERATORS = {
    "=": "is",
    "!=": "is_not",
    "≠": "is_not",
    ">=": "at_least",
    "≥": "at_least",
    "<=": "at_most",
    "≤": "at_most",
    "gồm": "has",
    "không gồm": "lacks",
    "trong": "one_of",
    "ngoài": "none_of",
    "có trả lời": "filled",
    "để trống": "empty",
}
_BARE = re.compile(r"^[A-Za-z][A-Za-z0-9_-]*$")
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


class BadCondition(MotcuaError):
    """The text is no condition."""


def told(condition: Condition | None) -> str:
    """The condition as text; "" where there is none."""
    if condition is None:
        return ""
    joiner = " và " if condition.match == "all" else " hoặc "
    return joiner.join(_clause_told(clause) for clause in condition.clauses)


def read(text: str) -> Condition | None:
    """The condition that a text says; None for an empty one. Raises BadCondition."""
    if not text.strip():
        return None
    parts, joiners = _split(text)
    if len(joiners) > 1:
        raise BadCondition(
            "Chỉ dùng “và”, hoặc chỉ dùng “hoặc”, trong một điều kiện.",
            "Use either “và” or “hoặc” in one condition, not both.",
        )
    try:
        return Condition(
            match="any" if joiners == {"hoặc"} else "all", clauses=tuple(_clause(part) for part in parts)
        )
    except ValidationError as error:
        raise _bad(text) from error


def _split(text: str) -> tuple[list[str], set[str]]:
    """The clauses, and the words that join them; quotes and brackets hold together."""
    parts, joiners, current = [], set(), ""
    for token in re.findall(rf"{_QUOTED}|\([^)]*\)|\s+|[^\s()\"]+|.", text, re.DOTALL):
        if token.lower() in ("và", "hoặc"):
            parts.append(current)
            joiners.add(token.lower())
            current = ""
        else:
            current += token
    return [*parts, current], joiners


def _clause(text: str) -> Clause:
    match = _CLAUSE.match(text)
    if match is None:
        raise _bad(text)
    field, sign, value, many_sign, many, none_sign = match.groups()
    if none_sign:
        return Clause(field=field, op=_OPERATORS[none_sign.lower()])
    if many_sign:
        values = re.findall(rf"{_QUOTED}|[^\s,]+", many)
        if not values:
            raise _bad(text)
        return Clause(
            field=field, op=_OPERATORS[many_sign.lower()], value=tuple(_value(one) for one in values)
        )
    return Clause(field=field, op=_OPERATORS[sign.lower()], value=_value(value))


def _value(text: str) -> Any:
    if text.startswith('"'):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if text.lower() in ("có", "không"):
        return text.lower() == "có"
    if _NUMBER.match(text):
        return float(text) if "." in text else int(text)
    return text


def _clause_told(clause: Clause) -> str:
    sign = SIGNS[clause.op]
    if clause.op in ("filled", "empty"):
        return f"{clause.field} {sign}"
    if isinstance(clause.value, tuple):
        return f"{clause.field} {sign} ({', '.join(_value_told(one) for one in clause.value)})"
    return f"{clause.field} {sign} {_value_told(clause.value)}"


def _value_told(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float) and not value.is_integer():
        text = repr(value)
        return text if _NUMBER.match(text) else f'"{text}"'
    if isinstance(value, (int, float)):
        return repr(value) if isinstance(value, int) else f"{value:.1f}"
    text = str(value)
    if _DATE.match(text) or (_BARE.match(text) and text.lower() not in ("có", "không", "và", "hoặc")):
        return text
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def _bad(text: str) -> BadCondition:
    return BadCondition(
        f"Không hiểu điều kiện “{text.strip()}”; ví dụ: loai = ca_nhan và so_tien >= 500.",
        f"The condition “{text.strip()}” is not understood; for example: loai = ca_nhan và so_tien >= 500.",
    )
