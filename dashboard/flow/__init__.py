"""The lifecycle of a dossier: `apply` is pure, `commit` is the one place that writes."""

from dashboard.flow.action import Action, ActionName, ActionRefused, Intake, Logged, Target
from dashboard.flow.actions import RULES, STATE_NAMES, Need, Offer, Rule, offered, refusal
from dashboard.flow.apply import apply

__all__ = [
    "RULES", "STATE_NAMES", "Action", "ActionName", "ActionRefused", "Intake", "Logged", "Need", "Offer",
    "Rule", "Target", "apply", "offered", "refusal",
]  # fmt: skip
