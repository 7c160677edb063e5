"""What the step of a dossier is called."""

from __future__ import annotations

from dashboard.ui.session import office


def step_title(procedure: str, step: str) -> str:
    """A step's task; of the procedure's own steps first."""
    names = office().names.of("step")
    return names.get(f"{procedure}:{step}") or names.get(step) or step
