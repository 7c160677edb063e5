"""What became of the backups of a store: one record each, kept in the store itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from models.store import Index, Store

#: How far back the last one is looked for.
KEPT = timedelta(days=400)


class BackupRecord(BaseModel):
    """One backup. `scheduled`: the instant of the timetable that it was made for; None: by hand.

    `file` is a name without its folder, `size` in bytes; `reason` (vi, en) says why it failed.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    id: str = Field(alias="_id")
    started_at: datetime
    ended_at: datetime
    ok: bool
    scheduled: datetime | None = None
    file: str = ""
    size: int = 0
    documents: int = 0
    reason: tuple[str, str] = ("", "")


class BackupRecords:
    """The records. Shard key of a cluster: {_id: "hashed"}; there is one a day."""

    COLLECTION: ClassVar[str] = "backups"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("started_at",)),)

    def __init__(self, store: Store) -> None:
        self._records = store.collection(self.COLLECTION)

    def add(self, record: BackupRecord) -> None:
        """Keep a record, and let go of those that are older than `KEPT`."""
        self._records.insert_one(record.model_dump(by_alias=True))
        self._records.delete_many({"started_at": {"$lt": record.started_at - KEPT}})

    def latest(self, now: datetime) -> list[BackupRecord]:
        """The records of the last `KEPT`, newest first."""
        found = self._records.find({"started_at": {"$gte": now - KEPT}})
        records = [BackupRecord.model_validate(row) for row in found]
        return sorted(records, key=lambda one: one.started_at, reverse=True)
