"""The copy of the figures that a new process starts from: it is never the reason of a wrong number."""

from __future__ import annotations

import random
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.config import Settings
from dashboard.cube import saving
from dashboard.cube.check import rebuild
from dashboard.cube.copy import MAGIC, Copy, without_old_days
from dashboard.cube.counters import COARSE, FAMILIES
from dashboard.cube.frame import Frame, Slice
from dashboard.cube.table import Table
from dashboard.flow import Action
from dashboard.office import Office
from models.cell import Cells, Epochs
from models.lock import FileLock
from tests.helpers import submitted

BASE = datetime.now(UTC) - timedelta(days=20)
CHANNELS = ("counter", "online", "postal")


@pytest.fixture
def office(mongodb_uri: str, database: str, tmp_path: Path) -> Iterator[Office]:
    """An Office with three dossiers and a copy of their figures."""
    office = Office.open(Settings(database=database, data=tmp_path), mongodb_uri)
    for number in range(3):
        take_in(office, number)
    assert office.cube.frame.save(office.today())
    yield office
    office.close()


def take_in(office: Office, number: int) -> None:
    code, at = f"K-{number:04d}", BASE + timedelta(hours=number % 400)
    office.commit.act(code, submitted(code, number), "u1", at=at)
    office.commit.act(code, Action(name="accept"), "u1", at=at + timedelta(hours=1))


def move(office: Office, number: int, channel: str) -> None:
    action = Action(name="correct", reason="nhầm", correction={"channel": channel})
    office.commit.act(f"K-{number:04d}", action, "u1", at=BASE + timedelta(days=17, hours=2))


def copy_of(office: Office) -> Copy:
    return Copy(office.settings.data, office.store.db.name)


def content(frame: Frame) -> dict[str, Any]:
    """All that the coarse families hold, in an order of its own; a counter that is 0 is none."""
    frame.load()
    found: dict[str, Any] = {}
    for family in COARSE:
        table = frame.tables([Slice(family)])[0].settled()
        names = list(table.ids)
        rows: list[tuple[Any, ...]] = [
            (names[row["cell"]], row["day"], name, row[name])
            for row in table.base.days.to_dicts()
            for name in FAMILIES[family].counters
            if row[name]
        ]
        for row in table.base.bins.to_dicts():
            if row["n"]:
                rows.append((names[row["cell"]], row["period"], f"{row['sketch']}/{row['bin']}", row["n"]))
        spots = table.spots
        places = {name: spots.names[spot] for name, spot in zip(names, spots.of_cell.tolist(), strict=True)}
        found[family] = sorted((*row, places[row[0]]) for row in rows)
    return found


class Watched(Cells):
    """Notes what is read whole."""

    def __init__(self, store: Any) -> None:
        super().__init__(store)
        self.whole: list[str] = []

    def load(self, family: str, *given: Any) -> Any:
        self.whole.append(family)
        return super().load(family, *given)


def new_process(office: Office) -> tuple[Frame, list[str]]:
    """The frame of another process on the same folder, and which families it reads whole."""
    frame = Frame(office.store, copy_of(office))
    cells = Watched(office.store)
    frame._cells = cells
    return frame, cells.whole


def assert_right(office: Office, *, copied: bool) -> None:
    """A new process has what a whole reading gives, and used the copy or did not."""
    frame, whole = new_process(office)
    assert content(frame) == content(Frame(office.store))
    assert set(whole) == (set() if copied else set(COARSE))


def test_a_new_process_starts_from_the_copy_and_reads_only_what_changed_since(office: Office) -> None:
    assert_right(office, copied=True)
    take_in(office, 3)
    move(office, 0, "postal")
    take_in(office, 5)
    assert_right(office, copied=True)


def test_the_copy_is_for_its_owner_alone(office: Office) -> None:
    assert stat.S_IMODE(copy_of(office).path.stat().st_mode) == 0o600
    assert not copy_of(office).path.with_suffix(".new").exists()


