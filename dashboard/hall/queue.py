"""Whose turn it is, and what becomes of a ticket (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Literal

from models.errors import MotcuaError
from models.ticket import Ticket, TicketState

TicketAction = Literal["call", "recall", "done", "no_show", "hand", "return"]
#: action → the state it is possible in
SOURCES: dict[TicketAction, TicketState] = {
    "call": "waiting",
    "recall": "called",
    "done": "called",
    "no_show": "called",
    "hand": "called",
    "return": "no_show",
}
#: somebody who booked is on time until so long after the slot began
LATE = timedelta(minutes=15)


class HallRefused(MotcuaError):
    """It cannot be done; nothing was changed."""


def turn_of(
    taken_at: datetime, ahead: timedelta, *, priority: bool = False, slot: datetime | None = None
) -> datetime:
    """When a ticket's turn counts from: those who come first are called first.

    Elderly and disabled people, pregnant women and those with small children (NĐ 63/2010 art. 18.8) count as
    if they had come `ahead` earlier; who booked and is on time, as if `ahead` before the slot, or before
    they came where that is earlier. So nobody is overtaken by somebody who came more than `ahead` later.
    """
    turns = [taken_at]
    if priority:
        turns.append(taken_at - ahead)
    if slot is not None and taken_at <= slot + LATE:
        turns.append(min(slot, taken_at) - ahead)
    return min(turns)


def may_call(ticket: Ticket, counter: str, served: Collection[str]) -> bool:
    """Whether a counter that serves these groups may call the ticket."""
    if ticket.wanted:
        return ticket.wanted == counter
    return ticket.group in served


def next_of(waiting: Iterable[Ticket], counter: str, served: Collection[str]) -> Ticket | None:
    """The ticket to be called next at a counter: the one that it may call whose turn counts from earliest."""
    theirs = [one for one in waiting if one.state == "waiting" and may_call(one, counter, served)]
    return min(theirs, key=lambda one: (one.turn_at, one.number), default=None)


def applied(ticket: Ticket, action: TicketAction, now: datetime, counter: str = "") -> Ticket:
    """The ticket after `action`; `counter`: where it is called, or to which it is handed.

    Raises HallRefused.
    """
    if ticket.state != SOURCES[action]:
        raise HallRefused(
            f"Số {ticket.number} vừa được người khác xử lý; hãy xem lại.",
            f"Somebody else has just dealt with number {ticket.number}; look again.",
        )
    changes: dict[str, object] = {"version": ticket.version + 1}
    if action in ("call", "recall"):
        changes |= {"state": "called", "last_call_at": now, "calls": ticket.calls + 1}
        if action == "call":
            changes |= {"counter": counter, "wanted": "", "called_at": ticket.called_at or now}
    elif action == "hand":
        # It was its turn once: it is the next one there.
        changes |= {"state": "waiting", "wanted": counter}
    elif action == "return":
        changes |= {"state": "waiting", "turn_at": now, "ended_at": None}
    else:
        changes |= {"state": action, "ended_at": now}
    return ticket.model_copy(update=changes)


def spoken(number: int, counter: str) -> str:
    """What the voice says: "Mời số 2 1 5 đến quầy số 3"; digits one by one, so that none is misheard."""
    return f"Mời số {' '.join(str(number))} đến {counter_words(counter)}"


def counter_words(name: str) -> str:
    """The counter as it is said and shown: "Quầy 03" is "quầy số 3"; another name stays as it is."""
    digits = "".join(letter for letter in name if letter.isdigit())
    if digits and name.casefold().startswith("quầy"):
        return f"quầy số {int(digits)}"
    return name
