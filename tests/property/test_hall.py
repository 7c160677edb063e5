"""The queue of the hall against a plain model of it, by random arrivals and calls."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dashboard.hall.queue import LATE, HallRefused, TicketAction, applied, may_call, next_of, turn_of
from models.ticket import Ticket
from tests.helpers import BASE

AHEAD = timedelta(minutes=30)
SERVED = {"Q1": frozenset({"a"}), "Q2": frozenset({"a", "b"}), "Q3": frozenset({"b"})}
COUNTERS = sorted(SERVED)


class Hall(RuleBasedStateMachine):
    """Tickets as they are, with what was ever called for the first time."""

    @initialize()
    def empty(self) -> None:
        self.now: datetime = BASE
        self.tickets: dict[str, Ticket] = {}
        self.first: dict[str, datetime] = {}

    @rule(group=st.sampled_from("ab"), priority=st.booleans(), slot=st.none() | st.integers(-60, 60))
    def arrive(self, group: str, priority: bool, slot: int | None) -> None:
        number = len(self.tickets) + 1
        starts = None if slot is None else self.now + timedelta(minutes=slot)
        turn = turn_of(self.now, AHEAD, priority=priority, slot=starts)
        assert turn <= self.now
        if not priority and (starts is None or self.now > starts + LATE):
            assert turn == self.now
        self.tickets[str(number)] = Ticket(
            _id=str(number), hall="h", day=0, half="morning", number=number, group=group, token=str(number),
            priority=priority, turn_at=turn, taken_at=self.now,
        )  # fmt: skip

    @rule(minutes=st.integers(0, 40))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(counter=st.sampled_from(COUNTERS))
    def call(self, counter: str) -> None:
        if any(one.state == "called" and one.counter == counter for one in self.tickets.values()):
            return
        waiting = [one for one in self.tickets.values() if one.state == "waiting"]
        chosen = next_of(waiting, counter, SERVED[counter])
        mine = [one for one in waiting if may_call(one, counter, SERVED[counter])]
        assert (chosen is None) == (not mine)
        if chosen is None:
            return
        for other in mine:
            # Nobody is overtaken by somebody who came more than `AHEAD` later, but by who was handed here.
            assert chosen.turn_at <= other.turn_at
            if other.turn_at <= other.taken_at - AHEAD or chosen.id == other.id:
                continue
            assert chosen.taken_at <= other.taken_at + AHEAD + LATE + timedelta(minutes=60)
        after = applied(chosen, "call", self.now, counter)
        self.first.setdefault(after.id, self.now)
        assert after.called_at == self.first[after.id]
        self.tickets[after.id] = after

    @precondition(lambda self: any(one.state in ("called", "no_show") for one in self.tickets.values()))
    @rule(data=st.data(), action=st.sampled_from(["recall", "done", "no_show", "hand", "return"]))
    def act(self, data: st.DataObject, action: TicketAction) -> None:
        chosen = data.draw(st.sampled_from(sorted(
            (one for one in self.tickets.values() if one.state in ("called", "no_show")), key=lambda o: o.id
        )))  # fmt: skip
        to = data.draw(st.sampled_from(COUNTERS)) if action == "hand" else ""
        try:
            after = applied(chosen, action, self.now, to)
        except HallRefused:
            assert (chosen.state == "no_show") != (action == "return")
            return
        assert after.called_at == chosen.called_at and after.version == chosen.version + 1
        self.tickets[after.id] = after

    @invariant()
    def a_counter_has_one_ticket_and_what_is_over_stays_over(self) -> None:
        tickets = getattr(self, "tickets", {})
        called = [one.counter for one in tickets.values() if one.state == "called"]
        assert len(called) == len(set(called))
        assert all(one.id in self.first for one in tickets.values() if one.state in ("called", "done"))


Hall.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestHall = Hall.TestCase


def test_without_priority_and_bookings_the_order_is_that_of_coming() -> None:
    tickets = [
        Ticket(_id=str(n), hall="h", day=0, half="morning", number=n, group="a", token=str(n),
               turn_at=turn_of(BASE + timedelta(seconds=n), AHEAD), taken_at=BASE + timedelta(seconds=n))
        for n in range(20, 0, -1)
    ]  # fmt: skip
    order = []
    while (found := next_of(tickets, "Q1", {"a"})) is not None:
        order.append(found.number)
        tickets.remove(found)
    assert order == list(range(1, 21))
