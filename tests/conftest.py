"""What every test may ask for: a real server over the wire, and an empty store on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest
from pymongo import MongoClient

from dashboard.config import Settings
from dashboard.office import Office
from models.embedded import EmbeddedServer
from models.store import Store
from seed.demo import load_history
from tests.stores import leave

ZONE = "Asia/Ho_Chi_Minh"
#: the instant at which the shared history ends
UNTIL = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """AppTest leaves its page as `__main__`, which every process that is spawned later would run first."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def mongodb_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with transactions: MOTCUA_TEST_MONGODB_URI, else an embedded one."""
    given = os.environ.get("MOTCUA_TEST_MONGODB_URI")
    if given:
        yield given
        return
    # Hundreds of stores are made, and none outlives the tests; those of faults start servers of their own.
    server = EmbeddedServer.start(tmp_path_factory.mktemp("server"), durable=False)
    yield server.uri
    server.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server of a module's own, which it may stop and kill."""
    server = EmbeddedServer.start(tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def told_office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An Office with 150 dossiers that end on 20 November 2026, shared by all who only read its dossiers."""
    settings = Settings(database=f"test_told_{os.getpid()}", data=tmp_path_factory.mktemp("told"))
    office = Office.open(settings, mongodb_uri, lambda: UNTIL)
    load_history(office, 150, UNTIL, 3)
    yield office
    leave(office)


@pytest.fixture
def database(mongodb_uri: str) -> Iterator[str]:
    """The name of a database that does not exist; dropped after the test."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    yield name
    with MongoClient[dict[str, object]](mongodb_uri) as client:
        client.drop_database(name)


@pytest.fixture
def store(mongodb_uri: str, database: str) -> Iterator[Store]:
    """An empty store in the zone of Vietnam."""
    store = Store.open(mongodb_uri, database, ZONE)
    yield store
    store.close()
