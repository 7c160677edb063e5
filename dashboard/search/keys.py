"""By which words a dossier is found: equality on an array, which both servers answer from the index.

A name gives its words and its pairs of words in order ("nguyen an" of "Nguyễn Văn An"), so that a
query of two words is one lookup, and a longer one starts from its rarest pair. Codes, phone and
identity numbers give themselves and their ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from dashboard.search.fold import words

#: a name longer than this gives pairs of its first and last words only
LONGEST_NAME = 8
#: lengths of the ends by which a number is found
ENDS = (4, 6, 8)
NOT_DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class SearchKey:
    """What one dossier is found by. `at`: its day of receipt."""

    code: str
    tokens: tuple[str, ...]
    at: int


def keys_of(code: str, name: str, phone: str, identity: str, received_day: int | None) -> SearchKey:
    """The key of one dossier."""
    tokens = {code.casefold(), *code_ends(code)}
    for number in (national(phone), NOT_DIGITS.sub("", identity)):
        if number:
            tokens.add(number)
            tokens |= {number[-length:] for length in ENDS if len(number) > length}
    told = words(name)
    if len(told) > LONGEST_NAME:
        told = told[: LONGEST_NAME // 2] + told[-LONGEST_NAME // 2 :]
    tokens |= set(told) | {f"{first} {second}" for first, second in combinations(told, 2)}
    return SearchKey(code, tuple(sorted(tokens)), received_day or 0)


def code_ends(code: str) -> set[str]:
    """The ends of a code: its serial, day and serial, and the last digits."""
    parts = code.casefold().split("-")
    ends = {"-".join(parts[-count:]) for count in range(1, len(parts))}
    digits = NOT_DIGITS.sub("", code)
    return ends | {digits[-length:] for length in ENDS if len(digits) >= length}


def national(phone: str) -> str:
    """A phone number's digits, 0 for +84."""
    digits = NOT_DIGITS.sub("", phone)
    return "0" + digits[2:] if digits.startswith("84") and len(digits) > 9 else digits
