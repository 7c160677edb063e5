"""Failed attempts to sign in, by name and by address, whether or not there is such a name.

They are kept apart from the accounts so that a locked name tells nobody whether it exists.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pymongo.errors import DuplicateKeyError

from models.store import Index, Store


class Attempt(BaseModel):
    """What is held against one name or one address."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    failures: int
    locked_until: datetime | None = None
    #: forgotten from then on
    expires_at: datetime


class Attempts:
    """The failures that are not yet forgotten."""

    COLLECTION: ClassVar[str] = "attempts"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("expires_at",), expire_seconds=0),)

    def __init__(self, store: Store) -> None:
        self._attempts = store.collection(self.COLLECTION)

    def get(self, key: str) -> Attempt | None:
        """What is stored under this key (the caller minds `expires_at`)."""
        document = self._attempts.find_one({"_id": key})
        return None if document is None else Attempt.model_validate(document)

    def swap(self, seen: Attempt | None, new: Attempt) -> bool:
        """Write `new` if what is stored is still `seen`; False where somebody else was faster."""
        document = new.model_dump(by_alias=True)
        if seen is None:
            try:
                self._attempts.insert_one(document)
            except DuplicateKeyError:
                return False
            return True
        there = {"_id": seen.id, "failures": seen.failures, "locked_until": seen.locked_until}
        return self._attempts.replace_one(there, document).matched_count == 1

    def forget(self, key: str) -> None:
        """Hold nothing against this key any more."""
        self._attempts.delete_one({"_id": key})
