"""What else belongs to a dossier: its history and whether it is whole, and others of the same applicant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.search.keys import NOT_DIGITS, national
from models.dossier import Dossier
from models.event import Event
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: other dossiers shown at most
MOST = 20


@dataclass(frozen=True, slots=True)
class Chain:
    """Whether the history of a dossier is whole; `broken` is the first event that does not fit."""

    events: int
    broken: int | None

    @property
    def whole(self) -> bool:
        """Whether every event fits the one before it, and the dossier stands where they lead."""
        return self.broken is None


def chain_of(dossier: Dossier, events: Sequence[Event]) -> Chain:
    """Follow the hashes of a dossier's events, oldest first, up to the one that the dossier names."""
    previous = ""
    for place, event in enumerate(events, start=1):
        if (event.seq, event.previous) != (place, previous) or event.seal() != event.hash:
            return Chain(len(events), place)
        previous = event.hash
    if (dossier.version, dossier.head) != (len(events), previous):
        return Chain(len(events), len(events) + 1)
    return Chain(len(events), None)


def others_of(office: Office, viewer: Viewer, dossier: Dossier) -> list[Dossier]:
    """Other dossiers of the same applicant that the viewer may see, newest first.

    The same person is who gave the same identity number, or the same phone number.
    """
    numbers = [NOT_DIGITS.sub("", dossier.applicant.identity), national(dossier.applicant.phone)]
    found = office.finder.with_numbers(viewer, tuple(filter(None, numbers)), MOST + 1)
    return [other for other in found if other.id != dossier.id][:MOST]
