from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.access.first import first_accounts
from dashboard.config import Settings
from dashboard.first_start import MARK
from dashboard.office import Office
from models.embedded import ServerFile, serve_or_join
from models.process import command_words, free_port
from models.store import Store
from tests.conftest import ZONE

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
pytestmark = [posix, pytest.mark.slow]


def _environment(**variables: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    return {**plain, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **variables}


def _run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dashboard", *words]
    return subprocess.run(
        command, env=_environment(**variables), capture_output=True, text=True, timeout=120, check=False
    )


def _refused(done: subprocess.CompletedProcess[str], word: str) -> None:
    assert done.returncode == 2, done.stderr
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 2


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _await(port: int, seconds: float = 60.0) -> float:
    started = time.monotonic()
    while not _ready(port):
        assert time.monotonic() - started < seconds, "not ready"
        time.sleep(0.05)
    return time.monotonic() - started


@dataclass
class App:
    process: subprocess.Popen[str]
    data: Path
    port: int

    def server(self) -> int:
        found = ServerFile.read(self.data)
        assert found is not None
        assert found.pid is not None
        return found.pid

    def web(self) -> int:
        """Found by its listening, for the supervisor does not tell."""
        for path in Path("/proc").glob("[0-9]*"):
            words = command_words(int(path.name))
            if str(self.port) in words and "dashboard.web" in words:
                return int(path.name)
        raise AssertionError("no web server")


def _start(data: Path) -> App:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "dashboard",
        "run",
        "--no-browser",
        "--port",
        str(port),
        "--data",
        str(data),
    ]
    process = subprocess.Popen(
        command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    return App(process, data, port)


def _first_start(folder: Path) -> None:
    """Make the folder what it is after a first start, without the demonstration."""
    with serve_or_join(folder) as uri:
        office = Office.open(Settings(data=folder), uri)
        office.meta.set(MARK, "own")
        first_accounts(office, office.now())
        office.close()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("data")
    _first_start(folder)
    app = _start(folder)
    _await(app.port)
    yield app
    app.process.terminate()
    app.process.communicate(timeout=60)


def test_a_command_works_beside_the_running_app(app: App) -> None:
    done = _run("verify", "--json", "--data", str(app.data))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"] is True


def test_a_second_app_on_the_same_folder_is_refused(app: App) -> None:
    done = _run("run", "--no-browser", "--port", str(free_port()), "--data", str(app.data))
    _refused(done, "đang được một chương trình Motcua khác dùng")


def test_the_password_of_the_store_is_on_no_command_line(app: App) -> None:
    password = json.loads((app.data / "server.json").read_text())["password"]
    for pid in (app.process.pid, app.server()):
        assert password not in " ".join(command_words(pid))


def test_a_killed_embedded_server_is_started_again(app: App) -> None:
    before = app.server()
    os.kill(before, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while app.server() == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert app.server() != before
    _await(app.port)
    assert _run("verify", "--json", "--data", str(app.data)).returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_a_killed_web_server_is_started_again(app: App) -> None:
    before = app.web()
    os.kill(before, signal.SIGKILL)
    time.sleep(0.5)
    _await(app.port)
    assert app.web() != before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_end_it_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    _first_start(tmp_path)
    app = _start(tmp_path)
    try:
        _await(app.port)
        server = app.server()
        app.process.send_signal(number)
        app.process.communicate(timeout=60)
    finally:
        app.process.kill()
        app.process.communicate()
    assert app.process.returncode == 0
    assert command_words(server) in ([], [""])
    assert not _ready(app.port)


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        _refused(_run("run", "--port", port, "--data", str(tmp_path)), f"Cổng {port}")


def test_an_address_of_another_machine_is_refused(tmp_path: Path) -> None:
    _refused(_run("run", "--host", "192.0.2.1", "--data", str(tmp_path)), "192.0.2.1")


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = _run("run", "--port", str(free_port()), "--data", str(tmp_path / "file" / "data"))
    _refused(done, "Không ghi được vào thư mục dữ liệu")


def test_a_mongodb_that_is_not_there_is_refused(tmp_path: Path) -> None:
    uri = "mongodb://ai:geheim@127.0.0.1:9/?replicaSet=rs0"
    done = _run("run", "--port", str(free_port()), MOTCUA_MONGODB_URI=uri, MOTCUA_DATA=str(tmp_path))
    _refused(done, "Không kết nối được máy chủ dữ liệu tại 127.0.0.1:9")
    assert "geheim" not in done.stderr


def test_a_standalone_server_is_refused(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "server.toml").touch()
    command = [sys.executable, "-m", "secantus", "--port", str(port), "--host", "127.0.0.1", "--standalone"]
    command += ["--storage-path", str(tmp_path / "db"), "--config", str(tmp_path / "server.toml")]
    server = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        uri = f"mongodb://127.0.0.1:{port}/"
        done = _run("run", "--port", str(free_port()), MOTCUA_MONGODB_URI=uri, MOTCUA_DATA=str(tmp_path))
    finally:
        server.kill()
        server.wait()
    _refused(done, "không có giao dịch")


def test_another_zone_than_the_stores_is_refused(mongodb_uri: str, database: str, tmp_path: Path) -> None:
    Store.open(mongodb_uri, database, ZONE).close()
    done = _run(
        "verify",
        MOTCUA_MONGODB_URI=mongodb_uri,
        MOTCUA_DATABASE=database,
        MOTCUA_ZONE="Europe/Amsterdam",
        MOTCUA_DATA=str(tmp_path),
    )
    _refused(done, "múi giờ")


def test_in_english_the_english_sentence_comes_first(tmp_path: Path) -> None:
    done = _run("run", "--host", "192.0.2.1", "--data", str(tmp_path), MOTCUA_LANGUAGE="en")
    assert done.stderr.startswith("The address 192.0.2.1")
