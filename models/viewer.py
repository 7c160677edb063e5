"""Who is looking: every read takes a viewer, and the repositories apply the viewer's scope."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

Role = Literal["leadership", "manager", "staff", "clerk", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
ScopeKind = Literal["all", "department", "fields"]


class Scope(BaseModel):
    """What part of the Office's dossiers a viewer may see.

    `all`: everything. `department`: dossiers that one of `departments` is responsible for or has
    held. `fields`: dossiers of one of `fields`, and within `departments` where any are named.
    """

    model_config = ConfigDict(frozen=True)

    kind: ScopeKind = "all"
    departments: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()


class Viewer(BaseModel):
    """A person (or the command line) in front of the data."""

    model_config = ConfigDict(frozen=True)

    user_id: str
    name: str
    role: Role
    scope: Scope = Scope()


#: The command line on the machine itself, where the operating system has checked who may run it.
SYSTEM = Viewer(user_id="system", name="Hệ thống", role="administrator")
