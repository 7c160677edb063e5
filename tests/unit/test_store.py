from __future__ import annotations

import threading
import time
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models import index
from models.errors import StoreError
from models.store import Index, Session, Store
from tests.conftest import ZONE


class Things:
    COLLECTION: ClassVar[str] = "things"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("code",), unique=True),
        Index(("kind", "day")),
        Index(("at",), expire_seconds=60, name="ends"),
    )


def test_a_change_and_its_figures_are_there_together(store: Store) -> None:
    def move(session: Session) -> str:
        store.collection("dossiers").insert_one({"_id": 1}, session=session)
        store.collection("cells").update_one({"_id": "x"}, {"$inc": {"n": 1}}, upsert=True, session=session)
        return "done"

    assert store.transact(move) == "done"
    assert store.collection("cells").find_one({"_id": "x"}) == {"_id": "x", "n": 1}


def test_what_a_change_raises_leaves_everything_as_it_was(store: Store) -> None:
    store.collection("things").insert_one({"_id": 1})

    def fails(session: Session) -> None:
        store.collection("things").insert_one({"_id": 2}, session=session)
        raise ZeroDivisionError

    def repeats(session: Session) -> None:
        store.collection("things").insert_one({"_id": 3}, session=session)
        store.collection("things").insert_one({"_id": 1}, session=session)

    with pytest.raises(ZeroDivisionError):
        store.transact(fails)
    with pytest.raises(DuplicateKeyError):
        store.transact(repeats)
    assert [thing["_id"] for thing in store.collection("things").find()] == [1]