def test_a_cube_that_was_made_anew_is_read_whole(office: Office) -> None:
    rebuild(office.store, office.today())
    assert_right(office, copied=False)
    assert office.cube.frame.save(office.today())
    assert_right(office, copied=True)


def stored(office: Office) -> dict[str, list[Any]]:
    """The cube as a backup keeps it."""
    names = (Cells.COLLECTION, Epochs.COLLECTION)
    return {name: list(office.store.collection(name).find()) for name in names}


def put_back(office: Office, kept: dict[str, list[Any]]) -> None:
    """The cube of a backup in place of what there is."""
    for name, rows in kept.items():
        office.store.clear(name)
        office.store.collection(name).insert_many(rows)


def test_a_store_that_was_put_back_to_before_the_copy_does_not_use_it(office: Office) -> None:
    """The epochs may have reached the same numbers again, by other changes: only the token tells."""
    kept = stored(office)
    take_in(office, 4)
    assert office.cube.frame.save(office.today())
    epochs = Cells(office.store).epochs()
    put_back(office, kept)
    cells = Cells(office.store)
    while cells.epochs() != epochs:
        move(office, 0, CHANNELS[1 + cells.epochs()["A"] % 2])
    assert_right(office, copied=False)


def test_a_store_that_was_put_back_to_after_the_copy_may_use_it(office: Office) -> None:
    take_in(office, 4)
    kept = stored(office)
    move(office, 0, "online")
    put_back(office, kept)
    move(office, 2, "postal")
    assert_right(office, copied=True)


def test_the_copy_of_another_store_is_not_used(office: Office, mongodb_uri: str, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    other = Office.open(Settings(database=f"{office.store.db.name}_b", data=tmp_path / "b"), mongodb_uri)
    try:
        for number in (0, 2, 5):
            take_in(other, number)
        copy_of(other).path.write_bytes(copy_of(office).path.read_bytes())
        assert_right(other, copied=False)
    finally:
        other.store.client.drop_database(other.store.db.name)
        other.close()


@pytest.mark.parametrize("hurt", [
    lambda whole, chance: whole[: chance.randrange(len(whole))],
    lambda whole, chance: whole + b"\0",
    lambda whole, chance: flipped(whole, chance.randrange(len(whole))),
    lambda whole, chance: flipped(whole, len(MAGIC) + chance.randrange(400)),
    lambda whole, chance: b"",
], ids=["cut off", "grown", "a bit", "a bit of the header", "empty"])  # fmt: skip
def test_a_damaged_copy_is_passed_over(
    office: Office, hurt: Callable[[bytes, random.Random], bytes]
) -> None:
    path, chance = copy_of(office).path, random.Random(5)
    whole = path.read_bytes()
    for _ in range(40):
        path.write_bytes(hurt(whole, chance))
        assert Copy(path.parent, office.store.db.name).read() is None
    assert_right(office, copied=False)
    path.write_bytes(whole)
    assert_right(office, copied=True)


def flipped(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ (1 << place % 8)]) + whole[place + 1 :]


