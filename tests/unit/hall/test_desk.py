"""Numbers on a real store: taken, called by many at once, ended, and counted."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.hall.board import state, turn
from dashboard.hall.desk import call_next, do, take
from dashboard.hall.figures import added, table
from dashboard.hall.queue import HallRefused
from models.errors import NotAllowed
from models.ticket import Ticket
from models.viewer import SYSTEM
from tests.unit.hall.conftest import NOW
from tests.unit.hall.helpers import CLERK, HALL, STRANGER, A, B

if TYPE_CHECKING:
    from dashboard.office import Office


def later(office: Office, minutes: int) -> None:
    office.now = lambda: NOW + timedelta(minutes=minutes)  # type: ignore[method-assign]


def test_a_ticket_is_called_recalled_and_done_and_its_wait_is_counted(office: Office) -> None:
    first = take(office, HALL, A)
    assert first.number == 1
    later(office, 12)
    called = call_next(office, CLERK, "Q02")
    assert called is not None and called.id == first.id
    with pytest.raises(HallRefused, match="đang có số 1"):
        call_next(office, CLERK, "Q02")
    again = do(office, CLERK, "Q02", called.id, "recall")
    assert (again.calls, again.called_at) == (2, called.called_at)
    do(office, CLERK, "Q02", called.id, "done")
    later(office, 20)
    assert call_next(office, CLERK, "Q02") is None
    cells = added(office.hall_cells.between(HALL, office.today(), office.today()))
    assert (cells.taken, cells.called, cells.done, cells.no_show) == (1, 1, 1, 0)
    assert cells.mean == 12 and cells.p50 == pytest.approx(12, rel=0.011)
    assert [(row.group.id, row.half, row.hall.called) for row in table(
        office, SYSTEM, HALL, office.today(), office.today()
    )] == [(A, "morning", 1)]  # fmt: skip


def test_a_counter_calls_its_groups_and_priority_goes_ahead_but_not_for_ever(office: Office) -> None:
    early = take(office, HALL, A)
    later(office, 40)
    plain, old = take(office, HALL, A), take(office, HALL, A, priority=True)
    b = take(office, HALL, B)
    later(office, 41)
    called = [call_next(office, CLERK, "Q01")]
    assert [one and one.id for one in called] == [b.id]
    for expected in (early, old, plain):
        found = call_next(office, CLERK, "Q02")
        assert found is not None and found.id == expected.id
        do(office, CLERK, "Q02", found.id, "done")


def test_a_ticket_handed_on_is_the_next_one_there_and_only_there(office: Office) -> None:
    take(office, HALL, A)
    take(office, HALL, A)
    called = call_next(office, CLERK, "Q02")
    assert called is not None
    with pytest.raises(HallRefused, match="quầy khác"):
        do(office, CLERK, "Q02", called.id, "hand", to="Q02")
    do(office, CLERK, "Q02", called.id, "hand", to="Q01")
    second = call_next(office, CLERK, "Q02")
    assert second is not None and second.number == 2
    there = call_next(office, CLERK, "Q01")
    assert there is not None and (there.id, there.called_at) == (called.id, called.called_at)
    assert added(office.hall_cells.between(HALL, office.today(), office.today())).called == 2


def test_who_was_not_there_may_come_back_at_the_end(office: Office) -> None:
    first, second = take(office, HALL, A), take(office, HALL, A)
    call_next(office, CLERK, "Q02")
    do(office, CLERK, "Q02", first.id, "no_show")
    later(office, 5)
    do(office, CLERK, "Q03", first.id, "return")
    found = call_next(office, CLERK, "Q02")
    assert found is not None and found.id == second.id
    assert added(office.hall_cells.between(HALL, office.today(), office.today())).no_show == 0


def test_others_and_strangers_call_nothing(office: Office) -> None:
    ticket = take(office, HALL, A)
    with pytest.raises(NotAllowed):
        call_next(office, STRANGER, "Q02")
    with pytest.raises(NotAllowed):
        call_next(office, SYSTEM, "Q02")
    with pytest.raises(HallRefused, match="không ở quầy này"):
        do(office, CLERK, "Q02", ticket.id, "done")
    with pytest.raises(HallRefused):
        take(office, HALL, "nothing")
    assert office.tickets.in_state(HALL, office.today(), "waiting") == [ticket]


def test_however_many_take_and_call_at_once_no_number_is_given_or_called_twice(office: Office) -> None:
    people, counters = 24, ("Q02", "Q03")
    barrier = threading.Barrier(8)

    def take_some(_: int) -> list[int]:
        barrier.wait(60)
        return [take(office, HALL, A).number for _ in range(people // 8)]

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for some in pool.map(take_some, range(8)) for number in some]
    assert sorted(numbers) == list(range(1, people + 1))
    again = threading.Barrier(6)

    def call_some(place: int) -> list[Ticket]:
        """Three clerks at each of two counters; one that finds its counter busy ends what is there."""
        counter, got = counters[place % 2], []
        again.wait(60)
        while True:
            try:
                found = call_next(office, CLERK, counter)
            except HallRefused:
                present = office.tickets.at_counter(counter, office.today())
                if present is not None:
                    try:
                        do(office, CLERK, counter, present.id, "done")
                    except HallRefused:
                        continue
                continue
            if found is None:
                return got
            got.append(found)

    with ThreadPoolExecutor(6) as pool:
        called = [one.number for some in pool.map(call_some, range(6)) for one in some]
    assert sorted(called) == list(range(1, people + 1))
    cells = added(office.hall_cells.between(HALL, office.today(), office.today()))
    assert (cells.taken, cells.called) == (people, people)
    assert cells.done >= people - 2


def test_the_wall_shows_numbers_and_counts_and_a_recall_is_said_again(office: Office) -> None:
    office.names.forget()
    take(office, HALL, A)
    take(office, HALL, A)
    before = turn(office, take(office, HALL, A))
    assert before.before == 2
    called = call_next(office, CLERK, "Q02")
    assert called is not None
    shown = state(office, HALL)
    assert [(one["number"], one["counter"], one["spoken"]) for one in shown["calls"]] == [
        (1, "quầy số 2", "Mời số 1 đến quầy số 2")
    ]  # fmt: skip
    assert (shown["waiting"], shown["served"]) == (2, 0)
    assert [(one["name"], one["waiting"]) for one in shown["groups"]] == [("Nhóm a", 2), ("Nhóm b", 0)]
    do(office, CLERK, "Q02", called.id, "recall")
    assert state(office, HALL)["calls"][0]["key"] != shown["calls"][0]["key"]
    do(office, CLERK, "Q02", called.id, "done")
    assert state(office, HALL)["served"] == 1 and state(office, HALL)["calls"] == []
