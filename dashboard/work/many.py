"""One action on a selection: first what would happen, then a result for every dossier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.access.acting import act, not_allowed
from dashboard.flow import Action, ActionName, apply
from models.dossier import Dossier
from models.errors import MotcuaError
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: Actions that make sense for several dossiers with the same words; the others need a look at each.
TOGETHER: tuple[ActionName, ...] = (
    "start", "finish", "release", "reassign", "resolve", "return", "receive_supplement", "receive_payment",
    "send_back", "hand_over", "accept", "note",
)  # fmt: skip
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier of a selection: as it was seen, what would become of it, or why nothing would."""

    dossier: Dossier
    after: Dossier | None
    why: MotcuaError | None

    @property
    def will(self) -> bool:
        """Whether the action would be done."""
        return self.why is None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one dossier: as it is now, or why it stayed as it was."""

    before: Dossier
    after: Dossier | None
    why: MotcuaError | None


def preview(office: Office, viewer: Viewer, dossiers: Sequence[Dossier], action: Action) -> list[Line]:
    """What the action would do to each dossier now; nothing is written."""
    return [_tried(office, viewer, dossier, action) for dossier in dossiers]


def _tried(office: Office, viewer: Viewer, dossier: Dossier, action: Action) -> Line:
    why: MotcuaError | None = not_allowed(dossier, viewer, action.name)
    if why is not None:
        return Line(dossier, None, why)
    try:
        after, _ = apply(dossier, action, viewer.user_id, office.now(), office.calendar())
    except MotcuaError as refused:
        return Line(dossier, None, refused)
    return Line(dossier, after, None)


def do_all(
    office: Office, viewer: Viewer, lines: Sequence[Line], action: Action, progress: Progress | None = None
) -> list[Result]:
    """Do the action to every line that will; each is one transaction of its own, so what is done stays.

    A dossier that somebody else has changed since the preview is left as it is, and told.
    """
    results: list[Result] = []
    for count, line in enumerate(lines, start=1):
        results.append(_done(office, viewer, line, action))
        if progress is not None:
            progress(count, len(lines))
    return results


def _done(office: Office, viewer: Viewer, line: Line, action: Action) -> Result:
    if line.why is not None:
        return Result(line.dossier, None, line.why)
    try:
        after = act(office, viewer, line.dossier.id, action, line.dossier.version)
    except MotcuaError as refused:
        return Result(line.dossier, None, refused)
    return Result(line.dossier, after, None)
