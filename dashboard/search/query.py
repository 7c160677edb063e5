"""What somebody typed into the search box, and the ways in which it may be meant, likeliest first (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from dashboard.search.atoms import Atom, Begun, LongNumber, Noted, Number, Word, code_readings
from dashboard.search.fold import exact_words, marked, untyped, words
from dashboard.search.keys import ENDS, NOT_DIGITS, SHORTEST_NOTED, national

#: readings of the numbers and codes in one text that are tried at most
MOST_READINGS = 6
#: parts of a text that count; what comes after them is left out
MOST_PARTS = 12
#: the least digits of a phone number that is typed in groups
PHONE = 8
PHONE_SIGNS = re.compile(r"\+?[\d\s().-]+")
CODE_TAIL = re.compile(r"\d{6}-\d{2,}")
#: an official code inside what a scanner reads (an address, say)
OFFICIAL = re.compile(r"[A-Z0-9][A-Z0-9.]*-\d{6}-\d{4,}", re.IGNORECASE)
#: the code on a citizen's card: identity number | old number | name | …
CARD = re.compile(r"(\d{12})\|(?:\d{9})?\|")

Knows = Callable[[str], bool]
Beginning = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to mean a text: all `atoms` must fit. `exact`: typed with marks, so those rank first."""

    atoms: tuple[Atom, ...]
    exact: frozenset[str] = frozenset()
    kind: str = "typed"


def scanned(text: str) -> str:
    """What a scanner's text is about: the code in an address, the identity number on a citizen's card."""
    card = CARD.match(text.strip())
    if card is not None:
        return card.group(1)
    if len(text.split()) == 1 and ("/" in text or "=" in text):
        code = OFFICIAL.search(text)
        return code.group(0) if code is not None else text
    return text


def whole_code(text: str) -> tuple[str, ...]:
    """The codes that the text may be as a whole, to be got by key; none where it cannot be a code."""
    told = text.strip()
    if not told or " " in told or not any(letter.isdigit() for letter in told):
        return ()
    return tuple(dict.fromkeys((told, told.upper())))


def readings(text: str, knows: Knows, beginning: Beginning) -> Iterator[Reading]:
    """The ways to read a text; none where it holds no letter and no digit.

    As typed; without what Telex or VNI leave over where nobody has the word; with the last word only
    begun; and as words of a note.
    """
    if PHONE_SIGNS.fullmatch(text.strip()) and not CODE_TAIL.search(text):
        digits = NOT_DIGITS.sub("", text)
        if len(digits) >= PHONE:
            for number in dict.fromkeys((national(text), digits)):
                yield Reading((LongNumber(number),))
            yield Reading((Number(digits),))
            return
    chunks = text.split()[:MOST_PARTS]
    parts = [part for part in map(parts_of, chunks) if part]
    if not parts:
        return
    exact = frozenset(exact_words(text)) if marked(text) else frozenset()
    for numbers in islice(product(*parts), MOST_READINGS):
        yield from of_words([atom for part in numbers for atom in part], knows, beginning, exact)


def of_words(
    atoms: list[Atom], knows: Knows, beginning: Beginning, exact: frozenset[str]
) -> Iterator[Reading]:
    """The ways to read the words among the parts."""
    told = [atom for atom in atoms if isinstance(atom, Word)]
    unknown = [atom for atom in told if not knows(atom.word)]
    if not unknown:
        yield Reading(tuple(atoms), exact)
    meant = [
        Word(untyped(atom.word)) if atom in unknown and isinstance(atom, Word) else atom for atom in atoms
    ]
    if meant != atoms and all(knows(atom.word) for atom in meant if isinstance(atom, Word)):
        yield Reading(tuple(meant), kind="untyped")
    for tried in (atoms, meant) if meant != atoms else (atoms,):
        last = tried[-1]
        if isinstance(last, Word) and all(knows(a.word) for a in tried[:-1] if isinstance(a, Word)):
            begun = tuple(beginning(last.word))
            if begun:
                yield Reading((*tried[:-1], Begun(last.word, begun)), kind="begun")
    noted = tuple(Noted(atom.word) for atom in told if len(atom.word) >= SHORTEST_NOTED)
    if noted and len(told) == len(atoms):
        yield Reading(noted, kind="noted")


def parts_of(chunk: str) -> list[tuple[Atom, ...]]:
    """The ways to read what stands between two spaces: words, a number, or a piece of a code."""
    digits = NOT_DIGITS.sub("", chunk)
    told = words(chunk)
    if not told:
        return []
    if chunk.isdigit():
        number = Number(chunk)
        return [(LongNumber(chunk),), (number,)] if len(chunk) >= ENDS[1] else [(number,)]
    if chunk.startswith("+") and chunk[1:].isdigit():
        return [(LongNumber(national(chunk)),)]
    if digits and chunk[0].isalnum() and any(sign in chunk for sign in "-./"):
        pieces: list[tuple[Atom, ...]] = [(atom,) for atom in code_readings(chunk)]
        return [*pieces, tuple(Word(word) for word in told)]
    of_name: tuple[Atom, ...] = tuple(Word(word) for word in told)
    if digits and chunk.isalnum():
        return [of_name, *((atom,) for atom in code_readings(chunk)[:1])]
    return [of_name]
