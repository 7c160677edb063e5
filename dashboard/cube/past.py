"""What a stored dossier says of the end of a past day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.cube.measure import Members
from models.dossier import UNKNOWN


def stood(row: Mapping[str, Any], members: Members, day: int, where: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a dossier was a member of a standing measure at the end of `day`."""
    if not open_on(row, day):
        return False
    kind = members.standing
    if kind == "overdue":
        return overdue_on(row, day)
    if kind == "paused":
        return paused_on(row, day)
    if kind == "older":
        youngest, oldest = members.ages
        age = day - int(row["received_day"])
        return age >= youngest and (oldest is None or age < oldest)
    if kind == "held":
        lay = lay_on(row, day)
        return all(lay[name] in where[name] for name in ("holder", "step") if name in where)
    return True


def open_on(row: Mapping[str, Any], day: int) -> bool:
    """Received by then, not closed by then, and with possible dates."""
    closed = row.get("closed_day")
    return not row.get("problems") and row["received_day"] <= day and (closed is None or closed > day)


def paused_on(row: Mapping[str, Any], day: int) -> bool:
    """Whether the clock stood at the end of the day."""
    return any(
        pause["began_day"] <= day and (pause.get("ended_day") is None or pause["ended_day"] > day)
        for pause in row.get("pauses", ())
    )


def overdue_on(row: Mapping[str, Any], day: int) -> bool:
    """Whether it ran past its due day at the end of the day."""
    if any(span["since"] <= day < span["until"] for span in row.get("overdue", ())):
        return True
    runs_since, due = row.get("runs_since"), row.get("due_day")
    return runs_since is not None and due is not None and max(due + 1, runs_since) <= day


def lay_on(row: Mapping[str, Any], day: int) -> dict[str, str | None]:
    """Where it lay at the end of the day: holder and step."""
    for stay in row.get("stays", ()):
        if stay["since"] <= day < stay["until"]:
            return {"holder": stay["holder"], "step": stay["step"]}
    held_since = row.get("held_since")
    if held_since is None or held_since > day:
        return {"holder": None, "step": None}
    return {"holder": row.get("holder"), "step": row.get("step", UNKNOWN)}


def due_in(row: Mapping[str, Any], day: int, until: int) -> bool:
    """Whether it was open, running, and due (as it stood then) from `day` to `until`."""
    if not open_on(row, day) or paused_on(row, day):
        return False
    due = None
    for change in row.get("dues", ()):
        if change["day"] <= day:
            due = change["due_day"]
    return due is not None and day <= due <= until
