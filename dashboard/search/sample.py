"""A sample of the keys, from all times: how common a word or a facet is, and how often what is asked comes.

It decides only where a search begins and how long its windows are, never what is found. Taken in a few
short windows spread over all keys, kept in the process, and taken again when it has become old.
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from dashboard.search.fold import exact_words, words
from models.searchkey import TIMELESS, SearchKey, SearchKeys

#: windows, keys hoped for in each, and how often an empty one is made longer
STRATA = 8
PER_STRATUM = 150
WIDENINGS = 6
#: keys at most of one window (a crowded one)
MOST_PER_STRATUM = 500
KEPT_SECONDS = 900.0
GROWING_SECONDS = 10.0
#: below so many keys everything is looked at in one go
SMALL = 400


#: keys of a sample that are enough to tell how often something holds among them, and how many are looked at
ENOUGH = 12
LOOKED_AT = 100


class Sample:
    """Some keys; how many there are of all; and the first second and the one after the last of all."""

    def __init__(self, keys: Sequence[SearchKey], total: int, first: int, last: int) -> None:
        self.keys = tuple(keys)
        self.total, self.first, self.last = total, first, last
        self._marked: dict[str, float] = {}
        self._having: dict[str, list[SearchKey]] = defaultdict(list)
        for key in self.keys:
            for value in (*key.tokens, *key.facets):
                self._having[value].append(key)
        #: in how many of the keys a token or facet is
        self.counts = Counter({value: len(among) for value, among in self._having.items()})

    def share(self, value: str) -> float:
        """The share of keys that have a token or facet, roughly.

        What the sample hardly has: of words together, as if each came by chance; else what it may be at most.
        """
        if not self.keys:
            return 1.0
        count: float = max(self.counts[value], 0.5)
        if count < ENOUGH and " " in value:
            by_chance = math.prod(self.share(word) for word in value.split())
            return max(count if self.counts[value] else 0.0, by_chance * len(self.keys)) / len(self.keys)
        return count / len(self.keys)

    def expected(self, values: Sequence[str]) -> float:
        """How many keys have one of the values, roughly."""
        return self.total * sum(self.share(value) for value in values)

    def enough(self, value: str | None) -> bool:
        """Whether the sample has so many keys with `value` that it tells how often something holds there."""
        return value is None or self.counts[value] >= ENOUGH

    def chance(self, value: str | None, holds: Callable[[SearchKey], bool]) -> float:
        """The share of those with `value` (None: of all) that also fulfil a condition, roughly."""
        among = self.keys if value is None else self._having.get(value, ())
        some = among[:: len(among) // LOOKED_AT + 1]
        return (sum(map(holds, some)) + 0.5) / (len(some) + 1)

    def marked(self, word: str) -> float:
        """The share of those with a word that have it with these very marks, roughly."""
        if word not in self._marked:
            bare = next(iter(words(word)), "")
            self._marked[word] = self.chance(bare, lambda key: word in exact_words(key.name))
        return self._marked[word]


class Sampler:
    """Takes the sample when it is first needed, and anew when it is old. Safe between threads."""

    def __init__(
        self, keys: SearchKeys, first: Callable[[], int], now: Callable[[], int], total: Callable[[], int]
    ) -> None:
        self._keys = keys
        self._first = first
        self._now = now
        self._total = total
        self._lock = threading.Lock()
        self._sample: Sample | None = None
        self._taken = 0.0

    def sample(self) -> Sample:
        """The sample, not older than KEPT_SECONDS (a small one: than GROWING_SECONDS)."""
        with self._lock:
            age = time.monotonic() - self._taken
            small = self._sample is None or self._sample.total <= SMALL
            if self._sample is None or age > (GROWING_SECONDS if small else KEPT_SECONDS):
                self._sample = self._take(self._total())
                self._taken = time.monotonic()
            return self._sample

    def _take(self, total: int) -> Sample:
        first, last = self._first(), self._now() + 1
        taken: dict[str, SearchKey] = {}
        strata = STRATA if total > SMALL else 1
        long = max(1, (last - first) // strata)
        width = max(1, min(long, long * strata * PER_STRATUM // max(total, 1))) if strata > 1 else long
        for number in range(strata):
            end = last - number * long
            since = end - width
            for _ in range(WIDENINGS):
                found = self._keys.between(None, "", max(TIMELESS, since), end)
                taken |= {key.code: key for key in found[:MOST_PER_STRATUM]}
                if len(found) >= PER_STRATUM // 3 or since <= end - long:
                    break
                end, since = since, max(end - long, since - 2 * (end - since))
        return Sample(tuple(taken.values()), total, first, last)
