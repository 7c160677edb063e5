"""The Office of the intake's tests, for those of the postal service."""

from __future__ import annotations

from tests.unit.intake.conftest import furnished, office

__all__ = ["furnished", "office"]
