"""Searching the audit: by days, action, who and about what, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from dashboard.access.roles import require
from dashboard.audit.words import KINDS, actions_of
from dashboard.clock import date_of, day_start, from_ms, instant_ms
from dashboard.search.fold import fold
from models.api_token import actor_of
from models.audit import AUDIT_ACTIONS, AuditAction, Entry
from models.errors import MotcuaError
from models.viewer import SYSTEM, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

PAGE = 50
#: days that one search may span
MOST_DAYS = 366
#: an hour is read first, then twice as much, until a page is full: so a page costs what it shows, on a
#: server, too, that makes the whole of a result before the first line
FIRST_SPAN = timedelta(hours=1)
#: stands for who did it where nobody knows
NOBODY = "?"
#: so many people may be meant by one name
MOST_PEOPLE = 100


class BadSearch(MotcuaError):
    """What was asked for cannot be searched for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for. `what` is a kind or an action or "", `who` and `about` are as they were typed."""

    first: int
    last: int
    what: str = ""
    who: str = ""
    about: str = ""

    def params(self) -> dict[str, str]:
        """As parameters of the address."""
        days = {"from": date_of(self.first).isoformat(), "to": date_of(self.last).isoformat()}
        given = {"action": self.what, "actor": self.who, "subject": self.about}
        return days | {name: value for name, value in given.items() if value}


class Found(NamedTuple):
    """A page, newest first, and where the next one goes on; None where nothing more is left."""

    entries: list[Entry]
    after: str | None


def find(
    office: Office, viewer: Viewer, asked: Asked, after: str | None = None, most: int = PAGE
) -> Found:
    """The entries that are asked for, from `after` on. Raises NotAllowed, BadSearch."""
    require(viewer, "audit")
    since, until = _instants(office, asked)
    where = _where(office, asked)
    if any(values == () for values in where.values()):
        return Found([], None)
    chosen: dict[str, Sequence[str]] = {name: values for name, values in where.items() if values}
    beyond = _place(after)
    until = until if beyond is None else min(until, beyond[0] + timedelta(milliseconds=1))
    found: list[Entry] = []
    span = FIRST_SPAN
    while since < until and len(found) <= most:
        begin = max(since, until - span)
        part = office.audit.matching(begin, until, **chosen)  # type: ignore[arg-type]
        found += part if beyond is None else [one for one in part if (one.at, one.id) < beyond]
        until, span = begin, span * 2
    shown = found[:most]
    more = len(found) > most
    return Found(shown, f"{instant_ms(shown[-1].at)}_{shown[-1].id}" if more else None)


def actions_meant(what: str) -> tuple[AuditAction, ...]:
    """The actions of a kind, or the one action; none for "" and for what is neither."""
    if what in KINDS:
        return actions_of(what)
    return tuple(action for action in AUDIT_ACTIONS if action == what)


def counted(
    office: Office, viewer: Viewer, actions: Sequence[AuditAction], first: int, last: int
) -> Mapping[AuditAction, int]:
    """How often each of some actions was done from one day to another: ask for a few. Raises NotAllowed."""
    require(viewer, "audit")
    return office.audit.counts(*_instants(office, Asked(first, last)), actions)


def _instants(office: Office, asked: Asked) -> tuple[datetime, datetime]:
    """The first instant of the first day, and that of the day after the last."""
    if asked.last < asked.first:
        raise BadSearch(
            "Ngày cuối phải từ ngày đầu trở đi.", "The last day has to be the first one or later."
        )
    if asked.last - asked.first >= MOST_DAYS:
        raise BadSearch(f"Hãy chọn nhiều nhất {MOST_DAYS} ngày.", f"Choose at most {MOST_DAYS} days.")
    zone = office.store.zone
    return day_start(asked.first, zone), day_start(asked.last + 1, zone)


def _where(office: Office, asked: Asked) -> dict[str, tuple[str, ...] | None]:
    """Field → the values that are meant; None for any, an empty tuple where nothing can be meant."""
    what, who, about = (text.strip() for text in (asked.what, asked.who, asked.about))
    return {
        "actions": actions_meant(what) if what else None,
        "actors": _people(office, who) if who else None,
        "subjects": _subjects(office, about) if about else None,
    }


def _people(office: Office, typed: str) -> tuple[str, ...]:
    """The ids of those who are called so, in part at least, or sign in so; "?" stands for nobody known."""
    if typed == NOBODY:
        return ("",)
    folded = fold(typed)
    named = {**office.names.of("person"), SYSTEM.user_id: SYSTEM.name}
    found = {id for id, name in named.items() if name and (typed == id or folded in fold(name))}
    user = office.users.by_login(typed)
    if user is not None:
        found.add(user.id)
    # Whoever is no longer known is found by what the audit calls them.
    return tuple(sorted(found))[:MOST_PEOPLE] or (typed,)


def _subjects(office: Office, typed: str) -> tuple[str, ...]:
    """What may be meant: what was typed itself (a code), and the accounts and tokens that are called so."""
    people = set(_people(office, typed)) if typed != NOBODY else set()
    systems = {one.id for one in office.api_tokens.all() if actor_of(one.id) in people}
    return tuple(sorted({typed, typed.upper(), *people, *systems}))


def _place(after: str | None) -> tuple[datetime, str] | None:
    """Where a page goes on. Raises BadSearch for what is no such place."""
    if after is None:
        return None
    stamp, _, id = after.partition("_")
    try:
        return from_ms(int(stamp)), id
    except (ValueError, OverflowError):
        raise BadSearch("Không có trang này.", "There is no such page.") from None
