"""Learning from a history as it was known at an instant, and placing its open dossiers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from dashboard.risk.history import NEVER, History, Key
from dashboard.risk.model import CLASSES, CLIP, LEVELS, Model, Part, Rows, class_of, group_of
from dashboard.risk.survival import (
    EDGES,
    STRENGTH,
    Bools,
    Floats,
    Ints,
    effects,
    hazard_at,
    life_tables,
    shrunk,
    sums,
)

HOUR_MS = 3_600_000
DAY_MS = 8 * HOUR_MS
#: how fast a department is of late is told by its last eight weeks
LATELY_MS = 40 * DAY_MS
#: so many ends of a department's own are weighed against that it is as fast as others
SPEED_STRENGTH = 20.0
#: the usual load of a department is the mean of so many looks, a week apart
LOOKS = 26
#: what a department has open is told against the usual as if both had so many more
FEW_OPEN = 3.0
MOST_TIMES = 2


def learn(history: History, at: int, since: int = 0) -> Model:
    """What the history says as it was known at `at`, from passages that began at `since` or later.

    What had not ended by then counts as going on. Nothing that happened later is looked at.
    """
    rows = history.passages
    known = (rows.entered <= at) & (rows.entered >= since) & (history.received[rows.case] <= at)
    case, cell = rows.case[known], rows.cell[known]
    ran, ran_before, ran_closed = history.ran(at), history.ran(at - LATELY_MS), run_closed(history)
    left, closed = rows.left[known], history.closed[case]
    limit, usual_limit = limits(history, at)
    gone, over = left <= at, closed <= at
    entered_ran, left_ran = rows.run_entered[known], rows.run_left[known]
    # A dossier that was withdrawn or stopped ended without saying how long the work would have taken.
    stays = Spans(
        np.maximum(np.where(gone, left_ran, ran[case]) - entered_ran, 0).astype(np.float64),
        gone & ~((left >= closed) & ~history.result[case]),
        (ran_before[case] - entered_ran).astype(np.float64),
        gone & (left > at - LATELY_MS),
    )
    rests = Spans(
        np.maximum(np.where(over, ran_closed[case], ran[case]) - left_ran, 0).astype(np.float64),
        over & history.result[case],
        (ran_before[case] - left_ran).astype(np.float64),
        over & (closed > at - LATELY_MS),
    )
    limit, department = limit[case], history.department[case]
    usual_open = usual_loads(history, at)
    part, row = part_of(history.cells, cell, stays, limit)
    usual = usual_of(part, row, limit)
    matters = np.stack([
        pace(case, stays.lasted, gone, usual),
        np.log(load_factor(loads_at(history, department, rows.entered[known]), usual_open[department])),
        np.minimum(rows.supplements[known], MOST_TIMES).astype(np.float64),
        np.minimum(rows.returned[known], MOST_TIMES).astype(np.float64),
    ], axis=1)  # fmt: skip
    names = history.departments
    stay = fitted(part, row, stays, limit, matters, department, names)
    length, rests = class_of(stays.lasted / usual)[gone], rests.of(gone)
    part, row = part_of(by_class(history.cells), cell[gone] + len(history.cells) * length, rests, limit[gone])
    rest = fitted(part, row, rests, limit[gone], matters[gone], department[gone], names)
    loads = dict(zip(names, usual_open.tolist(), strict=True))
    return Model(at, int((history.received <= at).sum()), usual_limit, loads, stay, rest)


@dataclass(frozen=True)
class Spans:
    """How long some stays or rests lasted (ms), whether their end was seen; how much of each lies before the
    last weeks (may be less than nothing), and whether its end was seen in them."""

    lasted: Floats
    seen: Bools
    before: Floats
    lately: Bools

    def of(self, chosen: Bools) -> Spans:
        """Some of them."""
        return Spans(self.lasted[chosen], self.seen[chosen], self.before[chosen], self.lately[chosen])


def limits(history: History, at: int) -> tuple[Floats, float]:
    """The limit of each dossier (the usual one where it has none), and the usual one; ms."""
    known = history.limit[(history.received <= at) & ~np.isnan(history.limit)]
    usual = float(np.median(known)) if known.size else 10.0 * DAY_MS
    return np.where(np.isnan(history.limit), usual, history.limit), usual


def run_closed(history: History) -> Ints:
    """How long each had run when it was closed; NEVER where it is open."""
    case, began, ended = history.pauses
    stood = np.zeros(len(history.ids), np.int64)
    until = history.closed[case]
    np.add.at(stood, case, np.maximum(np.minimum(ended, until) - began, 0))
    return np.where(history.closed == NEVER, NEVER, history.closed - history.received - stood)


def by_class(cells: list[Key]) -> list[Key]:
    """The cells of rests: those of stays once for each class of the stay before."""
    return [(*cell[:-1], str(length)) for length in range(len(CLASSES) + 1) for cell in cells]


def part_of(
    cells: list[Key], cell: Ints, spans: Spans, limit: Floats
) -> tuple[Part, Ints]:
    """The tables of all groups of all levels, and the finest group of each row."""
    durations, seen = spans.lasted, spans.seen
    places: list[dict[Key, int]] = []
    group_rows: list[Ints] = []
    offset = 0
    for level in range(LEVELS):
        groups = [group_of(each, level) for each in cells]
        used = np.unique(cell)
        numbers: dict[Key, int] = {}
        for each in used.tolist():
            numbers.setdefault(groups[each], offset + len(numbers))
        if level == LEVELS - 1:
            numbers.setdefault((), offset)
        table = np.array([numbers.get(group, -1) for group in groups], np.int64)
        places.append(numbers)
        group_rows.append(table[cell] if cell.size else np.zeros(0, np.int64))
        offset += len(numbers)
    above = np.zeros(offset, np.int64)
    for level in range(LEVELS - 1):
        above[group_rows[level]] = group_rows[level + 1]
    ratio, mean_limit, counts = np.ones(offset), np.ones(offset), np.zeros(offset)
    hazards = np.zeros((offset, len(EDGES)))
    for level in reversed(range(LEVELS)):
        rows, group = sorted(places[level].values()), group_rows[level]
        ends = sums(group[seen], np.ones(int(seen.sum())), offset)[rows]
        many = np.maximum(sums(group, np.ones(len(group)), offset)[rows], 1)
        total = sums(group, durations / limit, offset)[rows]
        mean_limit[rows] = sums(group, limit, offset)[rows] / many
        counts[rows] = ends
        if level == LEVELS - 1:
            ratio[rows] = (total + 1e-3) / (ends + 1e-3) if len(group) else 1.0
        else:
            prior = ratio[above[rows]]
            ratio[rows] = (total + STRENGTH * prior) / (ends + STRENGTH)
        scaled = durations / np.maximum(ratio[group] * (mean_limit[group] if level == 0 else limit), 60_000.0)
        higher = None if level == LEVELS - 1 else hazards
        tables = life_tables(group, scaled, seen, None if higher is None else above, higher, offset)
        hazards[rows] = tables[rows]
    part = Part(tuple(places), hazards, ratio, mean_limit, counts, np.zeros(4))
    return part, group_rows[0]


def usual_of(part: Part, row: Ints, limit: Floats) -> Floats:
    """What is usual (ms) in the finest groups of some rows, or in a higher one for a dossier's limit."""
    own = np.where(row < len(part.place[0]), part.limit[row], limit)
    return np.maximum(part.ratio[row] * own, 60_000.0)


