"""What was learnt, and what it says of dossiers that are open. Pure.

A dossier that has been at its step for `spent` is done after the rest of its stay there, and the time from
then to the result. For both there is a life table of the (procedure, step), shrunk towards the field and kind
of step, and that towards the kind, and that towards all; in parts of what the stay or the rest usually takes.
What comes after a long stay is another matter than what comes after a short one (`CLASSES`). The hazard of
both moves with what is known of the dossier and its department (`COLUMNS`), and with how fast the department
is of late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from dashboard.risk.history import Key
from dashboard.risk.survival import EDGES, Floats, Ints, hazard_at

#: what moves the hazard: slower than usual so far, load of the department, supplements, steps sent back
COLUMNS = ("pace", "load", "supplements", "returned")
#: "stay" at the step, and "rest" from leaving it to the result
PARTS = ("stay", "rest")
#: stays are told apart by these parts of the usual one, for what comes after them
CLASSES: Floats = np.array([0.1, 0.5, 1.0, 2.0])
#: groups from the finest: (procedure, step), (field, kind), (kind), all
LEVELS = 4
#: pace and load are told within these factors
CLIP = 4.0
#: no dossier is foreseen to take longer, in multiples of what is usual
FURTHEST = 400.0
HALVINGS = 32
#: nothing is less probable than this
LEAST = 1e-12


def group_of(cell: Key, level: int) -> Key:
    """The group of a cell (procedure, step, kind, field, class of the stay) at a level, 0 the finest."""
    procedure, step, kind, field_, length = cell
    return ((procedure, step, length), (field_, kind, length), (kind, length), ())[level]


def class_of(parts: Floats) -> Ints:
    """The class of stays, told in parts of the usual one."""
    return np.asarray(np.searchsorted(CLASSES, parts, "right"), np.int64)


@dataclass(frozen=True)
class Part:
    """Tables of stays or of rests. `place`: group → row, a level each; `ratio`: what is usual, in parts of
    the limit; `limit`: the mean limit (ms) of the group; `counts`: ends that were seen."""

    place: tuple[dict[Key, int], ...]
    tables: Floats
    ratio: Floats
    limit: Floats
    counts: Floats
    effects: Floats
    #: how fast a department has been of late: 1 as others, less is slower
    speed: dict[str, float] = field(default_factory=dict)

    def row(self, cell: Key) -> tuple[int, int]:
        """The finest row there is for a cell, and its level."""
        for level in range(LEVELS):
            found = self.place[level].get(group_of(cell, level))
            if found is not None:
                return found, level
        raise KeyError(cell)


@dataclass(frozen=True)
class Rows:
    """Open dossiers as they stood at an instant; columns. `left`: running time left until the due day
    ends."""

    case: Ints
    #: rows of `stay` and of `rest` (a column each class of the stay), and what is usual there (ms)
    stay: Ints
    rest: Ints
    stay_usual: Floats
    rest_usual: Floats
    spent: Floats
    left: Floats
    matters: Floats
    speed_stay: Floats
    speed_rest: Floats
    #: at which level the step is known: 0 by itself
    level: Ints

    def __len__(self) -> int:
        return len(self.case)


@dataclass(frozen=True)
class Model:
    """What was learnt from the history until `learnt` (a place on the axis of working time)."""

    learnt: int
    cases: int
    usual_limit: float
    #: how many dossiers each department usually has open
    usual_open: Mapping[str, float]
    stay: Part
    rest: Part
    #: how the odds of being late are set right: see `survival.straightened`
    shift: float = 0.0
    power: float = 1.0

    def late(self, rows: Rows) -> Floats:
        """The probability that each misses its due day; 1 where that is over. Falls with the time left.

        Set right by what came of such forecasts, which were made of this question alone; expected finishes
        are not, because stretching all of them made those worse.
        """
        done = self.done_within(rows, np.maximum(rows.left, 0))
        odds = np.log(np.maximum(1 - done, LEAST)) - np.log(np.maximum(done, LEAST))
        chance = 1 / (1 + np.exp(-np.clip(self.shift + self.power * odds, -700, 700)))
        return np.where(rows.left < 0, 1.0, chance)

    def done_within(self, rows: Rows, time: Floats) -> Floats:
        """The probability that each dossier is done within `time` (ms of running); rises with it."""
        faster_stay, faster_rest = self._faster(rows)
        e = rows.spent / rows.stay_usual
        # The stay ends in one of the intervals after `e`; each is taken at its middle.
        inner = np.maximum(EDGES[None, :], e[:, None])
        last = np.maximum(inner[:, -1:] * 1.5, e[:, None] + 1)
        nodes = np.concatenate([inner, last, last * 3], axis=1)
        hazard = hazard_at(self.stay.tables, rows.stay[:, None], nodes) * faster_stay[:, None]
        start = hazard_at(self.stay.tables, rows.stay, e) * faster_stay
        alive = np.exp(-np.minimum(hazard - start[:, None], 700))
        share = alive[:, :-1] - alive[:, 1:]
        share[:, -1] += alive[:, -1]
        middle = (nodes[:, :-1] + nodes[:, 1:]) / 2
        left = time[:, None] - (middle - e[:, None]) * rows.stay_usual[:, None]
        length = class_of(middle)
        usual = np.take_along_axis(rows.rest_usual, length, axis=1)
        after = hazard_at(
            self.rest.tables, np.take_along_axis(rows.rest, length, axis=1), np.maximum(left, 0) / usual
        )
        done = np.where(left < 0, 0.0, 1 - np.exp(-np.minimum(after * faster_rest[:, None], 700)))
        return np.asarray(np.clip((share * done).sum(axis=1), 0, 1), np.float64)

    def _faster(self, rows: Rows) -> tuple[Floats, Floats]:
        stay = np.exp(rows.matters @ self.stay.effects) * rows.speed_stay
        rest = np.exp(rows.matters @ self.rest.effects) * rows.speed_rest
        return stay, rest

    def quantile(self, rows: Rows, q: float) -> Floats:
        """The running time (ms) within which each is done with probability `q`, by halving."""
        low = np.zeros(len(rows))
        high = (rows.stay_usual + rows.rest_usual.max(axis=1, initial=0) + rows.spent) * FURTHEST
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            enough = self.done_within(rows, middle) >= q
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return np.asarray(high, np.float64)
