"""Two apps on one store: their numbers agree, and what is to happen once happens once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dashboard.cube.check import verify
from dashboard.notices import loop
from models.alert_rule import AlertRule
from models.embedded import EmbeddedServer
from models.user import User
from models.viewer import SYSTEM
from seed.notice_templates import notice_templates
from tests.faults.second import NOW, App

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
DATABASE = "two_apps"

pytestmark = pytest.mark.slow


class Other:
    """The other process: what it is told, it does, and answers."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def did(self, line: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.read()

    def read(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module")
def posts() -> Iterator[tuple[str, Counter[str]]]:
    """A receiver of notices: its address, and how often each notice came."""
    came: Counter[str] = Counter()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            came[self.headers["idempotency-key"]] += 1
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", came
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def apps(
    tmp_path_factory: pytest.TempPathFactory, posts: tuple[str, Counter[str]]
) -> Iterator[tuple[App, Other]]:
    """This process's app and another's, both with their background running."""
    folder = tmp_path_factory.mktemp("two")
    before = loop.LOOK_EVERY, loop.SCAN_EVERY, loop.look
    server = EmbeddedServer.start(folder / "server", durable=False)
    app = App(server.uri, DATABASE, str(folder), posts[0])
    app.office.notice_templates.put_many(notice_templates())
    app.office.users.add(
        User(id="lan", login="lan", name="Lan", role="leadership", password_hash="x", created_at=NOW,
             email="lan@example.vn")
    )  # fmt: skip
    command = [sys.executable, "-m", "tests.faults.second", server.uri, DATABASE, str(folder), posts[0]]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        other = Other(process)
        app.loop.start()
        assert other.read() == "ready"
        yield app, other
    finally:
        app.loop.stop()
        process.communicate(timeout=PATIENCE)
        loop.LOOK_EVERY, loop.SCAN_EVERY, loop.look = before
        app.office.close()
        server.stop()


def await_(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def both_look_again(app: App, other: Other) -> None:
    """Both backgrounds have looked at the figures of now, from the beginning of a round to its end."""
    mine, theirs = app.looks + 2, int(other.did("looks")) + 2
    await_(lambda: app.looks >= mine and int(other.did("looks")) >= theirs)


def test_each_sees_the_others_actions_in_its_numbers_at_once(apps: tuple[App, Other]) -> None:
    app, other = apps
    before = int(app.figures().split()[0])
    for number in range(1, 7):
        code = f"N{number}"
        app.receive(code) if number % 2 else other.did(f"receive {code}")
        here, there = app.figures(), other.did("figures")
        assert here == there
        assert int(here.split()[0]) == before + number
    verdict = verify(app.office.store, app.office.today())
    assert verdict.ok, verdict.examples


def test_an_alert_the_mornings_digest_and_each_notice_are_there_once(
    apps: tuple[App, Other], posts: tuple[str, Counter[str]]
) -> None:
    app, other = apps
    office, came = app.office, posts[1]
    rule = AlertRule(
        id="r", name="Tồn đọng nhiều", measure="backlog", by="", raise_at=1, clear_at=0, roles=("leadership",)
    )
    for number in range(4):
        app.receive(f"A{number}")
        other.did(f"receive B{number}")
    office.alert_rules.put(rule)
    both_look_again(app, other)
    assert [alert.rule for alert in office.alerts.open(SYSTEM)] == ["r"]
    today = office.today()
    there = office.notices.between(["queued", "sending", "sent"], today, today, SYSTEM)
    kinds = Counter((one.template, one.medium) for one in there if one.template in ("alert", "digest"))
    assert kinds[("alert", "email")] == kinds[("digest", "email")] == 1
    assert max(kinds.values()) == 1

    def posted() -> set[str]:
        found = office.notices.between(["queued", "sending", "sent"], today, today, SYSTEM)
        return {one.id for one in found if one.medium == "webhook"}

    assert len(posted()) >= 8
    await_(lambda: posted() <= set(came))
    both_look_again(app, other)
    assert {id: times for id, times in came.items() if times > 1} == {}
    assert set(came) == posted()


def test_a_task_in_the_background_is_one_processs_at_a_time(apps: tuple[App, Other]) -> None:
    app, other = apps
    assert (app.lease(), other.did("lease")) == ("True", "False")
    app.release()
    assert (other.did("lease"), app.lease()) == ("True", "False")
    assert (other.did("turn"), app.turn()) == ("True", "False")
