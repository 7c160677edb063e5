"""What the hall's figures are added up from: counters of one group, day and half-day.

They move in the transaction of the ticket that moves them, so that a figure of a quarter reads a few hundred
small documents and no tickets. Shard key of a cluster: {hall: 1, day: 1}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from models.absence import Half
from models.errors import AlreadyThere
from models.store import Index, Session, Store
from models.unique import told_twice


class HallCell(BaseModel):
    """`bins`: the wait from ticket to first call in the log-spaced bins of the cube, bin → how many."""

    model_config = ConfigDict(frozen=True)

    hall: str
    day: int
    group: str
    half: Half
    taken: int = 0
    called: int = 0
    done: int = 0
    no_show: int = 0
    wait_ms: int = 0
    bins: dict[int, int] = {}


class HallCells:
    """The cells of all halls."""

    COLLECTION: ClassVar[str] = "hall_cells"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("hall", "day")),)

    def __init__(self, store: Store) -> None:
        self._cells = store.collection(self.COLLECTION)

    def prepare(self, hall: str, day: int, group: str, half: Half) -> None:
        """Have the cell there before the transaction, where two could not both make it."""
        id = _id(hall, day, group, half)
        if self._cells.find_one({"_id": id}, {"_id": 1}) is None:
            try:
                with told_twice():
                    self._cells.insert_one(
                        {"_id": id, "hall": hall, "day": day, "group": group, "half": half}
                    )
            except AlreadyThere:
                return  # somebody else has just made it, which is all we want

    def add(
        self, hall: str, day: int, group: str, half: Half, moved: Mapping[str, int], session: Session
    ) -> None:
        """Add to a cell: counters by their names, and bins as "b" and their number."""
        self._cells.update_one({"_id": _id(hall, day, group, half)}, {"$inc": dict(moved)}, session=session)

    def put_many(self, cells: Sequence[HallCell]) -> None:
        """New cells at once, for a demonstration."""
        rows = [
            {
                "_id": _id(one.hall, one.day, one.group, one.half),
                **one.model_dump(exclude={"bins"}),
                **{f"b{bin}": count for bin, count in one.bins.items()},
            }
            for one in cells
        ]
        if rows:
            self._cells.insert_many(rows)

    def between(self, hall: str, first: int, last: int) -> list[HallCell]:
        """The cells of some days, both included; a quarter at most."""
        return [_read(row) for row in self._cells.find({"hall": hall, "day": {"$gte": first, "$lte": last}})]


def _id(hall: str, day: int, group: str, half: Half) -> str:
    return f"{hall}|{day}|{group}|{half}"


def _read(row: dict[str, Any]) -> HallCell:
    bins = {
        int(name[1:]): count
        for name, count in row.items()
        if name[0] == "b" and name[1:].lstrip("-").isdigit()
    }
    plain = {name: value for name, value in row.items() if name in HallCell.model_fields}
    return HallCell(**plain, bins=bins)
