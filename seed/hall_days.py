"""Made-up days of the hall for the demonstration: people come, are called in their turn, and are done."""

from __future__ import annotations

import heapq
import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.clock import date_of, instant_ms
from dashboard.cube.sketch import bin_of
from dashboard.hall.halls import counters_of, groups_of, served_by
from dashboard.hall.queue import applied, next_of, turn_of
from dashboard.roster.week import slots_of
from models.absence import Half
from models.hall_cell import HallCell
from models.ticket import Ticket, ticket_id

if TYPE_CHECKING:
    from dashboard.office import Office

SEED = 45_2016
#: days back, people of a half-day, minutes at a counter
DAYS, PEOPLE, MINUTES = 35, (18, 34), (4, 16)
#: shares of those with priority, and of those who are not there when they are called
PRIORITY, AWAY = 0.12, 0.06
AHEAD = timedelta(minutes=30)


def load_hall(office: Office, hall: str) -> int:
    """The last weeks of a hall up to yesterday; how many numbers. Nothing where there are numbers already."""
    counters, groups = counters_of(office, hall), groups_of(office, hall)
    if not counters or not groups or office.store.holds("tickets"):
        return 0
    chance = random.Random(SEED)
    served = {one.id: served_by(one, groups) for one in counters}
    tickets: list[Ticket] = []
    for day in range(office.today() - DAYS, office.today()):
        slots = [slot for slot in slots_of(office.calendar(), day - (day + 3) % 7) if slot.day == day]
        for slot in slots:
            opening = _opening(office, day, slot.half)
            first = sum(one.day == day for one in tickets) + 1
            names = [one.id for one in groups]
            coming = _coming(chance, hall, day, slot.half, opening, slot.minutes, names, first)
            tickets += _called(chance, coming, served, opening)
    office.tickets.put_many(tickets)
    office.hall_cells.put_many(cells_of(tickets))
    return len(tickets)


def _opening(office: Office, day: int, half: Half) -> datetime:
    hour = 7 if half == "morning" else 13
    date = date_of(day)
    return datetime(date.year, date.month, date.day, hour, 30, tzinfo=office.store.zone)


def _coming(
    chance: random.Random,
    hall: str,
    day: int,
    half: Half,
    opening: datetime,
    minutes: int,
    groups: list[str],
    first: int,
) -> list[Ticket]:
    """Who comes in a half-day: most of them early in it."""
    found = []
    after = sorted(chance.triangular(0, max(30, minutes - 45), 20) for _ in range(chance.randint(*PEOPLE)))
    weights = range(len(groups), 0, -1)
    for number, minute in enumerate(after, first):
        at = opening + timedelta(minutes=minute)
        priority = chance.random() < PRIORITY
        found.append(
            Ticket(
                id=ticket_id(hall, day, number),
                hall=hall,
                day=day,
                half=half,
                number=number,
                group=chance.choices(groups, weights)[0],
                priority=priority,
                taken_at=at,
                token=f"{chance.getrandbits(128):032x}",
                turn_at=turn_of(at, AHEAD, priority=priority),
            )
        )
    return found


def _called(
    chance: random.Random, coming: list[Ticket], served: dict[str, frozenset[str]], opening: datetime
) -> list[Ticket]:
    """The tickets after the half-day: each counter calls its next one as soon as it is free."""
    free = [(opening, counter) for counter in sorted(served)[: max(2, len(served) // 2)]]
    waiting, ended = list(coming), []
    while waiting and free:
        at, counter = heapq.heappop(free)
        here = [one for one in waiting if one.taken_at <= at]
        chosen = next_of(here, counter, served[counter])
        if chosen is None:
            later = [one.taken_at for one in waiting if one.taken_at > at and one.group in served[counter]]
            if later:
                heapq.heappush(free, (min(later), counter))
            continue
        waiting.remove(chosen)
        away = chance.random() < AWAY
        left = at + timedelta(minutes=1 if away else chance.uniform(*MINUTES))
        ended.append(applied(applied(chosen, "call", at, counter), "no_show" if away else "done", left))
        heapq.heappush(free, (left, counter))
    return ended + waiting


def cells_of(tickets: list[Ticket]) -> list[HallCell]:
    """The cells of finished tickets, as calling them one by one would have added them up."""
    parted: defaultdict[tuple[str, int, str, Half], list[Ticket]] = defaultdict(list)
    for one in tickets:
        parted[(one.hall, one.day, one.group, one.half)].append(one)
    found = []
    for (hall, day, group, half), rows in parted.items():
        waits = [instant_ms(one.called_at) - instant_ms(one.taken_at) for one in rows if one.called_at]
        bins: defaultdict[int, int] = defaultdict(int)
        for wait in waits:
            bins[bin_of(wait)] += 1
        found.append(
            HallCell(
                hall=hall,
                day=day,
                group=group,
                half=half,
                taken=len(rows),
                called=len(waits),
                done=sum(one.state == "done" for one in rows),
                wait_ms=sum(waits),
                bins=dict(bins),
                no_show=sum(one.state == "no_show" for one in rows),
            )
        )
    return found
