"""An Office with nothing but its accounts, and a clock that stands until a test moves it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import SecretStr

from dashboard.access import accounts, passwords
from dashboard.clock import day_number
from models.attempt import Attempts
from models.audit import Audit
from models.department import Departments
from models.field import Fields
from models.procedure import Procedures
from models.second_factor import SecondFactors
from models.session import Sessions
from models.staff import Staff
from models.store import Store
from models.user import User, Users
from models.viewer import SYSTEM, Role, Scope

with warnings.catch_warnings():
    # It would rather have httpx2; what it does with httpx is all that is needed here.
    warnings.simplefilter("ignore")
    import starlette.testclient  # noqa: F401

if TYPE_CHECKING:
    from dashboard.office import Office

#: far ahead: what expires by the server's own clock must not vanish from under a test
NOW = datetime(2066, 11, 24, 1, 30, tzinfo=UTC)
PASSWORD = "nhemlo-tramvu-4821"


@dataclass
class StandIn:
    """The parts of an Office that access needs."""

    store: Store
    users: Users
    sessions: Sessions
    audit: Audit
    attempts: Attempts
    departments: Departments
    fields: Fields
    procedures: Procedures
    staff: Staff
    second_factors: SecondFactors
    settings: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(
            metrics_token=SecretStr("collector"), language="vi", oidc_issuer=None, oidc_client_id="",
            second_factor="optional",
        )
    )

    def now(self) -> datetime:
        """The clock stands."""
        return NOW

    def today(self) -> int:
        """The day of the clock."""
        return day_number(NOW.date())


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id as weak as it goes: these tests are about what surrounds it."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(passwords, "_HASHER", cheap)
    monkeypatch.setattr(passwords, "_NOBODY", cheap.hash("nobody has this"))


@pytest.fixture
def office(store: Store) -> Office:
    """An Office without dossiers."""
    store.ensure_indexes([Users, Sessions, Attempts, Audit])
    parts = (Users, Sessions, Audit, Attempts, Departments, Fields, Procedures, Staff, SecondFactors)
    return cast("Office", StandIn(store, *(part(store) for part in parts)))


def add(
    office: Office,
    login: str = "lan",
    role: Role = "staff",
    scope: Scope | None = None,
    must_change: bool = False,
) -> User:
    """An account whose password is PASSWORD."""
    made = accounts.create(
        office,
        SYSTEM,
        NOW,
        login=login,
        name="Nguyễn Thị Lan",
        role=role,
        scope=scope or Scope(),
        password=PASSWORD,
        must_change=must_change,
    )
    return made.user
