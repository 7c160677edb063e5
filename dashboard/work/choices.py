"""What this viewer can do with this dossier now, what comes next, and why the rest is not possible."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.access.acting import not_allowed
from dashboard.access.roles import may
from dashboard.flow import RULES, ActionName, refusal
from dashboard.flow.opinions import missing
from models.dossier import Dossier
from models.errors import MotcuaError
from models.viewer import Viewer

#: What usually comes next, first things first; only actions that move the dossier on.
ONWARD: tuple[ActionName, ...] = (
    "accept", "receive_supplement", "receive_payment", "give_opinion", "start", "ask_opinions", "finish",
    "resolve", "return", "rate",
)  # fmt: skip
#: In which order the others are shown: what is asked for most, then what ends a dossier.
OTHERS: tuple[ActionName, ...] = (
    "ask_more", "supply", "ask_supplement", "send_back", "release", "reassign", "hand_over", "ask_payment",
    "take_fee", "extend", "recall_opinions", "take_opinion_back", "waive_opinion", "note", "correct",
    "refuse", "reject", "withdraw", "stop",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choices:
    """Actions in the order in which they are shown. `next` is the one that moves the dossier on."""

    possible: tuple[ActionName, ...]
    impossible: tuple[tuple[ActionName, MotcuaError], ...]
    next: ActionName | None


def choices(dossier: Dossier, viewer: Viewer, day: int) -> Choices:
    """What can be done on `day`. What the role may never do is not named among the impossible."""
    possible: list[ActionName] = []
    impossible: list[tuple[ActionName, MotcuaError]] = []
    for name in (*ONWARD, *OTHERS):
        why = obstacle(dossier, viewer, name, day)
        if why is None:
            possible.append(name)
        elif may(viewer, f"act.{name}"):
            impossible.append((name, why))
    onward = next((name for name in ONWARD if name in possible and suits(dossier, viewer, name)), None)
    return Choices(tuple(possible), tuple(impossible), onward)


def obstacle(dossier: Dossier, viewer: Viewer, name: ActionName, day: int) -> MotcuaError | None:
    """Why the viewer cannot do `name` to this dossier on `day`; None where they can."""
    return not_allowed(dossier, viewer, name) or refusal(dossier, name, day)


def suits(dossier: Dossier, viewer: Viewer, name: ActionName) -> bool:
    """Whether to propose it: nobody is told to go on with a step that a colleague has."""
    visit = dossier.visit
    if name == "give_opinion":
        return dossier.holder not in viewer.scope.departments and bool(viewer.scope.departments)
    if name == "ask_opinions" and not missing(dossier):
        return False
    if visit is None or dossier.paused or dossier.state == "resolved":
        return True
    return visit.assignee in (None, viewer.user_id)


def title(name: ActionName, language: str) -> str:
    """The name of an action on screen."""
    return RULES[name].title(language)
