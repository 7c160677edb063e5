"""No secret is in the repository, in the log, or on a page that tells of an error."""

from __future__ import annotations

import gc
import io
import logging
import re
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import Any

import pyotp
import pytest
import structlog
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import SecretStr
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.starlette import App

from dashboard import log, server
from dashboard.access import accounts, passwords, second, sessions
from dashboard.api import hooks, reading, tokens
from dashboard.api.delivery import Delivery
from dashboard.config import Settings
from dashboard.notices.media import Failed
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.public import drafts, routes
from models.api_token import API_SCOPES, MARK
from models.dossier import Applicant
from models.user import User
from models.viewer import SYSTEM, Scope
from seed.load import load_reference
from tests.helpers import submitted
from tests.stores import leave

with warnings.catch_warnings():
    # It would rather have httpx2; what it does with httpx is all that is needed here.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ROOT = Path(__file__).parents[2]
CODE, NAME, PHONE, IDENTITY = "H33.904-260828-0001", "Trần Thị Bưởi", "0987654321", "091090765432"
PASSWORD, WRONG = "nhemlo-tramvu-4821", "vinhbo-hansa-9317"
SETTINGS = {
    "metrics_token": "collect-7Q2m9X", "smtp_password": "smtp-5Rk81Z", "webhook_secret": "sign-3Tb64W",
    "oidc_client_secret": "oidc-8Vn27Y",
}  # fmt: skip

# --- the repository -------------------------------------------------------------------------------------

#: what a key, a token or a password in a file looks like
SHAPES: dict[str, re.Pattern[str]] = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}"),
    "a key of AWS": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,})"),
    "a token of GitLab, Slack, PyPI or Google": re.compile(
        r"\b(?:glpat-[\w-]{20}|xox[abprs]-[\w-]{20,}|pypi-[\w-]{50,}|AIza[\w-]{35})"
    ),
    "a token of this product": re.compile(rf"\b{MARK}[A-Za-z0-9_-]{{43}}"),
    "a signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{15,}"),
    "a hash of a password": re.compile(r"\$argon2(?:id|i|d)\$v=\d+\$[^$\s]+\$[A-Za-z0-9+/]{16,}\$"),
    "an address with a password": re.compile(r"\b[a-z+]+://[^\s:/@{}<>$…]+:[^\s:/@{}<>$…*]{6,}@[\w.-]+"),
}
#: a text given to something that is called a secret; in tests, all of them are made up
GIVEN = re.compile(
    r"(?i)(?:password|passwd|secret|api_?key|token)\w*[\"']?\s*[:=]\s*[\"']([^\"'\s{}<>$]{8,})[\"']"
)
#: addresses in documents and tests whose password is a word
MADE_UP = re.compile(r"://\w+:(?:password|secret|geheim|mat-khau|[A-Z_]+)@")


