from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest

from models.attempt import Attempt, Attempts
from models.audit import Audit, Entry
from models.store import Store
from models.user import LoginTaken, User, Users, folded_login
from models.viewer import Scope

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def user(login: str, **more: object) -> User:
    return User.model_validate(
        {"id": f"id-{login}", "login": login, "name": login, "role": "staff", "password_hash": "x",
         "created_at": NOW, **more}
    )  # fmt: skip


@pytest.fixture
def users(store: Store) -> Users:
    store.ensure_indexes([Users, Attempts, Audit])
    return Users(store)


def test_an_account_is_read_as_it_was_written(users: Users) -> None:
    lan = user(
        "lan", scope=Scope(kind="fields", fields=frozenset({"b", "a"})), language="en", must_change=True
    )
    users.add(lan)
    assert users.get("id-lan") == lan
    assert users.by_login(" Lan") == lan
    assert lan.viewer().scope.fields == {"a", "b"}


def test_composed_and_decomposed_names_are_one(users: Users) -> None:
    users.add(user(folded_login("Hải")))
    assert users.by_login(unicodedata.normalize("NFD", "hải")) is not None
    with pytest.raises(LoginTaken):
        users.add(user(folded_login("HẢI"), id="another"))


def test_all_accounts_come_by_name_and_somebody_unknown_is_none(users: Users) -> None:
    for login in ("tuan", "an", "lan"):
        users.add(user(login))
    assert [one.login for one in users.all()] == ["an", "lan", "tuan"]
    assert users.get("nobody") is None
    assert users.by_login("nobody") is None


def test_a_hash_is_not_printed() -> None:
    assert "secret" not in repr(user("lan", password_hash="secret"))


def test_of_two_who_saw_the_same_count_one_writes(users: Users, store: Store) -> None:
    attempts = Attempts(store)
    first = Attempt(id="name:x", failures=1, expires_at=NOW + timedelta(days=1))
    assert attempts.swap(None, first)
    assert not attempts.swap(None, first)
    second = first.model_copy(update={"failures": 2, "locked_until": NOW + timedelta(seconds=30)})
    assert attempts.swap(first, second)
    assert not attempts.swap(first, second)
    assert attempts.get("name:x") == second
    attempts.forget("name:x")
    assert attempts.get("name:x") is None


def test_the_audit_is_read_by_day_and_by_subject_newest_first(users: Users, store: Store) -> None:
    audit = Audit(store)
    for hour, subject in enumerate(("lan", "hoa", "lan")):
        audit.add(Entry(at=NOW + timedelta(hours=hour), actor="x", action="signed_in", subject=subject))
    day = audit.between(NOW, NOW + timedelta(hours=2))
    assert [entry.subject for entry in day] == ["hoa", "lan"]
    assert [entry.at for entry in audit.about("lan")] == [NOW + timedelta(hours=2), NOW]
