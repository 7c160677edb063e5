"""Acting on a dossier: the role may do it, the dossier is within the scope, and it is this desk's turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dashboard.access.roles import may, require
from dashboard.flow import Action
from dashboard.flow.opinions import awaited, given_here
from dashboard.roster.assigner import assigned
from models.dossier import Dossier
from models.dossiers import may_open, may_see
from models.errors import MotcuaError, NotAllowed
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: what is done to the open step: only where it lies
OF_THE_STEP = frozenset({
    "start", "finish", "send_back", "hand_over", "resolve", "reject", "reassign", "release",
    "ask_supplement", "ask_payment", "ask_opinions", "waive_opinion", "recall_opinions",
})  # fmt: skip
#: what moves the promise made to the applicant: where it lies, or where it is answered for
OF_THE_PROMISE = frozenset({"extend", "stop"})
#: what the departments do that are asked for an opinion (each for itself), or who holds the dossier for them,
#: where an opinion has come on paper
OF_THE_ASKED: dict[str, Callable[[Dossier], tuple[str, ...]]] = {
    "give_opinion": awaited, "take_opinion_back": given_here,
}  # fmt: skip


def act(office: Office, viewer: Viewer, code: str, action: Action, version: int | None = None) -> Dossier:
    """Do an action as `viewer`. Raises NotAllowed, ActionRefused, StoreError; nothing is written then."""
    require(viewer, f"act.{action.name}")

    def allowed(dossier: Dossier | None) -> None:
        wrong = None if dossier is None else not_theirs(dossier, viewer, action.name, action.department)
        if wrong is not None:
            raise wrong

    def prepared(dossier: Dossier | None, wanted: Action) -> Action:
        return assigned(office, dossier, wanted)

    return office.commit.act(
        code, action, viewer.user_id, version=version, allowed=allowed, prepared=prepared
    )


def not_allowed(dossier: Dossier, viewer: Viewer, name: str) -> MotcuaError | None:
    """Why the viewer may not do the action `name` to this dossier; None where they may."""
    if not may(viewer, f"act.{name}"):
        try:
            require(viewer, f"act.{name}")
        except NotAllowed as refused:
            return refused
    return not_theirs(dossier, viewer, name)


def not_theirs(
    dossier: Dossier, viewer: Viewer, name: str, department: str | None = None
) -> NotAllowed | None:
    """Why it is not for this viewer's desk to do `name` (for `department`); None where it is.

    A step belongs to the department where the dossier lies. Whoever passed a dossier on may call it
    back until somebody has taken it; the department that answers for it may call back what it has
    handed to another (NĐ 61/2018 art. 3: it stays responsible to the applicant).
    """
    document = dossier.document()
    if not (may_open if name in OF_THE_ASKED else may_see)(document, viewer):
        return NotAllowed("Hồ sơ ngoài phạm vi của bạn.", "The dossier is outside your scope.")
    own = viewer.scope.departments
    if not own or dossier.holder is None or dossier.holder in own:
        return None
    if name in OF_THE_ASKED:
        asked = OF_THE_ASKED[name](dossier)
        if (own & set(asked)) if department is None else (department in own):
            return None
        return NotAllowed(
            "Chỉ cơ quan được hỏi hoặc nơi đang giữ hồ sơ được ghi ý kiến này.",
            "Only the department that is asked, or who holds the dossier, may record this opinion.",
        )
    answering = dossier.department in own
    if name in OF_THE_PROMISE and answering:
        return None
    if name == "hand_over" and answering:
        return None
    if name in ("send_back", "hand_over") and passed_on_by(dossier, viewer.user_id):
        return None
    if name in OF_THE_STEP | OF_THE_PROMISE:
        return NotAllowed(
            "Hồ sơ đang ở cơ quan khác; chỉ nơi đang giữ hồ sơ được làm việc này.",
            "The dossier lies at another department; only who holds it may do this.",
        )
    return None


def passed_on_by(dossier: Dossier, user: str) -> bool:
    """Whether this person had the step before, and nobody has taken the present one yet."""
    visits = dossier.visits
    return (
        len(visits) > 1 and visits[-1].left_at is None and visits[-1].started_at is None
        and visits[-2].assignee == user
    )  # fmt: skip
