"""Actions that are possible now, on the dossiers of a store as they stand."""

from __future__ import annotations

import random
from collections.abc import Iterator

from dashboard.flow import Action
from dashboard.flow.transitions import place
from dashboard.office import Office
from models.dossier import Dossier
from models.viewer import SYSTEM

#: open dossiers received in so many days
DAYS = 60


def next_actions(office: Office, wanted: int, seed: int = 1) -> list[tuple[str, Action]]:
    """At most `wanted` (code, action) of different open dossiers: start what waits, finish what is in work.

    Raises RuntimeError where there is none.
    """
    found: list[tuple[str, Action]] = []
    for dossier in open_dossiers(office, seed):
        action = next_action(dossier)
        if action is not None:
            found.append((dossier.id, action))
        if len(found) == wanted:
            break
    if not found:
        raise RuntimeError("no open dossier can be acted on")
    return found


def open_dossiers(office: Office, seed: int) -> Iterator[Dossier]:
    """Open dossiers in an order of chance that is the same each time."""
    today = office.today()
    recent = {"open_day": {"$gte": today - DAYS, "$lte": today}}
    codes = sorted(row["_id"] for row in office.dossiers.find(recent, SYSTEM, {"_id": 1}))
    random.Random(seed).shuffle(codes)
    for start in range(0, len(codes), 100):
        yield from office.dossiers.many(codes[start : start + 100], SYSTEM)


def next_action(dossier: Dossier) -> Action | None:
    """What the person who holds it would do next."""
    visit = dossier.visit
    if dossier.state not in ("received", "processing") or visit is None:
        return None
    if visit.started_at is None:
        return Action(name="start")
    following = dossier.route[place(dossier) + 1 :]
    last = not following or following[0].kind == "return"
    return Action(name="resolve" if last else "finish")
