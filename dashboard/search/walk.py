"""Walking through keys from the newest to the oldest, in windows of time as long as is needed.

Both servers make the whole result of a query before they give any of it, so a window is chosen to hold
about as many keys as the page needs: first by the sample, then by what the last window held.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.search.plan import SPARE, Asked, Lead
from dashboard.search.sample import Sample
from models.searchkey import TIMELESS, SearchKey, SearchKeys

#: keys hoped for at most in one window, and how many are read in one go where there are no more in all
MOST_ROWS = 1_500
AT_ONCE = 40
#: a window becomes at most so many times longer than the one before
GROWTH = 6

#: after every second of receipt
FOREVER = 1 << 40


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a key stands: newest second first, then by code."""

    negative_at: int
    code: str

    @classmethod
    def of(cls, key: SearchKey) -> Place:
        """The place of a key."""
        return cls(-key.at, key.code)


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds: from `since` until before `until`, and only places after `after`."""

    since: int = TIMELESS
    until: int = FOREVER
    after: Place | None = None


def walk(
    keys: SearchKeys, leads: Sequence[Lead], asked: Asked, sample: Sample, span: Span, need: int
) -> Iterator[SearchKey]:
    """The keys that answer, each once, newest first. Reads no more than the caller takes, nearly."""
    expected = [sample.expected([lead.value]) if lead.array else sample.total for lead in leads]
    shares = [max(2, math.ceil(need * each / max(sum(expected), 1))) for each in expected]
    streams = [
        stream(keys, lead, asked, sample, span, share) for lead, share in zip(leads, shares, strict=True)
    ]
    before = ""
    for key in heapq.merge(*streams, key=Place.of):
        if key.code != before and (span.after is None or Place.of(key) > span.after):
            before = key.code
            yield key


def stream(
    keys: SearchKeys, lead: Lead, asked: Asked, sample: Sample, span: Span, need: int
) -> Iterator[SearchKey]:
    """The keys of one lead that answer, newest first."""
    left = asked.beyond(lead)
    reads = left.reads()
    end = span.until if span.after is None else min(span.until, 1 - span.after.negative_at)
    width = first_width(lead, asked, sample, need)
    wanting = need
    while end > span.since:
        begin = max(span.since, min(end, sample.last) - width)
        if begin < sample.first:
            begin = span.since
        found = keys.between(lead.array, lead.value, begin, end, reads)
        answers = [key for key in found if left.fits(key)] if left.compares() else found
        yield from answers
        wanting = max(need // 2, wanting - len(answers)) if wanting > len(answers) else need
        width, end = next_width(min(end, sample.last) - begin, len(found), len(answers), wanting), begin


def first_width(lead: Lead, asked: Asked, sample: Sample, need: int) -> int:
    """Seconds of the first window, so that it has what is needed, as the sample has it."""
    seconds = max(1, sample.last - sample.first)
    expected = sample.total if lead.array is None else sample.expected([lead.value])
    rows = min(MOST_ROWS, SPARE * need / asked.chance(lead, sample))
    if expected <= max(AT_ONCE, rows):
        return sample.last - TIMELESS
    return max(1, int(seconds * rows / expected))


def next_width(width: int, read: int, answers: int, need: int) -> int:
    """Seconds of the next window, by what a window of `width` seconds held."""
    if read == 0:
        return width * GROWTH
    rows = min(MOST_ROWS, SPARE * need * read / max(answers, 0.5))
    return max(1, min(width * GROWTH, int(width * rows / read)))
