"""Personal data by role: whole for those who work on dossiers, masked for those who only watch."""

from __future__ import annotations

from models.viewer import Viewer

WHOLE = frozenset({"manager", "staff", "clerk"})


def masked(text: str, viewer: Viewer) -> str:
    """A phone or identity number: its last three characters only, unless the role needs it whole."""
    if viewer.role in WHOLE or len(text) <= 3:
        return text
    return "•" * (len(text) - 3) + text[-3:]
