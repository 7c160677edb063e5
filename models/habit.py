"""Which procedures somebody takes in (thói quen): what their list begins with. One document a person.

Kept beside the dossiers, not with them: a count that is lost or late does no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, NamedTuple

from models.store import Index, Store

#: The document that counts for all, by which a newcomer's list is ordered.
EVERYBODY = "*"


class Use(NamedTuple):
    """How often, and when last."""

    times: int
    last: datetime


class Habits:
    """Counts by person and procedure. Shard key of a cluster: {_id: "hashed"}."""

    COLLECTION: ClassVar[str] = "habits"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._habits = store.collection(self.COLLECTION)

    def used(self, user: str, procedure: str, at: datetime) -> None:
        """Count one use, the person's and everybody's. Ids of procedures may be field names (`Slug`)."""
        for whose in (user, EVERYBODY):
            self._habits.update_one(
                {"_id": whose},
                {"$inc": {f"n.{procedure}": 1}, "$set": {f"at.{procedure}": at}},
                upsert=True,
            )

    def begin(self, counts: Mapping[str, int], at: datetime) -> None:
        """What everybody has used so far, where nothing was counted yet."""
        known = {id: times for id, times in counts.items() if times > 0}
        self._habits.update_one(
            {"_id": EVERYBODY},
            {"$setOnInsert": {"n": known, "at": dict.fromkeys(known, at)}},
            upsert=True,
        )

    def of(self, user: str) -> dict[str, Use]:
        """What the person has used: procedure → how often, and when last."""
        found = self._habits.find_one({"_id": user}) or {}
        last = found.get("at", {})
        return {id: Use(int(times), last[id]) for id, times in found.get("n", {}).items() if id in last}
