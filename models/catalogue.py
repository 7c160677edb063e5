"""What the reference collections have in common: a few hundred small documents, read as a whole.

They stay unsharded in a cluster: each is small, and is read by all.
"""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from pymongo import ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from models.naming import Slug, ident
from models.store import Index, Store

_DUPLICATE_KEY = 11000
#: Sorts what an import created behind what the Office keeps.
IMPORTED_ORDER = 1_000_000


class Entry(BaseModel):
    """A document of a reference collection."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    order: int = 0


class Dated(Entry):
    """An entry that holds from `valid_from` to `valid_to`, both days included; open where None."""

    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether it holds on the day `on`."""
        return (self.valid_from is None or self.valid_from <= on) and not self.ended(on)

    def ended(self, on: date) -> bool:
        """Whether it no longer holds on the day `on`."""
        return self.valid_to is not None and self.valid_to < on


D = TypeVar("D", bound=Entry)


class Catalogue(Generic[D]):
    """The repository of one reference collection. Everybody may read it; nothing of it is personal."""

    COLLECTION: ClassVar[str]
    INDEXES: ClassVar[tuple[Index, ...]] = ()
    document: type[D]

    def __init__(self, store: Store) -> None:
        self._collection = store.collection(self.COLLECTION)

    def all(self) -> list[D]:
        """Every document, by `order`, then id."""
        return self._sorted(self._collection.find({}))

    def get(self, id: str) -> D | None:
        """The document of that id, or None."""
        found = self._collection.find_one({"_id": id})
        return None if found is None else self._read(found)

    def put_many(self, documents: Iterable[D]) -> int:
        """Put each in place of the one with its id, or beside the others; returns how many differed.

        What is the same already is not written, so that a second call costs one reading.
        """
        wanted = {document.id: _written(document) for document in documents}
        there = {found["_id"]: found for found in self._collection.find({})}
        changed = [stored for id, stored in wanted.items() if there.get(id) != stored]
        if changed:
            self._collection.bulk_write(
                [ReplaceOne({"_id": stored["_id"]}, stored, upsert=True) for stored in changed],
                ordered=False,
            )
        return len(changed)

    def write_many(self, documents: Iterable[D]) -> None:
        """Put each in place of the one with its id, in one request, without looking at what is there."""
        requests = [
            ReplaceOne({"_id": stored["_id"]}, stored, upsert=True) for stored in map(_written, documents)
        ]
        if requests:
            self._collection.bulk_write(requests, ordered=False)

    def put(self, document: D) -> None:
        """Put the document in place of the one with its id, or beside the others."""
        stored = _written(document)
        self._collection.replace_one({"_id": stored["_id"]}, stored, upsert=True)

    def add_missing(self, documents: Iterable[D]) -> None:
        """Put those whose ids are not there yet; the others stay as the Office has made them."""
        there = {found["_id"] for found in self._collection.find({}, {"_id": 1})}
        writes = [
            UpdateOne({"_id": document.id}, {"$setOnInsert": _written(document)}, upsert=True)
            for document in documents
            if document.id not in there
        ]
        if writes:
            self._collection.bulk_write(writes, ordered=False)

    def remove_many(self, ids: Iterable[str]) -> None:
        """Take out the documents of these ids."""
        self._collection.delete_many({"_id": {"$in": list(ids)}})

    def remove(self, id: str) -> None:
        """Take a document out; nothing happens where it is not there."""
        self._collection.delete_one({"_id": id})

    def _read(self, found: dict[str, Any]) -> D:
        fields = dict(found)
        return self.document.model_validate({"id": fields.pop("_id"), **fields})

    def _sorted(self, found: Iterable[dict[str, Any]]) -> list[D]:
        return sorted((self._read(one) for one in found), key=lambda entry: (entry.order, entry.id))


class Named(Dated):
    """An entry that people know by its name."""

    name: str
    imported: bool = False


N = TypeVar("N", bound=Named)


class NamedCatalogue(Catalogue[N], ABC):
    """A reference collection that an import may add to, by name."""

    def ensure_named(self, names: Iterable[str]) -> dict[str, str]:
        """The id of each name; what nothing is called yet is created, marked as imported.

        Of several of one name, the one that has not ended is meant. Two imports that create the same
        name at the same time make one document, because the id comes of the name.
        """
        wanted = {name: unicodedata.normalize("NFC", name) for name in names}
        known: dict[str, str] = {}
        for entry in sorted(self.all(), key=lambda entry: entry.valid_to is not None):
            known.setdefault(entry.name, entry.id)
        missing = sorted(set(wanted.values()) - known.keys())
        self._create([self._made(ident(name), name) for name in missing])
        return {name: known.get(composed) or ident(composed) for name, composed in wanted.items()}

    @abstractmethod
    def _made(self, id: str, name: str) -> N:
        """What an import creates for a name that nothing had."""

    def _create(self, documents: list[N]) -> None:
        if not documents:
            return
        writes = [
            UpdateOne({"_id": document.id}, {"$setOnInsert": _written(document)}, upsert=True)
            for document in documents
        ]
        try:
            self._collection.bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            # Somebody else has created the same in between: then it is there, which is all we want.
            if any(one["code"] != _DUPLICATE_KEY for one in error.details["writeErrors"]):
                raise


def _written(document: Entry) -> dict[str, Any]:
    """The document as it is stored: days as ISO text (BSON has no type for them)."""
    fields = document.model_dump(mode="json")
    return {"_id": fields.pop("id"), **fields}
