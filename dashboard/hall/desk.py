"""Numbers: taken by people, called at counters. Each in one transaction with the hall's figures."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.clock import date_of, instant_ms
from dashboard.cube.sketch import bin_of
from dashboard.hall.halls import counters_of, groups_of, served_by
from dashboard.hall.queue import HallRefused, TicketAction, applied, next_of, turn_of
from dashboard.roster.planning import within
from dashboard.roster.week import NOON
from models.absence import Half
from models.errors import AlreadyThere, NotAllowed
from models.roster import Counter
from models.ticket import Ticket, ticket_id
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office
    from models.store import Session

#: how often a call is tried again on the queue as others have just left it
RACES = 12
#: numbers of a hall on one day: more than any hall can call
MOST_A_DAY = 3_000


def take(office: Office, hall: str, group: str, *, priority: bool = False, booking: str = "") -> Ticket:
    """The next number of today, for a group; with the code of a booking for today, at its turn.

    A booking that has a number already gives that one. Raises HallRefused, StoreError.
    """
    groups = {one.id for one in groups_of(office, hall)}
    slot = None
    if booking:
        known = office.tickets.of_booking(booking)
        if known is not None:
            return known
        kept = office.appointments.get(booking)
        if kept is None or kept.state != "booked" or kept.day != office.today() or kept.hall != hall:
            raise HallRefused(
                "Không có lịch hẹn hôm nay với mã này.", "There is no booking for today with this code."
            )
        group, slot = kept.group, kept.starts_at
    if group not in groups:
        raise HallRefused("Hãy chọn lĩnh vực.", "Choose a field.")
    now, day = office.now(), office.today()
    half, ahead = half_now(office), timedelta(minutes=office.hall_rules.of(hall).ahead_minutes)
    series = f"hall-{hall}"
    office.serials.prepare(series, date_of(day))
    office.hall_cells.prepare(hall, day, group, half)
    made: list[Ticket] = []

    def write(session: Session) -> None:
        made.clear()
        number = office.serials.draw(session, series, date_of(day))
        if number > MOST_A_DAY:
            raise HallRefused("Hôm nay đã hết số.", "There are no numbers left today.")
        if booking and not office.appointments.end(booking, "came", session):
            raise HallRefused("Lịch hẹn này vừa được dùng.", "This booking was just used.")
        ticket = Ticket(
            id=ticket_id(hall, day, number),
            hall=hall,
            day=day,
            half=half,
            number=number,
            group=group,
            priority=priority,
            booking=booking,
            token=secrets.token_urlsafe(16),
            taken_at=now,
            turn_at=turn_of(now, ahead, priority=priority, slot=slot),
        )
        office.tickets.add(ticket, session)
        office.hall_cells.add(hall, day, group, half, {"taken": 1}, session)
        made.append(ticket)

    office.store.transact(write)
    return made[-1]


def half_now(office: Office) -> Half:
    """The half-day of this moment, by the clock of the Office."""
    local = office.now().astimezone(office.store.zone)
    return "morning" if local.hour * 60 + local.minute < NOON else "afternoon"


def call_next(office: Office, viewer: Viewer, counter_id: str) -> Ticket | None:
    """Call the next ticket to a counter; None where nobody waits for it.

    However many counters call at once, a ticket is called at one of them, and a counter has one ticket.
    Raises NotAllowed, HallRefused where the counter has a ticket, StoreError.
    """
    counter = _counter(office, viewer, counter_id)
    served = served_by(counter, groups_of(office, counter.department))
    for _ in range(RACES):
        day = office.today()
        present = office.tickets.at_counter(counter.id, day)
        if present is not None:
            raise _busy(present)
        chosen = next_of(office.tickets.in_state(counter.department, day, "waiting"), counter.id, served)
        if chosen is None:
            return None
        try:
            called = _write(office, chosen, "call", counter.id)
        except AlreadyThere:
            continue  # somebody else has called at this very counter: the next round says so
        if called is not None:
            return called
    raise _lost()


def do(
    office: Office, viewer: Viewer, counter_id: str, id: str, action: TicketAction, to: str = ""
) -> Ticket:
    """Recall, end, or hand on (`to` another counter) what is called at a counter; take a missed number back.

    Raises NotAllowed, HallRefused where it is no longer there, StoreError.
    """
    counter = _counter(office, viewer, counter_id)
    ticket = office.tickets.get(id)
    if ticket is None or ticket.hall != counter.department or ticket.day != office.today():
        raise HallRefused("Không có số này hôm nay.", "There is no such number today.")
    if action == "call" or (action != "return" and ticket.counter != counter.id):
        raise HallRefused(
            f"Số {ticket.number} không ở quầy này.", f"Number {ticket.number} is not at this counter."
        )
    if action == "hand":
        others = {one.id for one in counters_of(office, counter.department)} - {counter.id}
        if to not in others:
            raise HallRefused("Hãy chọn quầy khác.", "Choose another counter.")
    after = _write(office, ticket, action, to)
    if after is None:
        raise _lost()
    return after


def _write(office: Office, seen: Ticket, action: TicketAction, counter: str = "") -> Ticket | None:
    """Write a ticket after the action, and the figures; None where it has changed meanwhile."""
    now = office.now()
    after = applied(seen, action, now, counter)
    moved = _moved(seen, after, action)
    if moved:
        office.hall_cells.prepare(after.hall, after.day, after.group, after.half)
    return _replaced(office, seen, after, moved)


def _replaced(office: Office, seen: Ticket, after: Ticket, moved: Mapping[str, int]) -> Ticket | None:
    written: list[bool] = []

    def write(session: Session) -> None:
        written.clear()
        done = office.tickets.replace(after, seen.version, session)
        written.append(done)
        if done and moved:
            office.hall_cells.add(after.hall, after.day, after.group, after.half, moved, session)

    office.store.transact(write)
    return after if written[-1] else None


def _moved(before: Ticket, after: Ticket, action: TicketAction) -> dict[str, int]:
    """What an action adds to the figures of the ticket's group and half-day."""
    if action == "call" and before.called_at is None and after.called_at is not None:
        wait = instant_ms(after.called_at) - instant_ms(after.taken_at)
        return {"called": 1, "wait_ms": wait, f"b{bin_of(wait)}": 1}
    if action in ("done", "no_show"):
        return {action: 1}
    return {"no_show": -1} if action == "return" else {}


def _counter(office: Office, viewer: Viewer, id: str) -> Counter:
    """The counter, where the viewer may call at it."""
    require(viewer, "hall.call")
    counter = office.counters.get(id)
    if counter is None or not counter.in_force(office.local_date()):
        raise HallRefused("Không có quầy này.", "There is no such counter.")
    if not within(viewer, counter.department):
        raise NotAllowed("Quầy này ngoài phạm vi của bạn.", "This counter is outside your scope.")
    return counter


def _busy(ticket: Ticket) -> HallRefused:
    return HallRefused(
        f"Quầy đang có số {ticket.number}; hãy kết thúc số đó trước.",
        f"The counter has number {ticket.number}; end that one first.",
    )


def _lost() -> HallRefused:
    return HallRefused(
        "Người khác vừa gọi; xin bấm lại.", "Somebody else has just called; please press again."
    )
