"""The cube in memory: the coarse families as columns, brought up to date before each answer.

Every commit raises the epoch of its departments and stamps the cells it touched, in its transaction.
A reader looks at the epochs; where one is higher than it has seen, it reads the epochs and the stamped
cells in one snapshot, so that it sees neither half a move nor misses a late commit. A new process begins
with the copy that an earlier one left in the data folder, if the store vouches for it.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.cube.cells import KEPT_DAYS
from dashboard.cube.contribution import VERSION
from dashboard.cube.copy import Copy, without_old_days
from dashboard.cube.counters import COARSE
from dashboard.cube.table import Table
from models.cell import GENERATION, Cells, CubeState
from models.errors import StoreError
from models.health import reaching
from models.store import Session, Store

#: how many parts of the fine families a process keeps
KEPT_SLICES = 32
#: how often a reading begins again because the cube was made anew meanwhile
TRIES = 3


class Slice(NamedTuple):
    """A family, or of a fine family the cells with one of `values` in `dimension` ("": all)."""

    family: str
    dimension: str = ""
    values: tuple[str, ...] = ()

    @property
    def query(self) -> dict[str, object]:
        """The condition that the store reads it by."""
        return {self.dimension: {"$in": list(self.values)}} if self.dimension else {}


@dataclass(frozen=True)
class Loaded:
    """A table, and the epochs as of which it stands."""

    table: Table
    epochs: Mapping[str, int]


class Frame:
    """The tables of one process, shared by its threads."""

    def __init__(self, store: Store, copy: Copy | None = None) -> None:
        """`copy`: where the coarse families are kept for the next process."""
        self._store = store
        self._copy = copy
        #: token and epochs of the copy, as far as this process knows
        self._saved: tuple[str, Mapping[str, int]] | None = None
        self._cells = Cells(store)
        self._lock = threading.Lock()
        self._loaded: OrderedDict[Slice, Loaded] = OrderedDict()
        self._looked_at: float | None = None
        self._held: ContextVar[dict[Slice, Table] | None] = ContextVar("held", default=None)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Within it, a table that was read stays as it is: a page looks at the epochs once, not per figure.

        Its figures are then of one instant, that of its first; where a part of a fine family is read
        for the first time, all that is asked for with it moves on to that later instant. One within
        another is the outer one.
        """
        if self._held.get() is not None:
            yield
            return
        mark = self._held.set({})
        try:
            yield
        finally:
            self._held.reset(mark)

    def tables(self, slices: Sequence[Slice]) -> list[Table]:
        """The tables of `slices`, all as of one instant that is not before this call (or this `reading`).

        Raises StoreError where the cube is being rebuilt, or was made by another version.
        """
        held = self._held.get()
        if held is None:
            return self._tables(slices)
        if not all(key in held for key in slices):
            wanted = list(dict.fromkeys([*slices, *map(Slice, COARSE)]))
            held.update(zip(wanted, self._tables(wanted), strict=True))
        return [held[key] for key in slices]

    def _tables(self, slices: Sequence[Slice]) -> list[Table]:
        with self._lock:
            epochs = self._cells.epochs()
            stale = [key for key in slices if key not in self._loaded or self._loaded[key].epochs != epochs]
            if stale:
                self._refresh(list(dict.fromkeys([*slices, *map(Slice, COARSE)])))
            self._looked_at = time.monotonic()
            for key in slices:
                self._loaded.move_to_end(key)
            return [self._loaded[key].table for key in slices]

    def mark(self) -> frozenset[tuple[str, int]]:
        """The epochs as they are now."""
        return frozenset(self._cells.epochs().items())

    def load(self) -> None:
        """Read the coarse families, so that the first page need not wait for them."""
        self.tables([Slice(family) for family in COARSE])

    @property
    def loaded(self) -> bool:
        """Whether the coarse families are in memory."""
        return all(Slice(family) in self._loaded for family in COARSE)

    @property
    def age(self) -> float | None:
        """Seconds since it was last brought up to date, which every question does; None before the first."""
        at = self._looked_at
        return None if at is None else time.monotonic() - at

    def state(self) -> CubeState:
        """What the store says of the cube, within three seconds. Raises StoreError."""
        with reaching(3.0):
            return self._cells.state()

    @property
    def rows(self) -> int:
        """How many rows the cases by department have as they stand now: none without any dossier received."""
        return self.tables([Slice("cases")])[0].rows

    @property
    def size(self) -> tuple[int, int]:
        """Rows and bytes in memory."""
        tables = [loaded.table for loaded in list(self._loaded.values())]
        return sum(table.rows for table in tables), sum(table.bytes for table in tables)

    def _refresh(self, wanted: Sequence[Slice]) -> None:
        """Bring the wanted slices to one instant.

        What is not in memory is read whole first, without a snapshot: no server keeps one as long as that may
        take. A cell that changed under the reading is among those stamped since it began, which are
        then read in the snapshot like any other change.
        """
        for _ in range(TRIES):
            read = self._read_whole(wanted)
            with self._store.snapshot() as session:
                epochs = self._cells.epochs(session)
                check(self._cells.state(session))
                begun = {key: read.get(key) or self._loaded[key] for key in wanted}
                if any(one.epochs.get(GENERATION) != epochs.get(GENERATION) for one in begun.values()):
                    continue  # made anew meanwhile
                for key, one in begun.items():
                    self._loaded[key] = self._brought_up(key, one, epochs, session)
            for key in [key for key in self._loaded if key.family not in COARSE][:-KEPT_SLICES]:
                del self._loaded[key]
            return
        raise being_built()

    def _read_whole(self, wanted: Sequence[Slice]) -> dict[Slice, Loaded]:
        """Those of the wanted slices that are not in memory, or of another making of the cube."""
        epochs, state = self._cells.epochs(), self._cells.state()
        check(state)
        missing = [
            key
            for key in wanted
            if key not in self._loaded or self._loaded[key].epochs.get(GENERATION) != epochs.get(GENERATION)
        ]
        found: dict[Slice, Loaded] = {}
        with not_collecting():
            if any(key.family in COARSE for key in missing):
                found = self._copied(epochs, state)
            for key in missing:
                if key not in found:
                    found[key] = Loaded(Table.of(key.family, self._cells.load(key.family, key.query)), epochs)
        return found

    def _copied(self, epochs: Mapping[str, int], state: CubeState) -> dict[Slice, Loaded]:
        """The coarse families as they were copied, if this store vouches for the copy; else nothing."""
        if self._copy is None or not state.copies:
            return {}
        copied = self._copy.read()
        if copied is None:
            return {}
        if (
            copied.token not in state.copies
            or copied.epochs.get(GENERATION) != epochs.get(GENERATION)
            or any(epoch > epochs.get(department, -1) for department, epoch in copied.epochs.items())
        ):
            self._copy.passed_over("of another store, or of another state of this one")
            return {}
        self._saved = copied.token, copied.epochs
        return {Slice(family): Loaded(table, copied.epochs) for family, table in copied.tables.items()}

    def _brought_up(self, key: Slice, one: Loaded, epochs: Mapping[str, int], session: Session) -> Loaded:
        """A slice with what has changed since its epochs."""
        if one.epochs == epochs:
            return one
        since = {
            department: one.epochs.get(department, -1)
            for department, epoch in epochs.items()
            if one.epochs.get(department) != epoch
        }
        changed = self._cells.changed(key.family, since, session)
        if key.dimension:
            changed = [cell for cell in changed if cell[key.dimension] in key.values]
        return Loaded(one.table.merged(changed), epochs)

    def save(self, today: int, least: int = 1) -> bool:
        """Copy the coarse families into the data folder, if at least `least` commits are not in the copy yet.

        Tells whether it was done. Raises StoreError where they cannot be read.
        """
        if self._copy is None:
            return False
        self.load()
        with self._lock:
            loaded = {family: self._loaded[Slice(family)] for family in COARSE}
            saved, epochs = self._saved, loaded[COARSE[0]].epochs
        if saved is not None and moved(saved[1], epochs) < least:
            return False
        before = self._cells.state().purged
        oldest = None if before is None else min(before, today - KEPT_DAYS)
        tables = {
            family: one.table if oldest is None else without_old_days(one.table, oldest)
            for family, one in loaded.items()
        }
        token = self._copy.write(tables, epochs)
        if token is None:
            return False
        self._saved = token, epochs
        return self._cells.vouch(token, epochs[GENERATION], None if saved is None else saved[0])


def moved(before: Mapping[str, int], now: Mapping[str, int]) -> int:
    """How many commits lie between two readings of the epochs; a new making of the cube is many."""
    if before.get(GENERATION) != now.get(GENERATION):
        return sys.maxsize
    return sum(epoch - before.get(department, 0) for department, epoch in now.items())


def check(state: CubeState) -> None:
    """Raises StoreError where the cube is being made, or was made by another version."""
    if state.building:
        raise being_built()
    if state.version not in (None, VERSION):
        raise StoreError(
            "Số liệu do bản khác dựng; hãy chạy lệnh “rebuild”.",
            "The figures were made by another version; run “rebuild”.",
        )


def being_built() -> StoreError:
    """The refusal of a reader while the cube is made anew."""
    return StoreError(
        "Số liệu đang được dựng lại; xin đợi ít phút.",
        "The figures are being rebuilt; please wait a few minutes.",
    )


@contextmanager
def not_collecting() -> Iterator[None]:
    """Without Python's search for rubbish: among a million small objects it takes as long as the reading."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
