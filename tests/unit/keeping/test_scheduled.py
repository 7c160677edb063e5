"""The backups of every night: when they are due, which are kept, what is known of them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import generate_latest

from dashboard import health, meters
from dashboard.access import accounts
from dashboard.config import ConfigError, Settings, read_settings
from dashboard.keeping import scheduled, watch
from dashboard.keeping.scheduled import back_up_if_due, last_backup
from dashboard.keeping.telling import tell_failed
from dashboard.keeping.timetable import due, file_name, following, outdated, slot
from dashboard.keeping.watch import AGAIN, SETTLE, Watch
from dashboard.office import Office
from dashboard.office_holder import install
from models.backup_file import Backup
from models.errors import MotcuaError
from models.turn import Turn
from models.viewer import SYSTEM, Scope

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = time(1, 30)
#: the instant 01:30 of 20 November in Vietnam
NIGHT = datetime(2026, 11, 20, 1, 30, tzinfo=ZONE)


def nothing(done: int, total: int) -> None:
    assert done <= total


def test_a_backup_is_due_once_from_its_time_on_and_a_missed_one_later() -> None:
    made = NIGHT - timedelta(days=400)
    before = NIGHT - timedelta(minutes=1)
    assert slot(before, AT, ZONE) == NIGHT - timedelta(days=1)
    assert due(before, AT, ZONE, NIGHT - timedelta(days=1), made) is None
    assert due(NIGHT, AT, ZONE, NIGHT - timedelta(days=1), made) == NIGHT
    assert due(NIGHT + timedelta(hours=9), AT, ZONE, NIGHT - timedelta(days=3), made) == NIGHT
    assert due(NIGHT + timedelta(hours=9), AT, ZONE, NIGHT + timedelta(seconds=1), made) is None
    assert due(NIGHT + timedelta(hours=9), AT, ZONE, None, NIGHT + timedelta(hours=1)) is None
    assert following(NIGHT, AT, ZONE) == NIGHT + timedelta(days=1)


def test_the_newest_of_each_day_and_week_are_kept_and_other_files_are_left() -> None:
    first = datetime(2026, 11, 23, 1, 30, tzinfo=ZONE)  # a Monday
    names = [file_name("motcua", first - timedelta(days=day), ZONE) for day in range(40)]
    twice = file_name("motcua", first - timedelta(hours=2), ZONE)
    others = ["notes.txt", "motcua-other-20200101-000000.zip", "motcua-motcua-2020.zip"]
    gone = outdated([*names, twice, *others], "motcua", daily=3, weekly=2)
    kept = {*names, twice} - set(gone)
    # Of Sunday the later one; Sunday is also the newest of the week before this one.
    assert kept == {names[0], twice, names[2]}
    assert not set(gone) & set(others)


@given(st.lists(st.integers(0, 2000), min_size=1), st.integers(1, 9), st.integers(0, 9))
def test_the_newest_is_always_kept_and_never_more_than_asked_for(
    hours: list[int], daily: int, weekly: int
) -> None:
    names = {file_name("x", NIGHT + timedelta(hours=hour), ZONE) for hour in hours}
    gone = set(outdated(names, "x", daily, weekly))
    assert max(names) not in gone
    assert 1 <= len(names - gone) <= daily + weekly
    assert outdated(names - gone, "x", daily, weekly) == []


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An Office that was made two days before the night."""
    data = tmp_path_factory.mktemp("scheduled")
    settings = Settings(database="test_scheduled", data=data, backup_daily=1, backup_weekly=0)
    office = Office.open(settings, mongodb_uri, lambda: NIGHT)
    made = {"$set": {"created_at": NIGHT - timedelta(days=2)}}
    office.store.collection("meta").update_one({"_id": "store"}, made)
    yield office
    office.store.drop()


