"""What was learnt from history to tell the risk of open dossiers: one document, replaced when learnt anew.

It can always be learnt again: it is no record, and no statistic is read from it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, NamedTuple

from models.errors import MotcuaError
from models.store import Index, Store
from models.unique import told_twice

CURRENT, LEASE = "current", "lease"
#: a document of the store may hold 16 MiB; one of these is far from it, or something is wrong
MOST_BYTES = 12 * 2**20
#: how much ahead of ours the clock of another machine may be
SKEW = timedelta(minutes=5)


class Kept(NamedTuple):
    """What is kept: by which version it was packed, when it was learnt, and the packed model."""

    version: int
    at: datetime
    data: bytes


class RiskModels:
    """The collection. Shard key of a cluster: {_id: "hashed"}."""

    COLLECTION: ClassVar[str] = "risk_models"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._models = store.collection(self.COLLECTION)

    def learnt_at(self) -> datetime | None:
        """When the present model was learnt; None where there is none. Cheap: the model is not read."""
        found = self._models.find_one({"_id": CURRENT}, {"at": 1})
        return None if found is None else found["at"]

    def get(self) -> Kept | None:
        """The present model."""
        found = self._models.find_one({"_id": CURRENT})
        return None if found is None else Kept(found["version"], found["at"], bytes(found["data"]))

    def put(self, kept: Kept) -> None:
        """Replace the present model. Raises MotcuaError for one that is too large to be kept."""
        if len(kept.data) > MOST_BYTES:
            raise MotcuaError("Mô hình quá lớn để lưu.", "The model is too large to be kept.")
        document = {"_id": CURRENT, **kept._asdict()}
        self._models.replace_one({"_id": CURRENT}, document, upsert=True)

    def lease(self, now: datetime, span: timedelta) -> bool:
        """Whether the caller may learn now: one process at a time, for `span`, or until `release`."""
        until = {"$set": {"until": now + span}}
        # Over, or (further off than any lasts) written by a clock that ran ahead.
        for free in ({"$lte": now}, {"$gt": now + span + SKEW}):
            if self._models.update_one({"_id": LEASE, "until": free}, until).matched_count:
                return True
        if self._models.find_one({"_id": LEASE}, {"_id": 1}) is not None:
            return False
        try:
            with told_twice():
                self._models.insert_one({"_id": LEASE, "until": now + span})
        except MotcuaError:
            return False  # another process was faster
        return True

    def release(self, now: datetime) -> None:
        """Let the next one learn."""
        self._models.update_one({"_id": LEASE}, {"$set": {"until": now}})
