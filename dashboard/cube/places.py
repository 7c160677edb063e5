"""The cells that a question keeps, and the group of each: numbers, so that whole columns are looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.cube.table import Table

#: the group of a cell that the filters leave out
OUT = -1

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """`names`: the groups in their order (one without a name where nothing is asked for).

    `of_cell` has for each cell of the table the index of its group, or `OUT`.
    """

    names: Sequence[Name]
    of_cell: npt.NDArray[np.int64]

    @classmethod
    def of(cls, table: Table, where: Mapping[str, tuple[str, ...]], by: Sequence[str]) -> Places:
        """The groups `by` of the cells within `where`; both name dimensions of the table's family."""
        kept = np.ones(table.cells.height, dtype=bool)
        for name, values in where.items():
            codes, words = table.coded(name)
            wanted = frozenset(values)
            kept &= np.array([word in wanted for word in words.tolist()], dtype=bool)[codes]
        if not by:
            return cls([()], np.where(kept, 0, OUT).astype(np.int64))
        columns = [table.coded(name) for name in by]
        numbers = np.zeros(table.cells.height, dtype=np.int64)
        for codes, words in columns:
            numbers = numbers * len(words) + codes
        # Words are sorted, so the numbers of the groups are in the order of their names.
        used, group = np.unique(numbers[kept], return_inverse=True)
        of_cell = np.full(table.cells.height, OUT, dtype=np.int64)
        of_cell[kept] = group
        parts: list[npt.NDArray[np.str_]] = []
        rest = used
        for _, words in reversed(columns):
            rest, codes = np.divmod(rest, max(len(words), 1))
            parts.append(words[codes])
        return cls(list(zip(*(part.tolist() for part in reversed(parts)), strict=True)), of_cell)

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self.names)
