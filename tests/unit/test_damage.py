"""A damaged data folder is refused in a sentence with the way out, and is not made worse by looking."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pymongo.errors import OperationFailure

from dashboard.config import Settings
from dashboard.office import Office
from models import damage
from models.damage import DamagedFolder
from models.embedded import EmbeddedServer
from models.errors import StoreError
from models.process import free_port
from models.store import Store
from tests.conftest import ZONE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of an Office, with a backup in it."""
    folder = tmp_path_factory.mktemp("sound")
    server = EmbeddedServer.start(folder, durable=False)
    Office.open(Settings(data=folder), server.uri).close()
    server.stop()
    (folder / "backups").mkdir()
    (folder / "backups" / "motcua-motcua-20261120-013000.zip").touch()
    return folder


def largest(folder: Path) -> Path:
    return max((folder / "db").glob("secantus_*.wt"), key=lambda path: path.stat().st_size)


def cut(folder: Path) -> None:
    os.truncate(largest(folder), largest(folder).stat().st_size // 2)


def zeros(folder: Path) -> None:
    content = largest(folder).read_bytes()
    quarter = len(content) // 4
    largest(folder).write_bytes(content[:quarter] + bytes(2 * quarter) + content[3 * quarter :])


def without_turtle(folder: Path) -> None:
    (folder / "db" / "WiredTiger.turtle").unlink()


def scrambled(folder: Path) -> None:
    path = folder / "db" / "WiredTiger.wt"
    path.write_bytes(os.urandom(path.stat().st_size))


def emptied(folder: Path) -> None:
    shutil.rmtree(folder / "db")


def journal(folder: Path) -> None:
    for path in (folder / "db").glob("WiredTigerLog.*"):
        content = path.read_bytes()
        path.write_bytes(content[:200] + os.urandom(4_800) + content[5_000:])


def listing(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in (folder / "db").glob("*") if path.is_file()}


@pytest.mark.parametrize("harm", [cut, zeros, without_turtle, scrambled, emptied, journal])
def test_a_damaged_folder_is_refused_with_the_way_out(
    harm: Callable[[Path], None], sound: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(sound, folder)
    harm(folder)
    with pytest.raises(DamagedFolder) as told:
        server = EmbeddedServer.start(folder)
        try:
            Office.open(Settings(data=folder), server.uri).close()
        finally:
            server.stop()
    assert "restore" in told.value.en and "motcua-motcua-20261120-013000.zip" in told.value.en
    assert "bị hỏng" in told.value.vi


@pytest.mark.parametrize("harm", [without_turtle, emptied])
def test_a_folder_whose_first_files_are_missing_is_left_as_it_is(
    harm: Callable[[Path], None], sound: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(sound, folder)
    harm(folder)
    (folder / "server.json").unlink() if harm is without_turtle else None
    before = listing(folder)
    with pytest.raises(DamagedFolder):
        EmbeddedServer.start(folder)
    assert listing(folder) == before


@pytest.mark.parametrize("where", ["models.about.read", "models.cell.Cells.set_version"])
def test_a_server_that_answers_and_cannot_read_is_told_when_the_office_is_opened(
    where: str, mongodb_uri: str, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OperationFailure("internal server error", 1)

    monkeypatch.setattr(where, broken)
    with pytest.raises(StoreError, match=r"đĩa đầy, hoặc thư mục dữ liệu bị hỏng"):
        Office.open(Settings(database=database, data=tmp_path), mongodb_uri)


def test_the_command_line_tells_it_without_a_traceback(sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(sound, folder)
    without_turtle(folder)
    command = [sys.executable, "-m", "dashboard", "--data", str(folder), "run", "--no-browser"]
    command += ["--port", str(free_port())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2 and "bị hỏng" in done.stderr and "damaged" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "errors.log").exists()


def test_a_full_disk_is_not_taken_for_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1)
    monkeypatch.setattr(damage.shutil, "disk_usage", lambda _: usage)
    told = damage.told_by(tmp_path, "WiredTigerError: WT_PANIC: WiredTiger library panic")
    assert told is not None and not isinstance(told, DamagedFolder) and "đầy" in told.vi


def test_a_new_folder_and_one_without_its_server_file_are_no_damage(sound: Path, tmp_path: Path) -> None:
    damage.check_files(tmp_path, made=False)
    damage.check_files(sound, made=True)
    assert damage.told_by(tmp_path, "Address already in use") is None


def test_a_store_that_is_sound_opens(sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(sound, folder)
    server = EmbeddedServer.start(folder)
    Store.open(server.uri, "motcua", ZONE).close()
    server.stop()
