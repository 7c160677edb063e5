"""Indexes: what a repository declares, and making them so that a kill leaves none half-built."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol

from pymongo import IndexModel
from pymongo.database import Database

#: How long to wait for another process that is just making the same indexes, in seconds.
WAIT_SECONDS = 60.0


@dataclass(frozen=True)
class Index:
    """An ascending index. (Descending string indexes miss rows on the embedded server.)

    `expire_seconds`: documents go that long after the instant in the one key.
    """

    keys: tuple[str, ...]
    unique: bool = False
    expire_seconds: int | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", "_".join(key.replace(".", "-") for key in self.keys))

    def options(self) -> dict[str, Any]:
        """What the driver is told beside the keys."""
        options: dict[str, Any] = {"name": self.name}
        if self.unique:
            options["unique"] = True
        if self.expire_seconds is not None:
            options["expireAfterSeconds"] = self.expire_seconds
        return options

    def is_like(self, existing: Mapping[str, Any]) -> bool:
        """Whether an index as the server describes it (`index_information`) is this one."""
        return (
            [tuple(key) for key in existing["key"]] == [(key, 1) for key in self.keys]
            and bool(existing.get("unique", False)) == self.unique
            and existing.get("expireAfterSeconds") == self.expire_seconds
        )


class Repository(Protocol):
    """What a repository class declares about its collection."""

    COLLECTION: ClassVar[str]
    INDEXES: ClassVar[tuple[Index, ...]]


def ensure(db: Database[dict[str, Any]], name: str, indexes: tuple[Index, ...]) -> None:
    """Make those of `indexes` that the collection `name` does not have yet.

    A kill of the embedded server during a build leaves a half-built index in use that nothing tells
    from a whole one. So a marker is written to `meta` before and removed after; where a marker of an
    earlier run of the server stands, the indexes it names are dropped and built anew. An index of an empty
    collection is whole as soon as it is there, and needs no marker.
    """
    collection, meta = db[name], db["meta"]
    marker = _left_behind(db, name)
    existing = collection.index_information()
    half_built = set(marker["names"]) if marker else set()
    for index_name in half_built & set(existing):
        collection.drop_index(index_name)
        del existing[index_name]
    missing = [index for index in indexes if not _holds(existing, index)]
    if missing:
        if collection.find_one({}, {"_id": 1}) is not None:
            names = sorted(half_built | {index.name for index in missing})
            marker = {
                "_id": marker_id(name), "server": _server_run(db), "names": names, "at": datetime.now(UTC),
            }  # fmt: skip
            meta.replace_one({"_id": marker["_id"]}, marker, upsert=True)
        for index in missing:
            if index.name in existing:
                collection.drop_index(index.name)
        collection.create_indexes(
            [IndexModel([(key, 1) for key in index.keys], **index.options()) for index in missing]
        )
    if marker is not None:
        meta.delete_one({"_id": marker["_id"]})


def retire(db: Database[dict[str, Any]], name: str, indexes: tuple[Index, ...]) -> list[str]:
    """Drop the indexes of the collection `name` that are not among `indexes` any more; their names."""
    if name not in db.list_collection_names():
        return []
    kept = {"_id_", *(index.name for index in indexes)}
    gone = sorted(db[name].index_information().keys() - kept)
    for index_name in gone:
        db[name].drop_index(index_name)
    return gone


def marker_id(name: str) -> str:
    """The `_id` in `meta` of the marker of a collection."""
    return f"indexes:{name}"


def _left_behind(db: Database[dict[str, Any]], name: str) -> dict[str, Any] | None:
    """The marker of a build that was broken off; one that goes on is waited for."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        marker = db["meta"].find_one({"_id": marker_id(name)})
        if marker is None or marker["server"] != _server_run(db) or time.monotonic() > deadline:
            return marker
        time.sleep(0.1)  # another process is building them just now


def _server_run(db: Database[dict[str, Any]]) -> str:
    """What tells one run of the server from the next."""
    hello = db.client.admin.command("hello")
    return str(hello.get("topologyVersion", {}).get("processId", ""))


def _holds(existing: Mapping[str, Any], index: Index) -> bool:
    return index.name in existing and index.is_like(existing[index.name])
