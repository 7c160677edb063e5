"""Failed attempts cost time: a name is locked after a few, an address after many, each time for longer.

Every attempt is written down as a failure before the password is looked at, and struck out when it was
right. So attempts that run side by side cannot outrun the count, and whoever loses the race to write
looks again. Names are counted whether they exist or not.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.attempt import Attempt, Attempts
from models.errors import MotcuaError
from models.user import folded_login

_RACES = 8
#: how much ahead of ours the clock of another process may be
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Policy:
    """`free` attempts, then locked for `first`, twice as long each time, up to `longest`.

    What nobody tried for `forgets` is forgotten.
    """

    free: int
    first: timedelta
    longest: timedelta
    forgets: timedelta

    def delay(self, failures: int) -> timedelta:
        """How long is locked after so many failures."""
        if failures < self.free:
            return timedelta(0)
        return min(self.first * (1 << min(failures - self.free, 16)), self.longest)


NAME = Policy(free=5, first=timedelta(seconds=30), longest=timedelta(minutes=15), forgets=timedelta(days=1))
#: An address may be a whole Office behind one router.
ADDRESS = Policy(
    free=50, first=timedelta(seconds=30), longest=timedelta(minutes=15), forgets=timedelta(hours=1)
)


class Locked(MotcuaError):
    """Too many failed attempts; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = -(-seconds // 60)
        vi = f"{seconds} giây" if seconds < 90 else f"{minutes} phút"
        en = f"{seconds} seconds" if seconds < 90 else f"{minutes} minutes"
        super().__init__(
            f"Đã nhập sai quá nhiều lần. Xin thử lại sau {vi}.",
            f"Too many failed attempts. Please try again in {en}.",
        )


class Lockout:
    """The doorkeeper's memory, shared by all processes through the store.

    `realm` keeps the attempts at one door apart from those at another, which has policies of its own.
    """

    def __init__(
        self, attempts: Attempts, realm: str = "", name: Policy = NAME, address: Policy = ADDRESS
    ) -> None:
        self._attempts = attempts
        self._realm = realm
        self._name = name
        self._address = address

    def begin(self, login: str, address: str, now: datetime) -> None:
        """Count one attempt. Raises `Locked` where the name or the address has to wait."""
        keys = self._keys(login, address)
        for key, policy in keys:
            _refuse_locked(_valid(self._attempts.get(key), now), policy, now)
        for key, policy in keys:
            self._count(key, policy, now)

    def succeeded(self, login: str, address: str, now: datetime) -> None:
        """The attempt was right: the name is clear, and the address has one failure less."""
        (name, _), (place, policy) = self._keys(login, address)
        self._attempts.forget(name)
        for _ in range(_RACES):
            seen = self._attempts.get(place)
            if seen is None:
                return
            fewer = Attempt(id=place, failures=max(seen.failures - 1, 0), expires_at=now + policy.forgets)
            if self._attempts.swap(seen, fewer):
                return

    def clear(self, login: str) -> None:
        """An administrator gave a new password: nothing is held against the name."""
        self._attempts.forget(self._name_key(login))

    def spend(self, address: str, now: datetime) -> None:
        """Count something that an address may do so often only. Raises `Locked` where it has to wait."""
        self._count(self._place_key(address), self._address, now)

    def locked_until(self, login: str, now: datetime) -> datetime | None:
        """Until when the name is locked, if it is."""
        held = _valid(self._attempts.get(self._name_key(login)), now)
        return held.locked_until if held is not None and _is_locked(held, self._name, now) else None

    def _keys(self, login: str, address: str) -> tuple[tuple[str, Policy], tuple[str, Policy]]:
        return (self._name_key(login), self._name), (self._place_key(address), self._address)

    def _name_key(self, login: str) -> str:
        # Hashed, because people type their password into the wrong box.
        return f"{self._realm}name:" + hashlib.sha256(folded_login(login).encode()).hexdigest()

    def _place_key(self, address: str) -> str:
        return f"{self._realm}address:{_place(address)}"

    def _count(self, key: str, policy: Policy, now: datetime) -> None:
        for _ in range(_RACES):
            stored = self._attempts.get(key)
            seen = _valid(stored, now)
            _refuse_locked(seen, policy, now)
            failures = (seen.failures if seen else 0) + 1
            delay = policy.delay(failures)
            counted = Attempt(
                id=key,
                failures=failures,
                locked_until=now + delay if delay else None,
                expires_at=now + delay + policy.forgets,
            )
            if self._attempts.swap(stored, counted):
                return
        raise Locked(seconds=1)


def _is_locked(held: Attempt, policy: Policy, now: datetime) -> bool:
    """Until the time that is written; a time further off than any lock lasts is of a clock that ran ahead."""
    return held.locked_until is not None and now < held.locked_until <= now + policy.longest + SKEW


def _refuse_locked(held: Attempt | None, policy: Policy, now: datetime) -> None:
    if held is not None and held.locked_until is not None and _is_locked(held, policy, now):
        raise Locked(seconds=max(1, round((held.locked_until - now).total_seconds())))


def _valid(held: Attempt | None, now: datetime) -> Attempt | None:
    return held if held is not None and now < held.expires_at else None


def _place(address: str) -> str:
    """An IPv4 address, or the /64 that one subscriber has of IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if ip.version == 6:
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
