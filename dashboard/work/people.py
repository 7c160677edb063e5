"""Who may be given a step: the accounts that work at the department where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.access.roles import may
from models.user import User

if TYPE_CHECKING:
    from dashboard.office import Office


def people_of(office: Office, department: str, field: str) -> list[User]:
    """Open accounts that can start a step at `department` in `field`, by name."""
    found = [user for user in office.users.all() if not user.disabled and _works(user, department, field)]
    return sorted(found, key=lambda user: (user.name, user.login))


def _works(user: User, department: str, field: str) -> bool:
    scope = user.scope
    if not may(user.viewer(), "act.start") or scope.kind == "all":
        return False
    if scope.departments and department not in scope.departments:
        return False
    return scope.kind != "fields" or field in scope.fields
