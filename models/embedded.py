"""The embedded server: SecantusDB as a child process on loopback, for trying out and small offices.

It speaks MongoDB's wire protocol, so nothing but this module knows of it. The data folder holds
`db/` (its files), `server.json` (port and password, readable by the owner alone), `server.log`,
`lock` (held by the one process that owns the server) and `users.lock` (shared by those that use it).
"""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from models.damage import check_files, told_by
from models.errors import StoreError
from models.lock import FileLock
from models.process import KILL, command_words, free_port, is_free, signal_to, spawn_tied
from models.server_file import ServerFile, answers, calls

__all__ = ["EmbeddedServer", "ServerFile", "find", "in_use", "serve_or_join"]

#: How long the server may take to answer after its start, and to end, in seconds.
START_SECONDS = 60.0
STOP_SECONDS = 20.0
#: How long a command waits for a server that another process is starting or stopping, in seconds.
JOIN_SECONDS = 60.0

_USER_EXISTS = 51003
_LOG_BYTES = 10 << 20
_SHORT: dict[str, Any] = {"serverSelectionTimeoutMS": 2_000, "socketTimeoutMS": 5_000}


class EmbeddedServer:
    """A server that this process started and owns. Its caller holds the folder's lock."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir.resolve()
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._file = ServerFile.read(self.data_dir) or ServerFile(
            port=free_port(), password=secrets.token_urlsafe(24)
        )

    @classmethod
    def start(cls, data_dir: Path, *, durable: bool = True) -> EmbeddedServer:
        """Start the server of the folder and wait until it answers. Call it from the main thread.

        A server that is not `durable` loses what it has acknowledged when it is killed, and makes indexes
        several times faster: for data that nobody will miss.

        Raises `StoreError` when it does not come up, `OSError` when the folder cannot be written.
        """
        server = cls(data_dir, durable=durable)
        server.data_dir.mkdir(parents=True, exist_ok=True)
        (server.data_dir / "server.toml").touch()
        server._end_orphan()
        check_files(server.data_dir, made=server._file.ready)
        try:
            if not server._file.ready:
                server._make_user()
            server._launch(auth=True)
        except BaseException:
            server.stop()
            raise
        return server

    @property
    def uri(self) -> str:
        """The address for the driver, password included: never to be printed."""
        return self._file.uri

    @property
    def pid(self) -> int | None:
        """The process id of the server."""
        return self._file.pid

    def alive(self) -> bool:
        """Whether the server still runs."""
        return self._process is not None and self._process.poll() is None

    def restart(self) -> None:
        """Start it again after it ended by itself, on the same port, so that drivers find it again."""
        self._launch(auth=True)

    def end_transactions(self) -> None:
        """Abort the transactions that are open, as a killed client leaves them.

        They would hold their documents for a minute. Whoever is alive tries his again by himself. Nothing
        happens where the server does not answer: then it has none.
        """
        with suppress(PyMongoError), MongoClient[dict[str, object]](self.uri, **_SHORT) as client:
            client.admin.command("killAllSessions", [])

    def stop(self) -> None:
        """End it cleanly and wait for that; nothing happens when it has ended."""
        if self._process is not None:
            self._process.terminate()
            if not self._await_end(self.alive, self._process.terminate, STOP_SECONDS):
                # Safe: with --sync-on-commit nothing acknowledged is lost.
                self._process.kill()
            self._process.wait()
            self._process = None
        self._write(pid=None)

    def _make_user(self) -> None:
        """The server knows no first login, so its user is made while it runs without passwords."""
        self._launch(auth=False)
        try:
            with MongoClient[dict[str, object]](
                "127.0.0.1", self._file.port, directConnection=True
            ) as client:
                user = {"pwd": self._file.password, "roles": ["root"]}
                try:
                    client.admin.command({"createUser": self._file.user, **user})
                except OperationFailure as error:
                    if error.code != _USER_EXISTS:
                        raise
                    client.admin.command({"updateUser": self._file.user, **user})
        except PyMongoError as error:
            raise self._failed(str(error)) from error
        finally:
            self.stop()
        self._write(ready=True)

    def _launch(self, *, auth: bool) -> None:
        # A port remembered from last time may have been taken since by another program.
        for attempt in range(3):
            if attempt or not is_free(self._file.port):
                self._write(port=free_port())
            self._spawn(auth)
            if self._await_answer(auth):
                return
            told = told_by(self.data_dir, self._last_words())
            if told is not None:
                raise told
        raise self._failed(self._last_words())

    def _spawn(self, auth: bool) -> None:
        log = self.data_dir / "server.log"
        if log.exists() and log.stat().st_size > _LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        command = [sys.executable, "-m", "secantus", "--host", "127.0.0.1", "--port", str(self._file.port)]
        command += [
            "--storage-path",
            str(self.data_dir / "db"),
            "--config",
            str(self.data_dir / "server.toml"),
        ]
        command += ["--log-level", "WARNING"]
        command += ["--sync-on-commit"] if self._durable else []
        command += ["--auth"] if auth else []
        with log.open("ab") as output:
            self._process = spawn_tied(command, signal.SIGTERM, cwd=self.data_dir, output=output)
        self._write(pid=self._process.pid)

    def _await_answer(self, auth: bool) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while self.alive() and time.monotonic() < deadline:
            if answers(
                self._file.uri if auth else f"mongodb://127.0.0.1:{self._file.port}/?directConnection=true"
            ):
                return True
            time.sleep(0.02)
        self.stop()
        return False

    def _write(self, **changes: object) -> None:
        self._file = self._file.model_copy(update=changes)
        self._file.write(self.data_dir)

    def _end_orphan(self) -> None:
        """A server whose owner was killed may still be ending, or go on where nothing ties it."""
        pid = self._file.pid
        if pid is None:
            return

        def alive() -> bool:
            return self._is_ours(pid)

        if not self._await_end(alive, lambda: signal_to(pid, signal.SIGTERM), STOP_SECONDS):
            signal_to(pid, KILL)
            self._await_end(alive, None, 2.0)

    def _await_end(self, alive: Callable[[], bool], ask: Callable[[], None] | None, seconds: float) -> bool:
        """Ask the server to end, where `ask` is given, and wait; tells whether it ended in time.

        A server that is ending sits in accept() for 2 s more, unless somebody calls; so call. One
        that was asked as it started may not have noticed, and still takes calls; so ask again.
        """
        deadline = time.monotonic() + seconds
        again = time.monotonic() + 0.5
        while alive() and time.monotonic() < deadline:
            called = calls(self._file.port)
            if ask is not None and called and time.monotonic() >= again:
                ask()
                again = time.monotonic() + 0.5
            time.sleep(0.02)
        return not alive()

    def _is_ours(self, pid: int) -> bool:
        """Whether the process is provably the server of this folder (process ids are used again)."""
        words = command_words(pid)
        return "secantus" in words and str(self.data_dir / "db") in words

    def _last_words(self) -> str:
        try:
            lines = (self.data_dir / "server.log").read_text(errors="replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1] if lines else ""

    def _failed(self, reason: str) -> StoreError:
        log = self.data_dir / "server.log"
        return StoreError(
            f"Không khởi động được máy chủ dữ liệu đi kèm ({reason}); xem {log}.",
            f"The embedded database server does not start ({reason}); see {log}.",
        )


def find(data_dir: Path) -> str | None:
    """The address of the folder's running server; None where none answers."""
    file = ServerFile.read(data_dir)
    if file is None or not file.ready or file.pid is None or not answers(file.uri):
        return None
    return file.uri


