"""The gate in front of the real Streamlit: what it serves by itself must not be served to strangers."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from starlette.websockets import WebSocketDisconnect
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.starlette import App

from dashboard import server
from dashboard.access import accounts, sessions
from dashboard.office_holder import NotReady, install, installed, the_office
from models.attempt import Attempts
from models.audit import Audit
from models.second_factor import SecondFactors
from models.session import Sessions
from models.user import Users
from models.viewer import SYSTEM, Scope
from tests.unit.access.conftest import NOW, PASSWORD

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from dashboard.office import Office
    from models.store import Store


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    """An Office of accounts only, installed as the one of this process."""
    store.ensure_indexes([Users, Sessions, Attempts, Audit])
    parts = SimpleNamespace(
        store=store,
        users=Users(store),
        sessions=Sessions(store),
        attempts=Attempts(store),
        audit=Audit(store),
        second_factors=SecondFactors(store),
        settings=SimpleNamespace(
            metrics_token=None, language="vi", oidc_issuer=None, second_factor="optional"
        ),
        now=lambda: NOW,
    )
    office = cast("Office", parts)
    install(office)
    yield office
    install(None)


@pytest.fixture
def client(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser in front of a whole Streamlit application, of which a process has only one at a time."""
    from starlette.testclient import TestClient

    monkeypatch.setattr(Runtime, "_instance", None)
    monkeypatch.setattr(config, "_main_script_path", config._main_script_path)
    monkeypatch.setattr(config, "_server_mode", config._server_mode)
    script = tmp_path / "main.py"
    script.write_text("import streamlit as st\nst.write('secret')\n")
    with TestClient(App(script, **server.OPTIONS), follow_redirects=False) as browser:
        yield browser
    gc.unfreeze()


def test_strangers_get_nothing_of_streamlit_but_its_files(client: TestClient) -> None:
    for path in ("health", "metrics", "host-config", "script-health-check", "agent/openapi.json"):
        assert client.get(f"/_stcore/{path}").status_code == 403, path
    assert client.put("/_stcore/upload_file/a/b").status_code == 403
    assert client.get("/media/a.png").status_code == 403
    assert client.get("/component/a/index.html").status_code == 403
    assert client.get("/oauth2callback").status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass
    assert client.get("/overview").headers["location"] == "/login?next=%2Foverview"
    assert client.get("/static/manifest.json").status_code in {200, 404}


def test_roundabout_paths_lead_nowhere(client: TestClient) -> None:
    for path in ("//_stcore/metrics", "/static/../_stcore/metrics", "/static/%2e%2e/_stcore/metrics"):
        answer = client.get(path)
        assert answer.status_code in {303, 400, 403, 404} or "<!DOCTYPE html>" in answer.text, path
        assert "process_" not in answer.text
        assert "cache_memory" not in answer.text


def test_with_a_session_the_real_page_comes_in_vietnamese(client: TestClient, office: Office) -> None:
    accounts.create(
        office,
        SYSTEM,
        NOW,
        login="lan",
        name="Lan",
        role="staff",
        scope=Scope(),
        password=PASSWORD,
        must_change=False,
    )
    client.cookies.set(sessions.COOKIE, sessions.sign_in(office, "lan", PASSWORD, NOW).token)
    page = client.get("/overview")
    assert page.status_code == 200
    assert '<html lang="vi">' in page.text
    assert "<title>Một cửa</title>" in page.text
    assert "agent" not in page.text.split("<noscript>")[1].split("</noscript>")[0]
    assert client.get("/_stcore/health").text == "ok"
    with client.websocket_connect("/_stcore/stream", subprotocols=["streamlit"]):
        pass


def test_the_application_answers_healthz_itself_and_tells_the_id_of_the_request(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert answer.json() == {"status": "alive"}
    assert answer.headers["x-request-id"]


def test_start_up_freezes_what_stays(client: TestClient) -> None:
    assert gc.get_freeze_count() > 0


def test_an_office_that_was_installed_is_left_open_at_the_end(office: Office, client: TestClient) -> None:
    assert installed() is office


def test_without_an_office_the_pages_say_that_it_is_starting() -> None:
    install(None)
    with pytest.raises(NotReady, match="đang khởi động"):
        the_office()
