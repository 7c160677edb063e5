"""Rows of cells, and the indexes by which they are summed without reading them all.

The rows of days are put in the order of spot and day, and each counter has its running sum: what a spot
counts over any days is the difference of two of its places. The rows of sketches are put in the order of
their periods, so that some periods are a few stretches. What an answer costs depends on the spots and on the
days it tells apart, and not on how many days there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from dashboard.cube.spots import Numbers, Spots

CELL = pl.UInt32
#: days before and after all others
EVER_SINCE, FOR_EVER = -(2**31), 2**31
#: a spot and a day as one number: spot × SPAN + day + HALF_SPAN
SPAN, HALF_SPAN = 2**34, 2**33
#: tables of places that are kept, and how large one may be
KEPT_PLACES, LARGEST_PLACES = 24, 400_000


class Bins(NamedTuple):
    """How many values lie in a bin of a sketch, by spot and period (month or day): four columns."""

    spots: Numbers
    periods: Numbers
    bins: Numbers
    counts: Numbers


@dataclass(frozen=True, eq=False)
class Rows:
    """`days`: one row a cell and day with its counters; `bins`: one row a cell, period, sketch and bin."""

    days: pl.DataFrame
    bins: pl.DataFrame
    spots: Spots

    @cached_property
    def _made(self) -> dict[Any, Any]:
        """What was made of the rows so far. Two threads may make the same: it is equal."""
        return {}

    @cached_property
    def _order(self) -> tuple[Numbers, Numbers, Numbers]:
        """Keys of spot and day in ascending order, in which order the rows are so, and their spots."""
        spots = self.spots.of_cell[self.days["cell"].to_numpy()]
        keys = spots * SPAN + (self.days["day"].to_numpy().astype(np.int64) + HALF_SPAN)
        order = np.argsort(keys, kind="stable")
        return keys[order], order, spots[order]

    def upto(self, counter: str) -> Numbers:
        """The running sum of a counter: at place i the sum of all rows before i in their order."""
        key = ("upto", counter)
        if key not in self._made:
            found = np.zeros(self.days.height + 1, dtype=np.int64)
            np.cumsum(self.days[counter].to_numpy()[self._order[1]], out=found[1:])
            self._made[key] = found
        found_before: Numbers = self._made[key]
        return found_before

    def counted(self, counter: str) -> Numbers:
        """How many rows of each spot have any of a counter."""
        key = ("counted", counter)
        if key not in self._made:
            _, order, spots = self._order
            some = self.days[counter].to_numpy()[order] != 0
            self._made[key] = np.bincount(spots[some], minlength=self.spots.count)
        found: Numbers = self._made[key]
        return found

    def by_day(self, counter: str) -> dict[int, int]:
        """What all spots count of a counter on each day that has any."""
        key = ("by_day", counter)
        if key not in self._made:
            values = self.days[counter].to_numpy()
            some = np.flatnonzero(values)
            days, place = np.unique(self.days["day"].to_numpy()[some], return_inverse=True)
            totals = np.zeros(len(days), dtype=np.int64)
            np.add.at(totals, place, values[some])
            self._made[key] = dict(zip(days.tolist(), totals.tolist(), strict=True))
        found: dict[int, int] = self._made[key]
        return found

    def places(self, edges: Sequence[int], spots: int) -> npt.NDArray[np.int32]:
        """For so many spots and each of the ascending days: the place of the first row from then on."""
        key = (spots, *edges)
        kept: dict[Any, npt.NDArray[np.int32]] = self._made.setdefault("places", {})
        found = kept.get(key)
        if found is None:
            needles = np.arange(spots)[:, None] * SPAN + (np.asarray(edges, dtype=np.int64) + HALF_SPAN)
            found = np.searchsorted(self._order[0], needles.ravel()).astype(np.int32)
            found = found.reshape(spots, len(edges))
            if len(kept) >= KEPT_PLACES:
                kept.clear()
            if found.size <= LARGEST_PLACES:
                kept[key] = found
        return found

    def sketch(self, name: str) -> Bins:
        """All bins of one sketch, by period."""
        key = ("sketch", name)
        if key not in self._made:
            rows = self.bins.filter(pl.col("sketch") == name)
            order = np.argsort(rows["period"].to_numpy(), kind="stable")
            spots = self.spots.of_cell[rows["cell"].to_numpy()][order]
            columns = (rows[part].to_numpy().astype(np.int64)[order] for part in ("period", "bin", "n"))
            self._made[key] = Bins(spots, *columns)
        found: Bins = self._made[key]
        return found

    def within(self, name: str, stretches: Sequence[tuple[int, int]]) -> Bins:
        """The bins of a sketch whose periods lie in one of the stretches (first, last)."""
        whole = self.sketch(name)
        ends = [(np.searchsorted(whole.periods, first), np.searchsorted(whole.periods, last, side="right"))
                for first, last in stretches]  # fmt: skip
        if len(ends) == 1:
            return Bins(*(column[ends[0][0] : ends[0][1]] for column in whole))
        return Bins(*(np.concatenate([column[:0], *(column[a:b] for a, b in ends)]) for column in whole))

    def with_any(self, name: str) -> Numbers:
        """How many rows of each spot have any of a sketch."""
        key = ("with_any", name)
        if key not in self._made:
            whole = self.sketch(name)
            self._made[key] = np.bincount(whole.spots[whole.counts != 0], minlength=self.spots.count)
        found: Numbers = self._made[key]
        return found

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

    def of_cells(self, cells: npt.NDArray[np.uint32]) -> Rows:
        """Only the rows of some cells."""
        return Rows(picked(self.days, cells), picked(self.bins, cells), self.spots)

    def without(self, cells: npt.NDArray[np.uint32]) -> Rows:
        """Only the rows of all other cells."""
        gone = pl.Series(cells, dtype=CELL).implode()
        days, bins = (part.filter(~pl.col("cell").is_in(gone)) for part in (self.days, self.bins))
        return Rows(days, bins, self.spots)

    def plus(self, other: Rows) -> Rows:
        """Both, by cell; the other one knows the spots of both."""
        days, bins = (
            pl.concat([mine, its], rechunk=True).sort("cell", maintain_order=True)
            for mine, its in ((self.days, other.days), (self.bins, other.bins))
        )
        return Rows(days, bins, other.spots)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.days.height + self.bins.height


def picked(rows: pl.DataFrame, cells: npt.NDArray[np.uint32]) -> pl.DataFrame:
    """The rows of some cells; rows are in the order of their cells."""
    column = rows["cell"].to_numpy()
    begins, ends = np.searchsorted(column, cells), np.searchsorted(column, cells, side="right")
    parts = [np.arange(a, b) for a, b in zip(begins.tolist(), ends.tolist(), strict=True)]
    return rows[np.concatenate(parts)] if parts else rows.clear()
