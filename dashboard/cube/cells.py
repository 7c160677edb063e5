"""Between contributions and stored cells: the same numbers, in the two forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dashboard.cube.contribution import Contribution, Counters, Key
from dashboard.cube.counters import FAMILIES
from dashboard.cube.sketch import ZERO
from models.cell import CellChange, nested

#: day cells are written for this many days, and trusted for a few less
KEPT_DAYS = 100
TRUSTED_DAYS = 95
#: bins of one sketch in one document: three sketches of so many take less than 14 KiB
PART_BINS = 448
#: the first bin of part 0: 10 minutes, so that it reaches to 52 days; of waiting ÷ limit 0.5 % (to 43)
FIRST_BIN_OF_TIMES = 665
FIRST_BIN = {"x": 200}


def cell_changes(moved: Contribution, today: int) -> list[CellChange]:
    """The changes of stored cells; day cells only for the recent days.

    A cell is stored in parts, so that no document grows over 16 KiB however many dossiers it counts: its
    days in one, the bins of its sketches in others, `PART_BINS` bins of each sketch at most.
    """
    return [
        CellChange(id=f"{cell_id(key)}{part}", identity=identity(key), counters=counters)
        for key, whole in moved.items()
        if not FAMILIES[key.family].daily or key.period >= today - KEPT_DAYS
        for part, counters in parts(whole).items()
    ]


def parts(counters: Counters) -> dict[str, Counters]:
    """The counters of a cell by the end of the id of the document that holds them."""
    found: dict[str, Counters] = {}
    for path, amount in counters.items():
        kind, name, place = path.split(".", 2)
        end = "" if kind == "d" else part_of(name, int(place))
        found.setdefault(end, {})[path] = amount
    return found


def part_of(sketch: str, place: int) -> str:
    """Which document holds a bin: most durations, and zero, are in the same one."""
    if place == ZERO:
        return "|s0"
    return f"|s{(place - FIRST_BIN.get(sketch, FIRST_BIN_OF_TIMES)) // PART_BINS}"


def cell_id(key: Key) -> str:
    """The id of a cell: family, dimensions and period. Its parts add to it."""
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
    """A cell in one document, for a table that is not stored."""
    return nested(CellChange(cell_id(key), identity(key), counters), 0)


def stored(cells: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Key, Counters]]:
    """Stored cells as contributions, the parts of each put together; a zero counts as absent."""
    found: Contribution = {}
    for cell in cells:
        family = FAMILIES[cell["family"]]
        dimensions = tuple(str(cell[name]) for name in family.dimensions)
        counters = found.setdefault(Key(cell["family"], dimensions, int(cell[family.period])), {})
        for day, counted in cell.get("d", {}).items():
            for name, amount in counted.items():
                if amount:
                    counters[f"d.{day}.{name}"] = int(amount)
        for sketch, bins in cell.get("s", {}).items():
            for place, amount in bins.items():
                if amount:
                    counters[f"s.{sketch}.{place}"] = int(amount)
    return iter(found.items())
