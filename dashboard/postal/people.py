"""Who works on pick-up requests, and what is written down of who has seen them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.access.roles import may
from models.audit import Entry
from models.postal import PostalRequest
from models.user import User
from models.viewer import OUTSIDE, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office


def carriers(office: Office) -> list[User]:
    """The postal workers whose accounts are open, by name."""
    found = [one for one in office.users.all() if one.role in OUTSIDE and not one.disabled]
    return sorted(found, key=lambda one: (one.name, one.id))


def opened(office: Office, viewer: Viewer, requests: Sequence[PostalRequest]) -> None:
    """Note that the viewer sees whose papers these are: once a day for each request."""
    for one in requests:
        seed = f"postal_opened|{one.id}|{viewer.user_id}|{office.today()}"
        office.audit.add_once(
            Entry(
                id=hashlib.sha256(seed.encode()).hexdigest()[:32],
                at=office.now(),
                actor=viewer.user_id,
                action="postal_opened",
                subject=one.id,
                detail={"role": viewer.role},
            )
        )


def may_handle(viewer: Viewer) -> bool:
    """Whether the viewer works on requests at the centre."""
    return may(viewer, "postal.handle")