def fitted(
    part: Part, row: Ints, spans: Spans, limit: Floats, matters: Floats, department: Ints, names: list[str]
) -> Part:
    """The part with what moves its hazard, and with the speed of the departments of late."""
    if not len(row):
        return part
    usual = usual_of(part, row, limit)
    expected = hazard_at(part.tables, row, spans.lasted / usual)
    found = effects(matters, spans.seen, expected)
    recent = expected - hazard_at(part.tables, row, np.clip(spans.before, 0, spans.lasted) / usual)
    came = sums(department, spans.seen & spans.lately, len(names))
    speed = shrunk(came, sums(department, recent * np.exp(matters @ found), len(names)), SPEED_STRENGTH)
    return replace(part, effects=found, speed=dict(zip(names, speed.tolist(), strict=True)))


def pace(case: Ints, stay: Floats, gone: Bools, usual: Floats) -> Floats:
    """For each passage, the logarithm of how much longer the ones before it took than they usually do.

    The present step counts as taken at the usual pace, so that one short step at the counter says little.
    """
    took = _sums_before(case, np.where(gone, stay, 0.0))
    expected = _sums_before(case, np.where(gone, usual, 0.0))
    return np.asarray(np.log(np.clip((took + usual) / (expected + usual), 1 / CLIP, CLIP)), np.float64)


def _sums_before(case: Ints, values: Floats) -> Floats:
    """Of each row, the sum of the rows of its dossier that stand before it."""
    total = np.cumsum(values) - values
    first = np.searchsorted(case, case, "left")
    return np.asarray(total - total[first], np.float64) if len(case) else total


