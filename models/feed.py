"""The feed (dòng sự kiện): what other systems are told of dossiers, in one order that never changes.

A change writes its entry in its own transaction, without a number, so that writers do not wait for each
other. Whoever reads numbers first what has been committed since: numbers are given once, without gaps,
and none below one that was given. So a reader who has seen everything up to a number has missed nothing,
however many write, and whichever transaction ends first. An entry holds no personal data.
Shard key of a cluster: {_id: "hashed"}.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pymongo import UpdateOne

from models.errors import AlreadyThere
from models.store import Document, Index, Session, Store
from models.unique import told_twice

#: An entry is kept for so long; whoever has not come back by then is told.
KEPT = timedelta(days=90)
#: numbered in one transaction, read or removed in one go
BATCH = 500
#: where the last number given and the last one removed are kept
_STATE = "state"
#: the number of what has none yet
_WAITING = 0


class Entry(BaseModel):
    """One event of a dossier, as it was after it. `n` is its place in the dossier's own history."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    seq: int = _WAITING
    dossier: str
    n: int
    action: str
    state: str
    at: datetime
    recorded_at: datetime
    procedure: str
    field: str
    department: str
    holders: tuple[str, ...] = ()
    holder: str | None = None
    step: str | None = None
    due_at: datetime | None = None


class Feed:
    """The entries. `seq` is dense from `removed` + 1 to `last`."""

    COLLECTION: ClassVar[str] = "feed"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("seq",)),)

    def __init__(self, store: Store) -> None:
        self._store = store
        self._entries = store.collection(self.COLLECTION)

    def add(self, entries: Sequence[Entry], session: Session) -> None:
        """Write entries, in the transaction of what they tell of."""
        if entries:
            documents = [one.model_dump(by_alias=True) | {"holders": list(one.holders)} for one in entries]
            self._entries.insert_many(documents, session=session)

    def number(self) -> int:
        """Number everything that has been committed; returns the last number. Raises StoreError."""
        while self._entries.find_one({"seq": _WAITING}, {"_id": 1}) is not None:
            self._prepare()
            last, whole = self._store.transact(self._number_some)
            if whole:
                return last
        return self.bounds()[1]

    def bounds(self) -> tuple[int, int]:
        """The last number that was removed, and the last that was given; 0 where there is none."""
        found = self._entries.find_one({"_id": _STATE}) or {}
        return int(found.get("removed", 0)), int(found.get("last", 0))

    def between(self, after: int, until: int) -> list[Entry]:
        """The entries numbered after `after` up to `until`, in their order; at most `BATCH` of them."""
        until = min(until, after + BATCH)
        found = self._entries.find({"seq": {"$gt": after, "$lte": until}}, batch_size=BATCH)
        return sorted((Entry.model_validate(row) for row in found), key=lambda one: one.seq)

    def purge(self, now: datetime) -> int:
        """Remove entries that are older than `KEPT`, in their order; returns how many."""
        gone = 0
        while True:
            removed, last = self.bounds()
            entries = self.between(removed, last)
            old = 0
            while old < len(entries) and entries[old].recorded_at < now - KEPT:
                old += 1
            if not old:
                return gone
            upto = entries[old - 1].seq
            # First the mark: whoever reads meanwhile is told rather than given half.
            self._entries.update_one({"_id": _STATE}, {"$max": {"removed": upto}})
            gone += self._entries.delete_many({"seq": {"$gt": removed, "$lte": upto}}).deleted_count

    def _prepare(self) -> None:
        """Write where the numbers begin, outside of transactions, which would fight for it."""
        if self._entries.find_one({"_id": _STATE}, {"_id": 1}) is None:
            with suppress(AlreadyThere), told_twice():
                self._entries.insert_one({"_id": _STATE, "last": 0, "removed": 0})

    def _number_some(self, session: Session) -> tuple[int, bool]:
        """Number the oldest waiting ones; the last number, and whether nothing is left."""
        fields = {"dossier": 1, "n": 1, "recorded_at": 1}
        waiting = list(self._entries.find({"seq": _WAITING}, fields, batch_size=10_000, session=session))
        last = int((self._entries.find_one({"_id": _STATE}, session=session) or {})["last"])
        chosen = in_order(waiting)[:BATCH]
        if chosen:
            numbered = [
                UpdateOne({"_id": id}, {"$set": {"seq": last + place}}) for place, id in enumerate(chosen, 1)
            ]
            self._entries.bulk_write(numbered, session=session)
            last += len(chosen)
            # Two that number at once meet here, and one of them begins again.
            self._entries.update_one({"_id": _STATE}, {"$set": {"last": last}}, session=session)
        return last, len(chosen) == len(waiting)


def in_order(waiting: Sequence[Document]) -> list[Any]:
    """The ids of waiting entries by the time at which they were recorded; those of one dossier in its order.

    Clocks of processes may differ: an event of a dossier never comes before the one that it followed.
    """
    latest: dict[str, datetime] = {}
    keyed = []
    for row in sorted(waiting, key=lambda row: (row["dossier"], row["n"])):
        at = max(row["recorded_at"], latest.get(row["dossier"], row["recorded_at"]))
        latest[row["dossier"]] = at
        keyed.append((at, row["dossier"], row["n"], row["_id"]))
    return [key[-1] for key in sorted(keyed)]
