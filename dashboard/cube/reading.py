"""How each kind of measure is read from a table: sums over a period, running differences, quantiles.

All functions are pure and work on whole columns. Answers are arrays with a row a group of `places` and a
column a period, or a day at whose end things stand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dashboard.cube.measure import Term
from dashboard.cube.places import Places
from dashboard.cube.rows import EVER_SINCE, FOR_EVER
from dashboard.cube.sketch import value_of
from dashboard.cube.table import Table

Numbers = npt.NDArray[np.int64]
#: whole numbers up to here are exact as floats, which is what numpy adds up by groups
EXACT = 2**53
HALF = 26
#: places are counted in a table of all of them where that is not much larger than what is counted
DENSE, DENSE_SIZE = 8, 1_000_000


def exact_sums(slots: Numbers, values: Numbers, size: int) -> Numbers:
    """The sum of the values of each slot 0 … size − 1, exact."""
    if not len(values):
        return np.zeros(size, dtype=np.int64)
    if int(np.abs(values).max()) * len(values) < EXACT:
        return np.bincount(slots, values, size).astype(np.int64)
    low = values & ((1 << HALF) - 1)
    upper = np.bincount(slots, values >> HALF, size).astype(np.int64)
    return (upper << HALF) + np.bincount(slots, low, size).astype(np.int64)


def slots_of(days: Numbers, firsts: Sequence[int], side: str) -> Numbers:
    """For each day the place among the ascending `firsts`: the last not after it ("right"), or the
    first not before it ("left")."""  # fmt: skip
    if not len(days):
        return days
    low, high = int(days.min()), int(days.max())
    places = np.searchsorted(np.asarray(firsts), np.arange(low, high + 1), side=side)  # type: ignore[call-overload]
    found: Numbers = places[days - low]
    return found - 1 if side == "right" else found


def sums(
    table: Table, counter: str, places: Places, start: int | None, end: int | None,
    firsts: Sequence[int] = (),
) -> Numbers:  # fmt: skip
    """A counter summed over the days start … end (either may be open).

    `firsts`: the first days of the periods into which they fall, the first not after `start`; without
    them there is one column.
    """
    low = EVER_SINCE if start is None else start
    high = FOR_EVER if end is None else end + 1
    edges = [low, *firsts[1:], max(low, high)]
    return places.gathered(table.between(counter, edges))


def ever(table: Table, counters: Sequence[str], places: Places) -> npt.NDArray[np.bool_]:
    """For each group whether any of the counters has ever counted anything."""
    return places.holding(np.any([table.counted(counter) for counter in counters], axis=0))


def standing(
    table: Table, terms: Sequence[Term], places: Places, ends: Sequence[int]
) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """What stands at the end of each day of `ends` (ascending), and which groups have ever had any."""
    moved = np.zeros((table.spots.count, len(ends)), dtype=np.int64)
    for term in terms:
        # A move counts from its day on, which lies `shift` days after that of the counter.
        edges = [EVER_SINCE, *(end + 1 - term.shift for end in ends)]
        moved += term.sign * table.between(term.counter, edges)
    # Each column has what came after the end before it; a running sum does the rest.
    return places.gathered(moved.cumsum(axis=1)), ever(table, [term.counter for term in terms], places)


def running(places: Numbers, counts: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """Which of the places 0 … size − 1 have any, ascending, and the running sum of their counts."""
    if size <= DENSE * len(places) + DENSE_SIZE:
        totals = exact_sums(places, counts, size)
        keys = np.flatnonzero(totals)
        return keys, totals[keys].cumsum()
    keys, place = np.unique(places, return_inverse=True)
    return keys, exact_sums(place, counts, len(keys)).cumsum()


def quantiles(
    slots: Numbers, bins: Numbers, counts: Numbers, size: int, wanted: Sequence[float]
) -> tuple[Numbers, npt.NDArray[np.float64]]:
    """The quantiles `wanted` of one sketch in each slot 0 … size − 1, in stored units.

    The three columns hold how many values lie in a bin of a slot, in any order. Returns how many values
    each slot has, and a row a quantile (nan where there is none): interpolated at (n − 1)·q between the
    bins of the two ranks, as `sketch.quantile`.
    """
    values = np.full((len(wanted), size), np.nan)
    totals = exact_sums(slots, counts, size)
    some = np.flatnonzero(totals > 0)
    if not len(some):
        return totals, values
    low = int(bins.min())
    span = int(bins.max()) - low + 1
    keys, upto = running(slots * span + (bins - low), counts, size * span)
    before = (totals.cumsum() - totals)[some]
    for row, q in enumerate(wanted):
        rank = (totals[some] - 1) * q
        below, above = (
            value_of(keys[np.searchsorted(upto, before + place.astype(np.int64) + 1)] % span + low)
            for place in (np.floor(rank), np.ceil(rank))
        )
        values[row, some] = below + (above - below) * (rank - np.floor(rank))
    return totals, values
