"""The content policy and the other headers of every kind of answer are those that docs/security.md names."""

from __future__ import annotations

import gc
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Mount, Route
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.starlette import App
from streamlit.testing.v1 import AppTest

from dashboard import scripts, server
from dashboard.access import accounts, headers, sessions
from dashboard.access.shell import policy_of
from dashboard.api.table import PREFIX
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.screens import SCREENS, Screen
from models.viewer import SYSTEM, Scope

with warnings.catch_warnings():
    # It would rather have httpx2; what it does with httpx is all that is needed here.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")
HASH = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")
#: address → policy, of the table
POLICIES = dict(re.findall(r"^\| [^|]+ \| `(/[^`]*)` \| `([^`]+)` \|$", TEXT, re.MULTILINE))
SCRIPT = "import streamlit as st\nst.write('hello')\n"


@pytest.fixture(scope="module")
def client(told_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An administrator's browser in front of the whole application."""
    patch = pytest.MonkeyPatch()
    patch.setattr(Runtime, "_instance", None)
    patch.setattr(config, "_main_script_path", config._main_script_path)
    patch.setattr(config, "_server_mode", config._server_mode)
    install(told_office)
    user = told_office.users.by_login("policy") or accounts.create(
        told_office, SYSTEM, told_office.now(), login="policy", name="P", role="administrator",
        scope=Scope(), must_change=False,
    ).user  # fmt: skip
    script = tmp_path_factory.mktemp("script") / "main.py"
    script.write_text(SCRIPT)
    with TestClient(
        App(script, **server.OPTIONS), follow_redirects=False, raise_server_exceptions=False
    ) as browser:
        token = told_office.sessions.open(user, told_office.now(), "", "", vouched=True)
        browser.cookies.set(sessions.COOKIE, token)
        yield browser
    gc.unfreeze()
    install(None)
    patch.undo()


def shown(policy: str) -> str:
    """A policy as the table writes it."""
    return HASH.sub("'sha256-…'", policy)


def test_the_table_has_every_kind_of_answer() -> None:
    assert set(POLICIES) == {
        "/overview", "/account", "/cong", f"{PREFIX}/", f"{PREFIX}/health", "/media/x.svg", "/static/x.js",
    }  # fmt: skip


def test_every_test_that_the_document_names_is_there() -> None:
    named = re.findall(r"`(tests/[^`]+)`", TEXT)
    assert len(named) > 10 and all((ROOT / name).exists() for name in named)


@pytest.mark.parametrize("path", sorted(POLICIES))
def test_an_answer_carries_the_policy_of_the_table_and_the_other_headers(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    assert shown(answer.headers["content-security-policy"]) == POLICIES[path]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] in ("SAMEORIGIN", "DENY")
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"] or path.startswith("/cong")
    assert "strict-transport-security" not in answer.headers


def test_every_own_route_answers_with_a_policy_of_the_table(client: TestClient) -> None:
    known = {*POLICIES.values(), "sandbox; default-src 'none'"}
    asked = 0
    for route in server.OPTIONS["routes"]:
        if isinstance(route, Mount) or "GET" not in (route.methods or ()):
            continue
        assert isinstance(route, Route)
        answer = client.get(re.sub(r"\{[^}]*\}", "x", route.path))
        policy = answer.headers["content-security-policy"]
        assert shown(policy) in known, (route.path, policy)
        asked += 1
    assert asked > 30


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.file)
def test_every_screen_has_the_policy_of_the_screens(client: TestClient, screen: Screen) -> None:
    answer = client.get(f"/{screen.file}")
    assert shown(answer.headers["content-security-policy"]) == POLICIES["/overview"]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.file)
def test_a_stranger_is_sent_from_every_screen_to_the_door(client: TestClient, screen: Screen) -> None:
    kept = dict(client.cookies)
    client.cookies.clear()
    try:
        answer = client.get(f"/{screen.file}")
    finally:
        client.cookies.update(kept)
    assert answer.headers["location"] == f"/login?next=%2F{screen.file}"


def test_over_https_the_browser_is_told_to_stay_there(client: TestClient) -> None:
    name, value = (text.decode() for text in headers.TRANSPORT)
    assert client.get("https://testserver/login").headers[name] == value
    assert client.get("https://testserver/cong").headers[name] == value


def test_no_policy_allows_scripts_within_a_page_or_other_machines() -> None:
    for path, policy in POLICIES.items():
        parts = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}
        allowed = parts.get("script-src", parts.get("default-src", []))
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"} & set(allowed), path
        assert not re.search(r"https?:|\*", policy), path
        assert "frame-ancestors" in parts
        if path != "/static/x.js":  # files: it is the page that decides what they may do
            assert "default-src" in parts


def test_each_script_that_a_screen_puts_into_a_page_is_named_by_its_hash() -> None:
    policy = policy_of(b"<html><script>\n  own\n</script></html>")
    assert len(HASH.findall(policy)) == 1 + len(scripts.ALL)
    for script in scripts.ALL:
        assert scripts.source_of(script) in policy and "<" not in script
    assert scripts.source_of("\n  own\n") in policy
    assert "&lt;/script&gt;" in scripts.element(scripts.SPEAK, words="</script>")


def test_no_screen_puts_another_script_into_a_page() -> None:
    for folder in ("dashboard/ui", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            source = path.read_text("utf-8")
            assert "<script" not in source, path
            assert not re.search(r"\son[a-z]+=[\"']\s*[a-z]", source.replace("on_click=", "")), path


def test_a_script_stays_whole_on_its_way_to_the_browser() -> None:
    """Its text is what was hashed: Streamlit sends it as it is."""
    source = (
        "import streamlit as st\nfrom dashboard.scripts import FOCUS, element\n"
        "st.html(element(FOCUS, at='.x'), unsafe_allow_javascript=True)\n"
    )
    test = AppTest.from_string(source).run()
    (block,) = test.get("html")
    assert f">{scripts.FOCUS}</script>" in block.proto.body
