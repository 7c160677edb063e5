"""Who may be given a step: the people who work at the department where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.access.roles import may
from dashboard.clock import date_of
from dashboard.roster.assigner import key_of
from models.user import User

if TYPE_CHECKING:
    from dashboard.office import Office


def people_of(office: Office, department: str, field: str) -> dict[str, str]:
    """Key → name of those who can have a step at `department` in `field`, by name.

    Those are the open accounts that can start it, and the staff of the department that have none.
    """
    today = date_of(office.today())
    found = {
        key_of(member): member.name
        for member in office.staff.of(department)
        if not member.user and not member.ended(today)
    }
    found |= {user.id: user.name for user in office.users.all() if _works(user, department, field)}
    return dict(sorted(found.items(), key=lambda person: (person[1], person[0])))


def _works(user: User, department: str, field: str) -> bool:
    scope = user.scope
    if user.disabled or not may(user.viewer(), "act.start") or scope.kind in ("all", "none"):
        return False
    if scope.departments and department not in scope.departments:
        return False
    return scope.kind != "fields" or field in scope.fields
