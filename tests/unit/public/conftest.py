"""The public pages behind the real gate, an Office in this process's memory, and a visitor in front."""

from __future__ import annotations

import asyncio
import re
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboard.access.gate import Gate
from dashboard.config import Settings
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.public.routes import ROUTES
from seed.calendars import default_calendar
from seed.notice_templates import notice_templates
from tests.doubles import MemoryStore
from tests.helpers import ZONE, ZONE_NAME

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import starlette.testclient  # noqa: F401

#: a Friday, 09:00 in Vietnam
NOW = datetime(2026, 8, 28, 2, 0, tzinfo=UTC)


class Clock:
    """The instant that the Office takes for the present one."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **parts: float) -> None:
        self.at += timedelta(**parts)


T = TypeVar("T")


def in_own_loop(work: Coroutine[Any, Any, T]) -> T:
    """What the work gives, in a thread of its own: a browser test of this process leaves a loop running."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(asyncio.run, work).result()


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def path(self) -> str:
        """Where it leads on."""
        return self.headers.get("location", "")


@dataclass
class Visitor:
    """A browser without scripts in front of the application, called as a server calls it."""

    app: Any
    address: str = "203.0.113.7"
    cookies: dict[str, str] = field(default_factory=dict)
    site: str = "same-origin"

    async def ask(
        self, method: str, target: str, body: bytes = b"", kind: str = "", length: int | None = None
    ) -> Answer:
        parts = urlsplit(target)
        sent = [(b"host", b"cong.test"), (b"sec-fetch-site", self.site.encode())]
        if self.cookies:
            told = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            sent.append((b"cookie", told.encode()))
        if method == "POST":
            sent += [(b"content-type", kind.encode()), (b"content-length", str(length or len(body)).encode())]
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": parts.path,
            "raw_path": parts.path.encode(), "query_string": parts.query.encode(), "root_path": "",
            "headers": sent, "client": (self.address, 5), "server": ("cong.test", 80),
        }  # fmt: skip
        answer = Answer(0, {}, b"")

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                for name, value in message["headers"]:
                    if name == b"set-cookie":
                        for key, morsel in SimpleCookie(value.decode()).items():
                            self.cookies[key] = morsel.value
                    else:
                        answer.headers[name.decode()] = value.decode()
            else:
                answer.body += message.get("body", b"")

        await self.app(scope, receive, send)
        return answer

    def get(self, target: str) -> Answer:
        return in_own_loop(self.ask("GET", target))

    def follow(self, target: str) -> Answer:
        """Get, and go where it leads."""
        found = self.get(target)
        while found.status == 303:
            found = self.get(found.path)
        return found

    @property
    def mark(self) -> str:
        """The mark of the forms of this browser."""
        found = re.search(r'name="mark" value="([0-9a-f]+)"', self.get("/cong/tra-cuu").text)
        assert found
        return found[1]

    def post(self, target: str, files: dict[str, tuple[str, bytes]] | None = None, **fields: Any) -> Answer:
        fields = {"mark": self.mark, **fields}
        pairs = [(k, each) for k, v in fields.items() for each in (v if isinstance(v, list) else [v])]
        if files is None:
            body, kind = urlencode(pairs).encode(), "application/x-www-form-urlencoded"
        else:
            edge = "----edge"
            kind = f"multipart/form-data; boundary={edge}"
            body = b"".join(
                f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                for name, value in pairs
            ) + b"".join(
                f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
                f"Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n"
                for name, (file, content) in files.items()
            )  # fmt: skip
            body += f"--{edge}--\r\n".encode()
        return in_own_loop(self.ask("POST", target, body, kind))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app() -> Starlette:
    """The public routes behind the gate."""
    return Starlette(routes=ROUTES, middleware=[Middleware(Gate)])


@pytest.fixture
def bare(clock: Clock, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An Office in memory without reference data and files, installed as the one of this process."""
    monkeypatch.setattr("models.attachment.GridFSBucket", lambda *given: None)
    office = Office(Settings(data=tmp_path), MemoryStore(ZONE), clock)
    office.calendars.put(default_calendar(ZONE_NAME))
    office.notice_templates.add_missing(notice_templates())
    install(office)
    yield office
    install(None)


@pytest.fixture
def visitor(app: Starlette) -> Visitor:
    return Visitor(app)
