"""The accounts of a first start: an administrator, and one to try out each other role."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.access.accounts import create
from dashboard.clock import date_of
from models.viewer import NOTHING, SYSTEM, Role, Scope

if TYPE_CHECKING:
    from dashboard.office import Office

#: The department of the demo manager and staff in the demonstration data, and the centre of the demo clerk.
DEMO_DEPARTMENT = "SGTVT"
CENTRE = "TTPVHCC"
#: Accounts for whom a simulated history has work: their ids are their sign-in names.
DEMO_STAFF = "chuyenvien"
DEMO_CLERK = "motcua"


@dataclass(frozen=True, slots=True)
class FirstAccount:
    """A sign-in to print once on the console; the password is kept nowhere."""

    login: str
    role: Role
    password: str


def first_accounts(
    office: Office,
    now: datetime,
    department: str | None = None,
    fields: Collection[str] | None = None,
    centre: str = CENTRE,
) -> list[FirstAccount]:
    """Make the first accounts, and return them with their passwords; [] where anybody has one already.

    The demo manager sees `department`, the demo staff `fields` within it (where it has none: all of
    it), the demo clerk what passes through `centre`. Without `department` it is that of the
    demonstration data, or the Office's first; without `fields` they are those it answers for.
    """
    if office.users.all():
        return []
    department = department or _a_department(office)
    work = Scope(kind="department", departments=frozenset({department}))
    fields = _fields_of(office, department) if fields is None else frozenset(fields)
    wanted: tuple[tuple[str, str, Role, Scope], ...] = (
        ("quantri", "Quản trị hệ thống", "administrator", Scope()),
        ("lanhdao", "Lãnh đạo (dùng thử)", "leadership", Scope()),
        ("quanly", "Quản lý (dùng thử)", "manager", work),
        (
            DEMO_STAFF,
            "Chuyên viên (dùng thử)",
            "staff",
            Scope(kind="fields", departments=work.departments, fields=fields) if fields else work,
        ),
        (
            DEMO_CLERK,
            "Bộ phận một cửa (dùng thử)",
            "clerk",
            Scope(kind="department", departments=frozenset({centre})),
        ),
        ("buuchinh", "Nhân viên bưu chính (dùng thử)", "postal", NOTHING),
    )
    made = []
    for login, name, role, scope in wanted:
        account = create(
            office, SYSTEM, now, login=login, name=name, role=role, scope=scope, must_change=False, id=login
        )
        made.append(FirstAccount(login, role, account.password))
        _join_staff(office, login, account.user.id, department, centre)
    return made


def first_administrator(office: Office) -> FirstAccount:
    """The one account of an Office that begins with its own data: an administrator, who makes the others."""
    account = create(
        office, SYSTEM, office.now(), login="quantri", name="Quản trị hệ thống", role="administrator",
        scope=Scope(), must_change=False, id="quantri",
    )  # fmt: skip
    return FirstAccount("quantri", "administrator", account.password)


def _join_staff(office: Office, login: str, user: str, department: str, centre: str) -> None:
    """Let a demonstration account be one of the demonstration's staff, so that it has work to do."""
    members = {
        "quanly": f"{department}-cv1",
        "chuyenvien": f"{department}-cv4",
        "motcua": f"{centre}-tn1",
    }
    member = office.staff.get(members.get(login, ""))
    if member is not None and not member.user:
        office.staff.put(member.model_copy(update={"user": user}))


def _a_department(office: Office) -> str:
    tree = office.departments.tree(date_of(office.today()))
    if DEMO_DEPARTMENT in tree:
        return tree.current(DEMO_DEPARTMENT).id
    return next((one.id for one in tree.in_force()), DEMO_DEPARTMENT)


def _fields_of(office: Office, department: str) -> frozenset[str]:
    leads = {field.id for field in office.fields.all() if field.lead_department == department}
    handles = {one.field for one in office.procedures.all() if one.department == department}
    return frozenset(leads | handles)
