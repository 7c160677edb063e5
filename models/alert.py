"""Alerts (cảnh báo): a figure that went past the threshold of a rule, from then until it came back.

Its id is made of rule, group and day, so that one cause is one alert, whichever process finds it and however
often it looks. Shard key of a cluster: {_id: "hashed"}; open ones are few and read together.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from models.alert_rule import Group
from models.store import Index, Session, Store
from models.unique import told_twice
from models.viewer import Viewer

#: so many ended ones are read for a list at most
MOST_ENDED = 300
#: lines of the list behind the figure of its beginning that are kept with an alert at most
MOST_KEPT = 5_000
#: the list is read by itself
LIGHT = {"members": 0}

#: one line: the code of a dossier, and the place of the visit (-1: the dossier itself)
Member = tuple[str, int]


class Alert(BaseModel):
    """One alert. `value` and `n` are those of its beginning, `last_value` and `last_n` of the last look.

    `start` and `end` are the days that the last look was about (the same day twice for what stands);
    `listed`: whether what the figure of its beginning counted is kept with it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    rule: str
    name: str
    measure: str
    by: Group
    group: str
    raised_at: datetime
    raised_day: int
    value: float
    n: int
    last_value: float
    last_n: int
    start: int
    end: int
    open: bool = True
    listed: bool = False
    cleared_at: datetime | None = None
    #: the day on which it ended
    cleared_day: int | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    note: str = ""


def alert_id(rule: str, group: str, day: int) -> str:
    """The same for the same cause."""
    return f"{rule}|{group}|{day}"


def concerns(by: Group, group: str, viewer: Viewer) -> bool:
    """Whether the figure of a group is one that this viewer's scope counts whole."""
    scope = viewer.scope
    if scope.kind == "all":
        return True
    if scope.kind == "department":
        return by == "department" and group in scope.departments
    return by == "field" and group in scope.fields and not scope.departments


class Alerts:
    """The alerts, each seen by those whose scope counts its figure."""

    COLLECTION: ClassVar[str] = "alerts"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("open",)), Index(("cleared_day",)))

    def __init__(self, store: Store) -> None:
        self._alerts = store.collection(self.COLLECTION)

    def open(self, viewer: Viewer) -> list[Alert]:
        """Those that have not ended, the newest first."""
        return self._read(self._alerts.find({"open": True}, LIGHT), viewer)

    def ended(self, viewer: Viewer, first: int, last: int) -> list[Alert]:
        """Those that ended on the days `first` to `last`, the newest first."""
        found = self._read(self._alerts.find({"cleared_day": {"$gte": first, "$lte": last}}, LIGHT), viewer)
        return found[:MOST_ENDED]

    def get(self, id: str, viewer: Viewer) -> Alert | None:
        """The alert of this id, if it concerns the viewer."""
        return next(iter(self._read(self._alerts.find({"_id": id}, LIGHT), viewer)), None)

    def members(self, alert: Alert, viewer: Viewer) -> list[Member]:
        """What the figure of its beginning counted, if the alert is `listed` and concerns the viewer."""
        if not concerns(alert.by, alert.group, viewer):
            return []
        row = self._alerts.find_one({"_id": alert.id}, {"members": 1}) or {}
        return [(code, visit) for code, visit in row.get("members", ())]

    def add(self, alert: Alert, members: Iterable[Member], session: Session) -> None:
        """A new alert, in the transaction of its notices. Raises AlreadyThere."""
        kept = {"members": [list(one) for one in members]} if alert.listed else {}
        with told_twice():
            self._alerts.insert_one(alert.model_dump(by_alias=True) | kept, session=session)

    def reopen(self, alert: Alert) -> bool:
        """Go on with an alert that has ended and begun again on one day; False where it is open."""
        again = {"open": True, "cleared_at": None, "cleared_day": None} | _seen(alert)
        return self._alerts.update_one({"_id": alert.id, "open": False}, {"$set": again}).matched_count == 1

    def seen(self, alert: Alert) -> None:
        """Write what the last look found."""
        self._alerts.update_one({"_id": alert.id, "open": True}, {"$set": _seen(alert)})

    def clear(self, id: str, at: datetime, day: int) -> bool:
        """End an alert; False where it has ended."""
        ended = {"open": False, "cleared_at": at, "cleared_day": day}
        return self._alerts.update_one({"_id": id, "open": True}, {"$set": ended}).matched_count == 1

    def acknowledge(self, id: str, by: str, note: str, at: datetime, session: Session) -> bool:
        """Write who knows of it; False where somebody else was first."""
        known = {"acknowledged_at": at, "acknowledged_by": by, "note": note}
        first = {"_id": id, "acknowledged_at": None}
        return self._alerts.update_one(first, {"$set": known}, session=session).matched_count == 1

    @staticmethod
    def _read(found: Iterable[dict[str, Any]], viewer: Viewer) -> list[Alert]:
        alerts = [Alert.model_validate(row) for row in found]
        mine = [alert for alert in alerts if concerns(alert.by, alert.group, viewer)]
        return sorted(mine, key=lambda alert: (alert.raised_at, alert.id), reverse=True)


def _seen(alert: Alert) -> dict[str, Any]:
    return {
        "last_value": alert.last_value,
        "last_n": alert.last_n,
        "start": alert.start,
        "end": alert.end,
    }
