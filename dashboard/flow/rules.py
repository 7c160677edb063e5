"""The registry of the lifecycle's actions: where each may start, when, what it asks for, what it does.

An action is *offered* where its rule's states hold the dossier's and its guard finds nothing against
it. One that is offered succeeds once it is given what it `needs`; so a screen can say beforehand what
is possible, and why the rest is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dashboard.flow.action import Action, ActionName, ActionRefused, Moment
from dashboard.flow.facts import Updates
from models.dossier import Dossier, Visit

#: What somebody has to give with an action: fields of `Action`.
Need = Literal[
    "reason", "approver", "assignee", "department", "limit_ms", "step", "due_at", "rating", "correction",
    "note", "method", "receiver", "paid_by", "receipt", "target", "verdict",
]  # fmt: skip
Function = Callable[[Dossier, Action, Moment], Updates]
#: Raises ActionRefused where the dossier, as it stands on a day, does not allow the action at all.
Guard = Callable[[Dossier, int], object]
#: What an action needs of a certain dossier.
Needs = Callable[[Dossier], tuple[Need, ...]]

WORKING = ("received", "processing")
IN_HAND = ("received", "processing", "supplement", "payment")


@dataclass(frozen=True, slots=True)
class Rule:
    """An action of the lifecycle: where it may start, what it is called, what it does."""

    name: ActionName
    states: frozenset[str]
    vi: str
    en: str
    function: Function
    guard: Guard
    needs: Needs
    #: what may be given, and is chosen by the lifecycle where it is not
    takes: tuple[Need, ...] = ()

    def title(self, language: str) -> str:
        """Its name on screen."""
        return self.en if language == "en" else self.vi


RULES: dict[str, Rule] = {}


def anywhere(dossier: Dossier, day: int) -> None:
    """The guard of an action that its state alone allows."""


def rule(
    name: ActionName, states: tuple[str, ...], vi: str, en: str, *,
    guard: Guard = anywhere, needs: tuple[Need, ...] | Needs = (), takes: tuple[Need, ...] = (),
) -> Callable[[Function], Function]:  # fmt: skip
    """Register an action."""

    def register(function: Function) -> Function:
        asked: Needs = needs if callable(needs) else lambda dossier: needs
        RULES[name] = Rule(name, frozenset(states), vi, en, function, guard, asked, takes)
        return function

    return register


def current(dossier: Dossier, day: int | None = None) -> Visit:
    """The open visit, or a refusal."""
    if dossier.visit is None:
        raise ActionRefused("Hồ sơ không nằm ở bước xử lý nào.", "The dossier is at no step.")
    return dossier.visit


def need(text: str, vi: str, en: str) -> None:
    """Refuse where a text that the law asks for is missing."""
    if not text.strip():
        raise ActionRefused(vi, en)