def usual_loads(history: History, at: int) -> Floats:
    """How many dossiers each department usually had open before `at`."""
    first = int(history.received.min(initial=at))
    looks = [at - number * 5 * DAY_MS for number in range(LOOKS)]
    looks = [look for look in looks if look >= first] or [at]
    return np.asarray(np.mean([history.open_by_department(look) for look in looks], axis=0), np.float64)


def load_factor(open_: Floats, usual: Floats) -> Floats:
    """How many times the usual a department has open."""
    return np.asarray(np.clip((open_ + FEW_OPEN) / (usual + FEW_OPEN), 1 / CLIP, CLIP), np.float64)


def loads_at(history: History, department: Ints, at: Ints) -> Floats:
    """What the departments of some rows had open at the rows' instants."""
    found = np.zeros(len(at))
    order = np.argsort(history.department, kind="stable")
    bounds = np.searchsorted(history.department[order], np.arange(len(history.departments) + 1))
    mine = np.argsort(department, kind="stable")
    cuts = np.searchsorted(department[mine], np.arange(len(history.departments) + 1))
    for number in range(len(history.departments)):
        cases, rows = order[bounds[number]:bounds[number + 1]], mine[cuts[number]:cuts[number + 1]]
        if rows.size:
            came = np.sort(history.received[cases]).searchsorted(at[rows], "right")
            went = np.sort(history.closed[cases]).searchsorted(at[rows], "right")
            found[rows] = came - went
    return found


class Looker:
    """Places the open dossiers of a history in what a model has learnt."""

    def __init__(self, model: Model, history: History) -> None:
        self.model, self.history = model, history
        self._limit = np.where(np.isnan(history.limit), model.usual_limit, history.limit)
        self._stay, self._level = _rows_of(model.stay, history.cells)
        rest, _ = _rows_of(model.rest, by_class(history.cells))
        self._rest = rest.reshape(len(CLASSES) + 1, len(history.cells)).T
        self._usual = np.array([model.usual_open.get(name, 0.0) for name in history.departments], np.float64)
        self._speeds = [
            np.array([part.speed.get(name, 1.0) for name in history.departments], np.float64)
            for part in (model.stay, model.rest)
        ]

    def at(self, at: int, open_: Mapping[str, float] | None = None) -> Rows:
        """The dossiers that were open at `at`, as they were known then.

        `open_`: what each department has open, where the history does not hold all of it.
        """
        history, passages = self.history, self.history.passages
        ran = history.ran(at)
        there = (history.received <= at) & (at < history.closed)
        begun = np.flatnonzero((passages.entered <= at) & there[passages.case])
        # Passages are ordered by dossier and time: the last that had begun is the present one.
        ends = np.append(passages.case[begun][1:] != passages.case[begun][:-1], True)[:len(begun)]
        last = begun[ends]
        case, cell = passages.case[last], passages.cell[last]
        department, limit = history.department[case], self._limit[case]
        due, promised = history.due_at(at)
        stands = history.standing_since(at)[case]
        left = np.where(promised[case], due[case] - np.minimum(stands, at), NEVER).astype(np.float64)
        open_now = history.open_by_department(at)
        if open_ is not None:
            open_now = np.array([open_.get(name, 0.0) for name in history.departments], np.float64)
        every = usual_of(self.model.stay, self._stay[passages.cell[begun]], self._limit[passages.case[begun]])
        stays = (passages.run_left[begun] - passages.run_entered[begun]).astype(np.float64)
        matters = np.stack([
            pace(passages.case[begun], stays, ~ends, every)[ends],
            np.log(load_factor(open_now, self._usual))[department],
            np.minimum(passages.supplements[last], MOST_TIMES).astype(np.float64),
            np.minimum(passages.returned[last], MOST_TIMES).astype(np.float64),
        ], axis=1)  # fmt: skip
        stay, rest = self._stay[cell], self._rest[cell]
        return Rows(
            case=case, stay=stay, rest=rest, stay_usual=usual_of(self.model.stay, stay, limit),
            rest_usual=usual_of(self.model.rest, rest, limit[:, None]),
            spent=np.maximum(ran[case] - passages.run_entered[last], 0).astype(np.float64), left=left,
            matters=matters, speed_stay=self._speeds[0][department], speed_rest=self._speeds[1][department],
            level=self._level[cell],
        )  # fmt: skip


def _rows_of(part: Part, cells: list[Key]) -> tuple[Ints, Ints]:
    """The finest row that there is for each cell, and its level."""
    found = np.array([part.row(cell) for cell in cells], np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
