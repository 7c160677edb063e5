"""Stored dossiers of tests, as small as what is read of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

HOUR = 3_600_000
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def case(code: str = "D", **more: Any) -> dict[str, Any]:
    """A dossier of A received on day 10, not closed."""
    usual = {"level": "province", "department": "A", "field": "f", "channel": "counter", "procedure": "P"}
    return {"_id": code, "received_day": 10, **usual, **more}


def result(code: str = "D", timeliness: str | None = "early", **more: Any) -> dict[str, Any]:
    """One with a result on day 14."""
    ended = {"closed_day": 14, "outcome": "resolved", "timeliness": timeliness}
    return case(code, **{**ended, **more})


def visit(step: str, holder: str, late: bool | None, queue: int = 0, handling: int = 0,
          assignee: str = "") -> dict[str, Any]:  # fmt: skip
    """A visit that was left."""
    return {"step": step, "holder": holder, "late": late, "queue_ms": queue, "handling_ms": handling,
            "assignee": assignee, "left_at": AT}  # fmt: skip
