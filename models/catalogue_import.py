"""Imports of the catalogue: who, when, and what was there before, so that one can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from models.store import Index, Store

Before = tuple[str, dict[str, Any] | None, str, dict[str, Any] | None]
#: what was there of so many procedures stands in one document
CHUNK = 50


class CatalogueImport(BaseModel):
    """One import; `undone` where it was taken back."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    at: datetime
    by: str
    count: int
    procedures: tuple[str, ...] = Field(default=(), exclude=True)
    undone: bool = False


class CatalogueImports:
    """The imports, newest first; a few a year, read whole."""

    COLLECTION: ClassVar[str] = "catalogue_imports"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("of",)),)

    def __init__(self, store: Store) -> None:
        self._imports = store.collection(self.COLLECTION)

    def begin(self, record: CatalogueImport, befores: Iterable[Before]) -> None:
        """Keep what there is before anything is changed."""
        whole = list(befores)
        for start in range(0, len(whole), CHUNK):
            rows = [list(before) for before in whole[start : start + CHUNK]]
            self._imports.insert_one(
                {"_id": f"{record.id}:{start}", "of": record.id, "place": start, "rows": rows}
            )
        self._imports.insert_one({**record.model_dump(by_alias=True), "of": ""})

    def all(self) -> list[CatalogueImport]:
        """Every import, newest first."""
        found = [
            CatalogueImport.model_validate({key: value for key, value in one.items() if key != "of"})
            for one in self._imports.find({"of": ""})
        ]
        return sorted(found, key=lambda one: one.at, reverse=True)

    def befores(self, id: str) -> list[Before]:
        """What was there: procedure id, entry (None: it was new), draft id ("" for none), draft before."""
        chunks = sorted(self._imports.find({"of": id}), key=lambda one: int(one["place"]))
        return [(row[0], row[1], row[2], row[3]) for chunk in chunks for row in chunk["rows"]]

    def end(self, id: str) -> None:
        """Mark it as taken back."""
        self._imports.update_one({"_id": id}, {"$set": {"undone": True}})
