"""Quantiles of bounded relative error from counters that can be added.

The bins of DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with
relative-error guarantees", VLDB 2019): bin i holds values in (γ^(i−1), γ^i], γ = (1 + α)/(1 − α), and
answers 2·γ^i/(γ + 1), which is within α of each of them. Zero has a bin of its own.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

#: relative error of a quantile
ALPHA = 0.01
GAMMA = (1 + ALPHA) / (1 - ALPHA)
_LOG_GAMMA = math.log(GAMMA)
#: the bin of zero (and of anything below one unit)
ZERO = -1


def bin_of(value: int) -> int:
    """The bin of a value in whole units (milliseconds, or ten-thousandths of a ratio)."""
    if value < 1:
        return ZERO
    return math.ceil(math.log(value) / _LOG_GAMMA - 1e-9)


def bins_of(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """`bin_of` for a column."""
    safe = np.maximum(values, 1)
    bins = np.ceil(np.log(safe) / _LOG_GAMMA - 1e-9).astype(np.int64)
    return np.where(values < 1, ZERO, bins)


def value_of(bins: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The value that each bin answers."""
    return np.where(bins == ZERO, 0.0, 2 * np.power(GAMMA, bins.astype(np.float64)) / (GAMMA + 1))


def quantile(bins: npt.ArrayLike, counts: npt.ArrayLike, q: float) -> float | None:
    """The q-quantile of the binned values, interpolated at (n − 1)·q between the bins of two ranks.

    `bins` ascending, `counts` beside them. None where there is nothing.
    """
    weights = np.asarray(counts, dtype=np.int64)
    total = int(weights.sum())
    if total <= 0:
        return None
    upto = np.cumsum(weights)
    rank = (total - 1) * q
    low, high = math.floor(rank), math.ceil(rank)
    places = np.searchsorted(upto, [low + 1, high + 1], side="left")
    below, above = value_of(np.asarray(bins, dtype=np.int64)[places])
    return float(below + (above - below) * (rank - low))
