"""What people call departments, fields and procedures, as phrases of a search; kept for a short while."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.search.box import Lexicon, Phrase, own_phrases
from dashboard.search.fold import exact_words, words

if TYPE_CHECKING:
    from dashboard.office import Office

#: names are read again after so many seconds
KEPT_SECONDS = 20.0
#: abbreviations shorter than this could be a word of a name
SHORTEST = 3
#: a text that more than so many procedures fit says too little
MOST_CALLED = 60


@dataclass(frozen=True, slots=True)
class Called:
    """A thing and the folded words of its name."""

    kind: str
    id: str
    words: frozenset[str]


def telling(phrase: Phrase) -> bool:
    """Whether a name is enough by itself: not one short word, which could be somebody's name."""
    return len(phrase.marked) > 1 or (len(phrase.marked) == 1 and len(phrase.marked[0]) >= SHORTEST)


class Vocabulary:
    """The phrases of the Office as it is. Safe between threads."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()
        self._read = 0.0
        self._lexicon = Lexicon(())
        self._called: list[Called] = []

    def lexicon(self) -> Lexicon:
        """The phrases that are filters."""
        self._refresh()
        return self._lexicon

    def called(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """By kind: the procedures, fields and departments in whose name all words of the text stand.

        The last word may be only begun.
        """
        told = words(text)
        if not told or max(map(len, told)) < SHORTEST:
            return
        self._refresh()
        whole, begun = frozenset(told[:-1]), told[-1]
        for kind in ("procedure", "field", "department"):
            ids = tuple(
                each.id
                for each in self._called
                if each.kind == kind
                and whole <= each.words
                and (begun in each.words or any(word.startswith(begun) for word in each.words))
            )
            if 0 < len(ids) <= MOST_CALLED:
                yield kind, ids

    def _refresh(self) -> None:
        with self._lock:
            if self._read and time.monotonic() - self._read < KEPT_SECONDS:
                return
            departments, procedures = self._office.departments.all(), self._office.procedures.all()
            fields = self._office.fields.all()
            names = [("department", each.name, each.id) for each in departments]
            names += [("procedure", each.name, each.id) for each in procedures]
            names += [("procedure", each.national_code, each.id) for each in procedures]
            names += [("field", each.name, each.id) for each in fields]
            names += [
                ("department", each.abbreviation, each.id)
                for each in departments
                if len(each.abbreviation) >= SHORTEST
            ]
            phrases = [Phrase(tuple(exact_words(name)), kind, (id,)) for kind, name, id in names]
            self._lexicon = Lexicon([*own_phrases(), *filter(telling, phrases)])
            self._called = [
                Called(kind, each.id, frozenset(words(each.name)))
                for kind, entries in (
                    ("procedure", procedures), ("field", fields), ("department", departments)
                )
                for each in entries
            ]  # fmt: skip
            self._read = time.monotonic()
