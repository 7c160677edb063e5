"""What came of an idempotency key (khóa chống trùng): one request of one token, for good.

The dossier's own change has an id that is made of token and key, so it cannot be made twice; what is kept
here is the request that the key stands for, so that another one under the same key is refused.
Shard key of a cluster: {_id: "hashed"}.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, ClassVar

from models.errors import AlreadyThere
from models.store import Index, Store
from models.unique import told_twice


def change_of(token: str, key: str) -> str:
    """The id of the change (and of the draft with its files) of a token's key: 32 hexadecimal digits."""
    return hashlib.sha256("\x1f".join(("api", token, key)).encode()).hexdigest()[:32]


class Submissions:
    """The keys that were used. Kept as long as the dossiers are: a key never comes to mean another one."""

    COLLECTION: ClassVar[str] = "submissions"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._kept = store.collection(self.COLLECTION)

    def begin(self, change: str, request: str, now: datetime) -> dict[str, Any]:
        """What is kept of the key, this request if there was none: `request`, and `dossier` once made."""
        fresh = {"_id": change, "request": request, "at": now, "dossier": ""}
        for _ in range(3):
            found = self._kept.find_one({"_id": change})
            if found is not None:
                return found
            try:
                with told_twice():
                    self._kept.insert_one(dict(fresh))
            except AlreadyThere:
                continue
            return fresh
        return fresh

    def made(self, change: str) -> str:
        """The dossier that a key has made; "" where there is none yet."""
        found = self._kept.find_one({"_id": change})
        return "" if found is None else str(found["dossier"])

    def done(self, change: str, request: str, dossier: str, now: datetime) -> None:
        """The request has made this dossier."""
        kept = {"request": request, "dossier": dossier, "at": now}
        self._kept.update_one({"_id": change}, {"$set": kept}, upsert=True)

    def dropped(self, change: str, request: str) -> None:
        """The request was refused and has made nothing: the key is free for a better one."""
        self._kept.delete_one({"_id": change, "request": request, "dossier": ""})
