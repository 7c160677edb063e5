"""The second factor: codes of the phone, once each; recovery codes; and what stays shut until then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.access import routes, second, second_routes, sessions
from dashboard.access.gate import Gate
from dashboard.access.lockout import Locked
from dashboard.access.second import CodeRefused
from dashboard.office_holder import install
from models.errors import MotcuaError, NotAllowed
from models.user import User
from models.viewer import SYSTEM, Role, Viewer
from tests.unit.access.conftest import NOW, PASSWORD, add

if TYPE_CHECKING:
    from dashboard.office import Office


def code_at(office: Office, user: User, at: datetime = NOW) -> str:
    factor = office.second_factors.get(user.id)
    assert factor is not None
    return pyotp.TOTP(factor.secret).at(at)


def enrolled(office: Office, role: Role = "administrator") -> tuple[User, tuple[str, ...]]:
    """An account with a confirmed phone, and its recovery codes."""
    user = add(office, role=role)
    second.begin(office, user, NOW)
    return user, second.enrol(office, user, code_at(office, user), NOW)


def actions(office: Office, user: User) -> list[str]:
    return [entry.action for entry in office.audit.about(user.id)]


def test_a_phone_is_confirmed_by_its_first_code(office: Office) -> None:
    user = add(office, role="administrator")
    assert second.awaited(office, user) == ""
    factor = second.begin(office, user, NOW)
    assert second.begin(office, user, NOW) == factor, "the page may be loaded again"
    assert second.begin(office, user, NOW + timedelta(hours=2)).secret != factor.secret
    with pytest.raises(CodeRefused):
        second.enrol(office, user, "000000" if code_at(office, user) != "000000" else "111111", NOW)
    assert second.awaited(office, user) == ""
    codes = second.enrol(office, user, code_at(office, user), NOW)
    assert len(set(codes)) == 10
    assert second.awaited(office, user) == "code"
    stored = office.store.db["second_factors"].find_one({"_id": user.id})
    assert not any(code in str(stored) for code in codes), "only their hashes are kept"
    with pytest.raises(CodeRefused):
        second.enrol(office, user, code_at(office, user, NOW + timedelta(seconds=60)), NOW)
    assert {"second_factor_added", "second_factor_refused"} <= set(actions(office, user))


def test_a_code_opens_once(office: Office) -> None:
    user, _ = enrolled(office)
    with pytest.raises(CodeRefused):
        second.check(office, user, code_at(office, user), NOW)
    later = NOW + timedelta(seconds=30)
    second.check(office, user, code_at(office, user, later), later)
    for used in (later, NOW):
        with pytest.raises(CodeRefused):
            second.check(office, user, code_at(office, user, used), later)


def test_a_phone_may_be_half_a_minute_off_and_no_more(office: Office) -> None:
    user, _ = enrolled(office)
    later = NOW + timedelta(minutes=10)
    for off in (-60, 60):
        with pytest.raises(CodeRefused):
            second.check(office, user, code_at(office, user, later + timedelta(seconds=off)), later)
    for off in (-30, 0, 30):
        second.check(office, user, code_at(office, user, later + timedelta(seconds=off)), later)


@pytest.mark.parametrize("typed", ["", "12345", "１２３４５６", "abcdef", "-12345", "1234567"])
def test_what_is_no_code_is_refused(office: Office, typed: str) -> None:
    user, _ = enrolled(office)
    with pytest.raises(CodeRefused):
        second.check(office, user, typed, NOW)


def test_a_recovery_code_opens_once_however_it_is_typed(office: Office) -> None:
    user, codes = enrolled(office)
    typed = f" {codes[0][:4]}-{codes[0][4:8]}-{codes[0][8:]} ".upper()
    second.check(office, user, typed, NOW)
    with pytest.raises(CodeRefused):
        second.check(office, user, codes[0], NOW)
    second.check(office, user, codes[1], NOW)
    assert actions(office, user).count("recovery_code_used") == 2


def test_wrong_codes_are_counted_with_wrong_passwords(office: Office) -> None:
    user, codes = enrolled(office)
    for _ in range(3):
        with pytest.raises(CodeRefused):
            second.check(office, user, "x", NOW)
    for _ in range(2):
        with pytest.raises(sessions.SignInRefused):
            sessions.sign_in(office, user.login, "wrong", NOW)
    with pytest.raises(Locked):
        second.check(office, user, codes[0], NOW)
    with pytest.raises(Locked):
        sessions.sign_in(office, user.login, PASSWORD, NOW)


def test_who_knows_the_password_cannot_guess_codes_without_end(office: Office) -> None:
    user, _ = enrolled(office)
    with pytest.raises(Locked):
        for _ in range(10):
            sessions.sign_in(office, user.login, PASSWORD, NOW, "10.0.0.1")
            with pytest.raises(CodeRefused):
                second.check(office, user, "x", NOW, "10.0.0.1")


def test_the_right_code_strikes_out_what_was_counted(office: Office) -> None:
    user, _ = enrolled(office)
    at = NOW
    for _ in range(60):  # more than an address has
        at += timedelta(seconds=30)
        sessions.sign_in(office, user.login, PASSWORD, at, "10.0.0.1")
        second.check(office, user, code_at(office, user, at), at, "10.0.0.1", arriving=True)


@pytest.mark.parametrize(
    ("role", "waits"), [("administrator", "enrol"), ("leadership", "enrol"), ("manager", ""), ("clerk", "")]
)
def test_the_office_may_demand_it_of_administrators_and_leadership(
    office: Office, role: Role, waits: str
) -> None:
    user = add(office, role=role)
    assert second.awaited(office, user) == ""
    office.settings.second_factor = "required"  # type: ignore[misc]
    assert second.awaited(office, user) == waits


def test_what_the_office_demands_is_not_turned_off(office: Office) -> None:
    user, codes = enrolled(office)
    office.settings.second_factor = "required"  # type: ignore[misc]
    with pytest.raises(MotcuaError, match="yêu cầu"):
        second.remove(office, user, codes[0], NOW)
    office.settings.second_factor = "optional"  # type: ignore[misc]
    with pytest.raises(CodeRefused):
        second.remove(office, user, "x", NOW)
    second.remove(office, user, codes[0], NOW)
    assert office.second_factors.get(user.id) is None


def test_an_administrator_takes_a_lost_one_away(office: Office) -> None:
    user, _ = enrolled(office)
    token = sessions.sign_in(office, user.login, PASSWORD, NOW).token
    with pytest.raises(NotAllowed):
        second.reset(office, Viewer(user_id="m", name="m", role="manager"), user, NOW)
    assert second.reset(office, SYSTEM, user, NOW) is True
    assert second.reset(office, SYSTEM, user, NOW) is False
    assert office.sessions.known(token, NOW) is None
    assert second.awaited(office, user) == ""


async def secret(request: Request) -> Response:
    return PlainTextResponse("secret")


@pytest.fixture
def client(office: Office) -> Iterator[TestClient]:
    """A browser in front of the gate."""
    shown = [Route(path, secret) for path in ("/overview", "/media/x.csv")]
    app = Starlette(
        routes=[*routes.ROUTES, *second_routes.ROUTES, *shown], middleware=[Middleware(Gate)]
    )
    install(office)
    yield TestClient(app, follow_redirects=False)
    install(None)


def let_in(client: TestClient, office: Office, user: User) -> str:
    token = sessions.sign_in(office, user.login, PASSWORD, NOW).token
    client.cookies.set(sessions.COOKIE, token)
    return token


def sent(client: TestClient, path: str, code: str) -> Response:
    mark = sessions.form_mark(client.cookies[sessions.COOKIE])
    return client.post(path, data={"mark": mark, "code": code})  # type: ignore[return-value]


def test_nothing_is_shown_between_password_and_code(client: TestClient, office: Office) -> None:
    user, _ = enrolled(office)
    token = let_in(client, office, user)
    assert client.get("/overview").headers["location"] == "/second"
    assert client.get("/account").headers["location"] == "/second"
    assert client.get("/media/x.csv").status_code == 403
    assert office.sessions.viewer(token, NOW) is None
    page = client.get("/second").text
    assert "<svg xmlns" not in page, "the secret is not shown again"
    assert sent(client, "/second", "000").status_code == 422  # type: ignore[attr-defined]
    assert sent(client, "/account/second", "000").status_code == 403  # type: ignore[attr-defined]
    assert client.post("/second", data={"code": "000"}).status_code == 403, "a form of another site"
    codes = second_codes(office, user)
    assert sent(client, "/second", codes).headers["location"] == "/"
    assert client.get("/media/x.csv").text == "secret"
    assert office.sessions.viewer(token, NOW) is not None


def second_codes(office: Office, user: User) -> str:
    """A code that was not used yet: of the next half minute."""
    return code_at(office, user, NOW + timedelta(seconds=30))


def test_who_must_have_one_makes_it_at_the_door(client: TestClient, office: Office) -> None:
    user = add(office, role="administrator")
    office.settings.second_factor = "required"  # type: ignore[misc]
    let_in(client, office, user)
    assert client.get("/overview").headers["location"] == "/second"
    page = client.get("/second").text
    assert "<svg" in page
    factor = office.second_factors.get(user.id)
    assert factor is not None
    assert factor.secret[:4] in page
    done = sent(client, "/second", code_at(office, user))
    assert done.status_code == 200
    assert len(re.findall(r"<li><code>\w{4}-\w{4}-\w{4}</code>", done.text)) == 10  # type: ignore[attr-defined]
    assert client.get("/media/x.csv").text == "secret"
    assert client.get("/second").text.count("<li><code>") == 0


def test_one_is_turned_on_and_off_on_the_own_account(client: TestClient, office: Office) -> None:
    user = add(office, role="clerk")
    let_in(client, office, user)
    assert "Bật mã xác thực" in client.get("/account").text
    assert "<svg" in client.get("/second").text
    assert sent(client, "/second", code_at(office, user)).status_code == 200
    assert "Tắt mã xác thực" in client.get("/account").text
    assert sent(client, "/account/second", second_codes(office, user)).headers["location"] == "/account"
    assert office.second_factors.get(user.id) is None
