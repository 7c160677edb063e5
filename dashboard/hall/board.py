"""What the wall and a ticket's own page show: numbers and counts, nothing of whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.hall.figures import added
from dashboard.hall.halls import counters_of, groups_of, served_by
from dashboard.hall.queue import counter_words, may_call, spoken
from models.ticket import Ticket

if TYPE_CHECKING:
    from dashboard.office import Office

#: calls that the wall shows at once
SHOWN = 5


def state(office: Office, hall: str) -> dict[str, Any]:
    """The wall's state as JSON: calls (the last first), and of each group how many wait and today's median.

    `key` of a call is another one at each recall, so that it is said again.
    """
    day = office.today()
    waiting = office.tickets.in_state(hall, day, "waiting")
    called = office.tickets.in_state(hall, day, "called")
    names = {one.id: one.name for one in office.counters.of(hall)}
    cells = office.hall_cells.between(hall, day, day)
    groups = []
    for group in groups_of(office, hall):
        own = added(one for one in cells if one.group == group.id)
        count = sum(one.group == group.id for one in waiting)
        median = None if own.p50 is None else round(own.p50)
        groups.append({"name": group.name, "waiting": count, "median": median})
    calls = sorted(called, key=lambda one: one.last_call_at or one.taken_at, reverse=True)[:SHOWN]
    return {
        "at": office.now().isoformat(timespec="milliseconds"),
        "hall": office.names.name("department", hall),
        "waiting": len(waiting),
        "served": added(cells).done,
        "groups": groups,
        "calls": [
            {
                "number": one.number,
                "counter": counter_words(names.get(one.counter, one.counter)),
                "key": f"{one.day}:{one.number}:{one.calls}",
                "spoken": spoken(one.number, names.get(one.counter, one.counter)),
            }
            for one in calls
        ],
    }


@dataclass(frozen=True, slots=True)
class Turn:
    """A ticket as its owner sees it: how many are before it, and the counter where it is called."""

    ticket: Ticket
    group: str
    before: int
    counter: str


def turn(office: Office, ticket: Ticket) -> Turn:
    """How many may be called before it: those whose turn counts from earlier, at a counter it may go to."""
    groups = groups_of(office, ticket.hall)
    name = next((one.name for one in groups if one.id == ticket.group), ticket.group)
    counters = counters_of(office, ticket.hall)
    before = 0
    if ticket.state == "waiting":
        theirs = [
            (one.id, served) for one in counters if may_call(ticket, one.id, served := served_by(one, groups))
        ]
        mine = (ticket.turn_at, ticket.number)
        before = sum(
            (other.turn_at, other.number) < mine
            and any(may_call(other, counter, served) for counter, served in theirs)
            for other in office.tickets.in_state(ticket.hall, ticket.day, "waiting")
        )
    counter = next((one.name for one in counters if one.id == ticket.counter), ticket.counter)
    return Turn(ticket, name, before, counter_words(counter) if counter else "")
