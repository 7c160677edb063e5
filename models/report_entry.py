"""What people enter for reports (số liệu nhập tay): why a dossier is late, and points that nothing computes.

Append-only: another entry of the same key counts from then on, and the earlier ones stay.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.store import Index, Store

#: why a dossier is overdue; points of Circular 01/2018; points of the index of Decision 766
EntryKind = Literal["reason", "tt01", "766"]


class ReportEntry(BaseModel):
    """One entry. `subject`: the dossier, or the period and department that the points are of.

    `key`: the criterion ("" of a reason); `value`: the id of a reason, or points.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id", default_factory=lambda: uuid.uuid4().hex)
    kind: EntryKind
    subject: str
    key: str = ""
    value: str
    note: str = ""
    actor: str
    at: datetime


class ReportEntries:
    """The entries. Shard key of a cluster: {subject: 1}."""

    COLLECTION: ClassVar[str] = "report_entries"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("subject",)),)

    def __init__(self, store: Store) -> None:
        self._entries = store.collection(self.COLLECTION)

    def add(self, entry: ReportEntry) -> None:
        """Write an entry."""
        self._entries.insert_one(entry.model_dump(by_alias=True))

    def latest(
        self, kind: EntryKind, subjects: Iterable[str], known_by: datetime | None = None
    ) -> dict[tuple[str, str], ReportEntry]:
        """(subject, key) → what counts of it, of what had been entered by `known_by` (None: by now)."""
        found: dict[tuple[str, str], ReportEntry] = {}
        rows = self._entries.find({"subject": {"$in": sorted(set(subjects))}}, batch_size=10_000)
        entries = [ReportEntry.model_validate(row) for row in rows]
        for entry in sorted(entries, key=lambda one: one.at):
            if entry.kind == kind and (known_by is None or entry.at <= known_by):
                found[entry.subject, entry.key] = entry
        return found
