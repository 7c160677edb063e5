"""The second factor: time-based codes (RFC 6238) after the password, and recovery codes for a lost phone."""

from __future__ import annotations

import io
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pyotp
import segno

from dashboard.access.lockout import Lockout
from dashboard.access.roles import require
from models.audit import AuditAction, Entry
from models.errors import MotcuaError
from models.second_factor import SecondFactor, hashed
from models.session import Awaited
from models.user import User
from models.viewer import Role, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: of whom the Office may demand it (MOTCUA_SECOND_FACTOR)
DEMANDED: frozenset[Role] = frozenset({"administrator", "leadership"})
ISSUER = "Motcua"
STEP = 30
#: half minutes before and after the present one that count too: clocks of phones differ
AROUND = 1
RECOVERY_CODES = 10
#: a secret that was shown and never confirmed is not shown again after so long
BEGUN = timedelta(hours=1)
#: letters that are not mistaken for others
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class CodeRefused(MotcuaError):
    """The code is not correct, or was used."""

    def __init__(self) -> None:
        super().__init__(
            "Mã không đúng hoặc đã dùng. Hãy nhập mã đang hiện trên điện thoại.",
            "The code is not correct or was used. Enter the one that your phone shows now.",
        )


def demanded(office: Office, user: User) -> bool:
    """Whether the account must have a second factor."""
    return office.settings.second_factor == "required" and user.role in DEMANDED


def awaited(office: Office, user: User) -> Awaited:
    """What a sign-in with a password still waits for: a code, the making of a factor, or nothing."""
    factor = office.second_factors.get(user.id)
    if factor is not None and factor.confirmed_at is not None:
        return "code"
    return "enrol" if demanded(office, user) else ""


def begin(office: Office, user: User, now: datetime) -> SecondFactor:
    """The secret that is to be put into the phone: the one that was begun, else a new one."""
    there = office.second_factors.get(user.id)
    if there is not None and (there.confirmed_at is not None or now - there.begun_at < BEGUN):
        return there
    office.second_factors.begin(SecondFactor(id=user.id, secret=pyotp.random_base32(), begun_at=now))
    found = office.second_factors.get(user.id)
    assert found is not None
    return found


def address_of(factor: SecondFactor, user: User) -> str:
    """What the phone reads: otpauth://totp/…"""
    return pyotp.TOTP(factor.secret).provisioning_uri(name=user.login, issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """The address as a QR code: inline SVG, on white in the dark too."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", scale=5, border=4, light="#fff", xmldecl=False, svgns=True, title="QR", omitsize=True
    )
    return out.getvalue().decode()


def enrol(office: Office, user: User, code: str, now: datetime, address: str = "") -> tuple[str, ...]:
    """Confirm the phone by its first code; the recovery codes, which are shown once.

    Raises Locked, CodeRefused; also where it was confirmed before.
    """
    factor = office.second_factors.get(user.id)
    if factor is None or factor.confirmed_at is not None:
        raise CodeRefused
    _try(office, user, factor, code, now, address, recovery=False)
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    office.second_factors.confirm(user.id, now, tuple(hashed(one) for one in codes))
    _note(office, user, now, "second_factor_added", address)
    return codes


def check(
    office: Office, user: User, code: str, now: datetime, address: str = "", *, arriving: bool = False
) -> None:
    """A code of the phone, or a recovery code, which is then used up. Raises Locked, CodeRefused.

    `arriving`: it completes a sign-in, whose right password was counted as a failure until now.
    """
    factor = office.second_factors.get(user.id)
    if factor is None or factor.confirmed_at is None:
        raise CodeRefused
    by = _try(office, user, factor, code, now, address, recovery=True)
    if arriving:
        Lockout(office.attempts).succeeded(user.login, address, now)
    if by == "recovery":
        _note(office, user, now, "recovery_code_used", address)


def remove(office: Office, user: User, code: str, now: datetime, address: str = "") -> None:
    """The person's own wish. Raises Locked, CodeRefused, MotcuaError where the Office demands it."""
    if demanded(office, user):
        raise MotcuaError(
            "Văn phòng yêu cầu vai trò của bạn dùng mã xác thực.",
            "The Office demands a second factor of your role.",
        )
    check(office, user, code, now, address)
    office.second_factors.remove(user.id)
    _note(office, user, now, "second_factor_removed", address)


def reset(office: Office, by: Viewer, user: User, now: datetime) -> bool:
    """Phone and recovery codes are lost: the administrator takes it away, and ends the sessions."""
    require(by, "users")
    if not office.second_factors.remove(user.id):
        return False
    office.sessions.revoke_all(user.id)
    office.audit.add(Entry(at=now, actor=by.user_id, action="second_factor_removed", subject=user.id))
    return True


def _try(
    office: Office, user: User, factor: SecondFactor, code: str, now: datetime, address: str, *,
    recovery: bool,
) -> str:  # fmt: skip
    """Which kind of code it was. A wrong one counts like a wrong password, at the same lock."""
    lockout = Lockout(office.attempts)
    lockout.begin(user.login, address, now)
    typed = "".join(code.split()).lower()
    counter = _counter(factor, typed, now)
    if counter is not None and office.second_factors.use(user.id, counter):
        lockout.succeeded(user.login, address, now)
        return "phone"
    if recovery and office.second_factors.recover(user.id, typed.replace("-", "")):
        lockout.succeeded(user.login, address, now)
        return "recovery"
    _note(office, user, now, "second_factor_refused", address)
    raise CodeRefused


def _counter(factor: SecondFactor, typed: str, now: datetime) -> int | None:
    """The half minute whose code was typed, of those that count now; None where it is of none."""
    if len(typed) != 6 or not (typed.isascii() and typed.isdigit()):
        return None
    totp, present = pyotp.TOTP(factor.secret), int(now.timestamp()) // STEP
    found = None
    for counter in range(present - AROUND, present + AROUND + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(counter), typed):
            found = counter
    return found


def _recovery_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def _note(office: Office, user: User, now: datetime, action: AuditAction, address: str) -> None:
    office.audit.add(Entry(at=now, actor=user.id, action=action, subject=user.id, address=address))
