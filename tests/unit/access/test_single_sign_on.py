"""Single sign-on against a provider that is a process of its own: who may come in, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from dashboard.access import accounts, sessions, sso_routes
from dashboard.config import ROOT
from models.viewer import SYSTEM
from tests.unit.access.conftest import NOW, add
from tests.unit.access.provider import CLIENT, SECRET
from tests.unit.access.test_gate import client

if TYPE_CHECKING:
    from httpx import Response

    from dashboard.office import Office

__all__ = ["client"]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of the provider."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.access.provider"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    process.terminate()
    process.wait()
    process.stdout.close()


@pytest.fixture
def sso(office: Office, provider: str) -> str:
    """The Office with its provider set up, which vouches for "lan"."""
    vars(office.settings).update(
        oidc_issuer=provider,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
        oidc_claim="preferred_username",
        oidc_name="Cổng tỉnh",
    )
    sso_routes._providers.clear()
    httpx.post(f"{provider}/test", json={"login": "lan", "fault": ""})
    return provider


def there_and_back(client: TestClient, wanted: str = "/waiting") -> Response:
    """What a browser does: to the provider, and with its answer back."""
    out = client.get(f"/login/sso?next={wanted}")
    assert out.status_code == 303
    back = httpx.get(out.headers["location"]).headers["location"]
    return client.get(f"{urlsplit(back).path}?{urlsplit(back).query}")


def test_whom_the_provider_vouches_for_comes_in_and_goes_on(
    client: TestClient, office: Office, sso: str
) -> None:
    user = add(office)
    assert "Đăng nhập bằng Cổng tỉnh" in client.get("/login").text
    answer = there_and_back(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/waiting")
    assert client.get("/waiting").status_code == 200
    told = [(entry.action, entry.detail) for entry in office.audit.about(user.id)]
    assert ("signed_in", {"by": "oidc"}) in told


def test_a_password_set_by_somebody_else_is_not_asked_for(
    client: TestClient, office: Office, sso: str
) -> None:
    add(office)
    accounts.set_password(office, SYSTEM, NOW, "lan")
    assert there_and_back(client).headers["location"] == "/waiting"
    assert client.get("/waiting").status_code == 200


@pytest.mark.parametrize("login", ["nobody", "closed"])
def test_without_an_open_account_nobody_comes_in_and_both_are_told_the_same(
    client: TestClient, office: Office, sso: str, login: str
) -> None:
    add(office, login="closed")
    accounts.disable(office, SYSTEM, NOW, "closed")
    httpx.post(f"{sso}/test", json={"login": login})
    answer = there_and_back(client)
    assert answer.status_code == 401
    assert "chưa được mở trong hệ thống này" in answer.text
    assert sessions.COOKIE not in client.cookies


@pytest.mark.parametrize("fault", ["issuer", "audience", "old", "nonce", "key", "unsigned", "nameless"])
def test_a_token_with_a_fault_opens_nothing(client: TestClient, office: Office, sso: str, fault: str) -> None:
    add(office)
    httpx.post(f"{sso}/test", json={"fault": fault})
    answer = there_and_back(client)
    assert answer.status_code == 401
    assert sessions.COOKIE not in client.cookies


def test_an_address_that_is_not_verified_names_nobody(client: TestClient, office: Office, sso: str) -> None:
    add(office, login="lan@example.vn")
    vars(office.settings).update(oidc_claim="email")
    assert there_and_back(client).status_code == 303
    client.cookies.clear()
    httpx.post(f"{sso}/test", json={"fault": "email"})
    assert there_and_back(client).status_code == 401


def test_who_says_no_at_the_provider_is_back_at_the_door(
    client: TestClient, office: Office, sso: str
) -> None:
    add(office)
    httpx.post(f"{sso}/test", json={"fault": "denied"})
    answer = there_and_back(client)
    assert answer.status_code == 403
    assert "đã dừng lại ở đó" in answer.text


def test_a_code_of_another_browser_opens_nothing(client: TestClient, office: Office, sso: str) -> None:
    """Somebody sends their own way back to another person: that one's cookie knows nothing of it."""
    add(office)
    out = client.get("/login/sso")
    back = urlsplit(httpx.get(out.headers["location"]).headers["location"])
    client.cookies.clear()
    assert client.get(f"{back.path}?{back.query}").status_code == 403
    client.get("/login/sso")
    assert client.get(f"{back.path}?{back.query}").status_code == 403
    state = parse_qs(back.query)["state"][0]
    assert client.get(f"{back.path}?code=x&state={state}").status_code == 403
    assert sessions.COOKIE not in client.cookies


def test_a_provider_that_is_gone_leaves_the_password(client: TestClient, office: Office, sso: str) -> None:
    vars(office.settings).update(oidc_issuer="http://127.0.0.1:9")
    answer = client.get("/login/sso")
    assert answer.status_code == 503
    assert "đăng nhập bằng mật khẩu" in answer.text
    assert 'name="password"' in answer.text


def test_it_goes_on_to_no_other_site(client: TestClient, office: Office, sso: str) -> None:
    add(office)
    assert there_and_back(client, "//evil.example").headers["location"] == "/"


def test_without_a_provider_there_is_no_button(client: TestClient, office: Office) -> None:
    assert "/login/sso" not in client.get("/login").text
    assert client.get("/login/sso").headers["location"] == "/login"
