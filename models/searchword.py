"""The words that occur in names: which of them begin as somebody has typed, and which does nobody have.

A few thousand small documents that only ever become more, kept in the process and read again after a while.
A word whose commit did not succeed stays, and does no harm.
"""

from __future__ import annotations

import bisect
import threading
import time
from collections.abc import Iterable
from typing import ClassVar

from pymongo.errors import BulkWriteError

from models.store import Index, Store

_DUPLICATE_KEY = 11000
#: words of other processes are read again after so many seconds
KEPT_SECONDS = 60.0


class SearchWords:
    """The words. Unsharded in a cluster: they are few, and every process reads them all."""

    COLLECTION: ClassVar[str] = "search_words"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._words = store.collection(self.COLLECTION)
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._sorted: list[str] = []
        self._read = 0.0

    def learn(self, words: Iterable[str]) -> None:
        """Keep words that are new. Two processes may learn the same word at the same time."""
        wanted = set(words)
        with self._lock:
            new = sorted(wanted - self._known)
        if not new:
            return
        try:
            self._words.insert_many([{"_id": word} for word in new], ordered=False)
        except BulkWriteError as error:
            if any(one["code"] != _DUPLICATE_KEY for one in error.details["writeErrors"]):
                raise
        with self._lock:
            self._known.update(new)
            self._sorted = []

    def kept(self, words: Iterable[str]) -> set[str]:
        """Which of some words a name has, as all processes had learnt them KEPT_SECONDS ago."""
        self._refresh()
        return self._known.intersection(words)

    def known(self, words: Iterable[str]) -> set[str]:
        """Which of some words a name has, also of those that another process has just learnt."""
        asked = set(words)
        unsure = asked - self._known
        if unsure:
            found = {str(row["_id"]) for row in self._words.find({"_id": {"$in": sorted(unsure)}})}
            with self._lock:
                self._known |= found
        return asked & self._known

    def beginning(self, begin: str) -> tuple[str, ...]:
        """The words that begin so, in alphabetical order, as they were KEPT_SECONDS ago."""
        self._refresh()
        with self._lock:
            if len(self._sorted) != len(self._known):
                self._sorted = sorted(self._known)
            first = bisect.bisect_left(self._sorted, begin)
            after = bisect.bisect_left(self._sorted, begin + "\U0010ffff")
            return tuple(self._sorted[first:after])

    def _refresh(self) -> None:
        """Read all words, unless that has just been done."""
        with self._lock:
            if self._read and time.monotonic() - self._read < KEPT_SECONDS:
                return
            self._read = time.monotonic()
        found = {row["_id"] for row in self._words.find({}, batch_size=10_000)}
        with self._lock:
            self._known |= found
