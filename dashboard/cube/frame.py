"""The cube in memory: the coarse families as columns, brought up to date before each answer.

Every commit raises the epoch of its departments and stamps the cells it touched, in its transaction.
A reader looks at the epochs; where one is higher than it has seen, it reads the epochs and the stamped
cells in one snapshot, so that it sees neither half a move nor misses a late commit.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.cube.contribution import VERSION
from dashboard.cube.counters import COARSE
from dashboard.cube.table import Table
from models.cell import GENERATION, Cells
from models.errors import StoreError
from models.store import Store

#: how many parts of the fine families a process keeps
KEPT_SLICES = 32


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

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cells = Cells(store)
        self._lock = threading.Lock()
        self._loaded: OrderedDict[Slice, Loaded] = OrderedDict()
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
    def size(self) -> tuple[int, int]:
        """Rows and bytes in memory."""
        tables = [loaded.table for loaded in list(self._loaded.values())]
        return sum(table.rows for table in tables), sum(table.bytes for table in tables)

    def _refresh(self, wanted: Sequence[Slice]) -> None:
        """Bring the wanted slices to one instant."""
        with self._store.snapshot() as session:
            epochs = self._cells.epochs(session)
            state = self._cells.state(session)
            if state.building:
                raise StoreError(
                    "Số liệu đang được dựng lại; xin đợi ít phút.",
                    "The figures are being rebuilt; please wait a few minutes.",
                )
            if state.version not in (None, VERSION):
                raise StoreError(
                    "Số liệu do bản khác dựng; hãy chạy lệnh “rebuild”.",
                    "The figures were made by another version; run “rebuild”.",
                )
            for key in wanted:
                loaded = self._loaded.get(key)
                if loaded is None or loaded.epochs.get(GENERATION) != epochs.get(GENERATION):
                    table = Table.of(key.family, self._cells.load(key.family, key.query, session))
                elif loaded.epochs == epochs:
                    continue
                else:
                    since = {
                        department: loaded.epochs.get(department, -1)
                        for department, epoch in epochs.items()
                        if loaded.epochs.get(department) != epoch
                    }
                    changed = self._cells.changed(key.family, since, session)
                    if key.dimension:
                        changed = [cell for cell in changed if cell[key.dimension] in key.values]
                    table = loaded.table.merged(changed)
                self._loaded[key] = Loaded(table, epochs)
        for key in [key for key in self._loaded if key.family not in COARSE][:-KEPT_SLICES]:
            del self._loaded[key]
