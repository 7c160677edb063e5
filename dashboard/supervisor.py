"""`run`: the embedded server and the web server as children, started, watched, and stopped together."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType

import structlog

from dashboard.commands import address_of_web, check_writable, say
from dashboard.config import ROOT, Settings
from dashboard.first_start import prepare
from dashboard.keeping.watch import Watch
from models.embedded import EmbeddedServer, in_use
from models.errors import MotcuaError
from models.lock import FileLock
from models.process import KILL, is_free, spawn_tied
from models.server_file import is_stuck

#: How long the web server may take until it answers, in seconds: a newer version may have to make an index of
#: all dossiers first, and to give up in the middle would only begin it anew.
READY_SECONDS = 1_800.0
#: After so many seconds the person who waits is told why.
TOLD_SECONDS = 60.0
#: How long those may go on who joined the embedded server, after it was asked to stop, in seconds.
LEAVE_SECONDS = 10.0
#: The embedded server is asked at most so often, in seconds, whether it can still do its work.
ASK_EVERY = 10.0
#: With less room on the disk than this, in bytes, it is not tried again whether it can.
ROOM = 64 << 20
#: A child that ends this often within a minute is not started again.
TRIES = 5

log = structlog.get_logger()


class Supervisor:
    """Runs in the main thread of `python -m dashboard run`: the children live and die with it."""

    def __init__(self, settings: Settings, *, browser: bool = True) -> None:
        self.settings = settings
        self.browser = browser
        self.server: EmbeddedServer | None = None
        self.web: subprocess.Popen[bytes] | None = None
        self._ending = False
        self._owner = FileLock(settings.data / "lock")
        self._ends: dict[str, list[float]] = {}
        self._asked_at = time.monotonic()
        self._backups = Watch(settings, environment(settings), datetime.now(UTC))

    def run(self) -> None:
        """Start everything and watch it until Ctrl-C or SIGTERM; then stop everything.

        Raises `MotcuaError` where it cannot start, or where a child keeps on ending.
        """
        check_port(self.settings)
        check_writable(self.settings.data)
        try:
            for number in _ENDINGS:
                signal.signal(number, self._asked_to_end)
            # Both children take their second to import: let them at the same time.
            self._warm_web()
            prepare(self.settings, self._open_store())
            self._serve()
            self._await_web()
            while True:
                time.sleep(0.2)
                self._look()
                self._backups.look(datetime.now(UTC))
        except _Ending:
            print(say("Đang dừng …", "Stopping …"), flush=True)
        finally:
            self._stop_web()
            self._backups.stop()
            self._stop_server()
            self._owner.release()

    def _asked_to_end(self, number: int, frame: FrameType | None) -> None:
        # Asking again shall not leave half of the stop undone.
        if not self._ending:
            self._ending = True
            raise _Ending

    def _open_store(self) -> str:
        if self.settings.mongodb_uri is not None:
            return self.settings.mongodb_uri.get_secret_value()
        # Who is just stopping needs half a second.
        if not self._owner.take(wait=2.0):
            raise in_use(self.settings.data)
        self.server = EmbeddedServer.start(self.settings.data)
        return self.server.uri

    def _stop_server(self) -> None:
        if self.server is None:
            return
        users = FileLock(self.settings.data / "users.lock")
        if not users.take(wait=LEAVE_SECONDS):
            log.warning("others_still_use_the_embedded_server")
        self.server.stop()
        users.release()

    def _warm_web(self) -> None:
        host, port = self.settings.host, self.settings.port
        command = [sys.executable, "-m", "dashboard.web", str(ROOT / "streamlit_app.py")]
        command += ["--server.address", host, "--server.port", str(port)]
        # It keeps nothing: no need to end it gently when this process is killed.
        self.web = spawn_tied(command, KILL, cwd=ROOT, env=environment(self.settings), talk=True)

    def _serve(self) -> None:
        assert self.web is not None
        assert self.web.stdin is not None
        # Where it has ended meanwhile, the next look starts another.
        with suppress(BrokenPipeError), self.web.stdin as pipe:
            pipe.write(b"serve\n")

    def _stop_web(self) -> None:
        if self.web is None:
            return
        self.web.terminate()
        if self.web.stdin is not None:
            self.web.stdin.close()
        try:
            self.web.wait(5.0)
        except subprocess.TimeoutExpired:
            # Browsers hold their connections open; what they did is in the store.
            self.web.kill()
            self.web.wait()

    def _await_web(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        told = time.monotonic() + TOLD_SECONDS
        while not answers(self.settings):
            if time.monotonic() > told:
                told = deadline
                print(
                    say("Vẫn đang chuẩn bị kho dữ liệu (phiên bản mới có thể phải lập chỉ mục) …",
                        "Still preparing the store (a new version may have to build an index) …"),
                    flush=True,
                )  # fmt: skip
            if time.monotonic() > deadline:
                raise MotcuaError(
                    "Ứng dụng không trả lời sau khi khởi động; xem các dòng trên.",
                    "The application does not answer after its start; see the lines above.",
                )
            time.sleep(0.05)
            self._look()
        web = address_of_web(self.settings)
        print(
            say(f"Motcua đang chạy tại {web} (dừng: Ctrl-C)", f"Motcua runs at {web} (stop: Ctrl-C)"),
            flush=True,
        )
        if self.browser:
            webbrowser.open(web)

    def _look(self) -> None:
        """Start again what has ended by itself. The server first: the web server needs it."""
        if self.server is not None and not self.server.alive():
            self._count("máy chủ dữ liệu", "database server")
            self.server.restart()
        if self.server is not None and time.monotonic() - self._asked_at >= ASK_EVERY:
            self._revive(self.server)
        if self.web is not None and self.web.poll() is not None:
            self._count("máy chủ web", "web server")
            if self.server is not None:
                self.server.end_transactions()
            self._warm_web()
            self._serve()

    def _revive(self, server: EmbeddedServer) -> None:
        """Start a server anew that lives but can do nothing, as after a full disk, once there is room."""
        if is_stuck(server.uri):
            free = shutil.disk_usage(self.settings.data).free
            log.error("the database server can neither read nor write", free_mib=free >> 20)
            if free >= ROOM:
                self._count("máy chủ dữ liệu", "database server")
                server.stop()
                server.restart()
        self._asked_at = time.monotonic()

    def _count(self, vi: str, child: str) -> None:
        now = time.monotonic()
        ends = self._ends[child] = [end for end in self._ends.get(child, []) if end > now - 60] + [now]
        log.warning("child_ended", child=child, times_in_a_minute=len(ends))
        if len(ends) >= TRIES:
            raise MotcuaError(
                f"Tiến trình {vi} dừng liên tục, không khởi động lại nữa; xem các dòng trên.",
                f"The {child} keeps on ending and is not started again; see the lines above.",
            )


class _Ending(KeyboardInterrupt):
    """Ctrl-C, or a signal to end."""


_ENDINGS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]


def check_port(settings: Settings) -> None:
    """Raises `MotcuaError` where the application could not listen."""
    host, port = settings.host, settings.port
    try:
        free = is_free(port, host)
    except OSError as error:
        raise MotcuaError(
            f"Không dùng được địa chỉ {host} (MOTCUA_HOST): {error.strerror}.",
            f"The address {host} (MOTCUA_HOST) cannot be used: {error.strerror}.",
        ) from error
    if not free:
        raise MotcuaError(
            f"Cổng {port} đã có chương trình khác dùng; hãy chọn cổng khác bằng --port.",
            f"Port {port} is in use by another program; choose another with --port.",
        )


def environment(settings: Settings) -> dict[str, str]:
    """The environment of the web server: this one's, with what the arguments have changed."""
    return {
        **os.environ,
        "MOTCUA_DATA": str(settings.data),
        "MOTCUA_HOST": settings.host,
        "MOTCUA_PORT": str(settings.port),
    }


def answers(settings: Settings) -> bool:
    """Whether the application serves, with its Office open: `GET /healthz` gives 200."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address_of_web(settings) + "/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False
