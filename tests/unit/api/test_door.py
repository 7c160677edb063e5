"""Who comes in: tokens with scopes and an end, and what everybody else is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.access import sessions
from dashboard.access.roles import may
from dashboard.api import door, tokens
from dashboard.api.app import API, description
from dashboard.api.problems import KINDS
from dashboard.api.rate import Buckets
from dashboard.api.table import API_ROUTES, PREFIX, SCOPE_WORDS, route_of
from dashboard.api.tokens import TokenRefused
from dashboard.office import Office
from models.api_token import API_SCOPES, digest
from models.errors import NotAllowed
from models.user import User
from models.viewer import ROLES, SYSTEM, Role, Scope, Viewer
from tests.unit.api.conftest import Clock, Connected

CLOSED = [row for row in API_ROUTES if not row.is_open]


def asked(client: TestClient, method: str, path: str) -> Any:
    return client.request(method, path.replace("{id}", "x").replace("{code}", "x"))


@pytest.fixture
def stranger(app: Starlette) -> TestClient:
    return TestClient(app, f"http://testserver{PREFIX}")


def test_the_table_names_every_route_that_is_served_and_no_other() -> None:
    described = {
        (method.upper(), path) for path, told in description(API)["paths"].items() for method in told
    }
    beside = {("GET", route.path) for route in API.routes if isinstance(route, Route)}
    served = described | beside
    assert served == {(row.method, row.path) for row in API_ROUTES}
    assert set(SCOPE_WORDS) == set(API_SCOPES) == {row.scope for row in API_ROUTES if row.scope}


def test_the_description_says_of_each_route_what_it_needs() -> None:
    paths = description(API)["paths"]
    for row in CLOSED:
        operation = paths[row.path][row.method.lower()]
        assert operation.get("x-motcua-scope") == row.scope
        assert operation.get("x-motcua-permission") == row.permission
        assert operation["security"] == [{"token": []}]
        assert {"401", "403", "429", "503"} <= set(operation["responses"])


@pytest.mark.parametrize("row", CLOSED, ids=lambda row: f"{row.method} {row.path}")
def test_nothing_is_told_without_a_token_or_with_one_that_is_none(stranger: TestClient, row: Any) -> None:
    for headers in ({}, {"authorization": "Bearer motcua_wrong"}, {"authorization": "Basic YTpi"}):
        stranger.headers.clear()
        stranger.headers.update(headers)
        answer = asked(stranger, row.method, row.path)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_signed_in_browser_opens_nothing(stranger: TestClient, office: Office) -> None:
    user = User(
        _id="chief", login="chief", name="Chief", role="administrator", password_hash="x",
        created_at=office.now(),
    )  # fmt: skip
    office.users.add(user)
    stranger.cookies.set(sessions.COOKIE, office.sessions.open(user, office.now()))
    assert stranger.get("token").status_code == 401
    office.store.clear("users")
    office.store.clear("sessions")


@pytest.mark.parametrize("row", CLOSED, ids=lambda row: f"{row.method} {row.path}")
def test_a_token_opens_the_routes_of_its_scopes_alone(connect: Connected, office: Office, row: Any) -> None:
    others = [scope for scope in API_SCOPES if scope != row.scope]
    without = connect(scopes=others)
    answer = asked(without, row.method, row.path)
    assert (answer.status_code == 403) == (row.scope is not None)
    if row.scope is not None:
        assert answer.json()["type"] == f"{PREFIX}/#scope-missing"
        (written,) = [one for one in office.audit.between(office.now(), office.now() + timedelta(seconds=1))
                      if one.action == "api_refused"]  # fmt: skip
        assert written.detail == {"reason": f"scope {row.scope}"}
        assert asked(connect(scopes=[row.scope]), row.method, row.path).status_code != 403


def test_a_token_that_ended_or_was_revoked_opens_nothing(
    connect: Connected, office: Office, clock: Clock
) -> None:
    client = connect(days=30)
    assert client.get("token").json()["requests_per_minute"] == 600
    clock.at += timedelta(days=30)
    assert client.get("token").status_code == 401
    clock.at -= timedelta(days=1)
    assert client.get("token").status_code == 200
    (token,) = office.api_tokens.all()
    assert token.used_at is not None
    tokens.revoke(office, SYSTEM, office.now(), token.id)
    assert client.get("token").status_code == 401
    with pytest.raises(TokenRefused):
        tokens.revoke(office, SYSTEM, office.now(), token.id)
    assert [one.action for one in office.audit.about(token.id)][::-1] == [
        "token_added", "api_refused", "token_revoked", "api_refused",
    ]  # fmt: skip


def test_a_token_is_kept_as_its_hash_alone(office: Office) -> None:
    made = tokens.create(
        office, SYSTEM, office.now(), name="Cổng", scopes=["procedures:read"], role="clerk"
    )
    stored = office.store.db["api_tokens"].find_one({"_id": made.token.id})
    assert stored is not None
    assert stored["digest"] == digest(made.secret)
    assert made.secret not in str(stored) + repr(made) + str(office.audit.about(made.token.id))
    assert office.names.name("person", f"token-{made.token.id}") == "Cổng"


def test_only_an_administrator_makes_tokens_and_only_those_that_a_role_can_use(office: Office) -> None:
    manager = Viewer(user_id="m", name="m", role="manager")
    wanted: dict[str, Any] = {"name": "x", "scopes": ["dossiers:submit"], "role": "leadership"}
    with pytest.raises(NotAllowed):
        tokens.create(office, manager, office.now(), **wanted)
    with pytest.raises(TokenRefused, match="Lãnh đạo"):
        tokens.create(office, SYSTEM, office.now(), **wanted)
    faults: tuple[dict[str, Any], ...] = (
        {"name": " "}, {"days": 0}, {"days": 9999}, {"rate": 0}, {"scopes": []}, {"scopes": ["all"]},
        {"scope": Scope(kind="department")},
    )  # fmt: skip
    for fault in faults:
        with pytest.raises(TokenRefused):
            tokens.create(office, SYSTEM, office.now(), **({**wanted, "role": "clerk"} | fault))
    assert office.api_tokens.all() == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_by_a_token_what_it_may_do_on_the_screens(connect: Connected, role: Role) -> None:
    holder = Viewer(user_id="x", name="x", role=role)
    for scope, path in (("statistics:read", "measures"), ("procedures:read", "procedures")):
        if may(holder, route_of("GET", f"/{path}").permission or ""):
            assert connect(role=role, scopes=[scope]).get(path).status_code == 200
        else:
            with pytest.raises(TokenRefused):
                connect(role=role, scopes=[scope])


def test_who_asks_too_often_is_told_when_to_come_back(connect: Connected, office: Office) -> None:
    client = connect(rate=3)
    answers = [client.get("token") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
    assert connect().get("token").status_code == 200, "another token has its own"


def guess(stranger: TestClient, number: int) -> Any:
    return stranger.get("token", headers={"authorization": f"Bearer motcua_{number}"})


def test_guesses_are_slowed_and_written_down_once_a_minute(stranger: TestClient, office: Office) -> None:
    guesses = [guess(stranger, number) for number in range(40)]
    assert [one.status_code for one in guesses].count(429) == 10
    assert int(guesses[-1].headers["retry-after"]) == 30
    assert len(office.audit.about("")) == 1


def test_guesses_are_counted_by_all_processes_together_ever_slower_and_lock_no_right_token(
    stranger: TestClient, connect: Connected, office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        assert guess(stranger, number).status_code == 401
    # What another process has of its own is empty.
    monkeypatch.setattr(door, "BUCKETS", Buckets(lambda: 0.0))
    office.api_tokens.forget()
    assert guess(stranger, 30).status_code == 429
    waits = []
    for _ in range(3):
        clock.at += timedelta(seconds=1 + int(guess(stranger, 0).headers.get("retry-after", 0)))
        assert guess(stranger, 1).status_code == 401
        waits.append(int(guess(stranger, 2).headers["retry-after"]))
    assert waits == [60, 120, 240]
    assert connect().get("token").status_code == 200


def test_a_bucket_fills_again_as_time_goes() -> None:
    now = 0.0
    buckets = Buckets(lambda: now)
    assert [buckets.take("a", 60) for _ in range(61)] == [0.0] * 60 + [1.0]
    now = 0.5
    assert buckets.take("a", 60) == 0.5
    now = 1.0
    assert buckets.take("a", 60) == 0.0
    now = 10_000.0
    assert [buckets.take("a", 60) > 0 for _ in range(62)].count(True) == 2


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("en", "en"), ("vi-VN,vi;q=0.9,en;q=0.8", "vi"), ("fr, en-GB;q=0.7, vi;q=0.5", "en"), ("fr", "vi"),
     ("", "vi"), ("en;q=9.9.9", "vi")],
)  # fmt: skip
def test_problems_are_told_in_the_language_that_is_asked_for(
    client: TestClient, accepted: str, language: str
) -> None:
    answer = client.get("dossiers/none", headers={"accept-language": accepted})
    assert answer.status_code == 404
    assert answer.headers["content-language"] == language
    known = KINDS["not-found"]
    assert answer.json()["title"] == (known.en if language == "en" else known.vi)
    assert answer.json()["status"] == 404


def test_what_leads_nowhere_and_what_cannot_be_read_are_problems_too(client: TestClient) -> None:
    for method, path, status in (
        ("GET", "nowhere", 404), ("DELETE", "token", 405), ("OPTIONS", "token", 405), ("HEAD", "token", 405),
        ("GET", "events?cursor=x", 422), ("GET", "procedures?limit=0", 422), ("GET", "token/", 404),
    ):  # fmt: skip
        answer = client.request(method, path)
        assert answer.status_code == status, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert "access-control-allow-origin" not in answer.headers
        if method != "HEAD":
            assert answer.json()["type"].startswith(f"{PREFIX}/#")
    assert client.request("DELETE", "token").headers["allow"] == "GET"
    assert client.get("procedures?limit=0").json()["errors"][0]["at"] == "limit"


def test_a_body_that_is_too_large_is_refused_whatever_it_says_of_itself(client: TestClient) -> None:
    headers = {"content-type": "application/json", "idempotency-key": "key-00001"}
    long = b'{"note": "' + b"x" * 300_000 + b'"}'
    assert client.post("dossiers", content=long, headers=headers).status_code == 413
    assert client.post("dossiers", content=iter([long]), headers=headers).status_code == 413


def test_the_description_and_the_health_are_open_and_load_nothing_from_elsewhere(
    stranger: TestClient,
) -> None:
    assert stranger.get("health").json() == {"status": "ready"}
    assert stranger.get("openapi.json").json()["openapi"].startswith("3.1")
    page = stranger.get("", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text
    assert all(name in page.text for name in KINDS)


def test_a_fault_of_the_program_tells_nothing_of_itself(
    app: Starlette, connect: Connected, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connect()
    quiet = TestClient(app, client.base_url, headers=client.headers, raise_server_exceptions=False)
    monkeypatch.setattr(office.dossiers, "get", lambda *_: 1 / 0)
    answer = quiet.get("dossiers/x")
    assert (answer.status_code, answer.json()["type"]) == (500, f"{PREFIX}/#broken")
    assert "division" not in answer.text
