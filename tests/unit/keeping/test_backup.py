"""A backup of a running store, and what comes of it when it is restored, broken off, or damaged."""

from __future__ import annotations

import os
import stat
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bson
import pytest
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument

from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.keeping.backing_up import back_up
from dashboard.keeping.restoring import check, finish, restore
from dashboard.office import Office
from models import copying
from models.about import FORMAT
from models.attachment import Attachment
from models.backup_file import Backup, Damaged, Manifest, Tally, Writing
from models.errors import MotcuaError, StoreError
from models.index import Index
from models.slices import CELL_FAMILIES
from models.store import Store
from tests.conftest import UNTIL, ZONE
from tests.helpers import BASE, submitted

RAW = CodecOptions(document_class=RawBSONDocument)


def quiet(done: int, total: int) -> None:
    assert 0 <= done <= total


def contents(store: Store) -> dict[str, set[bytes]]:
    """Every document as its bytes, by collection, but what the store says of itself."""
    names = set(store.db.list_collection_names()) - copying.LEFT_OUT
    found = {
        name: {bytes(row.raw) for row in store.db.get_collection(name, codec_options=RAW).find({})}
        for name in names
    }
    found["meta"] = {row for row in found["meta"] if copying.about(row) is None}
    return {name: rows for name, rows in found.items() if rows}


@contextmanager
def empty(uri: str, name: str) -> Iterator[Store]:
    """An empty store of this name; where the server outlives the tests, it is dropped at the end."""
    store = Store.open(uri, name, ZONE, restoring=True)
    try:
        yield store
    finally:
        if os.environ.get("MOTCUA_TEST_MONGODB_URI"):
            store.client.drop_database(name)
        store.close()


def put_back(store: Store, path: Path) -> None:
    check(path, ZONE)
    restore(store, path, Office.REPOSITORIES, quiet)
    finish(store, path, quiet)


