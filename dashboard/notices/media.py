"""How a notice leaves the house: e-mail by SMTP, or a signed POST to a webhook."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Protocol

import httpx

from dashboard.notices.compose import one_line
from models.notice import Notice
from models.notice_template import Medium

if TYPE_CHECKING:
    from dashboard.config import Settings

#: how long a server may keep silent, in seconds
PATIENCE = 15.0
#: answers of a webhook that may be different the next time, beside those of 500 and above
AGAIN = frozenset({408, 409, 425, 429})
#: how much of a server's answer is kept as the reason
LONGEST_REASON = 300


class Failed(Exception):
    """A try did not get through. `final`: another one would not either.

    `unreachable`: the server itself was not there, so that other notices need not be tried now.
    """

    def __init__(self, reason: str, *, final: bool = False, unreachable: bool = False) -> None:
        super().__init__(one_line(reason)[:LONGEST_REASON])
        self.final = final
        self.unreachable = unreachable


class Sending(Protocol):
    """One medium that is set up."""

    def send(self, notice: Notice, now: datetime) -> None:
        """Send it. Raises `Failed`."""


#: the picture (PNG) that goes with a notice, by the notice's id
PictureOf = Callable[[str], bytes | None]


def no_picture(notice: str) -> None:
    """Of no notice."""


class Email:
    """E-mail through one SMTP server."""

    def __init__(self, settings: Settings, picture_of: PictureOf = no_picture) -> None:
        self._picture_of = picture_of
        assert settings.smtp_host is not None
        assert settings.smtp_from is not None
        self._host, self._port = settings.smtp_host, settings.smtp_port
        self._security, self._from = settings.smtp_security, settings.smtp_from
        self._user = settings.smtp_user
        self._password = settings.smtp_password.get_secret_value() if settings.smtp_password else ""

    def message(self, notice: Notice, now: datetime) -> EmailMessage:
        """The message. Its id is made of the notice's, so that a receiver may drop one that comes twice.

        Raises `Failed` (final) for an address that no message can be sent to.
        """
        message = EmailMessage()
        try:
            domain = Address(addr_spec=self._from).domain
            message["From"] = self._from
            message["To"] = Address(addr_spec=notice.address)
        except (ValueError, IndexError, MessageError) as error:  # the parser's own slips among them
            raise Failed(f"địa chỉ không hợp lệ / not an address: {notice.address}", final=True) from error
        message["Subject"] = notice.subject
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{notice.id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(notice.body)
        png = self._picture_of(notice.id)
        if png is not None:
            self._with_picture(message, notice, png, domain)
        return message

    @staticmethod
    def _with_picture(message: EmailMessage, notice: Notice, png: bytes, domain: str) -> None:
        """The text once more as HTML, with the picture in it; who reads plain text has all figures there."""
        mark = f"{notice.id}.picture@{domain}"
        text = escape(notice.body).replace("\n", "<br>\n")
        message.add_alternative(
            f'<p>{text}</p>\n<p><img src="cid:{mark}" alt="{escape(notice.subject)}" '
            'style="max-width:100%;height:auto"></p>\n',
            subtype="html",
        )
        parts = message.get_payload()
        assert isinstance(parts, list)
        page = parts[-1]
        assert isinstance(page, EmailMessage)
        page.add_related(png, "image", "png", cid=f"<{mark}>", filename="motcua.png")

    def send(self, notice: Notice, now: datetime) -> None:
        """Send it. Raises `Failed`."""
        message = self.message(notice, now)
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise Failed(f"{code} {_text(text)}", final=500 <= code < 600) from error
        except smtplib.SMTPAuthenticationError as error:
            raise Failed(f"{error.smtp_code} {_text(error.smtp_error)}", unreachable=True) from error
        except smtplib.SMTPResponseException as error:
            final = 500 <= error.smtp_code < 600
            raise Failed(f"{error.smtp_code} {_text(error.smtp_error)}", final=final) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Failed(str(error), final=True) from error
        except UnicodeError as error:
            told = "tên hoặc mật khẩu SMTP phải là ASCII / SMTP name and password must be ASCII"
            raise Failed(told, unreachable=True) from error
        except (smtplib.SMTPException, OSError) as error:  # of TLS and of time-outs, too
            raise Failed(f"{type(error).__name__}: {error}", unreachable=True) from error

    def _connected(self) -> smtplib.SMTP:
        tls = ssl.create_default_context()
        server: smtplib.SMTP
        if self._security == "tls":
            server = smtplib.SMTP_SSL(self._host, self._port, timeout=PATIENCE, context=tls)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=PATIENCE)
        try:
            if self._security == "starttls":
                server.starttls(context=tls)
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server


class Webhook:
    """A POST of JSON to one address, signed with a shared secret."""

    def __init__(self, settings: Settings) -> None:
        assert settings.webhook_url is not None
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""

    def body(self, notice: Notice) -> bytes:
        """What is sent: the same bytes at every try."""
        told = {
            "id": notice.id, "template": notice.template, "dossier": notice.dossier,
            "audience": notice.audience, "to": notice.address, "subject": notice.subject,
            "text": notice.body, "created_at": notice.created_at.isoformat(timespec="milliseconds"),
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()

    def send(self, notice: Notice, now: datetime) -> None:
        """Send it. Raises `Failed`."""
        body, stamp = self.body(notice), str(int(now.timestamp()))
        headers = {
            "content-type": "application/json; charset=utf-8",
            "idempotency-key": notice.id,
            "motcua-timestamp": stamp,
            "motcua-signature": f"sha256={signature(self._secret, stamp, body)}",
        }
        try:
            with httpx.Client(timeout=PATIENCE, follow_redirects=False) as client:
                answer = client.post(self._url, content=body, headers=headers)
        except (httpx.HTTPError, OSError) as error:
            raise Failed(f"{type(error).__name__}: {error}", unreachable=True) from error
        if answer.is_success:
            return
        may_pass = answer.status_code >= 500 or answer.status_code in AGAIN
        raise Failed(f"HTTP {answer.status_code} {answer.text[:LONGEST_REASON]}", final=not may_pass)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA-256 over "TIMESTAMP.BODY" in hex: a receiver checks it, and that the timestamp is fresh."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def media_of(settings: Settings, picture_of: PictureOf = no_picture) -> dict[Medium, Sending]:
    """The media that are set up; none where nothing is."""
    found: dict[Medium, Sending] = {}
    if settings.smtp_host and settings.smtp_from:
        found["email"] = Email(settings, picture_of)
    if settings.webhook_url:
        found["webhook"] = Webhook(settings)
    return found


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
