"""The Office of the intake's tests, for those of retention."""

from __future__ import annotations

from tests.unit.intake.conftest import furnished, office
from tests.unit.intake.test_desk import revision

__all__ = ["furnished", "office", "revision"]
