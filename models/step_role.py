"""The role (vai trò) that does a step: registry clerk, specialist, head of agency …"""

from __future__ import annotations

from models.catalogue import Catalogue, Entry


class StepRole(Entry):
    """Who does a step, in words."""

    name_vi: str
    name_en: str


class StepRoles(Catalogue[StepRole]):
    """The roles that steps name."""

    COLLECTION = "step_roles"
    document = StepRole
