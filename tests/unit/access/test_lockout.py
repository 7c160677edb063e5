from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.access.lockout import ADDRESS, NAME, Locked, Lockout
from models.attempt import Attempts
from tests.unit.access.conftest import NOW

if TYPE_CHECKING:
    from dashboard.office import Office


@pytest.fixture
def lockout(office: Office) -> Lockout:
    return Lockout(Attempts(office.store))


def test_the_fifth_failure_locks_the_name_for_half_a_minute(lockout: Lockout) -> None:
    for _ in range(NAME.free):
        lockout.begin("lan", "10.0.0.1", NOW)
    with pytest.raises(Locked) as locked:
        lockout.begin("lan", "10.0.0.2", NOW + timedelta(seconds=10))
    assert locked.value.seconds == 20
    assert locked.value.vi == "Đã nhập sai quá nhiều lần. Xin thử lại sau 20 giây."
    lockout.begin("lan", "10.0.0.2", NOW + timedelta(seconds=30))


def test_each_lock_is_twice_as_long_up_to_a_quarter_of_an_hour(lockout: Lockout) -> None:
    now, waits = NOW, []
    for _ in range(14):
        lockout.begin("lan", "10.0.0.1", now)
        until = lockout.locked_until("lan", now)
        waits.append((until - now).total_seconds() if until else 0)
        now = until or now
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900, 900]


def test_a_name_that_nobody_has_is_locked_like_any_other(lockout: Lockout) -> None:
    for _ in range(NAME.free):
        lockout.begin("không có ai", "10.0.0.1", NOW)
    with pytest.raises(Locked):
        lockout.begin("KHÔNG CÓ AI ", "10.0.0.1", NOW)


def test_success_clears_the_name_and_takes_one_from_the_address(lockout: Lockout, office: Office) -> None:
    for _ in range(3):
        lockout.begin("lan", "10.0.0.1", NOW)
    lockout.succeeded("lan", "10.0.0.1", NOW)
    for _ in range(NAME.free):
        lockout.begin("lan", "10.0.0.1", NOW)
    held = Attempts(office.store).get("address:10.0.0.1")
    assert held is not None and held.failures == 2 + NAME.free


def test_an_address_that_tries_many_names_is_locked(lockout: Lockout) -> None:
    for number in range(ADDRESS.free):
        lockout.begin(f"name{number}", "10.0.0.1", NOW)
    with pytest.raises(Locked):
        lockout.begin("another", "10.0.0.1", NOW)
    lockout.begin("another", "10.0.0.2", NOW)


def test_one_subscriber_of_ipv6_is_one_address(lockout: Lockout) -> None:
    for number in range(ADDRESS.free):
        lockout.begin(f"name{number}", f"2001:db8:1:1::{number:x}", NOW)
    with pytest.raises(Locked):
        lockout.begin("another", "2001:db8:1:1:ffff::1", NOW)
    lockout.begin("another", "2001:db8:1:2::1", NOW)


def test_failures_are_forgotten_a_day_later(lockout: Lockout) -> None:
    for _ in range(NAME.free - 1):
        lockout.begin("lan", "10.0.0.1", NOW)
    lockout.begin("lan", "10.0.0.1", NOW + timedelta(days=1))
    assert lockout.locked_until("lan", NOW + timedelta(days=1)) is None


def test_attempts_side_by_side_cannot_outrun_the_count(lockout: Lockout) -> None:
    def attempt(number: int) -> bool:
        try:
            lockout.begin("lan", f"10.0.1.{number}", NOW)
        except Locked:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        admitted = sum(pool.map(attempt, range(40)))
    assert 1 <= admitted <= NAME.free
