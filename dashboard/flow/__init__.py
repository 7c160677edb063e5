"""The lifecycle of a dossier: `apply` is pure, `commit` is the one place that writes."""

from dashboard.flow.action import Action, ActionName, ActionRefused, Intake, Logged
from dashboard.flow.actions import RULES
from dashboard.flow.apply import STATE_NAMES, apply, refusal

__all__ = [
    "RULES", "STATE_NAMES", "Action", "ActionName", "ActionRefused", "Intake", "Logged", "apply", "refusal",
]
