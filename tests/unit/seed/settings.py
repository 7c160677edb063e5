"""The shipped reference data as a simulation works with it, without a store."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from dashboard.clock import WorkingCalendar
from models.department import DepartmentTree
from models.procedure import Revision
from seed.calendars import VIETNAM, default_calendar
from seed.setting import Setting
from seed.succession import read_reference

#: a Thursday afternoon
UNTIL = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


@cache
def setting(profile: str = "kien-giang-2018") -> Setting:
    """The setting of a profile, as of `UNTIL`."""
    reference = read_reference(profile)
    revisions: dict[str, list[Revision]] = {}
    for revision in reference.revisions:
        revisions.setdefault(revision.procedure, []).append(revision)
    calendar = WorkingCalendar.from_document(default_calendar(VIETNAM), ZoneInfo(VIETNAM))
    procedures = {one.id: one for one in reference.procedures}
    return Setting.made(calendar, DepartmentTree(reference.departments, UNTIL.date()), procedures, revisions)
