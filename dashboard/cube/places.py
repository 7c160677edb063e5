"""The spots that a question keeps, and the group of each: numbers, so that whole columns are looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.cube.table import Table

#: the group of a spot that the filters leave out
OUT = -1

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """`names`: the groups in their order (one without a name where nothing is asked for).

    `of_spot` has for each spot of the table the index of its group, or `OUT`.
    """

    names: Sequence[Name]
    of_spot: npt.NDArray[np.int64]

    @classmethod
    def of(cls, table: Table, where: Mapping[str, tuple[str, ...]], by: Sequence[str]) -> Places:
        """The groups `by` of the spots within `where`; both name dimensions of the table's family."""
        spots = table.spots
        kept = np.ones(spots.count, dtype=bool)
        for name, values in where.items():
            codes, words = spots.coded(name)
            wanted = frozenset(values)
            kept &= np.array([word in wanted for word in words.tolist()], dtype=bool)[codes]
        if not by:
            return cls([()], np.where(kept, 0, OUT).astype(np.int64))
        columns = [spots.coded(name) for name in by]
        numbers = np.zeros(spots.count, dtype=np.int64)
        for codes, words in columns:
            numbers = numbers * len(words) + codes
        # Words are sorted, so the numbers of the groups are in the order of their names.
        used, group = np.unique(numbers[kept], return_inverse=True)
        of_spot = np.full(spots.count, OUT, dtype=np.int64)
        of_spot[kept] = group
        parts: list[npt.NDArray[np.str_]] = []
        rest = used
        for _, words in reversed(columns):
            rest, codes = np.divmod(rest, max(len(words), 1))
            parts.append(words[codes])
        return cls(list(zip(*(part.tolist() for part in reversed(parts)), strict=True)), of_spot)

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self.names)

    def gathered(self, of_spots: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """A row a group: the sum of the rows of its spots. Whole numbers, exact."""
        kept = np.flatnonzero(self.of_spot >= 0)
        if self.count == 1:
            whole: npt.NDArray[np.int64] = of_spots[kept].sum(axis=0, dtype=np.int64)[None, :]
            return whole
        found = np.zeros((self.count, of_spots.shape[1]), dtype=np.int64)
        np.add.at(found, self.of_spot[kept], of_spots[kept])
        return found

    def holding(self, spots: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """For each group whether it has any of these spots."""
        found = np.zeros(self.count, dtype=bool)
        found[self.of_spot[spots & (self.of_spot >= 0)]] = True
        return found
