"""Where a dossier is, and what its step is called."""

from __future__ import annotations

from dashboard.ui.session import office
from models.dossier import Dossier


def step_title(procedure: str, step: str) -> str:
    """A step's task; of the procedure's own steps first."""
    names = office().names.of("step")
    return names.get(f"{procedure}:{step}") or names.get(step) or step


def where_of(dossier: Dossier) -> str:
    """The department at which it lies now: that of its open visit, also where only the return is left."""
    visit = dossier.visit
    return visit.holder if visit is not None else dossier.holder or dossier.department