def test_a_due_backup_is_made_once_recorded_and_seen_and_the_one_before_goes(office: Office) -> None:
    settings, store = office.settings, office.store
    folder = scheduled.folder_of(settings)

    def at(instant: datetime) -> list[str]:
        made = back_up_if_due(settings, store, lambda: instant, nothing)
        assert made is None or made.path.parent == folder
        return sorted(path.name for path in folder.iterdir())

    (first,) = at(NIGHT)
    assert at(NIGHT + timedelta(hours=3)) == [first]
    (second,) = at(NIGHT + timedelta(days=1, minutes=1))
    assert second > first
    office.now = lambda: NIGHT + timedelta(days=1, hours=2)
    last, good = last_backup(office)
    assert last == good and last is not None
    assert last.file == second and last.size == (folder / second).stat().st_size and last.documents > 20
    with Backup.open(folder / second) as backup:
        assert backup.manifest.collections["backups"].documents == 1
    install(office)
    try:
        health.tell_backups()
    finally:
        install(None)
    told = generate_latest(meters.REGISTRY).decode()
    assert "motcua_backup_ok 1.0" in told
    assert f"motcua_backup_last_success_bytes {float(last.size)}" in told


def test_a_backup_that_fails_is_recorded_with_its_reason_and_tried_again(
    office: Office, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    settings = office.settings.model_copy(update={"backup_folder": tmp_path / "file"})
    night = NIGHT + timedelta(days=5)
    with pytest.raises(MotcuaError, match="Không ghi được bản sao lưu"):
        back_up_if_due(settings, office.store, lambda: night, nothing)
    office.now = lambda: night
    last, good = last_backup(office)
    assert last is not None and not last.ok and "cannot be written" in last.reason[1]
    assert good is not None and good.started_at < last.started_at
    accounts.create(
        office, SYSTEM, night, login="quantri", name="An", role="administrator", email="an@example.vn",
        scope=Scope(kind="all"),
    )  # fmt: skip
    assert tell_failed(office) == 2
    told, by_webhook = office.store.collection("notices").find({})
    assert {told["medium"], by_webhook["medium"]} == {"email", "webhook"}
    assert "Sao lưu thất bại" in told["subject"] + told["body"] and "Không ghi được" in told["body"]
    assert tell_failed(office) == 0
    assert back_up_if_due(office.settings, office.store, lambda: night + AGAIN, nothing) is not None


def test_two_processes_make_one_backup(office: Office) -> None:
    other = Turn(office.store, "backup")
    assert other.take()
    later = NIGHT + timedelta(days=20)
    assert back_up_if_due(office.settings, office.store, lambda: later, nothing) is None
    other.release()


def test_it_is_never_made_where_it_is_turned_off(office: Office) -> None:
    settings = office.settings.model_copy(update={"backup_at": "off"})
    later = NIGHT + timedelta(days=30)
    assert back_up_if_due(settings, office.store, lambda: later, nothing) is None


def test_a_time_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_BACKUP_AT", "25:00")
    with pytest.raises(ConfigError, match="MOTCUA_BACKUP_AT"):
        read_settings()


class Child:
    """A process that ends when it is told."""

    def __init__(self) -> None:
        self.status: int | None = None

    def poll(self) -> int | None:
        return self.status


def test_run_looks_for_one_after_its_start_at_its_time_and_an_hour_after_a_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[Child] = []

    def spawn(command: list[str], *_: object, **__: object) -> Child:
        assert command[-2:] == ["backup", "--if-due"]
        started.append(Child())
        return started[-1]

    monkeypatch.setattr(watch, "spawn_tied", spawn)
    began = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    looking = Watch(Settings(data=tmp_path), {}, began)
    looking.look(began)
    assert not started
    looking.look(began + SETTLE)
    looking.look(began + SETTLE * 2)
    assert len(started) == 1
    started[0].status = 2
    looking.look(began + SETTLE * 3)
    looking.look(began + SETTLE * 4)
    assert len(started) == 1
    looking.look(began + SETTLE * 3 + AGAIN)
    assert len(started) == 2
    started[1].status = 0
    looking.look(began + timedelta(hours=2))
    looking.look(NIGHT + timedelta(days=1, minutes=-1))
    assert len(started) == 2
    looking.look(NIGHT + timedelta(days=1))
    assert len(started) == 3
    off = Watch(Settings(data=tmp_path, backup_at="off"), {}, began)
    off.look(NIGHT + timedelta(days=9))
    assert len(started) == 3


def test_what_is_being_made_is_asked_to_give_up_when_run_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    process = subprocess.Popen(["sleep", "60"])
    monkeypatch.setattr(watch, "spawn_tied", lambda *_, **__: process)
    began = datetime(2026, 11, 20, tzinfo=UTC)
    looking = Watch(Settings(data=tmp_path), {}, began)
    looking.look(began + SETTLE)
    looking.stop()
    assert process.returncode is not None
