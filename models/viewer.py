"""Who is looking: every read takes a viewer, and the repositories apply the viewer's scope."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, model_validator

Role = Literal["leadership", "manager", "staff", "clerk", "administrator", "postal"]
ROLES: tuple[Role, ...] = get_args(Role)
#: who is not of the Office (the public postal service): whatever their account says, they see no dossier
OUTSIDE: frozenset[Role] = frozenset({"postal"})
ScopeKind = Literal["all", "department", "fields", "none"]


class Scope(BaseModel):
    """What part of the Office's dossiers a viewer may see.

    `all`: everything. `department`: dossiers that one of `departments` is responsible for or has
    held. `fields`: dossiers of one of `fields`, and within `departments` where any are named. `none`:
    no dossier at all.
    """

    model_config = ConfigDict(frozen=True)

    kind: ScopeKind = "all"
    departments: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()


#: the scope in which there is nothing
NOTHING = Scope(kind="none")


class Viewer(BaseModel):
    """A person (or the command line) in front of the data."""

    model_config = ConfigDict(frozen=True)

    user_id: str
    name: str
    role: Role
    scope: Scope = Scope()

    @model_validator(mode="before")
    @classmethod
    def _outsiders_see_no_dossier(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("role") in OUTSIDE:
            return {**given, "scope": NOTHING}
        return given


#: The command line on the machine itself, where the operating system has checked who may run it.
SYSTEM = Viewer(user_id="system", name="Hệ thống", role="administrator")
