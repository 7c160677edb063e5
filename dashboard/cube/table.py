"""Cells of one family as columns.

A table never changes: `merged` gives a new one in which some cells are replaced. It shares with the old one
all that did not change: `base` are the rows as of some earlier time, `gone` those rows of `base` that are
no longer true, `fresh` what stands instead. Everything is added up, so an answer is that of `base` without
that of `gone` with that of `fresh`, and the indexes of `base` serve on. When much has changed, a new base is
made.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from dashboard.clock import day_number
from dashboard.cube.counters import FAMILIES
from dashboard.cube.rows import CELL, Rows
from dashboard.cube.spots import Numbers, Spots

__all__ = ["CELL", "Numbers", "Table", "first_day"]

#: a new base is made when this many rows, or this part of the base, have changed
FRESH_ROWS, FRESH_PART = 20_000, 0.05

_serials = itertools.count()


@lru_cache(maxsize=4096)
def first_day(month: int) -> int:
    """The first day of a month given as year × 12 + month − 1."""
    return day_number(datetime.date(month // 12, month % 12 + 1, 1))


@dataclass(frozen=True, eq=False)
class Table:
    """One family (or the part of it that was asked for), as of the epochs it was read at."""

    family: str
    #: the number of each stored cell
    ids: Mapping[str, int]
    spots: Spots
    base: Rows
    gone: Rows
    fresh: Rows
    #: the cells of `base` that are not true any more
    replaced: frozenset[int] = frozenset()
    #: tells one table from every other of this process
    serial: int = field(default_factory=lambda: next(_serials))

    @classmethod
    def empty(cls, family: str) -> Table:
        """A table without cells."""
        kind = FAMILIES[family]
        days = pl.DataFrame(schema={"cell": CELL, "day": pl.Int32, **dict.fromkeys(kind.counters, pl.Int64)})
        bins = pl.DataFrame(
            schema={"cell": CELL, "period": pl.Int32, "sketch": pl.String, "bin": pl.Int16, "n": pl.Int64}
        )
        return cls.flat(family, {}, Spots.of(kind.dimensions, []), days, bins)

    @classmethod
    def flat(
        cls, family: str, ids: Mapping[str, int], spots: Spots, days: pl.DataFrame, bins: pl.DataFrame
    ) -> Table:
        """A table of rows in the order of their cells."""
        none = Rows(days.clear(), bins.clear(), spots)
        return cls(family, ids, spots, Rows(days, bins, spots), none, none)

    @classmethod
    def of(cls, family: str, documents: Iterable[Mapping[str, Any]]) -> Table:
        """A table of stored cells."""
        return cls.empty(family).merged(documents)

    @cached_property
    def parts(self) -> tuple[tuple[int, Rows], ...]:
        """Its rows, and whether they are added (1) or taken away (−1)."""
        later = [(sign, part) for sign, part in ((-1, self.gone), (1, self.fresh)) if part.height]
        return ((1, self.base), *later)

    @property
    def rows(self) -> int:
        """How many rows it keeps in memory."""
        return len(self.ids) + sum(part.height for _, part in self.parts)

    @property
    def bytes(self) -> int:
        """How much memory its columns take, about, the indexes not counted."""
        frames = (frame for _, part in self.parts for frame in (part.days, part.bins))
        return int(sum(frame.estimated_size() for frame in frames))

    # What stands in a day or a period of a cell stays there, be it a zero: taking away moves no border.
    @cached_property
    def first(self) -> int | None:
        """The first day that anything is counted on."""
        return min((part.first for _, part in self.parts if part.first is not None), default=None)

    @cached_property
    def last(self) -> int | None:
        """The last day that anything is counted on (a due day may lie ahead)."""
        return max((part.last for _, part in self.parts if part.last is not None), default=None)

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """The first and the last period that has a sketch."""
        spans = [part.span for _, part in self.parts if part.span is not None]
        return (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None

    @property
    def holders(self) -> tuple[str, ...]:
        """All holders that occur (of a family of visits)."""
        return tuple(self.spots.coded("holder")[1].tolist())

    def between(self, counter: str, edges: list[int]) -> Numbers:
        """What each spot counts from each of the ascending days to before the next: a row a spot."""
        found = np.zeros((self.spots.count, len(edges) - 1), dtype=np.int64)
        for sign, part in self.parts:
            upto = part.upto(counter)[part.places(edges, self.spots.count)]
            change = upto[:, 1:] - upto[:, :-1]
            found = found + change if sign > 0 else found - change
        return found

    def counted(self, counter: str) -> npt.NDArray[np.bool_]:
        """Which spots have ever had any of a counter."""
        return self._some(lambda part: part.counted(counter))

    def sketched(self, name: str) -> npt.NDArray[np.bool_]:
        """Which spots have ever had any of a sketch."""
        return self._some(lambda part: part.with_any(name))

    def _some(self, count: Any) -> npt.NDArray[np.bool_]:
        found = np.zeros(self.spots.count, dtype=np.int64)
        for sign, part in self.parts:
            counts = count(part)
            found[: len(counts)] += sign * counts
        return found > 0

    def last_with(self, counter: str) -> int:
        """The last day with any of a counter that is nowhere negative; −1 where there is none."""
        changed: dict[int, int] = {}
        for sign, part in self.parts:
            if part is not self.base:
                for day, amount in part.by_day(counter).items():
                    changed[day] = changed.get(day, 0) + sign * amount
        before = self.base.by_day(counter)
        days = {day for day, amount in changed.items() if amount + before.get(day, 0) > 0}
        return max(days | (before.keys() - changed.keys()), default=-1)

    def merged(self, documents: Iterable[Mapping[str, Any]]) -> Table:
        """The table with the cells of `documents` (whole stored cells) added or replaced."""
        kind = FAMILIES[self.family]
        ids = dict(self.ids)
        new: list[tuple[str, ...]] = []
        days: list[dict[str, int]] = []
        bins: tuple[list[int], list[int], list[str], list[int], list[int]] = ([], [], [], [], [])
        touched: set[int] = set()
        for document in documents:
            cell = ids.get(document["_id"])
            if cell is None:
                cell = ids[document["_id"]] = len(ids)
                new.append(tuple(document[name] for name in kind.dimensions))
            elif cell >= len(self.ids) or cell in touched:
                continue  # met twice in one reading that others wrote into: it is read again after it
            else:
                touched.add(cell)
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
        if len(ids) == len(self.ids) and not touched:
            return self
        schema = self.base.days.schema
        more = Rows(
            pl.from_dicts(days, schema=schema).fill_null(0) if days else self.base.days.clear(),
            pl.DataFrame(dict(zip(self.base.bins.columns, bins, strict=True)), schema=self.base.bins.schema),
            self.spots.grown(new),
        )
        return self._with(ids, frozenset(touched), more)

    def _with(self, ids: Mapping[str, int], touched: frozenset[int], more: Rows) -> Table:
        numbers = np.array(sorted(touched), dtype=np.uint32)
        first_time = np.array(sorted(touched - self.replaced), dtype=np.uint32)
        fresh = (self.fresh.without(numbers) if len(numbers) else self.fresh).plus(more)
        gone = Rows(self.gone.days, self.gone.bins, more.spots)
        if len(first_time):
            gone = self.gone.plus(Rows(*_frames(self.base.of_cells(first_time)), more.spots))
        replaced = self.replaced | touched
        table = Table(self.family, ids, more.spots, self.base, gone, fresh, replaced)
        if gone.height + fresh.height > max(FRESH_ROWS, FRESH_PART * self.base.height):
            return table.settled()
        return table

    def settled(self) -> Table:
        """The same with a base of its own."""
        if not self.gone.height and not self.fresh.height:
            return self
        base = self.base.without(np.array(sorted(self.replaced), dtype=np.uint32)).plus(self.fresh)
        return Table.flat(self.family, self.ids, self.spots, *_frames(base))


def _frames(rows: Rows) -> tuple[pl.DataFrame, pl.DataFrame]:
    return rows.days, rows.bins
