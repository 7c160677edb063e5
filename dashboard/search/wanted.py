"""What is wanted beside words: the filters of a search, in the address and as conditions on a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final, get_args

from dashboard.clock import date_of, day_number
from dashboard.search.keys import facet, month
from models.dossier import OPEN, PAUSED, State
from models.searchkey import SearchKey

#: every state of lateness: its names, and whether it is of what is still open
LATENESS: Final[Mapping[str, tuple[str, str]]] = {
    "open": ("Đang giải quyết", "Open"),
    "in_time": ("Trong hạn", "In time"),
    "due_today": ("Đến hạn hôm nay", "Due today"),
    "at_risk": ("Sắp đến hạn", "At risk"),
    "overdue": ("Quá hạn", "Overdue"),
    "paused": ("Tạm dừng", "Paused"),
    "closed": ("Đã kết thúc", "Closed"),
    "early": ("Xong trước hạn", "Closed early"),
    "on_due_day": ("Xong đúng ngày hẹn", "Closed on the due day"),
    "late": ("Xong trễ hạn", "Closed late"),
}
STATES: Final[tuple[str, ...]] = get_args(State)
RUNNING: Final = OPEN - PAUSED
CLOSED: Final = tuple(
    state for state in STATES if state not in OPEN and state not in ("submitted", "refused")
)
NEVER_RECEIVED: Final = frozenset({"submitted", "refused"})
#: periods of results up to so many months are looked up month by month
MOST_MONTHS = 13

Days = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Now:
    """What lateness depends on: today, and the next working day after it."""

    today: int
    next_working_day: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters. Of several values of one kind any will do; of several kinds all must hold.

    `received`, `closed`: first and last day, both included.
    """

    department: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    lateness: str = ""
    received: Days | None = None
    closed: Days | None = None

    def __bool__(self) -> bool:
        return self != Wanted()

    def holds(self, key: SearchKey, now: Now) -> bool:
        """Whether a dossier with this key is wanted."""
        return (
            all(not found or not found.isdisjoint(key.facets) for found in self.groups())
            and (not self.channel or key.channel in self.channel)
            and (not self.level or key.level in self.level)
            and (not self.lateness or late_as(self.lateness, key, now))
            and (self.received is None or state_of(key) not in NEVER_RECEIVED)
            and (self.closed is None or within(key.closed_day, self.closed))
        )

    def groups(self) -> list[frozenset[str]]:
        """Facets by kind: a key must have one of each."""
        kinds = ("department", "field", "procedure", "state")
        return [frozenset(facet(kind, value) for value in getattr(self, kind)) for kind in kinds]

    def leads(self) -> list[tuple[str, ...]]:
        """Facets of which any wanted key has one: each set is one way to find all of them."""
        found = [tuple(sorted(group)) for group in self.groups() if group]
        if self.lateness and not self.state:
            found.append(tuple(sorted(facet("state", state) for state in states_of(self.lateness))))
        if self.lateness == "late":
            found.append((facet("timeliness", "late"),))
        if self.closed is not None:
            months = months_of(self.closed)
            if len(months) <= MOST_MONTHS:
                found.append(tuple(facet("month", name) for name in months))
        return found

    def plus(self, other: Wanted) -> Wanted:
        """Both together; where both say something of one kind, this one counts."""
        told = {each.name: getattr(self, each.name) or getattr(other, each.name) for each in fields(self)}
        return Wanted(**told)

    def put(self, kind: str, value: Any) -> Wanted:
        """The filters with another value of one kind (a field's name)."""
        return replace(self, **{kind: value})

    def params(self) -> dict[str, str]:
        """The filters as values of the address."""
        told = {
            kind: ",".join(getattr(self, kind))
            for kind in ("department", "field", "procedure", "channel", "level", "state")
        }
        told["late"] = self.lateness
        for kind, days in (("received", self.received), ("closed", self.closed)):
            told[kind] = "" if days is None else "..".join(date_of(day).isoformat() for day in days)
        return {name: value for name, value in told.items() if value}

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Wanted:
        """The filters of an address; what cannot be read of it is left out."""

        def many(name: str) -> tuple[str, ...]:
            return tuple(value for value in params.get(name, "").split(",") if value)

        lateness = params.get("late", "")
        return cls(
            many("department"),
            many("field"),
            many("procedure"),
            many("channel"),
            many("level"),
            tuple(state for state in many("state") if state in STATES),
            lateness if lateness in LATENESS else "",
            days_of(params.get("received", "")),
            days_of(params.get("closed", "")),
        )

    def without(self, kind: str) -> Wanted:
        """The filters without those of one kind."""
        return self.put(kind, getattr(Wanted(), kind))


def state_of(key: SearchKey) -> str:
    """The state of a key's dossier."""
    return next((found[2:] for found in key.facets if found.startswith("s:")), "")


def states_of(lateness: str) -> tuple[str, ...]:
    """The states in which a dossier can be late in this way."""
    if lateness == "open":
        return tuple(sorted(OPEN))
    if lateness == "paused":
        return tuple(sorted(PAUSED))
    return CLOSED if lateness in ("closed", "early", "on_due_day", "late") else tuple(sorted(RUNNING))


def late_as(lateness: str, key: SearchKey, now: Now) -> bool:
    """Whether a key's dossier is in this state of lateness (DESIGN §6: overdue, at risk)."""
    if lateness in ("open", "paused", "closed"):
        return state_of(key) in states_of(lateness)
    if lateness in ("early", "on_due_day", "late"):
        return key.timeliness == lateness
    due = key.running_due
    if due is None:
        return False
    return {
        "in_time": due >= now.today,
        "due_today": due == now.today,
        "at_risk": now.today <= due <= now.next_working_day,
        "overdue": due < now.today,
    }[lateness]


def within(day: int | None, days: Days) -> bool:
    """Whether a day lies within first and last day."""
    return day is not None and days[0] <= day <= days[1]


def months_of(days: Days) -> list[str]:
    """The months that a period touches."""
    return list(dict.fromkeys(month(day) for day in range(days[0], min(days[1], days[0] + 800) + 1)))


def days_of(text: str) -> Days | None:
    """The period "2026-11-01..2026-11-30" of an address, or the one day "2026-11-24"."""
    first, _, last = text.partition("..")
    try:
        days = day_number(date.fromisoformat(first)), day_number(date.fromisoformat(last or first))
    except ValueError:
        return None
    return days if days[0] <= days[1] else None
