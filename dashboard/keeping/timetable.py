"""When a backup is due, and which of the backups are kept; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_NAME = re.compile(r"motcua-(?P<database>.+)-(?P<stamp>\d{8}-\d{6})\.zip")
_STAMP = "%Y%m%d-%H%M%S"


def time_of(setting: str) -> time | None:
    """The time of day that a setting names, None for "off"."""
    return None if setting == "off" else time.fromisoformat(setting)


def slot(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The last instant of the timetable that has come: `at` on each day of the zone."""
    here = now.astimezone(zone)
    today = datetime.combine(here.date(), at, zone)
    return today if today <= here else datetime.combine(here.date() - timedelta(days=1), at, zone)


def following(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The next instant of the timetable."""
    last = slot(now, at, zone)
    return datetime.combine(last.date() + timedelta(days=1), at, zone)


def due(
    now: datetime, at: time, zone: ZoneInfo, last: datetime | None, since: datetime
) -> datetime | None:
    """The instant for which a backup is to be made now, or None.

    One that was missed, as the machine was off, is made later. `last`: when the last good one began;
    `since`: when the store was made: before that there was nothing to keep.
    """
    wanted = slot(now, at, zone)
    if since >= wanted or (last is not None and last >= wanted):
        return None
    return wanted


def file_name(database: str, at: datetime, zone: ZoneInfo) -> str:
    """What a backup of that instant is called."""
    return f"motcua-{database}-{at.astimezone(zone).strftime(_STAMP)}.zip"


def outdated(names: Iterable[str], database: str, daily: int, weekly: int) -> list[str]:
    """Those of some file names that are kept no longer: neither the newest of one of the last `daily` days
    with a backup, nor the newest of one of the last `weekly` weeks with one. Other files are never named."""
    known = []
    for name in names:
        found = _NAME.fullmatch(name)
        if found and found["database"] == database:
            known.append((datetime.strptime(found["stamp"], _STAMP), name))
    days: dict[object, str] = {}
    weeks: dict[object, str] = {}
    for at, name in sorted(known, reverse=True):
        days.setdefault(at.date(), name)
        weeks.setdefault(at.isocalendar()[:2], name)
    kept = {*list(days.values())[:daily], *list(weeks.values())[:weekly]}
    return sorted(name for _, name in known if name not in kept)
