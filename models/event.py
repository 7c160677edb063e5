"""The history of a dossier (sự kiện): append-only, each entry sealed by a hash over the one before.

An event keeps what the action changed (`changes`), so that a dossier can be folded from its events
without asking any calendar again, also as of a past date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar

from pydantic import ConfigDict, Field

from models.part import Part
from models.store import Document, Index, Session, Store
from models.unique import told_twice


class Event(Part):
    """One entry. `id` is the change's own id, unique, so that a retry is recognised.

    `params` and `changes` hold plain values: text, numbers, instants, and dicts and arrays of them.
    """

    model_config = ConfigDict(populate_by_name=True)

    id: str = Field(alias="_id")
    dossier: str
    seq: int
    action: str
    actor: str
    #: when it happened, and when it was written down
    at: datetime
    recorded_at: datetime
    note: str = ""
    params: dict[str, Any] = Field(default_factory=dict)
    changes: dict[str, Any] = Field(default_factory=dict)
    previous: str = ""
    hash: str = ""
    #: the id of the click or request that it came from; not kept, and not sealed, where there is none
    trace: str = ""

    def document(self) -> dict[str, Any]:
        """The event as it is stored."""
        body = dict(self.__dict__)
        if not body["trace"]:
            del body["trace"]
        return {"_id": body.pop("id"), **body}

    def seal(self) -> str:
        """SHA-256 over the event without its hash (which includes the previous one's), in hex."""
        return seal_of({name: value for name, value in self.__dict__.items() if name != "hash"})


def seal_of(body: Mapping[str, Any]) -> str:
    """The seal of an event given as its fields, all but the hash.

    An empty `trace` is left out: events that were written before there was one keep their seals.
    """
    if not body.get("trace", True):
        body = {name: value for name, value in body.items() if name != "trace"}
    return hashlib.sha256(_ENCODER.encode(body).encode()).hexdigest()


def _encoded(value: object) -> str:
    """Instants as UTC milliseconds, so that a stored event seals to the same hash."""
    if isinstance(value, datetime):
        return _utc_text(value)
    raise TypeError(f"an event cannot hold {type(value).__name__}")


@lru_cache(maxsize=512)
def _utc_text(instant: datetime) -> str:
    """Kept for the last ones: one action writes the same instant into several places."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds")


_ENCODER = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_encoded, check_circular=False
)


class Events:
    """The append-only collection of events. Shard key of a cluster: {dossier: 1, seq: 1}."""

    COLLECTION: ClassVar[str] = "events"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("dossier", "seq"), unique=True),)

    def __init__(self, store: Store) -> None:
        self._events = store.collection(self.COLLECTION)

    def append(self, events: Sequence[Event], session: Session | None) -> None:
        """Add events, inside the commit's transaction; a change's id can be added only once."""
        with told_twice():
            self._events.insert_many([event.document() for event in events], session=session)

    def known(self, change: str) -> Event | None:
        """The event of a change that has been written, or None."""
        found = self._events.find_one({"_id": change})
        return None if found is None else Event.model_validate(found)

    def of(self, dossier: str, session: Session | None = None) -> list[Event]:
        """The history of one dossier, oldest first."""
        found = self._events.find({"dossier": dossier}, session=session)
        return sorted((Event.model_validate(row) for row in found), key=lambda event: event.seq)

    def of_many(
        self, dossiers: Sequence[str], session: Session | None = None
    ) -> dict[str, list[Document]]:
        """The stored histories of some dossiers, oldest first, as they stand in the store."""
        histories: dict[str, list[Document]] = {}
        bound = {"dossier": {"$in": list(dossiers)}}
        for row in self._events.find(bound, batch_size=10_000, session=session):
            histories.setdefault(row["dossier"], []).append(row)
        for history in histories.values():
            history.sort(key=lambda row: row["seq"])
        return histories

    def touched(self, dossiers: Sequence[str], instant: datetime) -> set[str]:
        """Those of some dossiers of which anything was recorded after `instant`."""
        bound = {"dossier": {"$in": list(dossiers)}}
        found = self._events.find(bound, {"dossier": 1, "recorded_at": 1}, batch_size=10_000)
        return {row["dossier"] for row in found if row["recorded_at"] > instant}

    def count(self) -> int:
        """How many events there are, roughly: from the collection's metadata."""
        return self._events.estimated_document_count()
