"""Between contributions and stored cells: the same numbers, in the two forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dashboard.cube.contribution import Contribution, Counters, Key
from dashboard.cube.counters import FAMILIES
from models.cell import CellChange, nested

#: day cells are written for this many days, and trusted for a few less
KEPT_DAYS = 100
TRUSTED_DAYS = 95


def cell_changes(moved: Contribution, today: int) -> list[CellChange]:
    """The changes of stored cells; day cells only for the recent days."""
    return [
        CellChange(id=cell_id(key), identity=identity(key), counters=counters)
        for key, counters in moved.items()
        if not FAMILIES[key.family].daily or key.period >= today - KEPT_DAYS
    ]


def cell_id(key: Key) -> str:
    """The id of a cell: family, dimensions and period."""
    return "|".join((key.family, *key.dimensions, str(key.period)))


def identity(key: Key) -> dict[str, Any]:
    """What a cell is, as stored fields."""
    family = FAMILIES[key.family]
    return {
        "family": key.family,
        **dict(zip(family.dimensions, key.dimensions, strict=True)),
        family.period: key.period,
    }


def document(key: Key, counters: Mapping[str, int]) -> dict[str, Any]:
    """A cell as it would be stored."""
    return nested(CellChange(cell_id(key), identity(key), counters), 0)


def stored(cells: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Key, Counters]]:
    """Stored cells as contributions; a zero counts as absent."""
    for cell in cells:
        family = FAMILIES[cell["family"]]
        dimensions = tuple(str(cell[name]) for name in family.dimensions)
        counters: Counters = {}
        for day, counted in cell.get("d", {}).items():
            for name, amount in counted.items():
                if amount:
                    counters[f"d.{day}.{name}"] = int(amount)
        for sketch, bins in cell.get("s", {}).items():
            for place, amount in bins.items():
                if amount:
                    counters[f"s.{sketch}.{place}"] = int(amount)
        yield Key(cell["family"], dimensions, int(cell[family.period])), counters
