from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from models import embedded
from models.embedded import EmbeddedServer, ServerFile, find, serve_or_join
from models.errors import StoreError
from models.lock import FileLock
from models.process import command_words, is_free
from models.store import Store
from tests.conftest import ZONE

ROOT = Path(__file__).resolve().parents[2]
linux = pytest.mark.skipif(sys.platform != "linux", reason="children are tied to their parent on Linux only")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer.start(tmp_path)
    yield server
    server.stop()


def _gone(pid: int, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while any(command_words(pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(command_words(pid))


def _owner(folder: Path) -> tuple[subprocess.Popen[str], int]:
    """Another process that serves the folder until it is ended; and its server's process id."""
    script = (
        "import sys, pathlib\n"
        "from models.embedded import serve_or_join, ServerFile\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "with serve_or_join(folder):\n"
        "    print(ServerFile.read(folder).pid, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=30)


def test_nobody_gets_in_without_the_password(server: EmbeddedServer) -> None:
    port = int(server.uri.rpartition(":")[2].partition("/")[0])
    with (
        MongoClient[dict[str, object]]("127.0.0.1", port, directConnection=True) as client,
        pytest.raises(OperationFailure, match="requires authentication"),
    ):
        client["motcua"].list_collection_names()


def test_the_password_is_in_a_file_of_its_owner_and_on_no_command_line(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    path = tmp_path / "server.json"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    password = json.loads(path.read_text())["password"]
    assert server.pid is not None
    words = command_words(server.pid)
    assert password not in " ".join(words)
    assert "--sync-on-commit" in words
    assert "--auth" in words


def test_what_was_stored_is_there_after_a_stop_and_a_start(tmp_path: Path) -> None:
    for expected in (0, 1):
        with serve_or_join(tmp_path) as uri:
            store = Store.open(uri, "motcua", ZONE)
            assert store.collection("things").count_documents({}) == expected
            store.collection("things").insert_one({})
            store.close()
    assert ServerFile.read(tmp_path) == ServerFile.model_validate(
        {**json.loads((tmp_path / "server.json").read_text()), "pid": None, "ready": True}
    )


def test_a_server_that_died_starts_again_where_drivers_look_for_it(server: EmbeddedServer) -> None:
    store = Store.open(server.uri, "motcua", ZONE)
    store.collection("things").insert_one({"_id": 1})
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    while server.alive():
        time.sleep(0.02)
    server.restart()
    assert store.collection("things").find_one() == {"_id": 1}
    store.close()


def test_a_lost_or_cut_off_server_file_is_made_again(tmp_path: Path) -> None:
    EmbeddedServer.start(tmp_path).stop()
    (tmp_path / "server.json").write_text('{"port": 27')
    server = EmbeddedServer.start(tmp_path)
    assert find(tmp_path) == server.uri
    server.stop()
    assert find(tmp_path) is None


def test_a_port_taken_since_last_time_is_replaced(tmp_path: Path) -> None:
    EmbeddedServer.start(tmp_path).stop()
    before = ServerFile.read(tmp_path)
    assert before is not None
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", before.port))
        other.listen()
        server = EmbeddedServer.start(tmp_path)
        after = ServerFile.read(tmp_path)
        server.stop()
    assert after is not None
    assert after.port != before.port


def test_a_command_joins_the_server_of_another_process(tmp_path: Path) -> None:
    other, pid = _owner(tmp_path)
    with serve_or_join(tmp_path) as uri:
        Store.open(uri, "motcua", ZONE).close()
        found = ServerFile.read(tmp_path)
        assert found is not None
        assert found.pid == pid
    _end(other)
    assert _gone(pid)


def test_who_started_the_server_waits_for_who_joined(tmp_path: Path) -> None:
    other, pid = _owner(tmp_path)
    with serve_or_join(tmp_path) as uri:
        assert other.stdin is not None
        other.stdin.close()
        time.sleep(0.5)
        Store.open(uri, "motcua", ZONE).close()
        assert other.poll() is None
    assert other.wait(30) == 0
    assert other.stdout is not None
    other.stdout.close()
    assert _gone(pid)


@linux
def test_the_server_dies_with_its_owner(tmp_path: Path) -> None:
    other, pid = _owner(tmp_path)
    other.kill()
    _end(other)
    assert _gone(pid)
    with serve_or_join(tmp_path) as uri:
        Store.open(uri, "motcua", ZONE).close()


def test_an_orphan_that_holds_the_folder_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.process.sys.platform", "darwin")  # nothing ties children there
    first = EmbeddedServer.start(tmp_path)
    monkeypatch.undo()
    started = time.monotonic()
    second = EmbeddedServer.start(tmp_path)
    assert time.monotonic() - started < 15
    assert not first.alive()
    assert second.alive()
    second.stop()


def test_a_process_id_used_again_by_another_program_is_left_alone(tmp_path: Path) -> None:
    EmbeddedServer.start(tmp_path).stop()
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    found = ServerFile.read(tmp_path)
    assert found is not None
    found.model_copy(update={"pid": sleeper.pid}).write(tmp_path)
    EmbeddedServer.start(tmp_path).stop()
    assert sleeper.poll() is None
    sleeper.kill()
    sleeper.wait()


def test_a_folder_that_another_process_holds_and_does_not_serve_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "JOIN_SECONDS", 0.3)
    held = FileLock(tmp_path / "lock")
    assert held.take()
    with (
        pytest.raises(StoreError, match="đang được một chương trình Motcua khác dùng"),
        serve_or_join(tmp_path),
    ):
        pass
    held.release()


def test_a_server_that_cannot_start_is_told_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.embedded.START_SECONDS", 20.0)
    (tmp_path / "db").write_text("not a folder")
    with pytest.raises(StoreError, match=r"server\.log"):
        EmbeddedServer.start(tmp_path)


def test_a_lock_is_held_alone_or_shared(tmp_path: Path) -> None:
    one, two, three = (FileLock(tmp_path / "lock") for _ in range(3))
    assert one.take(shared=True)
    assert two.take(shared=True)
    assert not three.take()
    one.release()
    two.release()
    assert three.take()
    assert not one.take(shared=True, wait=0.1)
    three.release()


def test_a_port_in_use_is_not_free() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)
