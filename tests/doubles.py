"""A store in this process's memory, for tests of reads that need no transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import mongomock

from models.store import Session, Store


class MemoryStore(Store):
    """A Store whose collections are mongomock's: nobody writes while somebody reads."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.client: Any = mongomock.MongoClient(tz_aware=True)
        self.zone = zone
        self.db: Any = self.client["memory"]

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """No session: what is read does not change meanwhile."""
        yield None  # type: ignore[misc]
