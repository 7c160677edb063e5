"""Kill a backup and a restore in the middle: nothing half is taken for whole, and both can be done again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.keeping.backing_up import back_up
from dashboard.keeping.restoring import check
from dashboard.office import Office
from models.embedded import EmbeddedServer, owned
from models.errors import StoreError
from models.store import Store
from tests.conftest import ZONE
from tests.unit.keeping.test_backup import contents

ROOT = Path(__file__).resolve().parents[2]
OLD = ROOT / "tests" / "data" / "store-format-1.zip"
#: long enough for a process to begin on a busy machine, in seconds
PATIENCE = 120.0


def command(data: Path, *words: str) -> subprocess.Popen[str]:
    """The command line in a process of its own."""
    line = [sys.executable, "-m", "dashboard", "--data", str(data), *words]
    environment = {**os.environ, "MOTCUA_LANGUAGE": "en"}
    return subprocess.Popen(line, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment)


def killed_at(process: subprocess.Popen[str], told: str) -> None:
    """Kill the process, and nothing else, as soon as it has told this on standard error."""
    until = time.monotonic() + PATIENCE
    assert process.stderr is not None
    for line in process.stderr:
        if told in line:
            break
        assert time.monotonic() < until, "it does not come so far"
    else:
        pytest.fail(f"it ended before it told “{told}”")
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[Path]:
    """A data folder with the 30 dossiers of the previous release, restored by the command."""
    process = command(tmp_path / "data", "restore", str(OLD))
    _, told = process.communicate(timeout=PATIENCE * 3)
    assert process.returncode == 0, told
    yield tmp_path / "data"


@pytest.mark.slow
def test_a_killed_backup_leaves_no_file_that_is_taken_for_one(restored: Path, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "b.zip"
    killed_at(command(restored, "backup", str(target)), "Backing up")
    assert not target.exists()
    process = command(restored, "backup", str(target))
    assert process.communicate(timeout=PATIENCE) and process.returncode == 0
    assert check(target, ZONE).collections["dossiers"].documents == 30


@pytest.mark.slow
def test_a_killed_restore_says_so_and_goes_on_to_the_same_store(tmp_path: Path) -> None:
    data = tmp_path / "data"
    half = -(-check(OLD, ZONE).documents // 2)
    killed_at(command(data, "restore", str(OLD)), f"Restoring: {half}/")
    with owned(data) as uri, pytest.raises(StoreError, match="dở dang"):
        Store.open(uri, "motcua", ZONE)
    process = command(data, "restore", str(OLD))
    _, told = process.communicate(timeout=PATIENCE * 3)
    assert process.returncode == 0, told
    server = EmbeddedServer.start(data)
    try:
        office = Office.open(Settings(data=data), server.uri)
        assert verify(office.store, office.today()).ok
        made = back_up(office.store, tmp_path / "again.zip").manifest
        assert made.collections["events"].total == check(OLD, ZONE).collections["events"].total
        assert len(contents(office.store)["dossiers"]) == 30
        office.close()
    finally:
        server.stop()
