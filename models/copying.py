"""Reading everything out of the store as of one instant, and putting it into an empty one.

Documents go as the bytes in which the server keeps them, so that no type is lost on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import bson
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError, OperationFailure

from models.backup_file import Backup, Held, Manifest, Tally, Writing
from models.errors import StoreError
from models.health import reaching
from models.index import Repository, ensure
from models.slices import LARGE, SMALL, Slices
from models.store import Session, Store
from models.unique import DUPLICATE

Progress = Callable[[int, int], None]

#: What is not copied: the pulse of the store, and sessions, of which one that was ended would live again.
LEFT_OUT = frozenset({"health", "sessions"})
#: Marks of `meta` that belong to what a server is just doing.
PASSING = ("indexes:", "turn:", "steps:")
#: How much is inserted together.
BATCH_DOCUMENTS = 1_000
BATCH_BYTES = 8 << 20

_RAW = CodecOptions(document_class=RawBSONDocument)
_TOO_OLD = {239, 246}


def full(store: Store) -> list[str]:
    """The collections that hold anything, without what a store that was only opened says of itself."""
    names = [name for name in names_of(store) if name != "meta" and store.holds(name)]
    if store.db["meta"].find_one({"_id": {"$nin": ["store"]}}, {"_id": 1}) is not None:
        names.append("meta")
    return names


def clear(store: Store) -> None:
    """Throw everything away but what the store says of itself. The embedded server takes its time for it."""
    for name in names_of(store):
        if name == "meta":
            store.db[name].delete_many({"_id": {"$nin": ["store"]}})
        else:
            store.db.drop_collection(name)


def names_of(store: Store) -> list[str]:
    """The collections that are copied, in the order in which they are: large ones last."""
    found = {name for name in store.db.list_collection_names() if not name.startswith("system.")} - LEFT_OUT
    return [*sorted(found - set(LARGE)), *(name for name in LARGE if name in found)]


@contextmanager
def one_instant(store: Store) -> Iterator[Session]:
    """A session in which every read sees the store as at one instant, for as long as it lasts.

    On MongoDB a snapshot session, because a transaction is ended there after a minute. The embedded server
    takes such a session and does not keep to it, but to its transactions it does: so it is tried.
    """
    with store.client.start_session(snapshot=True) as session:
        pinned = _pins(store, session)
        if pinned:
            yield session
    if not pinned:
        with store.snapshot() as session:
            if not _pins(store, session):
                raise StoreError(
                    "Máy chủ dữ liệu không đọc được tại một thời điểm nên không sao lưu được.",
                    "The database server cannot read as of one instant, so no backup can be made.",
                )
            yield session


def _pins(store: Store, session: Session) -> bool:
    """Whether a write of another is not seen in the session."""
    beats = store.collection("health")
    beats.update_one({"_id": "instant"}, {"$inc": {"n": 1}}, upsert=True)
    before = beats.find_one({"_id": "instant"}, session=session)
    beats.update_one({"_id": "instant"}, {"$inc": {"n": 1}})
    return beats.find_one({"_id": "instant"}, session=session) == before


def write_out(store: Store, into: Writing, progress: Progress | None = None) -> Manifest:
    """Write everything in the store to a file, of one instant, while others go on working.

    No more than a batch stands in memory. Raises `StoreError`, `OSError` for the file.
    """
    with reaching(), _in_time():
        counts = {name: store.db[name].estimated_document_count() for name in names_of(store)}
        with one_instant(store) as session:
            taken_at = datetime.now(UTC)
            told = store.db["meta"].find_one({"_id": "store"}, session=session) or {}
            reading = Reading(store, session, counts, taken_at, progress)
            held = {name: reading.write(name, into) for name in names_of(store)}
    return Manifest(
        format=told["format"], zone=told["zone"], database=store.db.name, taken_at=taken_at,
        collections=held,
    )  # fmt: skip


class Reading:
    """The reading of all collections in one session."""

    def __init__(
        self, store: Store, session: Session | None, counts: dict[str, int], now: datetime,
        progress: Progress | None,
    ) -> None:  # fmt: skip
        self._store = store
        self._session = session
        self._counts = counts
        self._slices = Slices(now)
        self._progress = progress
        self._done, self._all = 0, sum(counts.values())

    def write(self, name: str, into: Writing) -> Held:
        """Write a collection to an entry of its own."""
        held = self._write(name, into, f"collections/{name}.bson", name in LARGE and self._large(name))
        if held is None:
            # What was written is dead weight; that slices miss a document has never been seen.
            held = self._write(name, into, f"collections/{name}.whole.bson", sliced=False)
        assert held is not None
        return held

    def tally(self, name: str) -> Tally:
        """What there is of a collection."""
        for sliced in (name in LARGE and self._large(name), False):
            tally = Tally()
            for document in self._documents(name, sliced):
                if name != "meta" or about(document) is None:
                    tally.add(document)
            if not sliced or self._complete(name, tally.documents):
                break
        return tally

    def _write(self, name: str, into: Writing, entry: str, sliced: bool) -> Held | None:
        tally = Tally()
        with into.entry(entry) as stream:
            for document in self._documents(name, sliced):
                tally.add(document)
                stream.write(document)
        if sliced and not self._complete(name, tally.documents):
            return None
        return tally.told(entry)

    def _large(self, name: str) -> bool:
        return self._counts.get(name, 0) > SMALL

    def _complete(self, name: str, found: int) -> bool:
        """Whether slices found as many as there were before, or are now, or any number between."""
        before, now = self._counts.get(name, 0), self._store.db[name].estimated_document_count()
        return min(before, now) <= found <= max(before, now)

    def _documents(self, name: str, sliced: bool) -> Iterator[bytes]:
        collection = self._store.collection(name).with_options(codec_options=_RAW)
        for query in self._slices.of(name) if sliced else [{}]:
            for found in collection.find(query, session=self._session, batch_size=BATCH_DOCUMENTS):
                id = found["_id"]
                if name == "meta" and isinstance(id, str) and id.startswith(PASSING):
                    continue
                self._slices.note(name, id)
                yield bytes(found.raw)
                self._done += 1
                if self._progress is not None and self._done % BATCH_DOCUMENTS == 0:
                    self._progress(min(self._done, self._all), self._all)


@contextmanager
def _in_time() -> Iterator[None]:
    try:
        yield
    except OperationFailure as error:
        if error.code not in _TOO_OLD:
            raise
        raise StoreError(
            "Máy chủ dữ liệu không giữ được thời điểm sao lưu đủ lâu; "
            "hãy tăng minSnapshotHistoryWindowInSeconds.",
            "The server did not keep the instant long enough; raise minSnapshotHistoryWindowInSeconds.",
        ) from error


def put_in(
    store: Store, backup: Backup, name: str, indexes: Iterable[type[Repository]], advance: Callable[[], None]
) -> None:
    """Insert a collection of a backup, its indexes made before; what is there already stays.

    The document about the store itself is left out, and indexes by which documents expire, because nothing
    shall go before it was compared. Raises `Damaged`, `StoreError`.
    """
    for repository in indexes:
        if name == repository.COLLECTION:
            lasting = tuple(index for index in repository.INDEXES if index.expire_seconds is None)
            ensure(store.db, name, lasting)
    collection = store.collection(name).with_options(codec_options=_RAW)
    batch: list[bytes] = []
    size = 0
    for document in backup.documents(name):
        advance()
        if name == "meta" and about(document) is not None:
            continue
        batch.append(document)
        size += len(document)
        if len(batch) >= BATCH_DOCUMENTS or size >= BATCH_BYTES:
            _insert(collection, batch)
            batch, size = [], 0
    _insert(collection, batch)


def description(backup: Backup) -> tuple[dict[str, Any], Held]:
    """What the store of a backup said of itself, and what else its `meta` holds."""
    found: dict[str, Any] = {}
    rest = Tally()
    for document in backup.documents("meta"):
        described = about(document)
        if described is None:
            rest.add(document)
        else:
            found = described
    return found, rest.told("")


def about(document: bytes) -> dict[str, Any] | None:
    """The document about the store itself, where this is it."""
    if RawBSONDocument(document).get("_id") != "store":
        return None
    return bson.decode(document, CodecOptions(tz_aware=True))


def _insert(collection: Collection[Any], batch: list[bytes]) -> None:
    if not batch:
        return
    try:
        with reaching():
            collection.insert_many([RawBSONDocument(document) for document in batch], ordered=False)
    except StoreError as error:
        cause = error.__cause__
        if not isinstance(cause, BulkWriteError):
            raise
        failures = (cause.details or {}).get("writeErrors", [])
        # Left by a restore that was broken off; whether it is the same is compared at the end.
        if any(failure.get("code") != DUPLICATE for failure in failures):
            raise


def tally_all(store: Store, progress: Progress | None = None) -> dict[str, Tally]:
    """Counts and hashes of all that is in the store but what it says of itself; nobody writes meanwhile."""
    with reaching():
        names = names_of(store)
        counts = {name: store.db[name].estimated_document_count() for name in names}
        reading = Reading(store, None, counts, datetime.now(UTC), progress)
        return {name: reading.tally(name) for name in names}
