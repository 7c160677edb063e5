from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from dashboard.access import sessions
from dashboard.access.routes import FORM_COOKIE
from tests.unit.access.conftest import NOW, PASSWORD, add
from tests.unit.access.test_gate import client, let_in

if TYPE_CHECKING:
    from httpx import Response

    from dashboard.office import Office

__all__ = ["client"]


def mark(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found
    return found[1]


def knock(client: TestClient, login: str, password: str, **more: str) -> Response:
    page = client.get("/login").text
    return client.post("/login", data={"login": login, "password": password, "mark": mark(page), **more})


def test_the_right_password_leads_to_where_one_was_going(client: TestClient, office: Office) -> None:
    add(office)
    answer = knock(client, "lan", PASSWORD, next="/waiting?department=SNV")
    assert (answer.status_code, answer.headers["location"]) == (303, "/waiting?department=SNV")
    assert client.get("/waiting").status_code == 200


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(
    client: TestClient, office: Office
) -> None:
    add(office)
    cookies = knock(client, "lan", PASSWORD).headers.get_list("set-cookie")
    (session,) = [cookie for cookie in cookies if cookie.startswith(sessions.COOKIE)]
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=604800"} <= set(session.split("; "))
    assert "Secure" not in session
    assert any(cookie.startswith("motcua_language=vi") for cookie in cookies)


def test_over_https_the_cookie_is_secure(client: TestClient, office: Office) -> None:
    add(office)
    client.base_url = client.base_url.copy_with(scheme="https")
    cookies = knock(client, "lan", PASSWORD).headers.get_list("set-cookie")
    assert all(
        "Secure" in cookie for cookie in cookies if PASSWORD not in cookie and "Max-Age=0" not in cookie
    )


def test_a_wrong_password_is_told_in_words_and_keeps_the_name_but_not_the_password(
    client: TestClient, office: Office
) -> None:
    add(office)
    answer = knock(client, 'lan"><script>', "sai mật khẩu rồi", next="/waiting")
    assert answer.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text
    assert 'value="lan&quot;&gt;&lt;script&gt;"' in answer.text
    assert 'name="next" value="/waiting"' in answer.text
    assert "sai mật khẩu rồi" not in answer.text
    assert sessions.COOKIE not in client.cookies


def test_a_locked_name_is_told_how_long(client: TestClient, office: Office) -> None:
    add(office)
    for _ in range(5):
        assert knock(client, "lan", "not this one").status_code == 401
    answer = knock(client, "lan", PASSWORD)
    assert answer.status_code == 429
    assert "Xin thử lại sau 30 giây." in answer.text
    assert answer.headers["retry-after"] == "30"


def test_nobody_is_led_to_another_site(client: TestClient, office: Office) -> None:
    add(office)
    assert knock(client, "lan", PASSWORD, next="//evil.example/").headers["location"] == "/"


def test_a_form_of_another_site_is_refused(client: TestClient, office: Office) -> None:
    add(office)
    form = {"login": "lan", "password": PASSWORD, "mark": mark(client.get("/login").text)}
    for sent in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        answer = client.post("/login", data=form, headers=sent)
        assert answer.status_code == 403
        assert "đến từ một trang khác" in answer.text
    assert sessions.COOKIE not in client.cookies


@pytest.mark.parametrize("wrong", ["", "made-up", "đoán"])
def test_a_form_without_the_mark_is_refused(client: TestClient, office: Office, wrong: str) -> None:
    add(office)
    client.get("/login")
    answer = client.post("/login", data={"login": "lan", "password": PASSWORD, "mark": wrong})
    assert answer.status_code == 403
    client.cookies.delete(FORM_COOKIE)
    assert client.post("/login", data={"login": "lan", "password": PASSWORD, "mark": ""}).status_code == 403
    assert sessions.COOKIE not in client.cookies


def test_a_body_that_is_longer_than_any_form_is_not_read(client: TestClient, office: Office) -> None:
    add(office)
    assert knock(client, "lan", PASSWORD, more="x" * 20_000).status_code == 403
    assert client.post("/login", content=b"\xff\xfe", headers={"content-type": "x/y"}).status_code == 403


def test_signing_in_again_ends_the_session_before(client: TestClient, office: Office) -> None:
    user = add(office)
    knock(client, "lan", PASSWORD)
    first = client.cookies[sessions.COOKIE]
    form = {"login": "lan", "password": PASSWORD, "mark": "m"}
    client.cookies.set(FORM_COOKIE, "m")
    assert client.post("/login", data=form).status_code == 303
    assert client.cookies[sessions.COOKIE] != first
    assert len(office.sessions.of(user.id, office.now())) == 1


def test_who_is_signed_in_does_not_see_the_door(client: TestClient, office: Office) -> None:
    add(office)
    let_in(client, office)
    answer = client.get("/login?next=/backlog")
    assert (answer.status_code, answer.headers["location"]) == (303, "/backlog")


def test_the_door_speaks_english_when_asked_and_remembers_it(client: TestClient) -> None:
    assert '<html lang="vi">' in client.get("/login").text
    answer = client.get("/login?language=en&next=/waiting")
    assert '<html lang="en">' in answer.text
    assert 'href="/login?language=vi&amp;next=%2Fwaiting"' in answer.text
    assert client.cookies[sessions.LANGUAGE_COOKIE] == "en"
    assert "Sign in" in client.get("/login").text
    assert '<html lang="en">' in client.get("/login?language=xx").text


def test_the_door_allows_no_script_and_nothing_from_elsewhere(client: TestClient) -> None:
    answer = client.get("/login")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in answer.text
    assert not re.search(r"""(src|href|url)=?["'(]*(https?:)?//""", answer.text)
    assert answer.headers["cache-control"] == "no-store"


def test_signing_out_needs_the_form_of_this_session(client: TestClient, office: Office) -> None:
    add(office)
    token = let_in(client, office)
    assert client.post("/logout", data={"mark": sessions.form_mark("another")}).status_code == 403
    assert client.get("/overview").status_code == 200
    page = client.get("/logout")
    assert page.status_code == 200
    answer = client.post("/logout", data={"mark": mark(page.text)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert office.sessions.viewer(token, NOW) is None
    assert client.get("/overview").status_code == 303


def test_one_changes_ones_password_and_goes_on(client: TestClient, office: Office) -> None:
    add(office, must_change=True)
    let_in(client, office)
    page = client.get("/account").text
    assert "Mật khẩu này do người khác đặt." in page
    form = {"mark": mark(page), "present": PASSWORD, "wanted": "ba chú gấu con", "again": "ba chú gấu con"}
    other = client.post("/account/password", data={**form, "again": "ba chú gấu"})
    assert other.status_code == 422
    assert "không giống nhau" in other.text
    weak = client.post("/account/password", data={**form, "wanted": "short", "again": "short"})
    assert "ít nhất 12 ký tự" in weak.text
    done = client.post("/account/password", data=form)
    assert "Đã đổi mật khẩu." in done.text
    assert client.get("/overview").status_code == 200


def test_one_sees_ones_devices_and_signs_out_another(client: TestClient, office: Office) -> None:
    user = add(office)
    elsewhere = sessions.sign_in(office, "lan", PASSWORD, NOW, "10.0.0.7", "Điện thoại <b>").token
    let_in(client, office)
    page = client.get("/account").text
    assert "Điện thoại &lt;b&gt;" in page
    assert "08:30 24/11/2066 · 10.0.0.7" in page
    (other,) = re.findall(r'name="session" value="([0-9a-f]{64})"', page)
    answer = client.post("/account/sessions", data={"mark": mark(page), "session": other})
    assert "Đã đăng xuất thiết bị đó." in answer.text
    assert office.sessions.viewer(elsewhere, NOW) is None
    assert len(office.sessions.of(user.id, NOW)) == 1


def test_forms_of_the_account_are_refused_without_their_mark(client: TestClient, office: Office) -> None:
    add(office)
    let_in(client, office)
    for path in ("/account/password", "/account/sessions", "/logout"):
        assert client.post(path, data={"mark": ""}).status_code == 403
        assert client.post(path).status_code == 403


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Firefox/150.0", "Firefox, Linux"),
        ("curl/8.9", "curl/8.9"),
        ("", "Thiết bị không rõ"),
    ],
)
def test_a_device_is_called_as_people_call_it(
    client: TestClient, office: Office, agent: str, called: str
) -> None:
    add(office)
    token = sessions.sign_in(office, "lan", PASSWORD, NOW, user_agent=agent).token
    client.cookies.set(sessions.COOKIE, token)
    assert f">{called}</span>" in client.get("/account").text
