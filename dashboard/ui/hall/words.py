"""Words of the hall's screens."""

from __future__ import annotations

from dashboard.ui.session import number, tr
from models.absence import Half

MINUTE_MS = 60_000
HALF_NAMES: dict[Half, tuple[str, str]] = {
    "morning": ("sáng", "morning"),
    "afternoon": ("chiều", "afternoon"),
}


def minutes(ms: float | None) -> str:
    """Milliseconds as whole minutes: 12 phút; – where there is none."""
    return "–" if ms is None else told_minutes(ms / MINUTE_MS)


def told_minutes(value: float | None) -> str:
    """Minutes: 12 phút; – where there is none."""
    return "–" if value is None else f"{number(round(value))} {tr('phút', 'min')}"
