"""An Office with a clock that the test turns, and real servers for e-mail and for the webhook."""

from __future__ import annotations

import email
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from dashboard.config import Settings
from dashboard.office import Office
from seed.notice_templates import notice_templates

START = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


class Clock:
    """The instant that the Office takes for the present one."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **parts: float) -> None:
        self.at += timedelta(**parts)


@dataclass
class Mailbox:
    """A real SMTP server on loopback, which may be stopped, started again, and told what to answer."""

    port: int = 0
    answer: str = ""
    messages: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    _controller: Controller | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer:
            return self.answer
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(email.message_from_bytes(content, policy=default))  # type: ignore[arg-type]
        self.to.append(list(envelope.rcpt_tos))
        return "250 OK"

    def start(self, **options: Any) -> None:
        if not self.port:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@dataclass
class Hook:
    """A real HTTP server on loopback: what was posted to it, and what it answers."""

    url: str = ""
    status: int = 204
    before: Callable[[], None] = lambda: None
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture
def hook() -> Iterator[Hook]:
    told = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.before()
            told.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(told.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def shared(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Clock]]:
    """One Office for the tests of a file: making its indexes takes longer than any test."""
    turned = Clock()
    told = Settings(database="test_notices", data=tmp_path_factory.mktemp("notices"))
    office = Office.open(told, mongodb_uri, turned)
    yield office, turned
    office.store.client.drop_database("test_notices")
    office.close()


@pytest.fixture
def clock(shared: tuple[Office, Clock]) -> Clock:
    shared[1].at = START
    return shared[1]


@pytest.fixture
def office(shared: tuple[Office, Clock], clock: Clock) -> Office:
    """The Office, empty again, with the templates that ship."""
    office = shared[0]
    for name in ("dossiers", "events", "notices", "users"):
        office.store.clear(name)
    office.notice_templates.put_many(notice_templates())
    office.outbox.forget()
    return office
