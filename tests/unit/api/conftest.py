"""The API in front of a real Office with the reference data, as another system meets it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboard.access.gate import Gate
from dashboard.api import door, tokens
from dashboard.api.app import ROUTES
from dashboard.api.rate import Buckets
from dashboard.config import Settings
from dashboard.cube.cube import Cube
from dashboard.flow import Action
from dashboard.office import Office
from dashboard.office_holder import install
from models.api_token import API_SCOPES
from models.dossier import Dossier
from models.viewer import SYSTEM, Role, Scope
from seed.load import load_reference
from tests.helpers import submitted
from tests.stores import leave

with warnings.catch_warnings():
    # It would rather have httpx2; what it does with httpx is all that is needed here.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

#: a Friday, 09:00 in Vietnam
START = datetime(2026, 8, 28, 2, 0, tzinfo=UTC)
PROCEDURE = "P180"
WHO = {"name": "Nguyễn Văn An", "phone": "0912345678", "identity": "091090000001"}


@dataclass
class Clock:
    """Stands until it is set."""

    at: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def furnished(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Clock]]:
    """One Office for the tests of a file: its reference data take seconds."""
    clock = Clock()
    settings = Settings(database=f"test_api_{os.getpid()}", data=tmp_path_factory.mktemp("api"))
    office = Office.open(settings, mongodb_uri, clock)
    load_reference(office.store)
    yield office, clock
    leave(office)


@pytest.fixture
def clock(furnished: tuple[Office, Clock]) -> Clock:
    furnished[1].at = START
    return furnished[1]


@pytest.fixture
def office(
    furnished: tuple[Office, Clock], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """The Office, with nothing but its catalogue, as the one of this process."""
    monkeypatch.setattr(door, "BUCKETS", Buckets(lambda: 0.0))
    office = furnished[0]
    for name in ("dossiers", "events", "feed", "api_tokens", "submissions", "webhooks", "audit", "notices",
                 "cells", "attempts"):  # fmt: skip
        office.store.clear(name)
    office.cube = Cube(office.store, office.calendar, office.today)
    office.api_tokens.forget()
    office.names.forget()
    install(office)
    yield office
    install(None)


@pytest.fixture
def app(office: Office) -> Starlette:
    """What the server serves of it, behind the gate."""
    return Starlette(routes=ROUTES, middleware=[Middleware(Gate)])


#: makes a client with a token
Connected = Callable[..., TestClient]


@pytest.fixture
def connect(office: Office, app: Starlette) -> Iterator[Connected]:
    """A client with a token of its own; `scopes`, `role`, `scope`, `rate` as given."""
    opened: list[TestClient] = []

    def connected(role: Role = "clerk", scope: Scope | None = None, **more: Any) -> TestClient:
        more.setdefault("scopes", API_SCOPES)
        made = tokens.create(
            office, SYSTEM, office.now(), name="Cổng dịch vụ công", role=role, scope=scope, **more
        )
        client = TestClient(
            app, "http://testserver/api/v1", headers={"authorization": f"Bearer {made.secret}"}
        )
        opened.append(client)
        return client

    yield connected
    for client in opened:
        client.close()


@pytest.fixture
def client(connect: Connected) -> TestClient:
    """A client that may do everything a clerk of the whole Office may."""
    return connect()


def application(office: Office, **more: Any) -> dict[str, Any]:
    """An application that is whole."""
    revision = office.revisions.in_force(PROCEDURE, office.local_date())
    assert revision is not None
    answers = {"nguoi_nop": WHO, "loai_giay": "khai_sinh", "so_ban": 2, **more.pop("answers", {})}
    components = [{"id": one.id, "originals": 1} for one in revision.components if one.required]
    return {"procedure": PROCEDURE, "level": "province", "channel": "online", "answers": answers,
            "components": components, **more}  # fmt: skip


def put_in(office: Office, code: str, number: int = 0) -> Dossier:
    """A dossier of the small office of `tests.helpers`: A answers for even numbers, B for odd ones."""
    office.commit.act(code, submitted(code, number), "u", at=office.now())
    return office.commit.act(code, Action(name="accept"), "u", at=office.now())
