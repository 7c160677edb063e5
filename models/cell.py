"""The cells of the cube: one collection, so that a commit moves all its cells in one request.

A cell is one family, one set of dimensions and one period (`dashboard.cube.counters`). Its id is made
of them; it carries the epoch of its department, by which readers find what changed since they last
looked. Shard key of a cluster: {department: 1, _id: 1}; a commit then goes to one shard for most
dossiers, and the readers' queries by (family, department, epoch) are targeted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from pymongo import UpdateOne

from models.batches import batches
from models.errors import StoreError
from models.store import Document, Index, Session, Store


@dataclass(frozen=True, slots=True)
class CellChange:
    """What is added to one cell: `counters` maps dotted paths to whole numbers."""

    id: str
    #: family, dimensions and period: what the cell is, written once
    identity: Mapping[str, Any]
    counters: Mapping[str, int]

    @property
    def department(self) -> str:
        """The department whose epoch stamps the cell."""
        return str(self.identity["department"])


class Cells:
    """The collection of cells, and the epochs of the departments."""

    COLLECTION: ClassVar[str] = "cells"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("family", "department", "epoch")),
        Index(("family", "procedure")),
        Index(("family", "field")),
    )

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cells = store.collection(self.COLLECTION)
        self._epochs = store.collection(Epochs.COLLECTION)

    def add(self, changes: Iterable[CellChange], session: Session) -> None:
        """Add to cells, inside the transaction of the change that moves them; raises their epochs."""
        changes = list(changes)
        epochs = self._raise(sorted({change.department for change in changes}), session)
        if changes:
            self._cells.bulk_write(
                [
                    UpdateOne(
                        {"_id": change.id},
                        {
                            "$inc": dict(change.counters),
                            "$set": {"epoch": epochs[change.department]},
                            "$setOnInsert": dict(change.identity),
                        },
                        upsert=True,
                    )
                    for change in changes
                ],
                ordered=True,
                session=session,
            )

    def _raise(self, departments: list[str], session: Session) -> dict[str, int]:
        """Raise the epochs of departments, in a fixed order so that two commits cannot deadlock.

        Raises StoreError while the cube is being rebuilt: the sum would miss this change.
        """
        for department in departments:
            self._epochs.update_one({"_id": department}, {"$inc": {"n": 1}}, upsert=True, session=session)
        rows = self._epochs.find({"_id": {"$in": [GENERATION, *departments]}}, session=session)
        found = {row["_id"]: row for row in rows}
        if found.get(GENERATION, {}).get("building"):
            raise StoreError(
                "Số liệu đang được dựng lại, chưa lưu được; xin thử lại sau ít phút.",
                "The figures are being rebuilt and nothing was saved; please try again in a few minutes.",
            )
        return {department: int(found[department]["n"]) for department in departments}

    def epochs(self, session: Session | None = None) -> dict[str, int]:
        """The epoch of every department that has cells."""
        return {row["_id"]: int(row["n"]) for row in self._epochs.find({}, session=session)}

    def count(self) -> int:
        """How many cells there are."""
        return self._cells.estimated_document_count()

    def departments(self) -> set[str]:
        """The departments that have cells."""
        return self.epochs().keys() - {GENERATION}

    def load(
        self, family: str, where: Mapping[str, Any], session: Session | None = None
    ) -> Iterator[Document]:
        """All cells of a family, or those with `where` (equality on department, field or procedure)."""
        return iter(self._cells.find({"family": family, **where}, session=session, batch_size=10_000))

    def changed(
        self, family: str, since: Mapping[str, int], session: Session | None = None
    ) -> list[Document]:
        """The cells of a family stamped after the epochs given per department."""
        found: list[Document] = []
        for department, epoch in since.items():
            found += self._cells.find(
                {"family": family, "department": department, "epoch": {"$gt": epoch}}, session=session
            )
        return found

    def all(self, session: Session | None = None) -> Iterator[Document]:
        """Every cell, for `verify`."""
        return iter(self._cells.find({}, batch_size=10_000, session=session))

    def state(self, session: Session | None = None) -> CubeState:
        """Whether the cube may be read, and by which version of the contribution it was made."""
        found = self._epochs.find_one({"_id": GENERATION}, session=session) or {}
        return CubeState(
            found.get("version"),
            bool(found.get("building", False)),
            frozenset(found.get("copies", ())),
            found.get("purged"),
        )

    def vouch(self, token: str, generation: int, instead_of: str | None = None) -> bool:
        """Note that a copy of the cells has this token; False where the cube has been made anew since.

        The note lies beside the generation, in the same document: a store that is put back to an earlier
        state, or made of other data, does not have it, and one that has it went through the state that was
        copied. Of two processes that note at once one may be forgotten; its copy is then not believed.
        """
        found = self._epochs.find_one({"_id": GENERATION, "n": generation}) or {}
        others = [each for each in found.get("copies", ()) if each != instead_of]
        copies = [*others[1 - COPIES :], token]
        done = self._epochs.update_one(
            {"_id": GENERATION, "n": generation, "building": False}, {"$set": {"copies": copies}}
        )
        return done.matched_count == 1

    def begin_building(self) -> None:
        """From here on no commit moves a cell and no reader answers, until `end_building`.

        Raising every epoch makes each commit that is under way conflict and try again; then it
        sees the mark. A rebuild that was killed leaves the mark: run it again.
        """
        self._epochs.update_one(
            {"_id": GENERATION},
            {"$set": {"building": True}, "$inc": {"n": 1}, "$unset": {"copies": "", "purged": ""}},
            upsert=True,
        )
        for department in self.epochs():
            if department != GENERATION:
                self._epochs.update_one({"_id": department}, {"$inc": {"n": 1}})

    def end_building(self, departments: Iterable[str], version: int) -> None:
        """The cube is whole again, made by `version` of the contribution."""
        known = self.epochs()
        for department in sorted(set(departments) - known.keys()):
            self._epochs.update_one({"_id": department}, {"$set": {"n": 1}}, upsert=True)
        self._epochs.update_one(
            {"_id": GENERATION}, {"$set": {"building": False, "version": version}, "$inc": {"n": 1}}
        )

    def set_version(self, version: int) -> None:
        """Note by which version of the contribution the cells of a new store are made."""
        self._epochs.update_one(
            {"_id": GENERATION},
            {"$setOnInsert": {"n": 1, "building": False, "version": version}},
            upsert=True,
        )

    def clear(self) -> None:
        """Throw all cells away; only between `begin_building` and `end_building`."""
        self._store.renew(Cells)

    def insert(self, changes: Iterable[CellChange]) -> int:
        """Insert new cells in bulk, stamped 0; only while building. Returns how many."""
        return sum(
            len(self._cells.insert_many(batch, ordered=False).inserted_ids)
            for batch in batches((nested(change, 0) for change in changes), 2_000)
        )

    def grow(self, changes: Iterable[CellChange]) -> None:
        """Add to cells in bulk, or make them, stamped 0; only while building."""
        for batch in batches(changes, 2_000):
            self._cells.bulk_write(
                [
                    UpdateOne(
                        {"_id": change.id},
                        {"$inc": dict(change.counters), "$setOnInsert": {**change.identity, "epoch": 0}},
                        upsert=True,
                    )
                    for change in batch
                ],
                ordered=False,
            )

    def purge_days(self, before: int) -> int:
        """Drop the day cells older than `before`, which are only kept for recent days; once each `before`."""
        if self.state().purged == before:
            return 0
        old = [
            cell["_id"]
            for family in ("days_cases", "days_visits")
            for cell in self._cells.find({"family": family}, {"day": 1})
            if cell["day"] < before
        ]
        dropped = sum(
            self._cells.delete_many({"_id": {"$in": ids}}).deleted_count for ids in batches(old, 1_000)
        )
        self._epochs.update_one({"_id": GENERATION}, {"$set": {"purged": before}})
        return dropped


#: The epoch that is raised when the whole cube is made anew.
GENERATION = "*"
#: how many copies of the cells, one a data folder, the store vouches for at a time
COPIES = 16


class CubeState(NamedTuple):
    """By which version of the contribution the cube was made, and whether that goes on now.

    `copies`: the tokens of the copies that were made of it. `purged`: the day before which day cells were
    dropped last.
    """

    version: int | None
    building: bool
    copies: frozenset[str] = frozenset()
    purged: int | None = None


class Epochs:
    """One counter a department, raised by every commit that moves its cells."""

    COLLECTION: ClassVar[str] = "epochs"
    INDEXES: ClassVar[tuple[Index, ...]] = ()


def nested(change: CellChange, epoch: int) -> Document:
    """The stored document of a new cell: dotted paths become nested fields, zeros are left out."""
    document: Document = {"_id": change.id, **change.identity, "epoch": epoch}
    for path, amount in change.counters.items():
        if amount:
            *folders, name = path.split(".")
            into = document
            for folder in folders:
                into = into.setdefault(folder, {})
            into[name] = amount
    return document
