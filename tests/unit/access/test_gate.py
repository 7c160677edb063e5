from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard import health
from dashboard.access import accounts, routes, sessions, sso_routes
from dashboard.access.gate import Gate
from dashboard.forms.routes import ROUTES as PAPERS
from dashboard.intake.content import MEGABYTE
from dashboard.office_holder import install
from dashboard.readiness import READINESS, Fault
from dashboard.state import collector
from models.errors import StoreError
from models.viewer import SYSTEM
from tests.unit.access.conftest import NOW, PASSWORD, add

if TYPE_CHECKING:
    from dashboard.office import Office

INDEX = (
    '<!DOCTYPE html>\n<html lang="en">\n<title>Streamlit</title><noscript><p>x</p></noscript><div id="root">'
)


async def index(request: Request) -> Response:
    return HTMLResponse(INDEX, headers={"etag": '"x"', "cache-control": "no-cache"})


async def secret(request: Request) -> Response:
    return PlainTextResponse("secret")


async def stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("secret")
    await websocket.close()


#: what the stand-in of the upload has kept
kept: list[bytes] = []


async def keep(request: Request) -> PlainTextResponse:
    kept.append(await request.body())
    return PlainTextResponse("kept")


@pytest.fixture
def client(office: Office) -> Iterator[TestClient]:
    """A browser in front of the gate, with stand-ins for what Streamlit serves."""
    app = Starlette(
        routes=[
            *routes.ROUTES,
            *sso_routes.ROUTES,
            *health.ROUTES,
            WebSocketRoute("/_stcore/stream", stream),
            Route("/_stcore/upload_file/keep/b", keep, methods=["PUT"]),
            *(Route(path, secret, methods=["GET", "PUT", "POST"]) for path in MACHINE),
            Route("/static/js/index.js", secret),
            Route("/{page:path}", index),
        ],
        middleware=[Middleware(Gate)],
    )
    install(office)
    yield TestClient(app, follow_redirects=False)
    install(None)


MACHINE = (
    "/_stcore/metrics",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/upload_file/a/b",
    "/_stcore/agent/interact",
    "/media/x.csv",
    "/component/x/index.html",
    "/api/dossiers",
)


def let_in(client: TestClient, office: Office, login: str = "lan") -> str:
    token = sessions.sign_in(office, login, PASSWORD, NOW).token
    client.cookies.set(sessions.COOKIE, token)
    return token


@pytest.mark.parametrize("path", MACHINE)
def test_what_programs_ask_for_is_refused_without_a_session(client: TestClient, path: str) -> None:
    for answer in (client.get(path), client.post(path), client.put(path)):
        assert answer.status_code == 403
        assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/", "/login"),
        ("/overview", "/login?next=%2Foverview"),
        ("/waiting?from=2026-01-01&q=a%20b", "/login?next=%2Fwaiting%3Ffrom%3D2026-01-01%26q%3Da%2520b"),
        ("/account", "/login?next=%2Faccount"),
        ("/staticx", "/login?next=%2Fstaticx"),
    ],
)
def test_a_page_without_a_session_leads_to_the_door_and_back(
    client: TestClient, path: str, door: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, door)


def test_a_post_to_a_page_without_a_session_is_refused(client: TestClient) -> None:
    assert client.post("/overview").status_code == 403
    assert client.post("/account/password").status_code == 403
    assert client.post("/logout").status_code == 403