@contextmanager
def serve_or_join(data_dir: Path) -> Iterator[str]:
    """The address of the folder's server: the running one's, or of one started for as long as this lasts.

    Who started it waits at the end for those who joined. Raises `StoreError` where the server does not
    start or another process neither lets go of the folder nor answers; `OSError` for the folder.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    owner, users = FileLock(data_dir / "lock"), FileLock(data_dir / "users.lock")
    deadline = time.monotonic() + JOIN_SECONDS
    try:
        while True:
            if owner.take():
                server = EmbeddedServer.start(data_dir)
                try:
                    yield server.uri
                finally:
                    users.take(wait=float("inf"))
                    server.stop()
                return
            if users.take(shared=True):
                uri = find(data_dir)
                if uri is not None:
                    yield uri
                    return
                users.release()
            if time.monotonic() > deadline:
                raise in_use(data_dir)
            time.sleep(0.1)
    finally:
        owner.release()
        users.release()


@contextmanager
def owned(data_dir: Path, *, durable: bool = True) -> Iterator[str]:
    """The address of the folder's server, started for as long as this lasts and used by nobody else.

    Raises `StoreError` where another process has the folder, or the server does not start.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    owner = FileLock(data_dir / "lock")
    if not owner.take(wait=2.0):
        raise in_use(data_dir)
    try:
        server = EmbeddedServer.start(data_dir, durable=durable)
        try:
            yield server.uri
        finally:
            server.stop()
    finally:
        owner.release()


def in_use(data_dir: Path) -> StoreError:
    """The sentence for a data folder whose lock another process holds."""
    return StoreError(
        f"Thư mục dữ liệu {data_dir} đang được một chương trình Motcua khác dùng.",
        f"The data folder {data_dir} is in use by another process of Motcua.",
    )
