"""Doing one action, and taking it back; what others did meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.access.acting import act, not_allowed
from dashboard.flow import Action, ActionName, refusal
from dashboard.flow.commit import LostRace
from dashboard.work.inputs import filled
from dashboard.work.undo import undoing
from models.dossier import Dossier
from models.errors import NotAllowed
from models.event import Event
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office


@dataclass(frozen=True, slots=True)
class Done:
    """An action that was done, and what would take it back (() where nothing can)."""

    action: Action
    after: Dossier
    undo: tuple[Action, ...]


def do(
    office: Office, viewer: Viewer, code: str, name: ActionName, values: Mapping[str, Any], version: int
) -> Done:
    """Do `name` with what was typed, on the dossier as the viewer saw it (`version`).

    Raises LostRace, ActionRefused, NotAllowed, StoreError; nothing is written then.
    """
    before = office.dossiers.get(code, viewer)
    if before is None:
        raise NotAllowed("Hồ sơ ngoài phạm vi của bạn.", "The dossier is outside your scope.")
    if before.version != version:
        raise LostRace
    action = filled(name, before, values, office.calendar())
    after = act(office, viewer, code, action, version)
    undo = undoing(before, after, action, viewer.user_id)
    if undo and (
        not_allowed(after, viewer, undo[0].name) or refusal(after, undo[0].name, office.today())
    ):
        undo = ()
    return Done(action, after, undo)


def take_back(office: Office, viewer: Viewer, done: Done) -> Dossier:
    """Correct what was done by the actions that take it back.

    Raises as `do`; LostRace where somebody has changed the dossier since, and then nothing is written.
    """
    dossier = done.after
    for action in done.undo:
        dossier = act(office, viewer, dossier.id, action, dossier.version)
    return dossier


def since(office: Office, code: str, version: int) -> list[Event]:
    """What happened to a dossier after the version that somebody saw, oldest first."""
    return [event for event in office.events.of(code) if event.seq > version]
