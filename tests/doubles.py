"""A store in this process's memory, for tests of what need not ask a real server every time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import mongomock
from pymongo import InsertOne, ReplaceOne

from models.errors import StoreError
from models.store import TRANSACT_SECONDS, Session, Store

T = TypeVar("T")


class Written(NamedTuple):
    """What a bulk write did."""

    inserted_count: int
    matched_count: int


class MemoryCollection:
    """A collection of mongomock, whose bulk writes take what the driver's requests of today say."""

    def __init__(self, kept: Any) -> None:
        self._kept = kept

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kept, name)

    def bulk_write(self, requests: Sequence[Any], **more: Any) -> Written:
        inserted = matched = 0
        for request in requests:
            if isinstance(request, InsertOne):
                self._kept.insert_one(request._doc)
                inserted += 1
            else:
                write = self._kept.replace_one if isinstance(request, ReplaceOne) else self._kept.update_one
                matched += write(request._filter, request._doc, upsert=bool(request._upsert)).matched_count
        return Written(inserted, matched)


class MemoryStore(Store):
    """A Store whose collections are mongomock's. One thread at a time; transactions are all or nothing.

    `faults` are told to the next transactions, one each: "lost before" fails before anything is written,
    "lost answer" after all of it is, as when the connection breaks.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self.client: Any = mongomock.MongoClient(tz_aware=True)
        self.zone = zone
        self.db: Any = self.client["memory"]
        self.faults: list[str] = []

    def collection(self, name: str) -> Any:
        """The collection `name`."""
        return MemoryCollection(self.db[name])

    def contents(self) -> dict[str, list[Any]]:
        """All that is stored, by collection."""
        return {name: deepcopy(list(self.db[name].find())) for name in self.db.list_collection_names()}

    def transact(self, fn: Callable[[Session], T], seconds: float = TRANSACT_SECONDS) -> T:
        """Run `fn`; what it wrote is taken back where it raises."""
        fault = self.faults.pop() if self.faults else ""
        if fault == "lost before":
            raise StoreError("Mất kết nối.", "The connection is lost.")
        kept = self.contents()
        try:
            done = fn(None)  # type: ignore[arg-type]
        except BaseException:
            for name in self.db.list_collection_names():
                self.db[name].delete_many({})
                if kept.get(name):
                    self.db[name].insert_many(kept[name])
            raise
        if fault == "lost answer":
            raise StoreError("Mất kết nối.", "The connection is lost.")
        return done

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """No session: nobody writes while somebody reads."""
        yield None  # type: ignore[misc]
