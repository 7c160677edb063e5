"""What somebody typed into the search box."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from dashboard.search.fold import exact, fold, untyped, words
from dashboard.search.keys import NOT_DIGITS, national


@dataclass(frozen=True, slots=True)
class Query:
    """`tokens`: all must be among a dossier's tokens. `again`: to be tried where those find nothing."""

    text: str
    tokens: tuple[str, ...]
    again: tuple[str, ...]
    #: the text with its marks where it has any: hits that hold it come first
    exact: str
    #: where neither finds anything: these tokens, and one that begins with `begun` (a last word half typed)
    before: tuple[str, ...] = ()
    begun: str = ""


def read_query(text: str) -> Query:
    """The query of a text; no tokens where there is nothing to look for."""
    squeezed = " ".join(text.split())
    digits = NOT_DIGITS.sub("", squeezed)
    if digits and len(digits) * 2 >= len(squeezed.replace(" ", "")):
        plain = squeezed.casefold()
        number = national(squeezed) if plain.lstrip("+").replace(" ", "").isdigit() else plain
        return Query(squeezed, (number,), (digits,) if digits != number else (), "")
    told = words(squeezed)
    meant = [untyped(word) for word in told]
    marked = exact(squeezed)
    return Query(
        squeezed, of_words(told), of_words(meant) if meant != told else (),
        marked if fold(marked) != marked else "",
        of_words(meant[:-1]), " ".join(meant[-2:]) if len(meant) > 1 else "",
    )  # fmt: skip


def of_words(told: list[str]) -> tuple[str, ...]:
    """The tokens of some words of a name: pairs of neighbours, or the one word."""
    if len(told) < 2:
        return tuple(told)
    return tuple(f"{first} {second}" for first, second in pairwise(told))
