"""How many requests in how much time: a bucket a token that fills again as time goes. Of one process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

#: so many buckets are kept; full ones go first, as they hold nothing against anybody
MOST = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Buckets:
    """Buckets by key. Safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, key: str, per_minute: int) -> float:
        """Take one of `per_minute`; 0 where there was one, else the seconds until there is."""
        now = self._clock()
        with self._lock:
            if len(self._buckets) >= MOST:
                self._buckets = {key: one for key, one in self._buckets.items() if now - one.at < 60}
            bucket = self._buckets.setdefault(key, _Bucket(float(per_minute), now))
            bucket.left = min(float(per_minute), bucket.left + (now - bucket.at) * per_minute / 60)
            bucket.at = now
            if bucket.left >= 1:
                bucket.left -= 1
                return 0.0
            return (1 - bucket.left) * 60 / per_minute
