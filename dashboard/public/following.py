"""Who may follow a dossier: whoever knows its code and a second secret. Nothing is told to anybody else.

Every attempt costs the same reads and the same comparisons, whether there is such a dossier or not, and has
one answer. Attempts are counted before they are looked at: after a few of a code, after some more of an
address, each next one has to wait, longer each time.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from dashboard.access.lockout import Locked, Lockout, Policy
from dashboard.names import APPLICANT
from dashboard.public.keys import looks_like_code, phone_end, typed_code, typed_letters
from models.audit import AuditAction, Entry
from models.errors import MotcuaError

if TYPE_CHECKING:
    from dashboard.office import Office

#: by which secret: the receipt's letters or QR code open everything, the phone's end the state alone
By = Literal["receipt", "phone"]
CODE = Policy(free=5, first=timedelta(minutes=1), longest=timedelta(minutes=30), forgets=timedelta(days=1))
#: an address may be a whole village behind one router
ADDRESS = Policy(free=20, first=timedelta(minutes=1), longest=timedelta(hours=1), forgets=timedelta(hours=2))
REALM = "follow:"


class NotFound(MotcuaError):
    """The code and the secret do not belong together, or there is no such code: nobody is told which."""

    def __init__(self) -> None:
        super().__init__(
            "Mã hồ sơ hoặc mã tra cứu không đúng. Xin xem lại giấy tiếp nhận.",
            "The code or the second secret is not correct. Please look at your receipt.",
        )


def follow(office: Office, typed: str, secret: str, address: str) -> tuple[str, By]:
    """The code, and by which secret it was opened. Raises NotFound, Locked."""
    keys, now, code = office.secrets, office.now(), typed_code(typed)
    lockout = Lockout(office.attempts, REALM, CODE, ADDRESS)
    try:
        lockout.begin(code, address, now)
    except Locked:
        slowed(office, address, now)
        raise
    phone = office.dossiers.phone_of(code)
    receipt = keys.is_check(code, secret)
    by_phone = hmac.compare_digest(phone_end(phone or "").encode(), typed_letters(secret).encode())
    if phone is None or not (receipt or by_phone):
        refused(office, code, address, now)
        raise NotFound
    lockout.succeeded(code, address, now)
    by: By = "receipt" if receipt else "phone"
    noted(office, code, address, by)
    return code, by


def follow_qr(office: Office, typed: str, secret: str, address: str) -> str:
    """The code behind a QR code. Only the address is counted: nobody guesses a hundred bits of one code.

    Raises NotFound, Locked.
    """
    keys, now, code = office.secrets, office.now(), typed_code(typed)
    lockout = Lockout(office.attempts, f"{REALM}qr:", CODE, ADDRESS)
    phone = office.dossiers.phone_of(code)
    if not keys.is_qr(code, secret) or phone is None:
        try:
            lockout.spend(address, now)
        except Locked:
            slowed(office, address, now)
            raise
        refused(office, code, address, now)
        raise NotFound
    noted(office, code, address, "qr")
    return code


def noted(office: Office, code: str, address: str, by: str) -> None:
    """Write down that the dossier was looked at from outside; once an hour for each address and way."""
    hour = office.now().strftime("%Y%m%d%H")
    once(office, "followed", f"{code}|{address}|{by}|{hour}", code, address, {"by": by})


def refused(office: Office, code: str, address: str, now: datetime) -> None:
    """Write down an attempt that was wrong. What is no code is left out: people type all sorts of things."""
    office.audit.add(
        Entry(
            at=now, actor=APPLICANT, action="follow_refused", address=address,
            subject=code if looks_like_code(code) else "",
        )
    )  # fmt: skip


def slowed(office: Office, address: str, now: datetime) -> None:
    """Write down that somebody has to wait; once a minute for each address, however often they try."""
    once(office, "follow_slowed", f"{address}|{now:%Y%m%d%H%M}", "", address, {})


def once(
    office: Office, action: AuditAction, seed: str, subject: str, address: str, detail: dict[str, str]
) -> None:
    """An entry of the audit whose id says what it is of, so that it is there once."""
    id = hashlib.sha256(f"{action}|{seed}".encode()).hexdigest()[:32]
    office.audit.add_once(
        Entry(
            id=id, at=office.now(), actor=APPLICANT, action=action, subject=subject, address=address,
            detail=detail,
        )
    )  # fmt: skip
