"""The ticket (số thứ tự): one person's turn in the hall on one day. Nothing in it is personal data.

Two unique keys carry the promises: the `_id` (hall, day, number), so that no number is given twice, and
`place`, which is the counter while the ticket is called there, so that a counter serves one ticket at a
time. Shard key of a cluster: {hall: 1, day: 1}.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.absence import Half
from models.store import Index, Session, Store
from models.unique import told_twice

TicketState = Literal["waiting", "called", "done", "no_show"]


class Ticket(BaseModel):
    """One number. `turn_at`: what it is ordered by, earliest first; `half`: the half-day of taking it.

    `called_at` is the first call, by which the wait is measured; `counter` where it was called last;
    `wanted`: the one counter that may call it, after it was handed there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    hall: str
    day: int
    half: Half
    number: int
    group: str
    priority: bool = False
    booking: str = ""
    token: str
    state: TicketState = "waiting"
    version: int = 1
    turn_at: datetime
    taken_at: datetime
    called_at: datetime | None = None
    last_call_at: datetime | None = None
    calls: int = 0
    counter: str = ""
    wanted: str = ""
    ended_at: datetime | None = None

    def document(self) -> dict[str, Any]:
        """The ticket as it is stored, with the keys by which it is found."""
        at_counter = f"{self.day}|{self.counter}"
        return {
            **self.model_dump(by_alias=True),
            "queue": queue_of(self.hall, self.day, self.state),
            "part": f"{self.hall}|{self.group}|{self.half}",
            "place": at_counter if self.state == "called" else self.id,
        }


def ticket_id(hall: str, day: int, number: int) -> str:
    """The id of a number of a day."""
    return f"{hall}:{day}:{number}"


def queue_of(hall: str, day: int, state: TicketState) -> str:
    """What all tickets of a hall, a day and a state are found by."""
    return f"{hall}|{day}|{state}"


class Tickets:
    """The tickets of all halls."""

    COLLECTION: ClassVar[str] = "tickets"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("queue",)),
        Index(("place",), unique=True),
        Index(("token",), unique=True),
        Index(("booking",)),
        Index(("part", "day")),
    )

    def __init__(self, store: Store) -> None:
        self._tickets = store.collection(self.COLLECTION)

    def get(self, id: str) -> Ticket | None:
        """The ticket of this id."""
        return _read_one(self._tickets.find_one({"_id": id}))

    def of_token(self, token: str) -> Ticket | None:
        """The ticket whose owner has this token."""
        return _read_one(self._tickets.find_one({"token": token}))

    def of_booking(self, code: str, session: Session | None = None) -> Ticket | None:
        """The ticket that somebody who booked has taken."""
        return _read_one(self._tickets.find_one({"booking": code}, session=session)) if code else None

    def in_state(self, hall: str, day: int, state: TicketState) -> list[Ticket]:
        """The tickets of a day in one state, in the order of their turns: bounded by a day of one hall."""
        found = self._tickets.find({"queue": queue_of(hall, day, state)})
        return sorted(map(_read, found), key=lambda one: (one.turn_at, one.number))

    def at_counter(self, counter: str, day: int) -> Ticket | None:
        """What is called at a counter now."""
        return _read_one(self._tickets.find_one({"place": f"{day}|{counter}"}))

    def of_part(self, hall: str, group: str, half: Half, first: int, last: int) -> list[Ticket]:
        """The tickets of a group and half-day on some days (a month at most), newest first."""
        part = f"{hall}|{group}|{half}"
        found = self._tickets.find({"part": part, "day": {"$gte": first, "$lte": last}})
        return sorted(map(_read, found), key=lambda one: (one.day, one.number), reverse=True)

    def add(self, ticket: Ticket, session: Session) -> None:
        """A new ticket. Raises AlreadyThere where its number is taken."""
        with told_twice():
            self._tickets.insert_one(ticket.document(), session=session)

    def put_many(self, tickets: Sequence[Ticket]) -> None:
        """New tickets at once, for a demonstration."""
        if tickets:
            self._tickets.insert_many([one.document() for one in tickets])

    def replace(self, ticket: Ticket, version: int, session: Session) -> bool:
        """Put it in place of its `version`; False where somebody else was faster.

        Raises AlreadyThere where another ticket is called at its counter.
        """
        there = {"_id": ticket.id, "version": version}
        with told_twice():
            return self._tickets.replace_one(there, ticket.document(), session=session).matched_count == 1


def _read_one(found: dict[str, Any] | None) -> Ticket | None:
    return None if found is None else _read(found)


def _read(found: dict[str, Any]) -> Ticket:
    kept = {name: value for name, value in found.items() if name not in ("queue", "part", "place")}
    return Ticket.model_validate(kept)
