"""The parts of what was typed: each says which tokens lead to its dossiers, and which keys it fits (pure)."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from dashboard.search.fold import exact_words
from dashboard.search.keys import CODE, DASHES, ENDS, NOTE, NUMBER, all_numbers
from models.searchkey import SearchKey

#: the end of an official code: its day and its serial number
DAY_AND_SERIAL = re.compile(r"\d{6}-\d+")


class Atom(ABC):
    """One part; all parts of a reading must fit."""

    @abstractmethod
    def leads(self) -> tuple[str, ...]:
        """Tokens: every dossier that fits has at least one of them."""

    @abstractmethod
    def fits(self, key: SearchKey) -> bool:
        """Whether a key fits."""

    #: what of a key `fits` looks at, as the key's document calls it
    reads: ClassVar[tuple[str, ...]] = ("t",)

    def told_by(self, words: frozenset[str]) -> bool:
        """Whether every name that has these words fits."""
        return False


@dataclass(frozen=True, slots=True)
class Word(Atom):
    """A whole word of the applicant's name."""

    word: str

    def leads(self) -> tuple[str, ...]:
        return (self.word,)

    def fits(self, key: SearchKey) -> bool:
        return self.word in key.tokens

    def told_by(self, words: frozenset[str]) -> bool:
        return self.word in words


@dataclass(frozen=True, slots=True)
class Begun(Atom):
    """A word of the name that is only begun; `known`: the words that begin so."""

    begin: str
    known: tuple[str, ...]

    def leads(self) -> tuple[str, ...]:
        return self.known

    def fits(self, key: SearchKey) -> bool:
        return any(token.startswith(self.begin) and " " not in token for token in key.tokens)

    def told_by(self, words: frozenset[str]) -> bool:
        return any(word.startswith(self.begin) for word in words)


@dataclass(frozen=True, slots=True)
class Number(Atom):
    """A number, or the end of one, of the code, the phone or the identity paper; or a word of a name."""

    digits: str

    reads = ("t", "x")

    def leads(self) -> tuple[str, ...]:
        return (NUMBER + self.digits[-ENDS[0] :], self.digits)

    def fits(self, key: SearchKey) -> bool:
        if self.digits in key.tokens:
            return True
        numbers = all_numbers(key.code, key.numbers)
        if len(self.digits) < ENDS[0]:
            return self.digits in numbers
        return any(number.endswith(self.digits) for number in numbers)


@dataclass(frozen=True, slots=True)
class LongNumber(Number):
    """Seven digits and more: of a phone or an identity paper, which few share."""

    def leads(self) -> tuple[str, ...]:
        return (NUMBER + self.digits[-ENDS[1] :],)


@dataclass(frozen=True, slots=True)
class CodeBegins(Atom):
    """The code begins so, or is so; `cut`: how much of it is looked up."""

    begin: str
    cut: int

    reads = ()

    def leads(self) -> tuple[str, ...]:
        return (CODE + self.begin[: self.cut],)

    def fits(self, key: SearchKey) -> bool:
        return key.code.casefold().startswith(self.begin)


@dataclass(frozen=True, slots=True)
class CodeEnds(Atom):
    """The code ends so: "261124-0012"."""

    end: str

    reads = ()

    def leads(self) -> tuple[str, ...]:
        digits = "".join(letter for letter in self.end if letter.isdigit())
        return (NUMBER + digits[-ENDS[0] :],)

    def fits(self, key: SearchKey) -> bool:
        return key.code.casefold().endswith(self.end)


@dataclass(frozen=True, slots=True)
class Noted(Atom):
    """A word of the note."""

    word: str

    def leads(self) -> tuple[str, ...]:
        return (NOTE + self.word,)

    def fits(self, key: SearchKey) -> bool:
        return NOTE + self.word in key.tokens


@dataclass(frozen=True, slots=True)
class Exactly(Atom):
    """The words stand in the name with the very marks that were typed. Leads nowhere by itself."""

    words: frozenset[str]

    reads = ("n",)

    def leads(self) -> tuple[str, ...]:
        return ()

    def fits(self, key: SearchKey) -> bool:
        return self.words.issubset(exact_words(key.name))


@dataclass(frozen=True, slots=True)
class NotShown(Exactly):
    """The others: not with the very marks, or older than `since`, where exact ones were not looked for."""

    since: int

    def fits(self, key: SearchKey) -> bool:
        return key.at < self.since or not self.words.issubset(exact_words(key.name))


def code_readings(text: str) -> list[Atom]:
    """How a piece of a code may be meant, in the order to be tried: its beginning, its end."""
    told = text.casefold()
    cuts = sorted(
        {len(told), len(told) - 1, *(found.start() for found in DASHES.finditer(told))}, reverse=True
    )
    readings: list[Atom] = [CodeBegins(told, cut) for cut in cuts if cut]
    if sum(letter.isdigit() for letter in told) >= ENDS[0]:
        readings.insert(0 if DAY_AND_SERIAL.fullmatch(told) else len(readings), CodeEnds(told))
    return readings
