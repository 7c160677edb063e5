"""The connection to the store: one client, transactions, snapshots, indexes, the Office's zone.

The same code serves MongoDB and the embedded server. Writes are acknowledged by a majority and
journaled, reads see what a majority has.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pymongo
from pymongo import MongoClient, ReadPreference
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    InvalidURI,
    OperationFailure,
    PyMongoError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from models.errors import StoreError

T = TypeVar("T")
Document = dict[str, Any]
Session = ClientSession

#: The layout of what is stored; a database of another format is refused.
FORMAT = 1
#: How long opening waits for a server, in seconds.
REACH_SECONDS = 5.0
#: How long one transaction may try again before its caller is told that the store is busy, in seconds.
TRANSACT_SECONDS = 20.0
#: How long to wait for another process that is just making the same indexes, in seconds.
INDEX_SECONDS = 60.0

_SAFE = WriteConcern("majority", j=True)
_AUTHENTICATION = {13, 18}


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

    def options(self) -> Document:
        """What the driver is told beside the keys."""
        options: Document = {"name": self.name}
        if self.unique:
            options["unique"] = True
        if self.expire_seconds is not None:
            options["expireAfterSeconds"] = self.expire_seconds
        return options

    def is_like(self, existing: Document) -> bool:
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


class Store:
    """The Office's database. Share one per process; it is safe between threads."""

    def __init__(self, client: MongoClient[Document], database: str, zone: ZoneInfo) -> None:
        self.client = client
        self.zone = zone
        self.db: Database[Document] = client.get_database(
            database,
            read_preference=ReadPreference.PRIMARY,
            read_concern=ReadConcern("majority"),
            write_concern=_SAFE,
        )

    @classmethod
    def open(cls, uri: str, database: str, zone: str) -> Store:
        """Connect, check that the server can do what is needed, and that the zone is the store's.

        The first opening of a new database fixes its zone. Raises `StoreError` with a sentence for a
        server that cannot be reached in time, that refuses the password, that has no transactions,
        for a database of another program, of another format or of another zone.
        """
        known = _zone(zone)
        try:
            client: MongoClient[Document] = MongoClient(
                uri,
                tz_aware=True,
                appname="motcua",
                retryWrites=True,
                # Long enough to outlast a restart of the embedded server.
                serverSelectionTimeoutMS=15_000,
            )
        except (InvalidURI, ConfigurationError, ValueError) as error:
            raise StoreError(
                f"Địa chỉ máy chủ dữ liệu không hợp lệ: {error}",
                f"The address of the database server is not valid: {error}",
            ) from None
        try:
            store = cls(client, database, known)
            store._check_server(uri)
            store._check_meta(zone)
        except BaseException:
            client.close()
            raise
        return store

    def close(self) -> None:
        """Close the connections. A closed store is not used again."""
        self.client.close()

    def collection(self, name: str) -> Collection[Document]:
        """The collection `name`, with majority reads and journaled majority writes."""
        return self.db[name]

    def transact(self, fn: Callable[[Session], T], seconds: float = TRANSACT_SECONDS) -> T:
        """Run `fn(session)` in one transaction, again after a conflict, for at most `seconds`.

        Every read and write of `fn` takes the session. `fn` may run several times, so it has no other
        effects. What it raises aborts the transaction and is raised. Raises `StoreError` when the
        conflict does not end in time, when the server is gone, and when the answer to the commit was
        lost (the change may be in the store: the id of the change tells).
        """
        try:
            with pymongo.timeout(seconds), self.client.start_session() as session:
                return session.with_transaction(
                    fn,
                    read_concern=ReadConcern("snapshot"),
                    write_concern=_SAFE,
                    read_preference=ReadPreference.PRIMARY,
                )
        except PyMongoError as error:
            told = _told(error)
            if told is None:
                raise
            raise told from error

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session in which every read sees the store as at one instant. For reading only."""
        with (
            self.client.start_session() as session,
            session.start_transaction(
                read_concern=ReadConcern("snapshot"),
                write_concern=_SAFE,
                read_preference=ReadPreference.PRIMARY,
            ),
        ):
            yield session

    def ensure_indexes(self, repositories: Iterable[type[Repository]]) -> None:
        """Make the indexes that the repositories declare and that are not there yet.

        A kill of the embedded server during a build leaves a half-built index in use that nothing
        tells from a whole one. So a marker is written before and removed after; where a marker
        of an earlier run of the server stands, the named indexes are dropped and built anew.
        """
        for repository in repositories:
            self._ensure(repository.COLLECTION, repository.INDEXES)

    def _ensure(self, name: str, indexes: tuple[Index, ...]) -> None:
        collection, meta = self.db[name], self.db["meta"]
        marker_id = f"indexes:{name}"
        server = self._server_run()
        marker = meta.find_one({"_id": marker_id})
        deadline = time.monotonic() + INDEX_SECONDS
        while marker is not None and marker["server"] == server and time.monotonic() < deadline:
            time.sleep(0.1)  # another process is building them just now
            marker = meta.find_one({"_id": marker_id})
        existing = collection.index_information()
        if marker is not None:
            for half_built in set(marker["names"]) & set(existing):
                collection.drop_index(half_built)
                del existing[half_built]
        missing = [index for index in indexes if not _holds(existing, index)]
        if missing:
            names = sorted({*(marker["names"] if marker else ()), *(index.name for index in missing)})
            meta.replace_one(
                {"_id": marker_id},
                {"_id": marker_id, "server": server, "names": names, "at": datetime.now(UTC)},
                upsert=True,
            )
            for index in missing:
                if index.name in existing:
                    collection.drop_index(index.name)
                collection.create_index([(key, 1) for key in index.keys], **index.options())
        if missing or marker is not None:
            meta.delete_one({"_id": marker_id})

    def _server_run(self) -> str:
        """What tells one run of the server from the next."""
        hello = self.client.admin.command("hello")
        return str(hello.get("topologyVersion", {}).get("processId", ""))

    def _check_server(self, uri: str) -> None:
        try:
            with pymongo.timeout(REACH_SECONDS):
                hello = self.client.admin.command("hello")
                self.db.command("ping")
        except OperationFailure as error:
            if error.code in _AUTHENTICATION:
                raise StoreError(
                    f"Máy chủ dữ liệu {_hosts(uri)} từ chối tên hoặc mật khẩu.",
                    f"The database server at {_hosts(uri)} refuses the name or the password.",
                ) from error
            raise _unreachable(uri) from error
        except PyMongoError as error:
            raise _unreachable(uri) from error
        if "setName" not in hello and hello.get("msg") != "isdbgrid":
            raise StoreError(
                f"Máy chủ dữ liệu {_hosts(uri)} chạy đơn lẻ nên không có giao dịch; "
                "hãy chạy nó thành replica set (một nút cũng được).",
                f"The database server at {_hosts(uri)} is a standalone without transactions; "
                "run it as a replica set (of one node, if need be).",
            )

    def _check_meta(self, zone: str) -> None:
        meta = self.db["meta"]
        found = meta.find_one({"_id": "store"})
        if found is None:
            if set(self.db.list_collection_names()) - {"meta"}:
                raise StoreError(
                    f"Cơ sở dữ liệu “{self.db.name}” có dữ liệu của chương trình khác.",
                    f"The database “{self.db.name}” holds data of another program.",
                )
            meta.update_one(
                {"_id": "store"},
                {"$setOnInsert": {"zone": zone, "created_at": datetime.now(UTC), "format": FORMAT}},
                upsert=True,
            )
            found = meta.find_one({"_id": "store"}) or {}
        if found.get("format") != FORMAT:
            raise StoreError(
                f"Cơ sở dữ liệu “{self.db.name}” có định dạng {found.get('format')}, "
                f"bản này đọc định dạng {FORMAT}.",
                f"The database “{self.db.name}” has format {found.get('format')}; "
                f"this version reads format {FORMAT}.",
            )
        if found.get("zone") != zone:
            raise StoreError(
                f"Cơ sở dữ liệu “{self.db.name}” được tạo với múi giờ {found.get('zone')}, "
                f"không dùng được với {zone} (MOTCUA_ZONE).",
                f"The database “{self.db.name}” was made with the zone {found.get('zone')} "
                f"and cannot be used with {zone} (MOTCUA_ZONE).",
            )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise StoreError(
            f"Không có múi giờ “{name}” (MOTCUA_ZONE).", f"There is no time zone “{name}” (MOTCUA_ZONE)."
        ) from None


def _hosts(uri: str) -> str:
    """The hosts of an address, without name, password and options."""
    return urlsplit(uri).netloc.rpartition("@")[2]


def _holds(existing: Mapping[str, Any], index: Index) -> bool:
    return index.name in existing and index.is_like(existing[index.name])


def _unreachable(uri: str) -> StoreError:
    return StoreError(
        f"Không kết nối được máy chủ dữ liệu tại {_hosts(uri)}.",
        f"The database server at {_hosts(uri)} cannot be reached.",
    )


def _told(error: PyMongoError) -> StoreError | None:
    """The sentence for what ended a transaction; errors of the change itself have none."""
    if error.has_error_label("UnknownTransactionCommitResult"):
        return StoreError(
            "Mất kết nối khi đang lưu, chưa biết đã lưu hay chưa; hãy mở lại để xem rồi làm tiếp.",
            "The connection was lost while saving, so it is not known whether it was saved; "
            "look again before you go on.",
        )
    if error.timeout or error.has_error_label("TransientTransactionError"):
        return StoreError(
            "Kho dữ liệu đang bận, chưa lưu được gì; xin thử lại.",
            "The store is busy and nothing was saved; please try again.",
        )
    if isinstance(error, ConnectionFailure):
        return StoreError(
            "Mất kết nối với máy chủ dữ liệu, chưa lưu được gì; xin thử lại.",
            "The connection to the database server is lost and nothing was saved; please try again.",
        )
    return None
