"""Acting on a dossier: the role may do it, and the dossier is within the scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.flow import Action
from models.dossier import Dossier
from models.dossiers import may_see
from models.errors import NotAllowed
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office


def act(office: Office, viewer: Viewer, code: str, action: Action, version: int | None = None) -> Dossier:
    """Do an action as `viewer`. Raises NotAllowed, ActionRefused, StoreError; nothing is written then."""
    require(viewer, f"act.{action.name}")

    def within_scope(dossier: Dossier | None) -> None:
        if dossier is not None and not may_see(dossier.document(), viewer):
            raise NotAllowed("Hồ sơ ngoài phạm vi của bạn.", "The dossier is outside your scope.")

    return office.commit.act(code, action, viewer.user_id, version=version, allowed=within_scope)