def test_two_at_once_lose_no_change(store: Store) -> None:
    store.collection("cells").insert_one({"_id": "x", "n": 0})

    def add(session: Session) -> None:
        found = store.collection("cells").find_one({"_id": "x"}, session=session)
        assert found is not None
        store.collection("cells").update_one({"_id": "x"}, {"$set": {"n": found["n"] + 1}}, session=session)

    def ten() -> None:
        for _ in range(10):
            store.transact(add)

    threads = [threading.Thread(target=ten) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.collection("cells").find_one() == {"_id": "x", "n": 30}


def test_a_conflict_that_does_not_end_is_told_in_time(store: Store) -> None:
    store.collection("cells").insert_one({"_id": "x", "n": 0})

    def add(session: Session) -> None:
        store.collection("cells").update_one({"_id": "x"}, {"$inc": {"n": 1}}, session=session)

    with store.client.start_session() as other, other.start_transaction():
        add(other)
        started = time.monotonic()
        with pytest.raises(StoreError, match="đang bận"):
            store.transact(add, seconds=1)
        assert time.monotonic() - started < 5
        other.abort_transaction()
    store.transact(add)
    assert store.collection("cells").find_one() == {"_id": "x", "n": 1}


def test_a_snapshot_sees_neither_a_later_change_nor_half_of_one(store: Store) -> None:
    dossiers, cells = store.collection("dossiers"), store.collection("cells")
    dossiers.insert_one({"_id": 1, "at": "A"})
    cells.insert_one({"_id": 1, "at": "A"})

    def move(session: Session) -> None:
        dossiers.update_one({"_id": 1}, {"$set": {"at": "B"}}, session=session)
        cells.update_one({"_id": 1}, {"$set": {"at": "B"}}, session=session)

    with store.snapshot() as session:
        first = dossiers.find_one({"_id": 1}, session=session)
        store.transact(move)
        second = cells.find_one({"_id": 1}, session=session)
    assert first == second == {"_id": 1, "at": "A"}
    assert cells.find_one() == {"_id": 1, "at": "B"}


def test_the_zone_is_fixed_when_a_database_is_made(mongodb_uri: str, database: str) -> None:
    made = Store.open(mongodb_uri, database, ZONE)
    made.close()
    again = Store.open(mongodb_uri, database, ZONE)
    assert again.zone == ZoneInfo(ZONE)
    again.close()
    with pytest.raises(StoreError, match="Europe/Amsterdam"):
        Store.open(mongodb_uri, database, "Europe/Amsterdam")


def test_a_zone_that_does_not_exist_is_refused(mongodb_uri: str, database: str) -> None:
    with pytest.raises(StoreError, match="Asia/Nowhere"):
        Store.open(mongodb_uri, database, "Asia/Nowhere")


def test_a_database_of_another_program_is_left_alone(store: Store, mongodb_uri: str) -> None:
    store.collection("orders").insert_one({})
    store.collection("meta").delete_many({})
    with pytest.raises(StoreError, match="chương trình khác"):
        Store.open(mongodb_uri, store.db.name, ZONE)
    assert store.collection("meta").count_documents({}) == 0


def test_a_database_of_another_format_is_refused(store: Store, mongodb_uri: str) -> None:
    store.collection("meta").update_one({"_id": "store"}, {"$set": {"format": 99}})
    with pytest.raises(StoreError, match="định dạng 99"):
        Store.open(mongodb_uri, store.db.name, ZONE)


def test_a_server_that_is_not_there_is_told_in_seconds_and_without_its_password() -> None:
    started = time.monotonic()
    with pytest.raises(StoreError) as told:
        Store.open("mongodb://ai:secret@127.0.0.1:9/", "motcua", ZONE)
    assert time.monotonic() - started < 8
    assert "127.0.0.1:9" in told.value.vi
    assert "secret" not in told.value.vi + told.value.en


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(StoreError, match="không hợp lệ"):
        Store.open("postgres://localhost/", "motcua", ZONE)


def test_indexes_are_made_once_and_as_declared(store: Store) -> None:
    store.ensure_indexes([Things])
    made = store.collection("things").index_information()
    assert {"_id_", "code", "kind_day", "ends"} == set(made)
    assert made["code"]["unique"]
    assert made["ends"]["expireAfterSeconds"] == 60
    store.ensure_indexes([Things])
    assert store.collection("things").index_information() == made
    assert store.collection("meta").find_one({"_id": "indexes:things"}) is None


def test_an_index_declared_otherwise_than_before_is_made_anew(store: Store) -> None:
    store.collection("things").create_index([("code", 1)], name="code")
    store.ensure_indexes([Things])
    assert store.collection("things").index_information()["code"]["unique"]


def test_the_marker_stands_while_an_index_is_built(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.collection("things").insert_one({"code": "a"})
    seen = []
    collection = type(store.collection("things"))
    create = collection.create_indexes

    def watched(self: object, keys: object, **options: object) -> object:
        seen.append(store.collection("meta").find_one({"_id": "indexes:things"}))
        return create(self, keys, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(collection, "create_indexes", watched)
    store.ensure_indexes([Things])
    assert [marker["names"] for marker in seen if marker] == [["code", "ends", "kind_day"]]


def test_an_index_left_half_built_by_a_killed_server_is_built_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.ensure_indexes([Things])
    dropped = []
    collection = type(store.collection("things"))
    drop = collection.drop_index

    def watched(self: object, name: str) -> None:
        dropped.append(name)
        drop(self, name)  # type: ignore[arg-type]

    monkeypatch.setattr(collection, "drop_index", watched)
    marker = {"_id": "indexes:things", "server": str(ObjectId()), "names": ["code"], "at": None}
    store.collection("meta").insert_one(marker)
    store.ensure_indexes([Things])
    assert dropped == ["code"]
    assert "code" in store.collection("things").index_information()
    assert store.collection("meta").find_one({"_id": "indexes:things"}) is None


def test_a_build_of_another_process_is_waited_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.collection("meta").insert_one(
        {"_id": "indexes:things", "server": index._server_run(store.db), "names": ["code"], "at": None}
    )
    threading.Timer(0.5, lambda: store.collection("meta").delete_one({"_id": "indexes:things"})).start()
    started = time.monotonic()
    store.ensure_indexes([Things])
    assert 0.4 < time.monotonic() - started < 10
    assert "code" in store.collection("things").index_information()
