"""Times of calls: warmed up, repeated, interleaved, and told as a median and a 95th percentile."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of `n` calls."""

    median: float
    p95: float
    n: int

    @classmethod
    def of(cls, taken: Sequence[float]) -> Timing:
        """The timing of some durations in milliseconds; there is at least one."""
        ordered = sorted(taken)
        middle = len(ordered) // 2
        median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
        return cls(median, ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], len(ordered))


def once(call: Call) -> float:
    """How many milliseconds one call takes."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1e3


def repeated(call: Call, times: int) -> Timing:
    """The timing of one call, after one that warms up and is not counted."""
    call()
    return Timing.of([once(call) for _ in range(times)])


def interleaved(
    calls: Mapping[str, Call], times: int, seconds: float = 60.0, warm: bool = True
) -> dict[str, Timing]:
    """The timings of several calls in turn, so that what disturbs the machine disturbs all of them.

    A call that has used up `seconds` is left out of the following rounds; each is measured at least once.
    """
    for call in calls.values() if warm else ():
        call()
    taken: dict[str, list[float]] = {name: [] for name in calls}
    gc.collect()
    for _ in range(times):
        for name, call in calls.items():
            if not taken[name] or sum(taken[name]) < seconds * 1e3:
                taken[name].append(once(call))
    return {name: Timing.of(durations) for name, durations in taken.items()}
