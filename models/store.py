"""The connection to the store: one client, transactions, snapshots, indexes, the Office's zone.

The same code serves MongoDB and the embedded server. Writes are acknowledged by a majority and
journaled, reads see what a majority has.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pymongo
from pymongo import MongoClient, ReadPreference
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import (
    ConfigurationError,
    InvalidURI,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from models import about, meters
from models.errors import StoreError
from models.failure import lost, told_of
from models.index import Index, Repository, ensure

__all__ = ["Document", "Index", "Repository", "Session", "Store"]

T = TypeVar("T")
Document = dict[str, Any]
Session = ClientSession

#: How long opening waits for a server, in seconds.
REACH_SECONDS = 5.0
#: How long one transaction may try again before its caller is told that the store is busy, in seconds.
TRANSACT_SECONDS = 20.0
#: How long a batch of an import may take: MongoDB lets no transaction live longer.
BATCH_SECONDS = 60.0#: How long it may take to end what a silent server left open, in seconds.
END_SECONDS = 2.0

_SAFE = WriteConcern("majority", j=True)
_AUTHENTICATION = {13, 18}


class Store:
    """The Office's database. Share one per process; it is safe between threads."""

    def __init__(self, client: MongoClient[Document], database: str, zone: ZoneInfo) -> None:
        self.client = client
        self.zone = zone
        #: by which address it was opened; another process opens it by the same
        self.uri = ""
        #: sessions whose transaction the server may not know to be over, as it fell silent
        self._left: deque[Mapping[str, Any]] = deque()
        self.db: Database[Document] = client.get_database(
            database,
            read_preference=ReadPreference.PRIMARY,
            read_concern=ReadConcern("majority"),
            write_concern=_SAFE,
        )

    @classmethod
    def open(cls, uri: str, database: str, zone: str, *, restoring: bool = False) -> Store:
        """Connect, check that the server can do what is needed, and that the zone is the store's.

        The first opening of a new database fixes its zone. Raises `StoreError` with a sentence for a
        server that cannot be reached in time, that refuses the password, that has no transactions,
        for a database of another program, of a newer version or of another zone, and (unless it is opened
        for `restoring`) for one into which a restore was broken off.
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
            store.uri = uri
            store._check_server(uri)
            about.check(store.db, zone, restoring=restoring)
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

    def holds(self, name: str) -> bool:
        """Whether there is any document in the collection `name`."""
        return self.db[name].find_one({}, {"_id": 1}) is not None

    def clear(self, name: str) -> None:
        """Remove every document of the collection `name`; its indexes stay."""
        self.db[name].delete_many({})

    def renew(self, repository: type[Repository]) -> None:
        """Empty the collection of a repository at once, however much is in it; its indexes are made anew."""
        self.db[repository.COLLECTION].drop()
        self.ensure_indexes([repository])

    def drop(self) -> None:
        """Remove the whole database, and close."""
        self.client.drop_database(self.db.name)
        self.close()

    def transact(self, fn: Callable[[Session], T], seconds: float = TRANSACT_SECONDS) -> T:
        """Run `fn(session)` in one transaction, again after a conflict, for at most `seconds`.

        Every read and write of `fn` takes the session. `fn` may run several times, so it has no other
        effects. What it raises aborts the transaction and is raised. Raises `StoreError` when the
        conflict does not end in time, when the server is gone or cannot write, and when the answer to the
        commit was lost (the change may be in the store: the id of the change tells).
        """
        began, tries, outcome, sent = time.monotonic(), 0, "aborted", False
        own: Mapping[str, Any] | None = None
        self._end_left()

        def tried(session: Session) -> T:
            nonlocal tries, sent, own
            tries, own = tries + 1, session.session_id
            try:
                result = fn(session)
            except PyMongoError as error:
                if error.has_error_label("TransientTransactionError"):
                    meters.CONFLICTS.inc()
                raise
            sent = True  # what follows is the commit, whose answer may be lost
            return result

        try:
            with pymongo.timeout(seconds), self.client.start_session() as session:
                done = session.with_transaction(
                    tried,
                    read_concern=ReadConcern("snapshot"),
                    write_concern=_SAFE,
                    read_preference=ReadPreference.PRIMARY,
                )
            outcome = "committed"
            return done
        except PyMongoError as error:
            # Such a session is not used again, so nobody else's transaction is meant by it.
            if own is not None and lost(error, but=ServerSelectionTimeoutError):
                self._left.append(own)
            told = told_of(error, sent)
            if told is None:
                raise
            outcome = "lost"
            raise told from error
        finally:
            meters.TRANSACTIONS.labels(outcome).inc()
            meters.RETRIES.inc(max(0, tries - 1))
            meters.SECONDS.observe(time.monotonic() - began)

    def _end_left(self) -> None:
        """End what a silent server could not be told of: it would hold its documents for a minute."""
        with suppress(IndexError), pymongo.timeout(END_SECONDS):
            while True:
                left = self._left.popleft()
                try:
                    self.client.admin.command("killSessions", [left])
                except PyMongoError:
                    self._left.append(left)
                    return

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

        Safe at any moment: an index that a killed server left half-built is found and built anew.
        """
        for repository in repositories:
            ensure(self.db, repository.COLLECTION, repository.INDEXES)

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


def _unreachable(uri: str) -> StoreError:
    return StoreError(
        f"Không kết nối được máy chủ dữ liệu tại {_hosts(uri)}.",
        f"The database server at {_hosts(uri)} cannot be reached.",
    )