@pytest.fixture(scope="module")
def backed_up(told_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of 150 dossiers and an attachment, its large collections read in slices."""
    file = Attachment(id="f1", name="đơn.pdf", type="form", size=0, sha256="", at=UNTIL)
    if told_office.attachments.get("f1") is None:
        told_office.attachments.put(file, b"%PDF" + bytes(600_000))
    path = tmp_path_factory.mktemp("backup") / "one.zip"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "SMALL", 20)
        back_up(told_office.store, path, quiet)
    return path


def test_a_restored_store_is_what_was_backed_up_and_verifies(
    told_office: Office, backed_up: Path, mongodb_uri: str, database: str
) -> None:
    with empty(mongodb_uri, database + "_r") as store:
        put_back(store, backed_up)
        assert contents(store) == contents(told_office.store)
        settings = Settings(database=store.db.name, data=told_office.settings.data)
        office = Office.open(settings, mongodb_uri, told_office.now)
        try:
            assert verify(office.store, office.today()).ok
            assert office.attachments.content("f1") == b"%PDF" + bytes(600_000)
            for repository in Office.REPOSITORIES:
                made = office.store.db[repository.COLLECTION].index_information()
                assert {index.name for index in repository.INDEXES} <= made.keys()
        finally:
            office.close()


def test_the_manifest_counts_and_hashes_what_any_tool_can_read(backed_up: Path, told_office: Office) -> None:
    with zipfile.ZipFile(backed_up) as file:
        manifest = Manifest.model_validate_json(file.read("manifest.json"))
        rows = bson.decode_all(file.read("collections/dossiers.bson"))
    assert len(rows) == manifest.collections["dossiers"].documents == 150
    assert manifest.collections["papers.chunks"].documents == 3
    assert manifest.zone == ZONE and manifest.format == FORMAT
    assert not manifest.collections.keys() & copying.LEFT_OUT


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_only_its_owner_may_read_a_backup(backed_up: Path) -> None:
    assert stat.S_IMODE(backed_up.stat().st_mode) == 0o600


def test_a_backup_does_not_replace_a_file_and_one_that_fails_leaves_none(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(b"mine")
    with pytest.raises(MotcuaError, match="Đã có tệp"):
        back_up(store, path)
    assert path.read_bytes() == b"mine"

    def full(self: Writing, manifest: Manifest) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Writing, "finish", full)
    with pytest.raises(MotcuaError, match="No space left"):
        back_up(store, tmp_path / "c.zip")
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_backed_up_among_writers_is_of_one_moment(
    mongodb_uri: str, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "SMALL", 5)
    office = Office.open(Settings(database=database, data=tmp_path), mongodb_uri, lambda: UNTIL)
    stop, written = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            code = f"W{len(written):04d}"
            office.commit.act(code, submitted(code, len(written)), "u1", at=BASE)
            written.append(code)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 10:
            writer.join(0.01)
        before = len(written)
        made = back_up(office.store, tmp_path / "b.zip")
    finally:
        stop.set()
        writer.join()
    assert len(written) > before
    with empty(mongodb_uri, database + "_r") as store:
        put_back(store, made.path)
        verdict = verify(store, office.today())
        assert verdict.ok, verdict.examples
        assert before <= verdict.dossiers == verdict.events <= len(written)
    office.close()


def test_a_document_that_no_slice_finds_is_found_all_the_same(
    store: Store, mongodb_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "SMALL", 2)
    rows = [{"_id": n, "dossier": dossier} for n, dossier in enumerate(["a", "b", 7, None, ["x", 3], {}])]
    store.collection("events").insert_many(rows)
    path = back_up(store, tmp_path / "b.zip").path
    with Backup.open(path) as backup:
        assert backup.manifest.collections["events"].entry == "collections/events.whole.bson"
        assert [bson.decode(one) for one in backup.documents("events")] == rows


def test_nothing_is_restored_into_a_store_that_holds_anything(
    store: Store, backed_up: Path, tmp_path: Path
) -> None:
    store.collection("users").insert_one({"_id": "u"})
    before = contents(store)
    with pytest.raises(MotcuaError, match=r"đã có dữ liệu \(users\)"):
        restore(store, backed_up, Office.REPOSITORIES, quiet)
    assert contents(store) == before


def test_a_backup_of_a_newer_version_or_of_another_zone_is_refused(tmp_path: Path) -> None:
    def made(name: str, **changes: object) -> Path:
        manifest = Manifest(format=FORMAT, zone=ZONE, database="x", taken_at=UNTIL, collections={})
        writing = Writing(tmp_path / name)
        writing.finish(manifest.model_copy(update=changes))
        return writing.path

    for name, changes, told in (
        ("a", {"format": 99}, "định dạng 99"), ("b", {"zone": "Asia/Tokyo"}, "Asia/Tokyo"),
        ("c", {"version": 2}, "phiên bản mới hơn"),
    ):  # fmt: skip
        with pytest.raises(MotcuaError, match=told):
            check(made(name, **changes), ZONE)


@pytest.mark.parametrize("same", [True, False])
def test_a_restore_that_broke_off_is_said_and_can_be_begun_again(
    store: Store, mongodb_uri: str, database: str, tmp_path: Path, *, same: bool
) -> None:
    store.collection("things").insert_many([{"_id": n, "of": "first"} for n in range(30)])
    store.collection("users").insert_one({"_id": "u", "of": "first"})
    first = back_up(store, tmp_path / "1.zip").path
    store.collection("things").delete_many({})
    second = back_up(store, tmp_path / "2.zip").path
    with empty(mongodb_uri, database + "_r") as into:

        def breaks(done: int, total: int) -> None:
            if done == total - 1:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            restore(into, first, Office.REPOSITORIES, breaks)
        with pytest.raises(StoreError, match="dở dang"):
            Store.open(mongodb_uri, into.db.name, ZONE)
        put_back(into, first if same else second)
        again = Store.open(mongodb_uri, into.db.name, ZONE)
        found = contents(again)
        assert len(found.get("things", ())) == (30 if same else 0)
        assert len(found["users"]) == 1
        told = again.db["meta"].find_one({"_id": "store"}) or {}
        assert "restoring" not in told and told["restored"]["taken_at"] < told["restored"]["at"]
        again.close()


def test_a_restore_that_does_not_come_to_the_same_stays_closed(
    store: Store, mongodb_uri: str, database: str, tmp_path: Path
) -> None:
    store.collection("things").insert_many([{"_id": n} for n in range(3)])
    path = back_up(store, tmp_path / "b.zip").path
    with empty(mongodb_uri, database + "_r") as into:
        restore(into, path, Office.REPOSITORIES, quiet)
        into.collection("things").update_one({"_id": 1}, {"$set": {"changed": True}})
        with pytest.raises(MotcuaError, match="không khớp"):
            finish(into, path, quiet)
        with pytest.raises(StoreError, match="dở dang"):
            Store.open(mongodb_uri, into.db.name, ZONE)


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """A backup of a few documents, made without a server."""
    writing, held = Writing(tmp_path / "little.zip"), {}
    for name in ("meta", "users"):
        tally = Tally()
        with writing.entry(f"collections/{name}.bson") as entry:
            for number in range(20):
                document = bson.encode({"_id": f"{name}{number}", "x": "ă" * number})
                tally.add(document)
                entry.write(document)
        held[name] = tally.told(f"collections/{name}.bson")
    writing.finish(Manifest(format=FORMAT, zone=ZONE, database="x", taken_at=UNTIL, collections=held))
    return writing.path


def test_a_file_that_was_cut_off_anywhere_is_refused(little: Path, tmp_path: Path) -> None:
    whole, cut = little.read_bytes(), tmp_path / "cut.zip"
    check(little, ZONE)
    for length in range(len(whole)):
        cut.write_bytes(whole[:length])
        with pytest.raises(Damaged, match="bị hỏng hoặc không đầy đủ"):
            check(cut, ZONE)


def test_a_flipped_bit_is_refused_or_changes_nothing_that_is_restored(little: Path, tmp_path: Path) -> None:
    whole, flipped = bytearray(little.read_bytes()), tmp_path / "flipped.zip"

    def told(path: Path) -> tuple[Manifest, dict[str, list[bytes]]]:
        with Backup.open(path) as backup:
            names = backup.manifest.collections
            return backup.manifest, {name: list(backup.documents(name)) for name in names}

    expected, refused = told(little), 0
    for place in range(len(whole)):
        whole[place] ^= 1 << place % 8
        flipped.write_bytes(whole)
        whole[place] ^= 1 << place % 8
        try:
            check(flipped, ZONE)
        except Damaged:
            refused += 1
        else:
            assert told(flipped) == expected, place
    assert refused > len(whole) / 2


def test_a_file_that_is_no_backup_or_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("hello")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("readme", "hello")
    for name in ("text.zip", "other.zip"):
        with pytest.raises(Damaged):
            check(tmp_path / name, ZONE)
    with pytest.raises(MotcuaError, match="Không đọc được"):
        check(tmp_path / "none.zip", ZONE)


def test_the_slices_know_the_families_of_the_cube(told_office: Office) -> None:
    found = told_office.store.collection("cells").distinct("family")
    assert sorted(found) == list(CELL_FAMILIES)


def test_indexes_by_which_documents_expire_are_left_to_the_opening(
    store: Store, mongodb_uri: str, database: str, tmp_path: Path
) -> None:
    class Passing:
        COLLECTION = "passing"
        INDEXES = (Index(("code",), unique=True), Index(("until",), expire_seconds=0))

    store.collection("passing").insert_one({"_id": 1, "code": "a", "until": BASE})
    path = back_up(store, tmp_path / "b.zip").path
    with empty(mongodb_uri, database + "_r") as into:
        restore(into, path, [Passing], quiet)
        finish(into, path, quiet)
        assert into.collection("passing").index_information().keys() == {"_id_", "code"}
