"""Texts with placeholders as runs, which the layout sets one after the other (pure).

A run is {"kind": "text", "text", "strong"}, {"kind": "leader"} (dots to the end of the line) or
{"kind": "blank", "em"} (dots of a width). People's words travel as JSON strings and are shown as
strings: nothing in them is ever read as markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from models.printed_form import PLACEHOLDER

Run = dict[str, Any]
#: what stands out on a form
STRONG = frozenset({"applicant", "code", "received", "due", "new_due"})
#: a word longer than this may be broken anywhere, or it would run off the paper
LONGEST_WORD = 28
BLANK_EM = 7
_BREAK = "\u200b"  # a place to break, of no width
_LONG = re.compile(rf"[^\s{_BREAK}]{{{LONGEST_WORD + 1},}}")


def clean(text: str) -> str:
    """Composed letters, no control characters, and words that can be broken; lines become spaces."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in composed)
    squeezed = " ".join(kept.split())
    return _LONG.sub(lambda found: _broken(found[0]), squeezed)


def _broken(word: str) -> str:
    parts = [word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD)]
    return _BREAK.join(parts)


def runs(text: str, words: Mapping[str, str]) -> list[Run]:
    """`text` with its placeholders filled from `words`; what is empty there becomes dots."""
    made: list[Run] = []
    at = 0
    for found in PLACEHOLDER.finditer(text):
        made += plain(text[at : found.start()])
        at = found.end()
        value = clean(words.get(found[1], ""))
        if value:
            made.append({"kind": "text", "text": value, "strong": found[1] in STRONG})
        elif text[at:].strip():
            made.append({"kind": "blank", "em": BLANK_EM})
        else:
            made.append({"kind": "leader"})
    return made + plain(text[at:])


def plain(text: str) -> list[Run]:
    """A text of the form itself."""
    return [{"kind": "text", "text": text, "strong": False}] if text else []


def value(text: str) -> list[Run]:
    """One value, or dots to the end of the line."""
    shown = clean(text)
    return [{"kind": "text", "text": shown, "strong": False}] if shown else [{"kind": "leader"}]


def numbered(items: Iterable[str], empty_lines: int = 3) -> list[list[Run]]:
    """ "1. …" for each item; so many dotted lines where there is none."""
    known = [clean(item) for item in items]
    if not any(known):
        return [[*plain(f"{number}. "), {"kind": "leader"}] for number in range(1, empty_lines + 1)]
    return [plain(f"{number}. {item}") for number, item in enumerate((item for item in known if item), 1)]
