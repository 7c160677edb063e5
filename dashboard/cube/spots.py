"""The spots of a table: the different sets of dimensions that its cells have, whatever their period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Name = tuple[str, ...]


class Spots:
    """Spots are numbered in the order in which they were met, and keep their numbers in all that follows."""

    def __init__(self, dimensions: Sequence[str], numbers: dict[Name, int], of_cell: Numbers) -> None:
        self.dimensions = tuple(dimensions)
        self._numbers = numbers
        #: for each cell the number of its spot
        self.of_cell = of_cell

    @classmethod
    def of(cls, dimensions: Sequence[str], names: Iterable[Name]) -> Spots:
        """The spots of cells whose dimensions are given in the order of their numbers."""
        return cls(dimensions, {}, np.zeros(0, dtype=np.int64)).grown(names)

    def grown(self, names: Iterable[Name]) -> Spots:
        """With more cells; the same where there are none."""
        names = list(names)
        if not names:
            return self
        numbers = dict(self._numbers)
        more = np.fromiter((numbers.setdefault(name, len(numbers)) for name in names), np.int64, len(names))
        if len(numbers) == len(self._numbers):
            # What was made of the names is of use to the next table, too.
            same = Spots(self.dimensions, self._numbers, np.concatenate((self.of_cell, more)))
            same._coded = self._coded
            return same
        return Spots(self.dimensions, numbers, np.concatenate((self.of_cell, more)))

    @property
    def names(self) -> list[Name]:
        """The dimensions of each spot."""
        return list(self._numbers)

    @property
    def count(self) -> int:
        """How many spots there are."""
        return len(self._numbers)

    @cached_property
    def _coded(self) -> dict[str, tuple[Numbers, npt.NDArray[np.str_]]]:
        return {}

    def coded(self, dimension: str) -> tuple[Numbers, npt.NDArray[np.str_]]:
        """A dimension of each spot as a number, and the sorted words that they stand for."""
        if dimension not in self._coded:
            place = self.dimensions.index(dimension)
            names = np.array([name[place] for name in self._numbers], dtype=np.str_)
            words, codes = np.unique(names, return_inverse=True)
            self._coded[dimension] = (codes.astype(np.int64), words)
        return self._coded[dimension]
