"""Survival estimates from durations of which some are still going on (right-censored). Pure, numpy alone.

A library would be lifelines (pandas, autograd, matplotlib beneath it) or scikit-survival (compiled, GPL-3):
both fit one sample at a time, and neither shrinks thousands of small groups towards larger ones, which is
what an Office with 250 procedures of eight steps needs. What is used of them fits on this page.

- The estimate of Kaplan and Meier (1958) on a grid, as a life table (Cutler and Ederer 1958), for many groups
  at once, each shrunk towards the group above it as if that had been seen `STRENGTH` times more:
  `life_tables`.
- What makes things faster or slower by a factor of the hazard (Cox 1972, with the baseline given, so that it
  is the Poisson regression of Holford 1980): `effects`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: how many observations of the group above a group's own are weighed against
STRENGTH = 10.0
#: a hazard of 1 would say that nothing can take longer than what was seen
MOST = 0.999
#: edges of the grid, in parts of what the step usually takes
EDGES: Floats = np.array(
    [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 2.5, 3, 4,
     6, 10, 20, 50], dtype=np.float64
)  # fmt: skip


def life_tables(
    group: Ints, durations: Floats, seen: Bools, above: Ints | None, higher: Floats | None, groups: int,
    edges: Floats = EDGES, strength: float = STRENGTH,
) -> Floats:  # fmt: skip
    """Cumulative hazard at each edge, a row a group (groups × edges); the first column is 0.

    What is still there in an interval counts half of it. `above`: for each group the row of `higher` (the
    tables of the level above) that it is shrunk towards; without them the table is that of the sample alone.
    """
    bins = len(edges) - 1
    place = np.clip(np.searchsorted(edges, durations, "left") - 1, 0, bins - 1)
    gone = np.zeros((groups, bins))
    lost = np.zeros((groups, bins))
    np.add.at(gone, (group[seen], place[seen]), 1.0)
    np.add.at(lost, (group[~seen], place[~seen]), 1.0)
    # What is censored beyond the last edge was there all the time; the last interval has no end to speak of.
    there = np.cumsum((gone + lost)[:, ::-1], axis=1)[:, ::-1] - lost / 2
    if above is None or higher is None:
        share = np.divide(gone, there, out=np.zeros_like(gone), where=there > 0)
    else:
        prior = 1 - np.exp(-np.diff(higher[above], axis=1))
        share = (gone + strength * prior) / (there + strength)
    hazard = -np.log1p(-np.minimum(share, MOST))
    return np.concatenate([np.zeros((groups, 1)), np.cumsum(hazard, axis=1)], axis=1)


def hazard_at(tables: Floats, row: Ints, durations: Floats, edges: Floats = EDGES) -> Floats:
    """Cumulative hazard of each `row` at its duration: a straight line between the edges, and beyond the
    last.

    `row` and `durations` are broadcast. A table that ends flat goes on at the mean rate of its whole length,
    so that nothing is ever said to take for ever.
    """
    rows, lasted = np.broadcast_arrays(row, durations)
    bins = len(edges) - 1
    place = np.clip(np.searchsorted(edges, lasted, "right") - 1, 0, bins - 1)
    low, high = tables[rows, place], tables[rows, place + 1]
    rate = (high - low) / (edges[place + 1] - edges[place])
    beyond = lasted > edges[-1]
    if beyond.any():
        mean = np.maximum(tables[:, -1] / edges[-1], 1e-6)
        rate = np.where(beyond, np.maximum(rate, mean[rows]), rate)
        start = np.where(beyond, edges[-1], edges[place])
        base = np.where(beyond, high, low)
        return np.asarray(base + rate * np.maximum(lasted - start, 0), np.float64)
    return np.asarray(low + rate * np.maximum(lasted - edges[place], 0), np.float64)


def straightened(odds: Floats, came: Bools, ridge: float = 5.0, rounds: int = 50) -> tuple[float, float]:
    """The shift and the power (at least 0) that bring log-odds that were told nearest to what came (Platt
    1999).

    Logistic regression by Newton steps, held near (0, 1), which leaves them as they are.
    """
    columns = np.stack([np.ones(len(odds)), odds], axis=1)
    usual = np.array([0.0, 1.0])
    found = usual.copy()
    for _ in range(rounds):
        mean = 1 / (1 + np.exp(-np.clip(columns @ found, -30, 30)))
        slope = columns.T @ (came - mean) - ridge * (found - usual)
        curve = (columns * (mean * (1 - mean))[:, None]).T @ columns + ridge * np.eye(2)
        step = np.clip(np.linalg.solve(curve, slope), -0.5, 0.5)
        found = found + step
        if float(np.abs(step).max()) < 1e-6:
            break
    return float(found[0]), max(float(found[1]), 0.0)


def effects(matters: Floats, seen: Bools, expected: Floats, ridge: float = 5.0, rounds: int = 25) -> Floats:
    """By how much the logarithm of the hazard moves with each column of `matters` (rows × columns).

    `expected`: the cumulative hazard that the tables give each row; what they give is not fitted again.
    Newton steps on the Poisson likelihood with a small ridge, so that a column that says nothing stays near
    0.
    """
    columns = matters.shape[1]
    found = np.zeros(columns)
    for _ in range(rounds):
        mean = expected * np.exp(np.clip(matters @ found, -5, 5))
        slope = matters.T @ (seen - mean) - ridge * found
        curve = (matters * mean[:, None]).T @ matters + ridge * np.eye(columns)
        step = np.linalg.solve(curve, slope)
        found = found + np.clip(step, -1, 1)
        if float(np.abs(step).max(initial=0)) < 1e-6:
            break
    return found


def shrunk(seen: Floats, expected: Floats, strength: float) -> Floats:
    """Seen against expected by group, weighed against having seen `strength` times what is expected."""
    return np.asarray((seen + strength) / (expected + strength), np.float64)


def sums(group: Ints, values: Any, groups: int) -> Floats:
    """The sum of the values of each group."""
    return np.bincount(group, weights=np.asarray(values, np.float64), minlength=groups).astype(np.float64)