def tracked() -> list[Path]:
    """The files of the repository; where it is no clone, all but what is made."""
    run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if run.returncode == 0 and run.stdout:
        return [ROOT / name for name in run.stdout.split("\0") if name and (ROOT / name).is_file()]
    made = {".venv", "data", ".git", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
    return [one for one in ROOT.rglob("*") if one.is_file() and not made & set(one.parts)]


def secrets_in(text: str, is_test: bool) -> list[str]:
    """What in a text looks like a secret: what it is, and where it begins."""
    told = [
        f"{name}: {found[0][:24]}" for name, shape in SHAPES.items() for found in shape.finditer(text)
        if not MADE_UP.search(found[0])
    ]  # fmt: skip
    if not is_test:
        told += [f"given: {found[0][:40]}" for found in GIVEN.finditer(text) if looks_random(found[1])]
    return told


def looks_random(text: str) -> bool:
    """Whether it is more than a word: letters and digits mixed, as keys and passwords are."""
    return bool(re.search(r"\d", text) and re.search(r"[A-Za-z]", text) and len(set(text)) >= 6)


def test_no_secret_is_in_the_repository() -> None:
    files = tracked()
    assert len(files) > 500
    told = []
    for path in files:
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        name = path.relative_to(ROOT)
        if path.suffix == ".txt" and path.name.startswith("requirements"):
            continue  # hashes of packages, which uv has written
        told += [f"{name}: {found}" for found in secrets_in(text, name.parts[0] == "tests")]
    assert told == []


def test_no_file_that_holds_secrets_by_its_name_is_in_the_repository() -> None:
    names = {path.name for path in tracked()}
    endings = (".pem", ".key", ".p12", ".pfx", ".kdbx", ".jks", ".keytab")
    assert not [
        name for name in names
        if name.endswith(endings) or name in (".env", ".netrc", ".pypirc", "id_rsa", "secrets.toml")
    ]  # fmt: skip


def test_a_secret_would_be_found() -> None:
    planted = [
        "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEowIBAAKCAQEAx1y2z3", "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "a1" * 18,
        MARK + "Ab3" * 14 + "x", "$argon2id$v=19$m=65536,t=3,p=4$" + "c2FsdHNhbHRzYWx0" + "$aGFzaA",
        "mongodb://office:" + "h7kQ2mZ9@db.example.vn", "smtp_pass" + 'word = "h7kQ2mZ9"',
        "eyJ" + "hbGciOiJIUzI1NiIs.eyJ" + "zdWIiOiIxMjM0NTY3.abc" + "DEF123ghi456jkl",
    ]  # fmt: skip
    assert all(len(secrets_in(text, is_test=False)) >= 1 for text in planted)
    assert secrets_in("mongodb://user:password@host", is_test=False) == []


# --- a running product ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An Office with the reference data, every secret setting, a dossier and an account."""
    given: dict[str, Any] = {name: SecretStr(value) for name, value in SETTINGS.items()}
    settings = Settings(database="test_secrets", data=tmp_path_factory.mktemp("secrets"), **given)
    office = Office.open(settings, mongodb_uri)
    load_reference(office.store)
    office.names.forget()
    action = submitted(CODE)
    assert action.intake is not None
    who = Applicant(name=NAME, phone=PHONE, identity=IDENTITY)
    intake = action.intake.model_copy(update={"applicant": who})
    office.commit.act(CODE, action.model_copy(update={"intake": intake}), "clerk")
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    patch = pytest.MonkeyPatch()
    patch.setattr(passwords, "_HASHER", cheap)
    patch.setattr(passwords, "_NOBODY", cheap.hash("nobody has this"))
    accounts.create(
        office, SYSTEM, office.now(), login="lan", name="Lan", role="administrator", scope=Scope(),
        password=PASSWORD, must_change=False,
    )  # fmt: skip
    install(office)
    yield office
    install(None)
    patch.undo()
    leave(office)


@pytest.fixture(scope="module")
def running(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser in front of the whole application, whose one screen fails and says a secret."""
    patch = pytest.MonkeyPatch()
    patch.setattr(Runtime, "_instance", None)
    patch.setattr(config, "_main_script_path", config._main_script_path)
    patch.setattr(config, "_server_mode", config._server_mode)
    script = tmp_path_factory.mktemp("script") / "main.py"
    script.write_text(f"raise RuntimeError({BURST!r})\n", "utf-8")
    app = App(script, **server.OPTIONS)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as browser:
        yield browser
    gc.unfreeze()
    patch.undo()


@pytest.fixture
def client(running: TestClient) -> TestClient:
    """The same, as somebody who was never here."""
    running.cookies.clear()
    return running


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """What the product writes to its log at the level "debug"."""
    stream = io.StringIO()
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers, root.level
    root.handlers = []
    try:
        with redirect_stderr(stream):
            log.set_up("debug", "json")
            yield stream
    finally:
        root.handlers, root.level = handlers, level
        structlog.configure(**before)


def account(office: Office) -> User:
    user = office.users.by_login("lan")
    assert user is not None
    return user


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found
    return found[1]


def test_no_secret_is_in_the_log(client: TestClient, office: Office) -> None:
    with logged() as stream:
        known = secrets_used(client, office)
        structlog.get_logger().debug("probe of the log")
        logging.getLogger("some.library").warning("probe of a library")
    text = stream.getvalue()
    assert "probe of the log" in text and "probe of a library" in text
    assert [name for name, secret in known.items() if secret in text] == []
    assert all(len(secret) >= 8 for secret in known.values())


def secrets_used(client: TestClient, office: Office) -> dict[str, str]:
    """Use the doors rightly and wrongly with secrets of every kind; what they were."""
    known: dict[str, str] = {"password": PASSWORD, "wrong password": WRONG, **SETTINGS}
    door = {"mark": mark_of(client.get("/login").text), "next": "/"}
    # Somebody types the password into the wrong box, then a wrong one, then the right one.
    assert client.post("/login", data={**door, "login": WRONG, "password": "x"}).status_code == 401
    assert client.post("/login", data={**door, "login": "lan", "password": WRONG}).status_code == 401
    assert client.post("/login", data={**door, "login": "lan", "password": PASSWORD}).status_code == 303
    known["session"] = client.cookies[sessions.COOKIE]
    page = client.get("/second").text
    factor = second.begin(office, account(office), office.now())
    known["second factor"] = factor.secret
    code = pyotp.TOTP(factor.secret).at(office.now())
    told = client.post("/second", data={"mark": mark_of(page), "code": code})
    recovery = re.findall(r"<li>(?:<code>)?([a-z0-9]+(?:-[a-z0-9]+)*)<", told.text)
    assert len(recovery) == 10
    known["recovery code"] = recovery[0]
    client.post("/account/second", data={"mark": mark_of(page), "code": "000000"})

    made = tokens.create(
        office, SYSTEM, office.now(), name="Cổng", scopes=API_SCOPES, role="clerk", days=30
    )
    known["token"], known["wrong token"] = made.secret, f"{MARK}{'Zz9' * 14}"
    for secret, status in ((known["token"], 200), (known["wrong token"], 401)):
        headers = {"authorization": f"Bearer {secret}"}
        assert client.get("/api/v1/token", headers=headers).status_code == status
        client.post("/api/v1/dossiers", headers=headers, json={"answers": {"phone": PHONE}})
    hook = hooks.create(
        office, SYSTEM, office.now(), token=made.token.id, url="http://127.0.0.1:9/receive?key=inAddress7"
    )
    known["webhook secret"], known["key in an address"] = hook.secret, "inAddress7"
    with pytest.raises(Failed):
        Delivery(office).trial(hook.hook)
    Delivery(office).run_once()

    letters = office.secrets.check_letters(CODE)
    known |= {"check letters": letters, "QR secret": office.secrets.qr_secret(CODE)}
    form = {"mark": mark_of(client.get("/cong/tra-cuu").text), "code": CODE}
    assert client.post("/cong/tra-cuu", data={**form, "secret": "WRONGONE"}).status_code == 404
    assert client.post("/cong/tra-cuu", data={**form, "secret": letters}).status_code == 303
    known["cookie of a dossier"] = client.cookies["motcua_ho_so"]
    assert client.get(f"/cong/h/{CODE}/{known['QR secret']}").status_code == 303
    known["link of a draft"] = drafts.begin(office, "P180", "192.0.2.1")
    assert client.get(f"/cong/nop/{known['link of a draft']}").status_code == 200
    known |= {"phone": PHONE, "identity": IDENTITY, "applicant": NAME}
    assert client.get("/metrics", headers={"authorization": f"Bearer {SETTINGS['metrics_token']}"})
    return known


# --- errors ---------------------------------------------------------------------------------------------

#: what fails says this, and nobody is told it
BURST = "burst-4Kd82Q at /etc/motcua mongodb://office"
#: of a traceback, of a setting, of the machine
INSIDE = re.compile(
    r"Traceback|File \"|RuntimeError|\.py\b|site-packages|burst-4Kd82Q|mongodb:|MOTCUA_|"
    + "|".join(map(re.escape, (str(ROOT), *SETTINGS.values())))
)


def fails(*given: Any, **more: Any) -> Any:
    raise RuntimeError(BURST)


Ask = Callable[[TestClient, Office], Any]


def bearer(office: Office) -> dict[str, str]:
    made = tokens.create(office, SYSTEM, office.now(), name="x", scopes=API_SCOPES, role="clerk", days=1)
    return {"authorization": f"Bearer {made.secret}"}


@pytest.mark.parametrize(
    ("place", "name", "ask"),
    [
        (sessions, "sign_in", lambda client, office: client.post("/login", data={
            "mark": mark_of(client.get("/login").text), "login": "lan", "password": PASSWORD, "next": "/"})),
        (routes, "_week", lambda client, office: client.get("/cong")),
        (reading, "TokenAnswer", lambda client, office: client.get("/api/v1/token", headers=bearer(office))),
    ],
    ids=["door", "public page", "API"],
)  # fmt: skip
def test_a_fault_of_the_program_is_told_without_its_inside(
    client: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch, place: Any, name: str, ask: Ask
) -> None:
    monkeypatch.setattr(place, name, fails)
    answer = ask(client, office)
    assert answer.status_code == 500
    assert not INSIDE.search(answer.text), answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.text) > 20


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere.php", 303), ("POST", "/overview", 403), ("GET", "/_stcore/metrics", 403),
        ("POST", "/login", 403), ("GET", "/metrics", 403), ("PUT", "/login", 405),
        ("GET", "/cong/nowhere", 404),
        ("GET", "/cong/nop/nowhere", 404), ("POST", "/cong/tra-cuu", 403), ("GET", "/cong/h/A/B", 404),
        ("GET", "/cong/thu-tuc/nowhere", 404), ("GET", "/cong/static/nowhere", 404),
        ("GET", "/api/v1/token", 401), ("GET", "/api/v1/nowhere", 401), ("DELETE", "/api/v1/health", 405),
        ("GET", "/static/../../etc/passwd", 303),
    ],
)  # fmt: skip
def test_a_refusal_is_told_without_the_inside_of_the_program(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert not INSIDE.search(answer.text), answer.text


def test_a_request_that_is_wrong_gets_no_inside_of_the_api(client: TestClient, office: Office) -> None:
    headers = {**bearer(office), "idempotency-key": "key-0001"}
    headers["content-type"] = "application/json"
    odd = b'{"procedure": "P180", "secret": "' + b"x" * 99 + b'"}'
    for body in (b"{", b"[]", b"\xff", b'{"answers": 1}', odd):
        answer = client.post("/api/v1/dossiers", content=body, headers=headers)
        assert 400 <= answer.status_code < 500
        assert not INSIDE.search(answer.text) and "xxx" not in answer.text


def test_a_screen_that_fails_says_so_and_nothing_more(client: TestClient, office: Office) -> None:
    token = office.sessions.open(account(office), office.now(), "", "", vouched=True)
    client.cookies.set(sessions.COOKIE, token)
    with client.websocket_connect("/_stcore/stream", subprotocols=["streamlit"]) as socket:
        wanted = BackMsg()
        wanted.rerun_script.query_string = ""
        socket.send_bytes(wanted.SerializeToString())
        told, failed = b"", False
        while True:
            message = ForwardMsg.FromString(socket.receive_bytes())
            told += message.SerializeToString()
            failed = failed or "Mã sự cố" in message.delta.new_element.alert.body
            if message.WhichOneof("type") == "script_finished":
                break
    assert failed
    seen = told.decode("utf-8", "replace")
    assert "burst-4Kd82Q" not in seen and "Traceback" not in seen and "RuntimeError" not in seen


def test_what_is_secret_of_the_settings_is_not_in_their_words(office: Office) -> None:
    told = repr(office.settings) + str(office.settings) + str(office.settings.model_dump())
    assert not [name for name, value in SETTINGS.items() if value in told]
