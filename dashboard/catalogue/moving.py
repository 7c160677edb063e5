"""Dossiers in flight under an old revision: what another would mean for each, and moving those chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.access.acting import act, not_allowed
from dashboard.cube.question import Question
from dashboard.flow import Action, Target, apply
from dashboard.intake.route import route_of
from models.department import DepartmentTree
from models.dossier import Dossier
from models.errors import MotcuaError
from models.procedure import Revision
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: dossiers that are looked at in one go; the others are moved after these
MOST = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Move:
    """One dossier in flight: what it would be under the other revision, or why it cannot be moved."""

    dossier: Dossier
    target: Target
    after: Dossier | None
    why: MotcuaError | None


def in_flight(office: Office, viewer: Viewer, revision: Revision) -> list[Move]:
    """The open dossiers of the revision's procedure that are under another one, newest receipt first.

    At most `MOST` of the procedure's are looked at. Nothing is written. Raises MotcuaError.
    """
    question = Question(("backlog",), where={"procedure": (revision.procedure,)})
    rows = office.cube.members(viewer, "backlog", question, limit=MOST).rows
    tree = office.departments.tree(office.local_date())
    return [
        _tried(office, viewer, row.dossier, target_for(row.dossier, revision, tree))
        for row in rows
        if row.dossier.revision != revision.id
    ]


def target_for(dossier: Dossier, revision: Revision, tree: DepartmentTree) -> Target:
    """The revision as it holds for a dossier: the way that its answers lead to, from its department."""
    answers = {each.field: each.value for each in dossier.answers}
    route = route_of(revision, dossier.department, tree, None, answers)
    # A step whose place depended on the one chosen at intake keeps it.
    before = {step.step: step for step in dossier.route}
    kept = tuple(
        step.model_copy(update={"holder": before[step.step].holder})
        if step.step in before and before[step.step].kind == step.kind
        else step
        for step in route
    )
    return Target(
        revision=revision.id, term_value=revision.term.value, term_unit=revision.term.unit, route=kept
    )


def _tried(office: Office, viewer: Viewer, dossier: Dossier, target: Target) -> Move:
    why = not_allowed(dossier, viewer, "move")
    if why is not None:
        return Move(dossier, target, None, why)
    try:
        action = Action(name="move", reason="?", target=target)
        after, _ = apply(dossier, action, viewer.user_id, office.now(), office.calendar())
    except MotcuaError as refused:
        return Move(dossier, target, None, refused)
    return Move(dossier, target, after, None)


def move_all(
    office: Office, viewer: Viewer, moves: Sequence[Move], reason: str, progress: Progress | None = None
) -> list[Move]:
    """Move each dossier as it was seen, each in a transaction of its own; what came of every one.

    One that somebody has changed since stays as it was, and says so.
    """
    results: list[Move] = []
    for count, one in enumerate(moves, start=1):
        try:
            action = Action(name="move", reason=reason, target=one.target)
            after = act(office, viewer, one.dossier.id, action, one.dossier.version)
            results.append(Move(one.dossier, one.target, after, None))
        except MotcuaError as refused:
            results.append(Move(one.dossier, one.target, None, refused))
        if progress is not None:
            progress(count, len(moves))
    return results
