"""What a run tells: figures of one replication, and intervals of many (pure)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.simulation.jobs import Job, Outcome

#: working minutes of an hour
HOUR = 60.0
#: the figures of a replication, in the order in which they are told
FIGURES = ("wait_p50", "wait_p90", "closed", "late_share", "overdue", "backlog", "queue")


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % confidence interval of the mean of replications (Student's t); of one value, that value."""
    from scipy.stats import t

    n = len(values)
    mean = sum(values) / n
    if n < 2:
        return mean, mean
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))
    half = float(t.ppf(0.975, n - 1)) * deviation / math.sqrt(n)
    return mean - half, mean + half


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `n` replications: the mean, its 95 % interval; and between what nine of ten runs lie."""

    mean: float
    low: float
    high: float
    run_low: float
    run_high: float
    n: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Estimate | None:
        """None where no replication has a value."""
        known = [value for value in values if not math.isnan(value)]
        if not known:
            return None
        low, high = interval(known)
        edges = np.quantile(known, (0.05, 0.95))
        return cls(sum(known) / len(known), low, high, float(edges[0]), float(edges[1]), len(known))

    @property
    def clear(self) -> bool:
        """Of a difference: whether its interval leaves out 0."""
        return self.low > 0 or self.high < 0


def figures_of(
    jobs: Sequence[Job], told: Outcome, until: float, group: int | None = None, station: int | None = None
) -> dict[str, float]:
    """The figures of a replication: of one group of dossiers (department) or all.

    Waiting in hours, from receipt to result without pauses, of what was closed from 0 to `until`; overdue
    and backlog stand at the end; queue is the mean wait for somebody, of stays begun (at one `station`). nan
    where there is nothing to tell it from.
    """
    waits, late, dated, overdue, backlog = [], 0, 0, 0, 0
    for number, job in enumerate(jobs):
        if (group is not None and job.group != group) or job.received > until:
            continue
        end = told.finished[number]
        if math.isnan(end):
            backlog += 1
            overdue += told.due[number] < until and not told.standing[number]
            continue
        waits.append((end - job.received - told.pauses[number]) / HOUR)
        if math.isfinite(told.due[number]):
            dated += 1
            late += end > told.due[number]
    p50, p90 = np.quantile(waits, (0.5, 0.9)) if waits else (math.nan, math.nan)
    began = zip(told.waits, told.where, strict=True)
    queues = [wait for wait, where in began if station is None or where == station]
    return {
        "wait_p50": float(p50),
        "wait_p90": float(p90),
        "closed": float(len(waits)),
        "late_share": late / dated if dated else math.nan,
        "overdue": float(overdue),
        "backlog": float(backlog),
        "queue": sum(queues) / len(queues) / HOUR if queues else math.nan,
    }


def standing(
    jobs: Sequence[Job], told: Outcome, ends: Sequence[float], group: int | None = None
) -> list[int]:
    """The backlog at each instant of `ends`."""
    mine = [n for n, job in enumerate(jobs) if group is None or job.group == group]
    received = np.sort([jobs[n].received for n in mine])
    finished = np.sort([told.finished[n] for n in mine if not math.isnan(told.finished[n])])
    came, went = (np.searchsorted(part, ends, "right") for part in (received, finished))
    return [int(value) for value in came - went]
