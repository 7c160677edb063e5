"""What is expected of the weeks ahead, as it would have been told at the begin of each week (pure).

Arrivals are a level × how much of a usual week a week is × the season of the year:

- the *level* is an exponentially weighted mean of what a usual week brought (R. G. Brown, 1959), each week
  weighing as much as it has working days;
- *how much of a usual week*: the sum over its working days of how busy that weekday is, a department's own
  figures drawn towards those of all by `DRAWN` dossiers;
- the *season*: how the year before went on from the like week, for all groups together; only from the
  second year on. How fast the level forgets and how much of the season is believed (`WAYS`) is what told
  best until that week, by all groups together.

What is closed is a share of what there is to do, by working days; the share is smoothed like the level. The
backlog follows from both, the late from the share of late results among what is closed. The naive rivals:
for arrivals the same weekday of the last week in which it was worked, 0 on days off; for the late the last
week that was worked; for the backlog what stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from dashboard.forecast.weeks import AHEAD, USUAL, Floats, Weeks, long_closings, year_before

#: how many complete weeks there have to be before anything is told
LEAST = 12
#: what is told, in the order of the arrays
SERIES = ("received", "backlog", "late")
#: (share of a level that a week makes, share of the season that is believed)
WAYS = tuple(product((0.2, 0.08, 0.4, 0.8), (0.5, 0.0, 1.0)))
#: the same for the shares of what is closed, and late
FORGETS = 0.15
#: as many dossiers draw a department's weekdays, and its share of late results, towards those of all
DRAWN, DRAWN_LATE = 20.0, 10.0
#: no more of what there is to do is closed in a week
MOST_CLOSED = 0.98
#: the season is no more than this
SEASON = (0.3, 3.0)


@dataclass(frozen=True)
class Told:
    """What was expected and what came: arrays (series, origins, AHEAD, groups).

    Origin o is the begin of week o, so its first week ahead is week o; the last origin is the present.
    `actual` is nan for weeks that are not over, `expected` and `naive` before `LEAST` weeks.
    """

    expected: Floats
    naive: Floats
    actual: Floats


def told(weeks: Weeks) -> Told:
    """Everything that would have been told at the begin of each week, and what came."""
    shape = (len(SERIES), weeks.many + 1, AHEAD, weeks.groups)
    expected, naive, actual = (np.full(shape, np.nan) for _ in range(3))
    for series, values in enumerate((weeks.came, weeks.backlog, weeks.late)):
        for ahead in range(AHEAD):
            actual[series, : max(0, weeks.many - ahead), ahead] = values[:, ahead:].T
    ways = _arrivals(weeks)
    chosen = _chosen(ways, actual[0])
    for origin in range(LEAST, weeks.many + 1):
        expected[0, origin] = ways[chosen[origin], origin, range(AHEAD)]
        expected[1, origin], expected[2, origin] = _follows(weeks, origin, expected[0, origin])
        naive[:, origin] = _naive(weeks, origin)
    return Told(expected, naive, actual)


def _arrivals(weeks: Weeks) -> Floats:
    """(ways, origins, AHEAD, groups): the arrivals by each of `WAYS`."""
    found = np.full((len(WAYS), weeks.many + 1, AHEAD, weeks.groups), np.nan)
    seasons = _seasons(weeks)
    by_day = np.cumsum(weeks.folded, axis=1)
    open_ = np.cumsum(weeks.worked[: weeks.many], axis=0)
    for origin in range(LEAST, weeks.many + 1):
        usual = _weekdays(by_day[:, origin - 1], open_[origin - 1].astype(float))
        size = weeks.worked[: origin + AHEAD] @ usual.T
        for way, (forgets, believed) in enumerate(WAYS):
            weights = _weights(origin, forgets)
            level = weights @ weeks.came[:, :origin].T / np.maximum(weights @ size[:origin], 1e-9)
            season = 1 + believed * (seasons[origin] - 1)
            found[way, origin] = level * size[origin : origin + AHEAD] * season[:, None]
    return found


def _weights(origin: int, forgets: float) -> Floats:
    weights: Floats = (1 - forgets) ** np.arange(origin - 1, -1, -1.0)
    return weights


def _weekdays(by_day: Floats, open_: Floats) -> Floats:
    """(groups, 7): how busy a weekday is, 1 on the mean of worked days."""
    pooled = by_day.sum(axis=0)
    mean = pooled.sum() / max(open_.sum(), 1.0)
    of_all = np.where((open_ > 0) & (mean > 0), pooled / np.maximum(open_ * mean, 1e-9), 1.0)
    own = by_day.sum(axis=1, keepdims=True) / max(open_.sum(), 1.0)
    found: Floats = (by_day + DRAWN * of_all) / (own * open_ + DRAWN)
    return found


def _seasons(weeks: Weeks) -> Floats:
    """(origins, AHEAD): how the year before went on from the like week, for all groups; 1 where unknown."""
    found = np.ones((weeks.many + 1, AHEAD))
    days = weeks.open_days
    rates = weeks.came.sum(axis=0) / np.maximum(days[: weeks.many], 1.0)
    rates[days[: weeks.many] == 0] = np.nan
    closings = long_closings(weeks.worked)
    for origin in range(60, weeks.many + 1):
        for ahead in range(AHEAD):
            like, since = (year_before(week, closings) for week in (origin + ahead, origin - 1))
            known = rates[max(0, since - 7) : since + 1]
            known = known[~np.isnan(known)]
            if 0 <= like < origin and len(known) and known.mean() > 0 and not np.isnan(rates[like]):
                found[origin, ahead] = np.clip(rates[like] / known.mean(), *SEASON)
    return found


def _chosen(ways: Floats, actual: Floats) -> npt.NDArray[np.int64]:
    """(origins, AHEAD): the way that told best until then; the first as long as nothing is known."""
    errors = np.nansum(np.abs(ways - actual), axis=3)
    chosen = np.zeros(actual.shape[:2], dtype=np.int64)
    for origin in range(LEAST + 1, len(chosen)):
        for ahead in range(AHEAD):
            chosen[origin, ahead] = errors[:, LEAST : max(LEAST, origin - ahead), ahead].sum(axis=1).argmin()
    return chosen


def _follows(weeks: Weeks, origin: int, arrivals: Floats) -> tuple[Floats, Floats]:
    """(AHEAD, groups): the backlog at each week's end and the late, from what comes."""
    weights = _weights(origin, FORGETS)
    began = np.concatenate([np.zeros((weeks.groups, 1)), weeks.backlog[:, : origin - 1]], axis=1)
    began[:, 0] = np.maximum(weeks.backlog[:, 0] + weeks.closed[:, 0] - weeks.came[:, 0], 0)
    part = weeks.open_days / USUAL
    to_do = (began + weeks.came[:, :origin]) * part[:origin]
    closed = weeks.closed[:, :origin]
    share = (closed @ weights) / np.maximum(to_do @ weights, 1e-9)
    late, done = weeks.late[:, :origin] @ weights, closed @ weights
    of_all = late.sum() / max(done.sum(), 1e-9)
    late_share = (late + DRAWN_LATE * of_all) / (done + DRAWN_LATE)
    stands, backlog, lateness = weeks.backlog[:, origin - 1].astype(float), [], []
    for ahead in range(AHEAD):
        there = stands + arrivals[ahead]
        gone = np.minimum(share * part[origin + ahead], MOST_CLOSED) * there
        stands = there - gone
        backlog.append(stands)
        lateness.append(late_share * gone)
    return np.array(backlog), np.array(lateness)


def _naive(weeks: Weeks, origin: int) -> Floats:
    """(series, AHEAD, groups): what the rivals tell."""
    last = np.zeros((7, weeks.groups))
    for day in range(7):
        worked = np.flatnonzero(weeks.worked[:origin, day])
        if len(worked):
            last[day] = weeks.folded[:, worked[-1], day]
    arrivals = weeks.worked[origin : origin + AHEAD] @ last
    open_ = np.flatnonzero(weeks.open_days[:origin])
    late = weeks.late[:, open_[-1] if len(open_) else origin - 1]
    closed = weeks.open_days[origin : origin + AHEAD, None] == 0
    return np.stack([
        arrivals,
        np.tile(weeks.backlog[:, origin - 1], (AHEAD, 1)).astype(float),
        np.where(closed, 0.0, np.tile(late, (AHEAD, 1))),
    ])  # fmt: skip
