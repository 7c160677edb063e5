"""Cells of one family as columns.

A table never changes: `merged` gives a new one in which some cells are replaced. `cells` has one row
a cell (`cell`, its number from 0 on, then the family's dimensions), `days` one row a cell and day with
the family's counters, `bins` one row a cell, period, sketch and bin. Questions are answered from single
columns without their zeros, which are made when they are first asked for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from dashboard.clock import day_number
from dashboard.cube.counters import FAMILIES
from dashboard.cube.measure import Term

CELL = pl.UInt32
Numbers = npt.NDArray[np.int64]


class Entries(NamedTuple):
    """Amounts by cell and day: three columns of one length, no amount is zero."""

    cells: Numbers
    days: Numbers
    values: Numbers


class Bins(NamedTuple):
    """How many values lie in a bin of a sketch, by cell and period (month or day): four columns."""

    cells: Numbers
    periods: Numbers
    bins: Numbers
    counts: Numbers


@lru_cache(maxsize=4096)
def first_day(month: int) -> int:
    """The first day of a month given as year × 12 + month − 1."""
    return day_number(datetime.date(month // 12, month % 12 + 1, 1))


@dataclass(frozen=True)
class Table:
    """One family (or the part of it that was asked for), as of the epochs it was read at."""

    family: str
    ids: Mapping[str, int]
    cells: pl.DataFrame
    days: pl.DataFrame
    bins: pl.DataFrame

    @classmethod
    def empty(cls, family: str) -> Table:
        """A table without cells."""
        kind = FAMILIES[family]
        return cls(
            family,
            {},
            pl.DataFrame(schema={"cell": CELL, **dict.fromkeys(kind.dimensions, pl.String)}),
            pl.DataFrame(schema={"cell": CELL, "day": pl.Int32, **dict.fromkeys(kind.counters, pl.Int64)}),
            pl.DataFrame(
                schema={"cell": CELL, "period": pl.Int32, "sketch": pl.String, "bin": pl.Int16, "n": pl.Int64}
            ),
        )

    @classmethod
    def of(cls, family: str, documents: Iterable[Mapping[str, Any]]) -> Table:
        """A table of stored cells."""
        return cls.empty(family).merged(documents)

    @property
    def rows(self) -> int:
        """How many rows it keeps in memory."""
        return self.cells.height + self.days.height + self.bins.height

    @property
    def bytes(self) -> int:
        """How much memory its columns take, about."""
        return int(sum(part.estimated_size() for part in (self.cells, self.days, self.bins)))

    @cached_property
    def first(self) -> int | None:
        """The first day that anything is counted on."""
        return None if self.days.is_empty() else int(self.days["day"].min())  # type: ignore[arg-type]

    @cached_property
    def last(self) -> int | None:
        """The last day that anything is counted on (a due day may lie ahead)."""
        return None if self.days.is_empty() else int(self.days["day"].max())  # type: ignore[arg-type]

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """The first and the last period that has a sketch."""
        if self.bins.is_empty():
            return None
        return int(self.bins["period"].min()), int(self.bins["period"].max())  # type: ignore[arg-type]

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """All holders that occur (of a family of visits)."""
        return tuple(sorted(set(self.cells["holder"].to_list())))

    @cached_property
    def _columns(self) -> dict[Any, Any]:
        """What was made of the columns so far. Two threads may make the same: it is equal."""
        return {}

    def coded(self, dimension: str) -> tuple[Numbers, npt.NDArray[np.str_]]:
        """A dimension of the cells as numbers, and the sorted words that they stand for."""
        if dimension not in self._columns:
            words, codes = np.unique(self.cells[dimension].to_numpy().astype(np.str_), return_inverse=True)
            self._columns[dimension] = (codes.astype(np.int64), words)
        found: tuple[Numbers, npt.NDArray[np.str_]] = self._columns[dimension]
        return found

    def entries(self, counter: str) -> Entries:
        """All amounts of one counter."""
        key = ("entries", counter)
        if key not in self._columns:
            values = self.days[counter].to_numpy()
            rows = np.flatnonzero(values)
            cells, days = (self.days[name].to_numpy()[rows].astype(np.int64) for name in ("cell", "day"))
            self._columns[key] = Entries(cells, days, values[rows])
        found: Entries = self._columns[key]
        return found

    def moves(self, terms: tuple[Term, ...]) -> Entries:
        """The terms of a stock as moves: by how much it changes on a day."""
        key = ("moves", terms)
        if key not in self._columns:
            parts = [(term, self.entries(term.counter)) for term in terms]
            self._columns[key] = Entries(
                np.concatenate([part.cells for _, part in parts]),
                np.concatenate([part.days + term.shift for term, part in parts]),
                np.concatenate([part.values * term.sign for term, part in parts]),
            )
        found: Entries = self._columns[key]
        return found

    def sketch(self, name: str) -> Bins:
        """All bins of one sketch."""
        key = ("sketch", name)
        if key not in self._columns:
            rows = self.bins.filter(pl.col("sketch") == name)
            columns = (rows[part].to_numpy().astype(np.int64) for part in ("cell", "period", "bin", "n"))
            self._columns[key] = Bins(*columns)
        found: Bins = self._columns[key]
        return found

    def merged(self, documents: Iterable[Mapping[str, Any]]) -> Table:
        """The table with the cells of `documents` (whole stored cells) added or replaced."""
        kind = FAMILIES[self.family]
        ids = dict(self.ids)
        replaced: list[int] = []
        new: dict[str, list[Any]] = {"cell": [], **{name: [] for name in kind.dimensions}}
        days: list[dict[str, int]] = []
        bins: tuple[list[int], list[int], list[str], list[int], list[int]] = ([], [], [], [], [])
        for document in documents:
            cell = ids.get(document["_id"])
            if cell is None:
                cell = ids[document["_id"]] = len(ids)
                new["cell"].append(cell)
                for name in kind.dimensions:
                    new[name].append(document[name])
            else:
                replaced.append(cell)
            period = int(document[kind.period])
            if not kind.daily:
                before = first_day(period) - 1
                for day, counted in document.get("d", {}).items():
                    days.append({**counted, "cell": cell, "day": before + int(day)})
            for sketch, counted in document.get("s", {}).items():
                bins[0].extend([cell] * len(counted))
                bins[1].extend([period] * len(counted))
                bins[2].extend([sketch] * len(counted))
                bins[3].extend(map(int, counted))
                bins[4].extend(counted.values())
        return self._with(ids, replaced, new, days, bins)

    def _with(
        self, ids: dict[str, int], replaced: list[int], new: dict[str, list[Any]],
        days: list[dict[str, int]], bins: tuple[list[Any], ...],
    ) -> Table:  # fmt: skip
        blank = Table.empty(self.family) if self.ids else self
        day_rows = pl.from_dicts(days, schema=blank.days.schema).fill_null(0) if days else blank.days
        bin_rows = pl.DataFrame(dict(zip(blank.bins.columns, bins, strict=True)), schema=blank.bins.schema)
        cell_rows = pl.DataFrame(new, schema=blank.cells.schema)
        old_days, old_bins = self.days, self.bins
        if replaced:
            gone = pl.Series(sorted(set(replaced)), dtype=CELL)
            old_days = old_days.filter(~pl.col("cell").is_in(gone.implode()))
            old_bins = old_bins.filter(~pl.col("cell").is_in(gone.implode()))
        return Table(
            self.family,
            ids,
            pl.concat([self.cells, cell_rows], rechunk=True) if self.ids else cell_rows,
            pl.concat([old_days, day_rows]) if old_days.height else day_rows,
            pl.concat([old_bins, bin_rows]) if old_bins.height else bin_rows,
        )
