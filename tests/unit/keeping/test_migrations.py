"""A store of an older format is brought up to this one: once, by one, from where it was broken off."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pymongo import ASCENDING

from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.cube.question import Question
from dashboard.keeping.migrations import MIGRATIONS, Migration, migrate
from dashboard.office import Office
from dashboard.search.keys import VERSION as KEYS_VERSION
from dashboard.search.keys import key_of
from dashboard.search.rebuild import MARK
from models import about, turn
from models.about import FORMAT
from models.dossier import Dossier
from models.errors import StoreError
from models.steps import Steps
from models.store import Document, Repository, Store
from models.viewer import SYSTEM
from tests.conftest import ZONE
from tests.helpers import submitted
from tests.unit.keeping.test_backup import empty, put_back

#: a store of 30 dossiers, as the program wrote it before migrations had numbers
OLD = Path(__file__).resolve().parents[2] / "data" / "store-format-1.zip"
DAY = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def old(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store of the previous release, with an index that it had and this one has not."""
    with empty(mongodb_uri, f"test_old_{id(OLD)}") as store:
        put_back(store, OLD)
        store.collection("events").create_index([("recorded_at", ASCENDING)], name="recorded_at")
        yield store


def test_a_store_of_the_previous_release_is_brought_up_opens_verifies_and_is_worked_on(
    old: Store, mongodb_uri: str, tmp_path: Path
) -> None:
    assert about.read(old.db)["format"] == 1 and old.db["meta"].find_one({"_id": MARK, "value": 3})
    office = Office.open(Settings(database=old.db.name, data=tmp_path), mongodb_uri, lambda: DAY)
    try:
        assert about.read(old.db)["format"] == FORMAT
        assert "recorded_at" not in old.collection("events").index_information()
        assert office.meta.get(MARK) == KEYS_VERSION
        dossiers = [Dossier.read(row) for row in office.dossiers.all()]
        assert len(dossiers) == 30
        assert all(office.keys.get(one.id) == key_of(one) for one in dossiers)
        assert old.db["meta"].find_one({"_id": {"$regex": "^(turn|steps):"}}) is None
        for code in ("NEW-1", "NEW-2"):
            office.commit.act(code, submitted(code, 2), "u1", at=DAY)
        verdict = verify(office.store, office.today())
        assert verdict.ok and verdict.dossiers == 32, verdict.examples
        assert office.dossiers.get("NEW-1", SYSTEM) is not None
        (figure,) = office.cube.figures(SYSTEM, Question(("received",), start=0, end=office.today()))
        assert (figure.value or 0) >= 30
    finally:
        office.close()


def _changing(collection: str, breaks_after: int | None = None) -> Migration:
    """A migration that counts what it has done in each document."""
    seen = 0

    def change(store: Store, repositories: Sequence[type[Repository]], steps: Steps) -> None:
        def run(rows: list[Document]) -> None:
            nonlocal seen
            for row in rows:
                store.collection(collection).update_one({"_id": row["_id"]}, {"$inc": {"done": 1}})
            seen += len(rows)
            if breaks_after is not None and seen >= breaks_after:
                raise KeyboardInterrupt

        steps.each(collection, run)

    return Migration(FORMAT + 1, "thử", "try", change)


def test_a_migration_that_was_broken_off_goes_on_where_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    weeks = [int((datetime.now(UTC) - timedelta(days=7 * n)).timestamp()) // 86_400 for n in range(20)]
    store.collection("dossiers").insert_many([{"_id": n, "received_day": day} for n, day in enumerate(weeks)])
    with pytest.raises(KeyboardInterrupt):
        migrate(store, (), [_changing("dossiers", breaks_after=8)])
    assert about.read(store.db)["format"] == FORMAT
    assert migrate(store, (), [_changing("dossiers")]) == [FORMAT + 1]
    done = [row["done"] for row in store.collection("dossiers").find({})]
    # The step in whose middle it broke off is done again, and none before it.
    assert sorted(done) == [1] * 19 + [2]
    assert about.read(store.db)["format"] == FORMAT + 1
    assert migrate(store, (), [_changing("dossiers")]) == []


def test_two_processes_bring_a_store_up_once(store: Store) -> None:
    store.collection("things").insert_many([{"_id": n} for n in range(50)])
    told: list[list[int]] = []
    both = [
        threading.Thread(target=lambda: told.append(migrate(store, (), [_changing("things")])))
        for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(told) == [[], [FORMAT + 1]]
    assert {row["done"] for row in store.collection("things").find({})} == {1}


def test_a_store_of_a_newer_format_is_refused(store: Store, mongodb_uri: str) -> None:
    about.set_format(store.db, FORMAT + 1)
    with pytest.raises(StoreError, match=f"định dạng {FORMAT + 1}, mới hơn"):
        Store.open(mongodb_uri, store.db.name, ZONE)


def test_migrations_are_numbered_one_after_the_other_up_to_the_format() -> None:
    assert [one.number for one in MIGRATIONS] == list(range(2, FORMAT + 1))
    assert all(one.vi and one.en for one in MIGRATIONS)


def test_whose_holder_was_killed_is_taken_over_at_once_and_a_living_one_is_waited_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = turn.Turn(store, "x"), turn.Turn(store, "x")
    assert first.take() and not second.take()
    monkeypatch.setattr(turn, "command_words", lambda pid: [""])
    assert second.take()
    with pytest.raises(StoreError, match="tiến trình khác"):
        first.renew()
    first.release()
    second.renew()


def test_a_cube_of_another_version_is_made_anew_when_the_office_is_opened(
    mongodb_uri: str, database: str, tmp_path: Path
) -> None:
    settings = Settings(database=database, data=tmp_path)
    office = Office.open(settings, mongodb_uri, lambda: DAY)
    office.commit.act("A-1", submitted("A-1"), "u1", at=DAY)
    office.store.collection("epochs").update_one({"_id": "*"}, {"$set": {"version": 0}})
    office.store.collection("cells").delete_many({})
    office.close()
    again = Office.open(settings, mongodb_uri, lambda: DAY)
    assert verify(again.store, again.today()).ok
    (figure,) = again.cube.figures(SYSTEM, Question(("received",), start=0, end=again.today()))
    assert (figure.value or 0) == 0
    again.close()