def test_the_websocket_is_refused_without_a_session(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass
    client.cookies.set(sessions.COOKIE, "made-up")
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


def test_with_a_session_pages_machines_and_websocket_are_served(client: TestClient, office: Office) -> None:
    add(office)
    let_in(client, office)
    assert client.get("/overview").status_code == 200
    assert client.get("/media/x.csv").text == "secret"
    with client.websocket_connect("/_stcore/stream") as websocket:
        assert websocket.receive_text() == "secret"


@pytest.mark.parametrize("path", ["/no-such-page", "/overview/more", "/overview/_stcore/health"])
@pytest.mark.parametrize(("language", "words"), [("vi", "Không có trang này"), ("en", "no such page")])
def test_an_address_that_leads_nowhere_is_told_in_the_persons_language(
    client: TestClient, office: Office, path: str, language: str, words: str
) -> None:
    add(office)
    let_in(client, office)
    client.cookies.set(sessions.LANGUAGE_COOKIE, language)
    answer = client.get(path)
    assert answer.status_code == 404
    assert words in answer.text


def in_pieces(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    piece = b"x" * MEGABYTE
    for _ in range(size // MEGABYTE):
        yield piece


@pytest.mark.parametrize("said", [True, False])
def test_a_file_of_two_hundred_megabytes_is_refused_before_anything_of_it_is_kept(
    client: TestClient, office: Office, said: bool
) -> None:
    add(office, role="clerk")
    let_in(client, office)
    kept.clear()
    body = in_pieces(200 * MEGABYTE)
    headers = {"content-length": str(200 * MEGABYTE)} if said else {}
    answer = client.put("/_stcore/upload_file/keep/b", content=b"" if said else body, headers=headers)
    assert answer.status_code == 413
    assert answer.text.startswith("Tệp quá lớn: tối đa 25 MB")
    assert kept == []
    assert client.put("/_stcore/upload_file/keep/b", content=b"%PDF-").status_code == 200
    assert kept == [b"%PDF-"]


def test_who_imports_logs_may_send_more_than_a_scan(client: TestClient, office: Office) -> None:
    add(office, role="administrator")
    let_in(client, office)
    kept.clear()
    assert client.put("/_stcore/upload_file/keep/b", content=in_pieces(30 * MEGABYTE)).status_code == 200
    assert len(kept[0]) == 30 * MEGABYTE


@pytest.mark.parametrize("path", [route.path for route in PAPERS if isinstance(route, Route)])
def test_a_paper_is_no_screen_and_is_let_through(client: TestClient, office: Office, path: str) -> None:
    add(office)
    let_in(client, office)
    assert client.get(path).status_code == 200, "the test's application answers everything"


def test_a_revoked_session_is_refused_at_once(client: TestClient, office: Office) -> None:
    add(office)
    let_in(client, office)
    assert client.get("/overview").status_code == 200
    accounts.revoke_sessions(office, SYSTEM, NOW, "lan")
    assert client.get("/overview").status_code == 303
    assert client.get("/media/x.csv").status_code == 403


def test_the_door_the_pulse_and_the_files_of_the_toolkit_are_open(client: TestClient) -> None:
    for path in ("/login", "/healthz", "/static/js/index.js"):
        assert client.get(path).status_code == 200, path
    assert client.get("/readyz").json()["part"] != "office", "it is answered, whatever the answer"


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/login", "/healthz", "/media/x.csv"):
        answer = client.get(path).headers
        assert answer["x-content-type-options"] == "nosniff"
        assert "frame-ancestors" in answer["content-security-policy"]
        assert answer["referrer-policy"] == "same-origin"


def test_the_shell_is_vietnamese_unless_english_was_chosen(client: TestClient, office: Office) -> None:
    add(office)
    let_in(client, office)
    answer = client.get("/overview")
    assert answer.text.startswith('<!DOCTYPE html>\n<html lang="vi">\n<title>Một cửa</title>')
    assert "JavaScript" in answer.text
    assert "etag" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.content)
    client.cookies.set(sessions.LANGUAGE_COOKIE, "en")
    assert '<html lang="en">' in client.get("/overview").text
    assert client.head("/overview").status_code == 200


def test_an_office_that_speaks_english_greets_in_english(client: TestClient, office: Office) -> None:
    office.settings.__dict__["language"] = "en"
    assert '<html lang="en">' in client.get("/login").text
    client.cookies.set(sessions.LANGUAGE_COOKIE, "vi")
    assert '<html lang="vi">' in client.get("/login").text
    assert add(office).language == "en"


def test_what_was_exported_does_not_stay_in_a_shared_browser(client: TestClient, office: Office) -> None:
    add(office)
    let_in(client, office)
    assert client.get("/media/x.csv").headers["cache-control"] == "no-store"


def test_who_has_to_change_the_password_gets_no_further_than_the_account(
    client: TestClient, office: Office
) -> None:
    add(office, must_change=True)
    let_in(client, office)
    answer = client.get("/overview")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert client.get("/media/x.csv").status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass
    assert client.get("/account").status_code == 200


def test_a_store_that_is_silent_closes_the_gate_in_words(
    client: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> None:
        raise StoreError("Máy chủ dữ liệu không trả lời.", "The database server does not answer.")

    monkeypatch.setattr(office.sessions, "known", silent)
    client.cookies.set(sessions.COOKIE, "x")
    answer = client.get("/overview")
    assert (answer.status_code, answer.text) == (503, "Máy chủ dữ liệu không trả lời.")
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


def test_whether_it_can_serve_is_told_to_everybody_in_words(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Fault("store", StoreError("Kho đầy.", "The store is full."))
    monkeypatch.setattr(READINESS, "fault", lambda: full)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json() == {
        "status": "not ready", "part": "store", "reason": "The store is full.", "reason_vi": "Kho đầy.",
    }  # fmt: skip
    assert client.get("/healthz").json() == {"status": "alive"}, "it lives all the same"
    monkeypatch.setattr(READINESS, "fault", lambda: None)
    assert (client.get("/readyz").status_code, client.get("/readyz").json()) == (200, {"status": "ready"})


def test_metrics_are_for_administrators_and_for_the_collector_of_this_machine(
    client: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "installed", lambda: None)  # this Office has no figures to tell of
    add(office, "quantri", "administrator")
    add(office)
    bearer = {"authorization": "Bearer collector"}
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers=bearer).status_code == 403, "from another machine"
    let_in(client, office)
    assert client.get("/metrics").status_code == 403
    let_in(client, office, "quantri")
    assert "motcua_sign_ins_total" in client.get("/metrics").text
    near = TestClient(client.app, client=("127.0.0.1", 5))
    assert near.get("/metrics", headers=bearer).status_code == 200
    assert near.get("/metrics", headers={"authorization": "Bearer "}).status_code == 403
    assert near.get("/metrics").status_code == 403
