"""How well it was told: bands from past errors, and scores by a rolling origin (pure).

Every score is of forecasts made before the weeks that they are about. The mean absolute scaled error is
that of Hyndman and Koehler, "Another look at measures of forecast accuracy" (2006): mean absolute error ÷
the mean absolute error of the naive rival one week ahead, within the weeks that are for learning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.forecast.method import LEAST, SERIES, Told, told
from dashboard.forecast.weeks import AHEAD, Flags, Floats, Weeks

#: the band holds four weeks of five
WITHIN = 0.8
#: as many past errors are needed before the band is made of them
ERRORS = 20
#: before that: the band of a count by chance alone, a little wider
WIDE = 1.28 * 1.3
#: which share of the weeks is for learning only
LEARNING = 0.6


@dataclass(frozen=True)
class Score:
    """How well one series of one group was told, over `n` pairs of a forecast and what came.

    `mase` and `naive_mase` are None where the series never moved; `coverage` is the share within the band.
    """

    n: int
    mae: float
    naive_mae: float
    mase: float | None
    naive_mase: float | None
    coverage: float | None

    @property
    def better(self) -> bool:
        """Whether the method is better than the naive rival; with nothing to compare it is not."""
        return self.n > 0 and self.mae < self.naive_mae


@dataclass(frozen=True)
class Rolling:
    """Forecasts of all origins with their bands (low and high: as `expected`, whole numbers)."""

    weeks: Weeks
    told: Told
    low: Floats
    high: Floats
    naive_low: Floats
    naive_high: Floats

    @property
    def start(self) -> int:
        """The first origin that is scored: after the first 60 % of the weeks."""
        return max(LEAST + 1, int(np.ceil(LEARNING * self.weeks.many)))

    def score(self, series: str, group: int | None = None, ahead: int | None = None) -> Score:
        """The score of a series: of one group or all, of one week ahead (0: the first) or all."""
        place, found = SERIES.index(series), self.told
        groups = slice(None) if group is None else slice(group, group + 1)
        steps = slice(None) if ahead is None else slice(ahead, ahead + 1)
        cut = (place, slice(self.start, None), steps, groups)
        actual, expected, naive = found.actual[cut], found.expected[cut], found.naive[cut]
        known = ~np.isnan(actual) & ~np.isnan(expected)
        n = int(known.sum())
        if n == 0:
            return Score(0, 0.0, 0.0, None, None, None)
        errors, rival = np.abs(expected - actual), np.abs(naive - actual)
        within = (self.low[cut] <= actual) & (actual <= self.high[cut])
        scale = self._scale(place)[groups]
        counted = known & (scale > 0)
        scaled, rivals = (
            float((part / np.where(scale > 0, scale, 1.0))[counted].mean()) if counted.any() else None
            for part in (errors, rival)
        )
        return Score(
            n, float(errors[known].mean()), float(rival[known].mean()), scaled, rivals,
            float(within[known].mean()),
        )  # fmt: skip

    def _scale(self, place: int) -> Floats:
        """(groups): the naive rival's mean absolute error one week ahead, in the weeks for learning."""
        part = slice(LEAST, self.start)
        errors = np.abs(self.told.naive[place, part, 0] - self.told.actual[place, part, 0])
        found: Floats = errors.mean(axis=0)
        return found


def rolled(weeks: Weeks) -> Rolling | None:
    """The forecasts of all origins; None where fewer than `LEAST` weeks are complete."""
    if weeks.many < LEAST or not weeks.groups:
        return None
    found = told(weeks)
    shape = found.expected.shape
    bands = [np.full(shape, np.nan) for _ in range(4)]
    for series in range(len(SERIES)):
        for ahead in range(AHEAD):
            for place, values in enumerate((found.expected, found.naive)):
                low, high = _band(values[series, :, ahead], found.actual[series, :, ahead], ahead)
                bands[2 * place][series, :, ahead], bands[2 * place + 1][series, :, ahead] = low, high
    return Rolling(weeks, found, *bands)


def _band(expected: Floats, actual: Floats, ahead: int) -> tuple[Floats, Floats]:
    """(origins, groups): the band of each origin, from the errors that were known when it was told.

    Errors of all groups are made alike by what a count of that size varies (a variance of m + φ·m², as the
    negative binomial has it, φ from those errors); the band is as wide to both sides as holds `WITHIN` of
    them, a little wider where they are of few weeks (V. Vovk and others, conformal prediction).
    """
    low, high = np.full_like(expected, np.nan), np.full_like(expected, np.nan)
    known: Flags = ~np.isnan(actual) & ~np.isnan(expected)
    for origin in range(LEAST, len(expected)):
        past = known[: max(0, origin - ahead)]
        m, y = expected[: len(past)][past], actual[: len(past)][past]
        weeks = int(past.any(axis=1).sum())
        middle = expected[origin]
        if len(m) < ERRORS:
            wide = WIDE * np.sqrt(middle + 0.5)
            below, above = middle - wide, middle + wide
        else:
            more = max(0.0, float((((y - m) ** 2 - m).sum()) / max((m**2).sum(), 1e-9)))
            alike = (y - m) / np.sqrt(m + more * m**2 + 0.5)
            edge = np.quantile(np.abs(alike), min(1.0, WITHIN * (1 + 1 / weeks)))
            spread = edge * np.sqrt(middle + more * middle**2 + 0.5)
            below, above = middle - spread, middle + spread
        low[origin] = np.maximum(0.0, np.floor(below))
        high[origin] = np.ceil(above)
    return low, high
