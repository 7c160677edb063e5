"""The offsets of a zone from UTC as a table, so that columns of instants need no loop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

DAY_MS = 86_400_000
#: The days that tables and calendars cover: 1970-01-01 to 2100-12-31.
FIRST_DAY = 0
LAST_DAY = 47_846

_DAY_SECONDS = 86_400
#: No zone of the tz database changes and changes back within less than 6.9 days since 1970.
_LOOK_SECONDS = 5 * _DAY_SECONDS


@dataclass(frozen=True)
class ZoneTable:
    """`offsets[k]` holds from `at[k - 1]` until `at[k]`; all in ms, `at` in UTC and ascending.

    Right from `first_ms` (included) to `last_ms` (excluded), two days wider than the calendar.
    """

    first_ms: int
    last_ms: int
    at: NDArray[np.int64]
    offsets: NDArray[np.int64]

    def local_ms(self, ms: NDArray[np.int64]) -> NDArray[np.int64]:
        """The local clock reading of each UTC instant, counted like UTC."""
        local: NDArray[np.int64] = ms + self.offsets[self.at.searchsorted(ms, "right")]
        return local


@lru_cache(maxsize=16)
def table_of(zone: ZoneInfo) -> ZoneTable:
    """The table of the zone; some 20 ms the first time."""

    def offset(second: int) -> int:
        told = datetime.fromtimestamp(second, zone).utcoffset()
        assert told is not None  # a ZoneInfo always answers for an instant
        return told.days * _DAY_SECONDS + told.seconds

    first, last = (FIRST_DAY - 2) * _DAY_SECONDS, (LAST_DAY + 3) * _DAY_SECONDS
    grid = [*range(first, last, _LOOK_SECONDS), last]
    seen = np.fromiter(map(offset, grid), dtype=np.int64, count=len(grid))
    at: list[int] = []
    for index in np.flatnonzero(np.diff(seen)).tolist():
        low, high = grid[index], grid[index + 1]
        before = int(seen[index])
        while high - low > 1:
            middle = (low + high) // 2
            if offset(middle) == before:
                low = middle
            else:
                high = middle
        at.append(high)
    offsets = [int(seen[0]), *(offset(second) for second in at)]
    return ZoneTable(
        first_ms=first * 1000,
        last_ms=last * 1000,
        at=np.array(at, dtype=np.int64) * 1000,
        offsets=np.array(offsets, dtype=np.int64) * 1000,
    )
