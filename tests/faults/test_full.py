"""The disk is full: changes are refused in words, nothing acknowledged is lost, and with room all goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pymongo
import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from dashboard import supervisor
from dashboard.config import Settings
from dashboard.flow.commit import Commit
from dashboard.office import Office
from dashboard.readiness import Readiness
from dashboard.supervisor import Supervisor
from models.embedded import EmbeddedServer
from models.errors import StoreError
from tests.faults.hands import PATIENCE, Hands, whole

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a small disk is made by means of Linux"),
]


@dataclass
class Disk:
    """A folder on a disk that can be filled and emptied."""

    folder: Path
    fill: Callable[[EmbeddedServer], None]
    empty: Callable[[EmbeddedServer], None]


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A file system of 64 MiB of its own."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("no file system can be mounted here")
    filler = folder / "filler"

    def fill(server: EmbeddedServer) -> None:
        # Of the log there are ten MiB already, for which there is room.
        with MongoClient[dict[str, object]](server.uri) as client, suppress(PyMongoError), pymongo.timeout(9):
            for _ in range(12):
                client["filler"]["filler"].insert_one({"filler": os.urandom(1 << 20)})
                stuff()

    def stuff() -> None:
        with filler.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(1 << 16))
            except OSError:
                return  # full, or nearly

    try:
        yield Disk(folder, fill, lambda server: filler.unlink())
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def limited(folder: Path) -> Iterator[Disk]:
    """The server's process may not write beyond the first 4 KiB of a file, where nobody may mount."""
    import resource

    folder.mkdir()

    def limit(bytes: int) -> Callable[[EmbeddedServer], None]:
        def set_to(server: EmbeddedServer) -> None:
            assert server.pid is not None
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (bytes, resource.RLIM_INFINITY))

        return set_to

    yield Disk(folder, limit(4096), limit(resource.RLIM_INFINITY))


def says_so(ready: Readiness) -> None:
    """/readyz says at once that the store fails, and soon why: some questions it only leaves unanswered."""
    until = time.monotonic() + PATIENCE
    while True:
        ready.forget()
        fault = ready.fault()
        assert fault is not None and fault.part == "store"
        if "its disk may be full" in fault.error.en and "đĩa" in fault.error.vi:
            return
        assert time.monotonic() < until, fault.error.en


@pytest.mark.parametrize("made", [small_disk, limited])
def test_a_full_disk_is_told_of_loses_nothing_and_with_room_the_supervisor_brings_all_back(
    made: Callable[[Path], Iterator[Disk]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as after:
        disk: Disk = after.enter_context(made(tmp_path / "disk"))  # type: ignore[arg-type]
        server = EmbeddedServer.start(disk.folder / "data")
        after.callback(server.stop)
        office = Office.open(Settings(database="full", data=disk.folder / "data"), server.uri)
        after.callback(office.close)
        monkeypatch.setattr(Commit, "patience", 1.0)
        monkeypatch.setattr("dashboard.flow.commit.ASK_SECONDS", 1.0)
        monkeypatch.setattr("dashboard.readiness.the_office", lambda: office)
        monkeypatch.setattr(supervisor, "ASK_EVERY", 0.0)
        monkeypatch.setattr(supervisor, "ROOM", 8 << 20)
        office.cube.frame.load()
        watcher, ready = Supervisor(office.settings), Readiness()
        watcher.server = server
        assert ready.fault() is None
        hands = Hands(office, 2)
        with hands.at_work():
            hands.await_more(hands.done)
            disk.fill(server)
            hands.await_more(hands.told)
            says_so(ready)
            first = server.pid
            if made is small_disk:
                watcher._look()
                assert server.pid == first, "there is no room yet"
            disk.empty(server)
            watcher._look()
            assert server.alive() and server.pid != first
            hands.await_more(hands.done)
        whole(office, hands)
        ready.forget()
        assert ready.fault() is None
        told = [error.en for error in hands.all_told() if isinstance(error, StoreError)]
        assert any("its disk may be full" in one or "not known whether" in one for one in told)