def test_a_copy_of_other_counters_or_another_contribution_is_passed_over(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.cube.copy.VERSION", -1)
    assert copy_of(office).read() is None
    monkeypatch.undo()
    real = Table.empty

    def wider(family: str) -> Table:
        blank = real(family)
        days = blank.base.days.with_columns(new=blank.base.days["day"])
        return Table.flat(family, {}, blank.spots, days, blank.base.bins)

    monkeypatch.setattr(Table, "empty", wider)
    assert copy_of(office).read() is None


def test_where_nothing_can_be_written_figures_are_read_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests may run as root, for whom no folder is read-only: the refusal is the system's own error."""

    def refused(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("dashboard.cube.copy.os.open", refused)
    take_in(office, 3)
    assert not office.cube.frame.save(office.today())
    assert_right(office, copied=True)


def test_a_folder_that_is_not_there_is_made_and_where_it_cannot_be_is_no_fault(
    office: Office, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    frame = Frame(office.store, Copy(tmp_path / "file" / "data", "x"))
    assert not frame.save(office.today())
    assert content(frame) == content(Frame(office.store))
    assert Frame(office.store, Copy(tmp_path / "nowhere" / "yet", "x")).save(office.today())


def test_one_process_at_a_time_makes_a_copy(office: Office) -> None:
    lock = FileLock(copy_of(office).path.with_suffix(".lock"))
    assert lock.take()
    take_in(office, 3)
    assert not office.cube.frame.save(office.today())
    lock.release()
    assert office.cube.frame.save(office.today())


def test_a_copy_is_made_only_when_enough_has_changed(office: Office) -> None:
    take_in(office, 3)
    assert not office.cube.frame.save(office.today(), least=100)
    for number in range(4, 7):
        take_in(office, number)
    assert office.cube.frame.save(office.today(), least=4)


def test_two_folders_have_a_copy_each_and_both_are_believed(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    elsewhere = Frame(office.store, Copy(folder, "x"))
    assert elsewhere.save(office.today())
    take_in(office, 3)
    assert office.cube.frame.save(office.today())
    assert_right(office, copied=True)
    copied = Copy(folder, "x").read()
    assert copied is not None
    assert copied.token in Cells(office.store).state().copies


def day_cell(holder: str, day: int, counts: dict[str, int]) -> dict[str, Any]:
    return {"_id": f"days_visits|{holder}|A|{day}|s0", "family": "days_visits", "holder": holder,
            "department": "A", "day": day, "s": {"c": counts}}  # fmt: skip


def test_day_cells_that_the_store_has_dropped_leave_the_copy_and_no_others() -> None:
    """Cells are numbered anew: what is left is what a table of the cells that are left would be."""
    cells = [day_cell("A", 9, {"700": 1}), day_cell("B", 10, {"701": 2, "-1": 4}), day_cell("A", 8, {"5": 1}),
             day_cell("C", 11, {"702": 3})]  # fmt: skip
    whole = Table.of("days_visits", cells).settled()
    assert without_old_days(whole, 8) is whole
    left, fresh = without_old_days(whole, 10), Table.of("days_visits", [cells[1], cells[3]])
    changed = [day_cell("B", 10, {"701": 5}), day_cell("D", 12, {"9": 1})]
    for ours, its in ((left, fresh), (left.merged(changed), fresh.merged(changed))):
        assert dict(ours.ids) == dict(its.ids)
        assert ours.spots.names == its.spots.names
        assert ours.settled().base.bins.equals(its.settled().base.bins)


def test_whatever_happens_a_new_process_has_what_a_whole_reading_gives(office: Office) -> None:
    """Random hands: actions, copies, rebuilds, stores put back, damage; after each a new process is asked."""
    chance = random.Random(20_261_124)
    path, number, used = copy_of(office).path, 3, 0
    kept = [stored(office)]
    files = [path.read_bytes()]
    for _ in range(60):
        what = chance.choice(("act", "act", "act", "save", "save", "keep", "back", "file", "hurt", "anew"))
        if what == "act":
            take_in(office, number)
            number += 1
            move(office, 0, chance.choice(CHANNELS))
        elif what == "save":
            Frame(office.store, copy_of(office)).save(office.today())
            files.append(path.read_bytes())
        elif what == "keep":
            kept.append(stored(office))
        elif what == "back":
            put_back(office, chance.choice(kept))
        elif what == "file":
            path.write_bytes(chance.choice(files))
        elif what == "hurt":
            path.write_bytes(flipped(path.read_bytes(), chance.randrange(path.stat().st_size)))
        elif chance.random() < 0.3:
            rebuild(office.store, office.today())
        frame, whole = new_process(office)
        assert content(frame) == content(Frame(office.store)), what
        used += not whole
    assert 10 < used < 55


def test_the_background_task_fills_the_frame_and_leaves_a_copy(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy_of(office).path
    path.unlink()
    monkeypatch.setattr(saving, "PATIENCE", 120.0)
    again = Office.open(office.settings, office.store.uri)
    try:
        with saving.saving(again):
            pass
        assert path.exists()
        assert_right(office, copied=True)
    finally:
        again.close()
