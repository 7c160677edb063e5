"""A sample of the keys, from all times: how common a word or a facet is, and how often what is asked comes.

It decides only where a search begins and how long its windows are, never what is found. Taken in a few
short windows spread over all keys, kept in the process, and taken again when it has become old.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Sample:
    """Some keys; how many there are of all; and the first second and the one after the last of all."""

    keys: tuple[SearchKey, ...]
    counts: Counter[str]
    total: int
    first: int
    last: int

    def share(self, value: str) -> float:
        """The share of keys that have a token or facet; where the sample has none, what it may be at most."""
        if not self.keys:
            return 1.0
        return max(self.counts[value], 0.5) / len(self.keys)

    def expected(self, values: Sequence[str]) -> float:
        """How many keys have one of the values, roughly."""
        return self.total * sum(self.share(value) for value in values)

    def chance(self, value: str | None, holds: Callable[[SearchKey], bool]) -> float:
        """The share of those with `value` (None: of all) that also fulfil a condition, roughly."""
        among = [key for key in self.keys if value is None or value in key.tokens or value in key.facets]
        return (sum(map(holds, among)) + 0.5) / (len(among) + 1)


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
        counts = Counter(value for key in taken.values() for value in (*key.tokens, *key.facets))
        return Sample(tuple(taken.values()), counts, total, first, last)
