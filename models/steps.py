"""Going through a collection in steps that are remembered: killed at any moment, it goes on from there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from models.batches import batches
from models.slices import LARGE, Slices
from models.store import Document, Store
from models.turn import Turn

Progress = Callable[[int, int], None]
#: how many documents are changed between two marks at most
BATCH = 500


class Steps:
    """The steps of one piece of work, by name. Its changes may be done twice: a killed step is done again."""

    def __init__(self, store: Store, name: str, mine: Turn, progress: Progress) -> None:
        self._store = store
        self._id = f"steps:{name}"
        self._mine = mine
        self._progress = progress

    def each(self, collection: str, change: Callable[[list[Document]], None]) -> int:
        """Give every document of a collection to `change`, in lists; returns how many in this run.

        Dossiers, search keys and audit come in weeks, others in one piece.
        """
        meta = self._store.collection("meta")
        fresh = {"since": datetime.now(UTC), "done": 0}
        meta.update_one({"_id": self._id}, {"$setOnInsert": fresh}, upsert=True)
        mark: dict[str, Any] = meta.find_one({"_id": self._id}) or fresh
        queries = list(Slices(mark["since"]).of(collection)) if collection in LARGE else [{}]
        given = 0
        for number, query in enumerate(queries):
            if number < mark["done"]:
                continue
            found = self._store.collection(collection).find(query, batch_size=BATCH)
            for rows in batches(found, BATCH):
                change(rows)
                given += len(rows)
                self._mine.renew()
            if given or number == len(queries) - 1:
                meta.update_one({"_id": self._id}, {"$set": {"done": number + 1}})
            self._progress(number + 1, len(queries))
        return given

    def forget(self) -> None:
        """The work is done to its end, which something else says from now on."""
        self._store.collection("meta").delete_one({"_id": self._id})
