"""What is known of the store as a whole: small marks beside its zone and format."""

from __future__ import annotations

from typing import Any, ClassVar

from models.store import Index, Store


class Meta:
    """Marks by name."""

    COLLECTION: ClassVar[str] = "meta"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._meta = store.collection(self.COLLECTION)

    def get(self, name: str) -> Any:
        """The value of a mark, or None."""
        found = self._meta.find_one({"_id": name})
        return None if found is None else found.get("value")

    def set(self, name: str, value: Any) -> None:
        """Set a mark."""
        self._meta.update_one({"_id": name}, {"$set": {"value": value}}, upsert=True)

    def settle(self, name: str, value: Any) -> Any:
        """Set a mark that nobody has set yet; what it is now, whoever was first."""
        self._meta.update_one({"_id": name}, {"$setOnInsert": {"value": value}}, upsert=True)
        return self.get(name)
