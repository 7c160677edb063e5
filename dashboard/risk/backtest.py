"""How well it foretold: learnt at some instants of the past, judged by what came after. Pure.

At each origin everything is learnt anew from what was known by then. Until the next origin one looks every
five working days at the dossiers that are open and not past their due day, and foretells. What came of it is
told by later looks alone; nothing is judged by data that it was learnt from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.risk.history import NEVER, History
from dashboard.risk.learning import DAY_MS, Looker, learn, run_closed
from dashboard.risk.model import Model, Rows
from dashboard.risk.survival import Bools, Floats, Ints, straightened

#: working time between two looks
LOOK_MS = 5 * DAY_MS
#: so many looks before an origin are set against what came of them
MOST_LOOKS = 52
#: bounds of the groups in which what was foretold is set against what came
BOUNDS: Floats = np.array([0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])


@dataclass(frozen=True)
class Group:
    """Forecasts of about the same probability: how many, their mean, and the share that was late."""

    n: int
    told: float
    came: float


@dataclass(frozen=True)
class Verdict:
    """What came of the forecasts. `n` looks at `dossiers` dossiers; Brier scores (0 is best) of the model, of
    the base (each procedure's share late at looks before the origin) and of the share of all; the mean gain
    on the base with its 95 % interval, by dossier. Times are mean absolute errors in working hours."""

    n: int
    dossiers: int
    late: int
    unknown: int
    brier: float | None = None
    brier_base: float | None = None
    brier_all: float | None = None
    gain: float | None = None
    gain_low: float | None = None
    gain_high: float | None = None
    groups: tuple[Group, ...] = ()
    timed: int = 0
    hours: float | None = None
    hours_mean: float | None = None
    hours_median: float | None = None
    #: of those that were done, the share done by the time told for nine of ten
    within_p90: float | None = None

    @property
    def skill(self) -> float | None:
        """1 − Brier ÷ Brier of the base: 0 is no better, 1 is perfect, below 0 is worse."""
        if self.brier is None or not self.brier_base:
            return None
        return 1 - self.brier / self.brier_base

    @property
    def off(self) -> float | None:
        """How far what was told lies from what came, on average over the groups by their size."""
        if not self.groups:
            return None
        whole = sum(one.n for one in self.groups)
        return sum(one.n * abs(one.told - one.came) for one in self.groups) / whole


@dataclass
class _Told:
    """What was foretold at all looks, and what came."""

    case: list[Ints] = field(default_factory=list)
    chance: list[Floats] = field(default_factory=list)
    base: list[Floats] = field(default_factory=list)
    all: list[Floats] = field(default_factory=list)
    late: list[Bools] = field(default_factory=list)
    error: list[Floats] = field(default_factory=list)
    error_mean: list[Floats] = field(default_factory=list)
    error_median: list[Floats] = field(default_factory=list)
    within: list[Bools] = field(default_factory=list)
    unknown: int = 0


def backtest(
    history: History, origins: Sequence[int], end: int, since: int = 0, look: int = LOOK_MS
) -> Verdict:
    """Foretell from each of the ascending `origins` until the next (the last until `end`), and judge.

    `end`: until when the history is known; `since`: from when on it is learnt from.
    """
    told = _Told()
    ran_closed, ran_end = run_closed(history), history.ran(end)
    for origin, until in zip(origins, [*origins[1:], end], strict=True):
        model, before = taught(history, origin, since, look)
        looker = Looker(model, history)
        for at in range(origin, until, look):
            _judge(told, looker, before, at, end, ran_closed, ran_end)
    return _verdict(told)


@dataclass(frozen=True)
class _Before:
    """What the naive say: by procedure the share late, by step the mean and the median of what was left."""

    late: dict[int, float]
    late_all: float
    mean: dict[int, float]
    median: dict[int, float]
    mean_all: float
    median_all: float
    #: the log-odds that the model gives being late, and what came, at the same looks
    odds: Floats
    came: Bools


def taught(history: History, origin: int, since: int = 0, look: int = LOOK_MS) -> tuple[Model, _Before]:
    """What is learnt at an origin, set right by looks at the time before it; and what the naive say."""
    model = learn(history, origin, since)
    looker = Looker(model, history)
    before = _looks_before(looker, origin, since, look)
    shift, power = straightened(before.odds, before.came)
    return replace(model, shift=shift, power=power), before


def _looks_before(looker: Looker, origin: int, since: int, look: int) -> _Before:
    """The same looks in the past of the origin, at what had come of them by then."""
    history = looker.history
    ran_closed, ran_origin = run_closed(history), history.ran(origin)
    first = max(since, int(history.received.min(initial=origin)))
    procedures, lates, steps, lasts, odds = [], [], [], [], []
    for at in range(origin - look, max(first, origin - MOST_LOOKS * look), -look):
        rows = looker.at(at)
        kept = (rows.left >= 0) & (rows.left < NEVER / 2)
        late, known, remained, done = _came(history, rows, at, origin, ran_closed, ran_origin)
        chosen = kept & known
        chance = np.clip(looker.model.late(rows)[chosen], 1e-4, 1 - 1e-4)
        odds.append(np.log(chance / (1 - chance)))
        procedures.append(history.procedure[rows.case[chosen]])
        lates.append(late[chosen])
        steps.append(rows.stay[done])
        lasts.append(remained[done])
    procedure, late_ = _joined(procedures), _joined(lates).astype(np.float64)
    step, last = _joined(steps), _joined(lasts)
    by_step = {int(each): last[step == each] for each in np.unique(step)}
    return _Before(
        {int(each): float(late_[procedure == each].mean()) for each in np.unique(procedure)},
        float(late_.mean()) if late_.size else 0.0,
        {each: float(values.mean()) for each, values in by_step.items()},
        {each: float(np.median(values)) for each, values in by_step.items()},
        float(last.mean()) if last.size else 0.0,
        float(np.median(last)) if last.size else 0.0,
        _joined(odds), late_ > 0,
    )  # fmt: skip


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0)


def _came(
    history: History, rows: Rows, at: int, end: int, ran_closed: Ints, ran_end: Ints
) -> tuple[Bools, Bools, Floats, Bools]:
    """What came of some open dossiers by `end`: late, whether that is known, what was left, whether done.

    It is told only of those whose time was over by `end`: else the late ones would still be missing.
    Withdrawn and stopped ones have no result and are not judged.
    """
    case = rows.case
    ran_at = history.ran(at)[case]
    over = history.closed[case] <= end
    done = over & history.result[case]
    remained = np.where(done, ran_closed[case] - ran_at, 0).astype(np.float64)
    went_on = (ran_end[case] - ran_at).astype(np.float64)
    late = np.where(done, remained > rows.left, went_on > rows.left)
    ripe = at + rows.left <= end
    known = ripe & (done | (~over & late))
    return late, known, remained, done


def _judge(
    told: _Told, looker: Looker, before: _Before, at: int, end: int, ran_closed: Ints, ran_end: Ints
) -> None:
    """Foretell at one look, and keep what came."""
    history, model = looker.history, looker.model
    rows = looker.at(at)
    if not len(rows):
        return
    late, known, remained, done = _came(history, rows, at, end, ran_closed, ran_end)
    promised = (rows.left >= 0) & (rows.left < NEVER / 2)
    chosen = promised & known
    ripe = promised & (at + rows.left <= end)
    # Those without a result are no failure to know; what is still paused is.
    told.unknown += int((ripe & ~known & (history.closed[rows.case] > end)).sum())
    procedure = history.procedure[rows.case]
    told.case.append(rows.case[chosen])
    told.chance.append(model.late(rows)[chosen])
    told.base.append(np.array([before.late.get(p, before.late_all) for p in procedure[chosen].tolist()]))
    told.all.append(np.full(int(chosen.sum()), before.late_all))
    told.late.append(late[chosen])
    steps = rows.stay[done].tolist()
    middle = model.quantile(rows, 0.5)[done]
    told.error.append(np.abs(middle - remained[done]))
    told.error_mean.append(
        np.abs(np.array([before.mean.get(s, before.mean_all) for s in steps]) - remained[done])
    )
    told.error_median.append(
        np.abs(np.array([before.median.get(s, before.median_all) for s in steps]) - remained[done])
    )
    told.within.append(remained[done] <= model.quantile(rows, 0.9)[done])


def _verdict(told: _Told) -> Verdict:
    case, late = _joined(told.case), _joined(told.late).astype(np.float64)
    errors = _joined(told.error)
    n = len(case)
    timed = len(errors)
    hours: dict[str, Any] = {} if not timed else {
        "hours": _hours(errors), "hours_mean": _hours(_joined(told.error_mean)),
        "hours_median": _hours(_joined(told.error_median)), "within_p90": float(_joined(told.within).mean()),
    }  # fmt: skip
    if not n:
        return Verdict(0, 0, 0, told.unknown, timed=timed, **hours)
    chance, base, every = _joined(told.chance), _joined(told.base), _joined(told.all)
    better = (base - late) ** 2 - (chance - late) ** 2
    gain, low, high = interval(better, case.astype(np.int64))
    return Verdict(
        n, len(np.unique(case)), int(late.sum()), told.unknown,
        brier=float(((chance - late) ** 2).mean()), brier_base=float(((base - late) ** 2).mean()),
        brier_all=float(((every - late) ** 2).mean()), gain=gain, gain_low=low, gain_high=high,
        groups=groups_of(chance, late), timed=timed, **hours,
    )  # fmt: skip


def _hours(errors_ms: Floats) -> float:
    return float(errors_ms.mean() / 3_600_000)


def groups_of(chance: Floats, late: Floats) -> tuple[Group, ...]:
    """What was foretold against what came, in groups of about the same probability, without empty ones."""
    place = np.clip(np.searchsorted(BOUNDS, chance, "right") - 1, 0, len(BOUNDS) - 2)
    found = []
    for each in range(len(BOUNDS) - 1):
        mine = place == each
        if mine.any():
            found.append(Group(int(mine.sum()), float(chance[mine].mean()), float(late[mine].mean())))
    return tuple(found)


def interval(values: Floats, cluster: Ints) -> tuple[float, float, float]:
    """The mean and its 95 % interval, where values of one cluster (a dossier) go together."""
    mean = float(values.mean())
    _, number = np.unique(cluster, return_inverse=True)
    off = np.bincount(number, weights=values - mean)
    spread = float(np.sqrt((off**2).sum()) / len(values))
    return mean, mean - 1.96 * spread, mean + 1.96 * spread


def origins_of(history: History, end: int, share: float, many: int, since: int = 0) -> list[int]:
    """`many` instants, evenly apart, from `share` of the history's time to nearly its end."""
    if not history.ids:
        return []
    first = max(since, int(history.received.min()))
    start = first + int((end - first) * share)
    return [start + (end - start) * number // many for number in range(many)]
