"""The events of requests: each sealed over the one before, as those of dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.event import Event

if TYPE_CHECKING:
    from dashboard.office import Office
    from models.store import Session


def sealed(
    request: str,
    seq: int,
    action: str,
    actor: str,
    at: datetime,
    id: str,
    changes: Mapping[str, Any] | None = None,
    previous: str = "",
    note: str = "",
) -> Event:
    """An event of a request with its seal; tuples become lists, as they are stored."""
    kept = {
        name: list(value) if isinstance(value, tuple) else value for name, value in (changes or {}).items()
    }
    event = Event(
        id=id,
        dossier=request,
        seq=seq,
        action=action,
        actor=actor,
        at=at,
        recorded_at=at,
        note=note,
        changes=kept,
        previous=previous,
    )
    return event.model_copy(update={"hash": event.seal()})


def last_hash(office: Office, request: str, session: Session) -> str:
    """The seal of the last event of a request, in the transaction."""
    found = office.postal_events.of(request, session)
    return found[-1].hash if found else ""
