"""Kill a sender while the receiver is taking its notice: it arrives, and whoever gets it twice can tell."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue

import pytest

from dashboard.config import Settings
from dashboard.notices.media import media_of
from dashboard.notices.sender import LEASE, Sender
from dashboard.office import Office
from models.viewer import SYSTEM
from tests.unit.notices.helpers import arrived

ROOT = Path(__file__).resolve().parents[2]


class Receiver:
    """A real HTTP server that takes a notice and keeps its sender waiting until it is let go."""

    def __init__(self) -> None:
        self.taken: Queue[str] = Queue()
        self.answers = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                receiver.taken.put(self.headers["idempotency-key"])
                receiver.answers.wait(60)
                try:
                    self.send_response(204)
                    self.end_headers()
                except OSError:
                    return  # whoever asked is dead

            def log_message(self, format: str, *args: object) -> None:
                """Nothing on the terminal."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    def stop(self) -> None:
        self.answers.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.stop()


def test_a_killed_senders_notice_is_sent_again_under_the_same_id(
    mongodb_uri: str, database: str, tmp_path: Path, receiver: Receiver
) -> None:
    later = timedelta()
    office = Office.open(
        Settings(database=database, data=tmp_path), mongodb_uri, lambda: datetime.now(UTC) + later
    )
    arrived(office, mail="")
    command = [
        sys.executable,
        "-m",
        "tests.faults.sender",
        mongodb_uri,
        database,
        str(tmp_path),
        receiver.url,
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        first = receiver.taken.get(timeout=120)
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
    (left,) = office.notices.of("H33-0001", SYSTEM)
    assert (left.state, left.id) == ("sending", first)
    receiver.answers.set()
    sender = Sender(office, media_of(Settings(webhook_url=receiver.url)))
    assert sender.run_once().sent == 0, "its lease still runs"
    later = LEASE + timedelta(seconds=1)
    assert sender.run_once().sent == 1
    assert receiver.taken.get(timeout=10) == first
    assert sender.run_once().sent == 0
    assert receiver.taken.empty()
    (sent,) = office.notices.of("H33-0001", SYSTEM)
    assert (sent.state, sent.attempts) == ("sent", 2)
    office.close()
