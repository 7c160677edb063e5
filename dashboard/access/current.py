"""Who is in front of this page, read anew on every run and in every data call. No Streamlit here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from models.errors import MotcuaError
from models.health import reaching
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office


#: a page that does not learn in so many seconds who looks says that the store is silent
SILENT_SECONDS = 8.0


class NoSession(MotcuaError):
    """Nobody is signed in here any more."""

    def __init__(self) -> None:
        super().__init__(
            "Phiên làm việc đã kết thúc. Xin đăng nhập lại.", "Your session has ended. Please sign in again."
        )


def viewer_of(token: str | None, office: Office, now: datetime | None = None) -> Viewer:
    """The viewer of the session `token` (the cookie `motcua_session`).

    Raises `NoSession` where there is none, where it ended or was revoked, where the account was closed
    or has to change its password first; `StoreError` where the store does not answer.
    """
    if not token:
        raise NoSession
    with reaching(SILENT_SECONDS):
        viewer = office.sessions.viewer(token, now or office.now())
    if viewer is None:
        raise NoSession
    return viewer
