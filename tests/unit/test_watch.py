"""Around all requests: an id in every answer and line, counters of bounded labels, faults in words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import NoReturn

import pytest
import structlog
from pymongo.errors import ServerSelectionTimeoutError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from dashboard import meters
from dashboard.access.sessions import LANGUAGE_COOKIE
from dashboard.trace import current_id
from dashboard.watch import Watch, page_of
from tests.logs import heard

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


async def ids(request: Request) -> Response:
    structlog.get_logger().info("inside")
    return PlainTextResponse(current_id())


def in_a_thread(request: Request) -> Response:
    return PlainTextResponse(current_id())


def broken(request: Request) -> NoReturn:
    raise ValueError("Nguyễn Thị An, 0901234567, mongodb://ai:geheim@db")


def silent(request: Request) -> NoReturn:
    raise ServerSelectionTimeoutError("db.internal:27017: connection refused")


def half(request: Request) -> Response:
    def pieces() -> Iterator[str]:
        yield "half"
        raise ValueError("Nguyễn Thị An")

    return StreamingResponse(pieces(), media_type="text/plain")


async def stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json(_value("motcua_websockets"))
    await websocket.close()


@pytest.fixture
def client() -> TestClient:
    app = Starlette(
        routes=[
            Route("/overview", ids), Route("/backlog", in_a_thread), Route("/print", broken),
            Route("/cong/thu-tuc/{id}", broken), Route("/account", silent), Route("/second", half),
            WebSocketRoute("/_stcore/stream", stream),
        ],
        middleware=[Middleware(Watch)],
    )  # fmt: skip
    return TestClient(app, raise_server_exceptions=False)


def _value(name: str, **labels: str) -> float:
    return meters.REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.parametrize("path", ["/overview", "/backlog"])
def test_the_answer_tells_the_id_under_which_the_request_went(client: TestClient, path: str) -> None:
    with heard() as lines:
        first, second = client.get(path), client.get(path)
    assert first.headers["x-request-id"] == first.text != second.text
    assert {line["trace"] for line in lines} == {first.text, second.text}


def test_requests_are_counted_by_page_and_status_and_timed(client: TestClient) -> None:
    before = _value("motcua_http_requests_total", page="overview", status="200")
    timed = _value("motcua_http_request_duration_seconds_count", page="overview")
    client.get("/overview?q=Nguyễn")
    assert _value("motcua_http_requests_total", page="overview", status="200") == before + 1
    assert _value("motcua_http_request_duration_seconds_count", page="overview") == timed + 1


def test_an_error_that_nobody_foresaw_is_told_by_its_number_alone(client: TestClient) -> None:
    faults = _value("motcua_faults_total", kind="request")
    for language, words in (("vi", "Mã sự cố"), ("en", "Incident")):
        client.cookies.set(LANGUAGE_COOKIE, language)
        for accept in ("text/html", "*/*"):
            with heard() as lines:
                answer = client.get("/print", headers={"accept": accept})
            id = answer.headers["x-request-id"]
            assert answer.status_code == 500
            assert f"{words} {id}." in answer.text
            assert ("<html" in answer.text) == (accept == "text/html")
            for secret in ("Traceback", "ValueError", "Nguyễn", "0901234567", "geheim"):
                assert secret not in answer.text
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert [line["event"] for line in lines] == ["request failed", "request"]
    assert _value("motcua_faults_total", kind="request") == faults + 4


def test_a_store_that_is_silent_is_told_as_such_and_not_where_it_is(client: TestClient) -> None:
    answer = client.get("/account")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Máy chủ dữ liệu không trả lời" in answer.text
    assert "db.internal" not in answer.text


def test_an_answer_that_has_begun_breaks_off_without_a_word_of_why(client: TestClient) -> None:
    answer = client.get("/second")
    assert (answer.status_code, answer.text) == (200, "half")


def test_open_connections_are_counted_while_they_are_open(client: TestClient) -> None:
    before = _value("motcua_websockets")
    with client.websocket_connect("/_stcore/stream") as websocket:
        assert websocket.receive_json() == before + 1
    assert _value("motcua_websockets") == before


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "home"), ("/overview/", "overview"), ("/login", "login"), ("/login/sso/back", "sso"),
        ("/account/password", "account"), ("/_stcore/upload_file/x/y", "streamlit"),
        ("/media/a.csv", "media"), ("/app/static/fonts/x.woff2", "static"),
        ("/cong/static/cong.css", "static"), ("/print/week", "print"),
        ("/no/such/page", "other"), ("/overviews", "other"), ("/cong/x", "public_other"),
        ("/api/v1/x", "api_other"), ("/api/v2", "other"),
    ],
)  # fmt: skip
def test_whatever_is_asked_for_is_counted_under_one_of_a_bounded_list(path: str, page: str) -> None:
    assert page_of(path, {"type": "http", "path": path}) == page


def test_a_route_of_the_public_pages_is_counted_by_its_name_and_not_by_what_was_typed(
    client: TestClient,
) -> None:
    before = _value("motcua_http_requests_total", page="public_broken", status="500")
    client.get("/cong/thu-tuc/nguyen-thi-an")
    assert _value("motcua_http_requests_total", page="public_broken", status="500") == before + 1
