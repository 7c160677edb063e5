"""The accounts of a first start: an administrator, and one to try out each other role."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.access.accounts import create
from models.viewer import SYSTEM, Role, Scope

if TYPE_CHECKING:
    from dashboard.office import Office


@dataclass(frozen=True, slots=True)
class FirstAccount:
    """A sign-in to print once on the console; the password is kept nowhere."""

    login: str
    role: Role
    password: str


def first_accounts(
    office: Office,
    now: datetime,
    department: str = "SNNPTNT",
    fields: Collection[str] = (),
    centre: str = "TTPVHCC",
) -> list[FirstAccount]:
    """Make the first accounts, and return them with their passwords; [] where anybody has one already.

    The demo manager sees `department`, the demo staff `fields` within it (without fields: all of it),
    the demo clerk what passes through `centre`.
    """
    if office.users.all():
        return []
    everything, work = Scope(), _departments(department)
    if fields:
        work = Scope(kind="fields", departments=work.departments, fields=frozenset(fields))
    wanted: tuple[tuple[str, str, Role, Scope], ...] = (
        ("quantri", "Quản trị hệ thống", "administrator", everything),
        ("lanhdao", "Lãnh đạo (dùng thử)", "leadership", everything),
        ("quanly", "Quản lý (dùng thử)", "manager", _departments(department)),
        ("chuyenvien", "Chuyên viên (dùng thử)", "staff", work),
        ("motcua", "Bộ phận một cửa (dùng thử)", "clerk", _departments(centre)),
    )
    made = []
    for login, name, role, scope in wanted:
        account = create(
            office, SYSTEM, now, login=login, name=name, role=role, scope=scope, must_change=False
        )
        made.append(FirstAccount(login, role, account.password))
    return made


def _departments(*departments: str) -> Scope:
    return Scope(kind="department", departments=frozenset(departments))
