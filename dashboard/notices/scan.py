"""Finds what is told without an action: dossiers that will soon be due, and those that are late.

Bounded reads: the dossiers of one running due day each, for a few days. What was told already has the
same id, so that a scan may run at any time and any number of times, in several processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.notices.causes import Cause
from models.dossier import Dossier
from models.viewer import SYSTEM

if TYPE_CHECKING:
    from dashboard.office import Office

#: a scan that missed some days (the machine was off) still finds what became late in them
LOOKS_BACK = 7


def scan(office: Office) -> int:
    """Write the notices that are due by the day; returns how many were new. Raises StoreError."""
    today = office.today()
    last = office.calendar().next_working_day(today)
    added = 0
    for day in range(today - LOOKS_BACK, last + 1):
        found = (Dossier.read(row) for row in office.dossiers.find({"running_due": day}, SYSTEM))
        told = [
            (dossier, cause)
            for dossier in found
            if dossier.source == "office"
            for cause in causes_on(dossier, day, today)
        ]
        if told:
            added += office.notices.add_missing(office.outbox.made(told))
    return added


def causes_on(dossier: Dossier, due_day: int, today: int) -> list[Cause]:
    """What is told of a running dossier that is due on `due_day`: at most once for each due day."""
    if due_day < today:
        found = [Cause(f"late:{dossier.id}:{due_day}", "late")]
        if dossier.assignee:
            found.append(Cause(f"overdue:{dossier.id}:{due_day}", "overdue", user=dossier.assignee))
        return found
    if dossier.assignee:
        return [Cause(f"due_soon:{dossier.id}:{due_day}", "due_soon", user=dossier.assignee)]
    return []
