"""The secrets of the public pages: made of one key of the store, so that none is kept for each dossier.

A receipt carries eight check letters, to be typed; its QR code twenty, which nobody types and nobody guesses.
What a browser is told to bring back is signed with the same key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime, timedelta
from functools import cached_property

from models.meta import Meta

MARK = "public_key"
#: without I, O, 0 and 1
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CHECK_LETTERS = 8
QR_LETTERS = 20
PHONE_DIGITS = 4
_CODE = re.compile(r"[A-Z0-9][A-Z0-9.\-/_]{3,59}")


class Keys:
    """The secrets of one store; the key is made at the first use. Safe between threads and processes."""

    def __init__(self, meta: Meta) -> None:
        self._meta = meta

    @cached_property
    def _key(self) -> bytes:
        return bytes.fromhex(str(self._meta.settle(MARK, secrets.token_bytes(32).hex())))

    def check_letters(self, code: str) -> str:
        """The check letters of a receipt, as they are printed: "K7QM-2XRT"."""
        letters = self._letters("check", code, CHECK_LETTERS)
        return f"{letters[:4]}-{letters[4:]}"

    def qr_secret(self, code: str) -> str:
        """The secret in the QR code of a receipt: a hundred bits."""
        return self._letters("qr", code, QR_LETTERS)

    def is_check(self, code: str, typed: str) -> bool:
        """Whether `typed` is the check letters of the code."""
        return self._same(self._letters("check", code, CHECK_LETTERS), typed_letters(typed))

    def is_qr(self, code: str, typed: str) -> bool:
        """Whether `typed` is the secret of the QR code of the code."""
        return self._same(self.qr_secret(code), typed)

    def signed(self, purpose: str, text: str, until: datetime) -> str:
        """A text that a browser keeps for us until then, and cannot change."""
        body = f"{int(until.timestamp())}|{text}"
        seal = self._digest(f"signed:{purpose}", body)[:16]
        return base64.urlsafe_b64encode(seal + body.encode()).decode().rstrip("=")

    def opened(self, purpose: str, given: str, now: datetime) -> str | None:
        """The text that was signed for this purpose; None where it is changed, of another, or too old."""
        try:
            raw = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
            seal, body = raw[:16], raw[16:].decode()
            until, _, text = body.partition("|")
            if not hmac.compare_digest(seal, self._digest(f"signed:{purpose}", body)[:16]):
                return None
            return text if datetime.fromtimestamp(int(until), UTC) > now else None
        except (ValueError, OverflowError):
            return None

    def mark(self, cookie: str) -> str:
        """What every form of a browser carries, so that no other site can send it."""
        return self._digest("form", cookie).hex()

    def _same(self, right: str, given: str) -> bool:
        return hmac.compare_digest(right.encode(), given.encode())

    def _digest(self, purpose: str, text: str) -> bytes:
        return hmac.new(self._key, f"{purpose}|{text}".encode(), hashlib.sha256).digest()

    def _letters(self, purpose: str, code: str, count: int) -> str:
        number = int.from_bytes(self._digest(purpose, code), "big")
        return "".join(ALPHABET[(number >> (5 * place)) % 32] for place in range(count))


def typed_code(text: str) -> str:
    """A code as people type it: without spaces, in capitals, every kind of dash one; at most 60 letters."""
    squeezed = "".join(text.split()).upper()[:60]
    return re.sub(r"[‐‑‒–—−]", "-", squeezed)


def looks_like_code(code: str) -> bool:
    """Whether it has the shape of a code; only then it is written into the audit."""
    return _CODE.fullmatch(code) is not None


def typed_letters(text: str) -> str:
    """Check letters as people type them: without spaces and dashes, in capitals."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())[:40]


def phone_end(phone: str) -> str:
    """The last four digits of a phone number; of none, what nobody can type."""
    digits = re.sub(r"\D", "", phone)
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS else "none"


def form_token() -> str:
    """A new unguessable link to a form that is begun."""
    return secrets.token_urlsafe(32)


def in_an_hour(now: datetime) -> datetime:
    """Until when a browser that has shown the secret may go on without it."""
    return now + timedelta(hours=1)


def link_of(base: str, code: str, keys: Keys) -> str:
    """The address behind the QR code of a receipt."""
    return f"{base.rstrip('/')}/cong/h/{code}/{keys.qr_secret(code)}"
