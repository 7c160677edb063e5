"""The conversation with a real SMTP server: sign-in, STARTTLS, TLS; and certificates are checked."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from dashboard.config import Settings
from dashboard.notices.media import Email, media_of
from dashboard.notices.sender import Sender
from dashboard.office import Office
from models.viewer import SYSTEM
from tests.unit.notices.conftest import Mailbox
from tests.unit.notices.helpers import arrived

PASSWORD = b"nhemlo-tramvu-4821"


def sender(office: Office, mailbox: Mailbox, **more: object) -> Sender:
    told = {"smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "smtp_from": "mc@example.vn"}
    return Sender(office, {"email": Email(Settings(**(told | more)))})  # type: ignore[arg-type]


def error(office: Office) -> str:
    (found,) = [each for each in office.notices.of("H33-0001", SYSTEM) if each.medium == "email"]
    return found.error


@pytest.fixture
def guarded() -> Mailbox:
    """A mailbox that takes messages only after a sign-in."""

    def check(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        right = data.login == b"motcua" and data.password == PASSWORD
        return AuthResult(success=right, handled=False)

    box = Mailbox()
    box.start(authenticator=check, auth_required=True, auth_require_tls=False)
    return box


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_it_signs_in_with_name_and_password(office: Office, guarded: Mailbox) -> None:
    arrived(office)
    account = {"smtp_security": "none", "smtp_user": "motcua"}
    try:
        assert sender(office, guarded, **account, smtp_password="another").run_once().sent == 0
        assert "535" in error(office)
        office.store.collection("notices").update_many({}, {"$set": {"next_at": office.now()}})
        assert sender(office, guarded, **account, smtp_password="mật khẩu").run_once().failed == 1
        assert "ASCII" in error(office)
        office.store.collection("notices").update_many({}, {"$set": {"next_at": office.now()}})
        assert sender(office, guarded, **account, smtp_password=PASSWORD.decode()).run_once().sent == 1
    finally:
        guarded.stop()
    assert len(guarded.messages) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody has signed but itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout key.pem -out cert.pem"
    )
    extra = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command.split(), *extra], cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_speaks_tls_with_a_server_whose_certificate_is_trusted_and_with_no_other(
    office: Office, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    box = Mailbox()
    if security == "tls":
        box.start(ssl_context=server)
    else:
        box.start(tls_context=server, require_starttls=True)
    arrived(office)
    try:
        assert sender(office, box, smtp_security=security).run_once().sent == 0
        assert "CERTIFICATE_VERIFY_FAILED" in error(office)
        assert box.messages == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        office.store.collection("notices").update_many({}, {"$set": {"next_at": office.now()}})
        assert sender(office, box, smtp_security=security).run_once().sent == 1
    finally:
        box.stop()
    assert len(box.messages) == 1


def test_a_medium_is_set_up_only_with_all_that_it_needs() -> None:
    assert media_of(Settings(smtp_host="127.0.0.1")) == {}
    assert set(media_of(Settings(smtp_host="127.0.0.1", smtp_from="mc@example.vn"))) == {"email"}
    assert set(media_of(Settings(webhook_url="https://example.vn/hook"))) == {"webhook"}
