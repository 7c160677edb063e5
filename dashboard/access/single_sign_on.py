"""Single sign-on by OpenID Connect: the Office's own identity provider beside local accounts.

Authorization code with PKCE (RFC 7636), state and nonce (OpenID Connect Core 1.0, §3.1.2.1 and §3.1.3.7).
The provider says who somebody is; whether they may come in, and as what, say the accounts here: nobody gets
one by signing in elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dashboard.access.sessions import SignedIn
from models.audit import Entry
from models.errors import MotcuaError

if TYPE_CHECKING:
    from dashboard.config import Settings
    from dashboard.office import Office

#: how long the provider may keep silent, in seconds
PATIENCE = 10.0
#: how far its clock may differ, in seconds
LEEWAY = 60
#: what the provider says is read again after so many seconds
KEPT = 3600.0
SCOPE = "openid profile email"
#: never "none", and nothing that is signed with a secret which both sides have
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]


class SingleSignOnFailed(MotcuaError):
    """Nobody came in by single sign-on; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to the provider and back: all that is checked comes of one secret, kept in a cookie."""

    secret: str

    @staticmethod
    def begin() -> Attempt:
        """A new one."""
        return Attempt(secrets.token_urlsafe(32))

    def part(self, name: str) -> str:
        """`state`, `nonce` or `verifier`: 43 URL-safe letters that nobody else can know."""
        digest = hmac.new(self.secret.encode(), f"sso {name}".encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")


class Provider:
    """The identity provider of the settings; what it says of itself is kept for an hour. One per process."""

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer is not None
        assert settings.oidc_client_id is not None
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._client = settings.oidc_client_id
        self._secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
        self._claim = settings.oidc_claim
        self._kept: tuple[float, OpenIDProviderMetadata, KeySet] | None = None

    def address(self, attempt: Attempt, back: str) -> str:
        """Where the browser is sent. Raises SingleSignOnFailed where the provider does not answer."""
        metadata, _ = self._known()
        return str(
            prepare_grant_uri(
                metadata["authorization_endpoint"],
                self._client,
                "code",
                redirect_uri=back,
                scope=SCOPE,
                state=attempt.part("state"),
                nonce=attempt.part("nonce"),
                code_challenge=create_s256_code_challenge(attempt.part("verifier")),
                code_challenge_method="S256",
            )
        )

    def login(self, attempt: Attempt, code: str, back: str) -> str:
        """The sign-in name that the provider vouches for. Raises SingleSignOnFailed."""
        metadata, keys = self._known()
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "client_id": self._client,
            "code_verifier": attempt.part("verifier"),
        }
        answer = _asked("POST", metadata["token_endpoint"], data=sent, auth=(self._client, self._secret))
        claims = self._claims(str(answer.get("id_token", "")), attempt, keys)
        login = claims.get(self._claim)
        # An address that nobody has proved to be theirs names nobody.
        proved = self._claim != "email" or claims.get("email_verified") is True
        if not isinstance(login, str) or not login.strip() or not proved:
            raise SingleSignOnFailed(
                "Hệ thống đăng nhập chung không cho biết tên đăng nhập. Hãy báo người quản trị.",
                "The single sign-on does not tell a sign-in name. Please tell the administrator.",
            )
        return login

    def _claims(self, token: str, attempt: Attempt, keys: KeySet) -> dict[str, Any]:
        try:
            found = jwt.decode(token, keys, algorithms=ALGORITHMS)
            claims = CodeIDToken(
                found.claims,
                found.header,
                {"iss": {"values": [self._issuer, f"{self._issuer}/"]}, "aud": {"values": [self._client]}},
                {"nonce": attempt.part("nonce"), "client_id": self._client},
            )
            claims.validate(leeway=LEEWAY)
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
            self._kept = None  # the provider may have changed its keys
            raise SingleSignOnFailed(
                "Chứng nhận của hệ thống đăng nhập chung không hợp lệ; chưa ai được đăng nhập. Hãy thử lại.",
                "The token of the single sign-on is not valid; nobody was signed in. Please try again.",
            ) from error
        return dict(claims)

    def _known(self) -> tuple[OpenIDProviderMetadata, KeySet]:
        kept = self._kept
        if kept is None or time.monotonic() - kept[0] > KEPT:
            told = _asked("GET", f"{self._issuer}/.well-known/openid-configuration")
            metadata = OpenIDProviderMetadata(told)
            try:
                metadata.validate_authorization_endpoint()
                metadata.validate_token_endpoint()
                if str(metadata.get("issuer", "")).rstrip("/") != self._issuer:
                    raise ValueError("another issuer")
                keys = KeySet.import_key_set(_asked("GET", metadata["jwks_uri"]))  # type: ignore[arg-type]
            except (ValueError, KeyError, JoseError) as error:
                raise _silent() from error
            kept = self._kept = (time.monotonic(), metadata, keys)
        return kept[1], kept[2]


def sign_in_as(
    office: Office, login: str, now: datetime, address: str = "", user_agent: str = ""
) -> SignedIn:
    """Open a session for the account of a name that the provider vouches for.

    Raises SingleSignOnFailed where there is no such account or it is closed: the sentence is the same.
    """
    user = office.users.by_login(login)
    if user is None or user.disabled:
        subject = user.id if user is not None else ""
        office.audit.add(
            Entry(
                at=now,
                actor="",
                action="sign_in_refused",
                subject=subject,
                address=address,
                detail={"by": "oidc"},
            )
        )
        raise SingleSignOnFailed(
            "Tài khoản của bạn chưa được mở trong hệ thống này. Hãy liên hệ người quản trị.",
            "You have no open account in this system. Please ask the administrator.",
        )
    token = office.sessions.open(user, now, user_agent, address, vouched=True)
    office.audit.add(
        Entry(
            at=now,
            actor=user.id,
            action="signed_in",
            subject=user.id,
            address=address,
            detail={"by": "oidc"},
        )
    )
    return SignedIn(user, token)


def _asked(method: str, url: str, **sent: Any) -> dict[str, Any]:
    try:
        with httpx.Client(timeout=PATIENCE, follow_redirects=False) as client:
            answer = client.request(method, url, **sent)
            answer.raise_for_status()
            told = answer.json()
    except (httpx.HTTPError, ValueError, OSError) as error:
        raise _silent() from error
    if not isinstance(told, dict):
        raise _silent()
    return told


def _silent() -> SingleSignOnFailed:
    return SingleSignOnFailed(
        "Hệ thống đăng nhập chung không trả lời đúng. Hãy thử lại, hoặc đăng nhập bằng mật khẩu.",
        "The single sign-on does not answer as it should. Try again, or sign in with a password.",
    )
