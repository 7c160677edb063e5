"""An Office with a short history, accounts that are told, and a clock that the test turns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from dashboard.config import Settings
from dashboard.office import Office
from models.alert_rule import AlertRule
from models.user import User
from models.viewer import Role, Scope
from seed.demo import load_history
from seed.notice_templates import notice_templates
from tests.stores import leave

#: a Friday, 08:00 in Vietnam
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


class Clock:
    """The instant that the Office takes for the present one."""

    at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="package")
def shared(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Clock]]:
    turned = Clock()
    told = Settings(database="test_alerts", data=tmp_path_factory.mktemp("alerts"))
    office = Office.open(told, mongodb_uri, turned)
    load_history(office, 120, NOW, 5)
    yield office, turned
    leave(office)


@pytest.fixture
def clock(shared: tuple[Office, Clock]) -> Clock:
    shared[1].at = NOW
    return shared[1]


@pytest.fixture
def office(shared: tuple[Office, Clock], clock: Clock) -> Office:
    """The Office without rules, alerts, notices and accounts, with the templates that ship."""
    office = shared[0]
    for name in ("alert_rules", "alerts", "notices", "notice_pictures", "users", "subscriptions", "audit"):
        office.store.clear(name)
    office.notice_templates.put_many(notice_templates())
    return office


def account(
    office: Office, id: str, role: Role = "leadership", departments: tuple[str, ...] = (), mail: str = "@"
) -> User:
    """An account with an address, of the whole Office or of some departments."""
    scope = Scope(kind="department", departments=frozenset(departments)) if departments else Scope()
    user = User(
        id=id,
        login=id,
        name=f"Bà {id}",
        role=role,
        scope=scope,
        password_hash="x",
        created_at=NOW,
        email=f"{id}@example.vn" if mail == "@" else mail,
    )
    office.users.add(user)
    return user


def ruled(office: Office, **changed: object) -> AlertRule:
    """A rule on the backlog, kept."""
    usual: dict[str, object] = {
        "id": "r", "name": "Tồn đọng nhiều", "measure": "backlog", "by": "", "raise_at": 1, "clear_at": 0,
        "roles": ("leadership", "manager"),
    }  # fmt: skip
    rule = AlertRule.model_validate(usual | changed)
    office.alert_rules.put(rule)
    return rule
