"""Coming in and going out: the sign-in, the cookie that carries the session, the mark on own forms."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.access import passwords
from dashboard.access.lockout import Lockout
from dashboard.access.second import awaited
from models.audit import AuditAction, Entry
from models.errors import MotcuaError
from models.user import User

if TYPE_CHECKING:
    from dashboard.office import Office

#: Carries the token: HttpOnly, SameSite=Lax, Secure where the page came over https.
COOKIE = "motcua_session"
#: "vi" or "en", for the sign-in page and for the first look of the screens.
LANGUAGE_COOKIE = "motcua_language"


class SignInRefused(MotcuaError):
    """The sign-in name or the password is not correct, or the account is closed."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who came in, and the token for the cookie."""

    user: User
    token: str


def sign_in(
    office: Office, login: str, password: str, now: datetime, address: str = "", user_agent: str = ""
) -> SignedIn:
    """Open a session for whoever knows the password.

    Raises `Locked` after too many failures and `SignInRefused` otherwise; both are the same, and take
    the same time, whether the name exists or not. Takes about a tenth of a second and 64 MiB.
    """
    lockout = Lockout(office.attempts)
    lockout.begin(login, address, now)
    user = office.users.by_login(login)
    opened = passwords.verify(password, user.password_hash if user else None)
    if user is None or not opened:
        # A name that nobody has is not written down: people type passwords into the wrong box.
        office.audit.add(
            Entry(
                at=now, actor="", action="sign_in_refused", subject=user.id if user else "", address=address
            )
        )
        raise SignInRefused(
            "Tên đăng nhập hoặc mật khẩu không đúng.", "The sign-in name or the password is not correct."
        )
    if user.disabled:
        raise SignInRefused(
            "Tài khoản này đã bị khóa. Xin liên hệ người quản trị.",
            "This account is closed. Please ask the administrator.",
        )
    waits = awaited(office, user)
    if waits != "code":
        # Else the right code strikes it out: who knows the password must not guess codes without end.
        lockout.succeeded(login, address, now)
    token = office.sessions.open(user, now, user_agent, address, awaited=waits)
    office.audit.add(Entry(at=now, actor=user.id, action="signed_in", subject=user.id, address=address))
    return SignedIn(user, token)


def sign_out(office: Office, token: str, now: datetime, address: str = "") -> None:
    """End the session of this token, if it is one."""
    known = office.sessions.known(token, now)
    if known is None:
        return
    end_session(office, known.user, known.session.id, now, address, action="signed_out")


def end_session(
    office: Office,
    user: User,
    session_id: str,
    now: datetime,
    address: str = "",
    action: AuditAction = "sessions_revoked",
) -> bool:
    """End one of this person's own sessions; False where it is not theirs or already gone."""
    ended = office.sessions.revoke(session_id, user.id)
    if ended:
        office.audit.add(Entry(at=now, actor=user.id, action=action, subject=user.id, address=address))
    return ended


def form_mark(token: str) -> str:
    """What every form of a signed-in page carries in the field `mark`, so that no other site can send it."""
    return hmac.new(token.encode(), b"motcua form", hashlib.sha256).hexdigest()


def mark_fits(token: str, mark: str) -> bool:
    """Whether a form with this mark was made for this session."""
    return hmac.compare_digest(form_mark(token).encode(), mark.encode())
