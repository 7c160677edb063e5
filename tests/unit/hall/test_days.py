"""The demonstration's days of the hall: figures, cells and tickets agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.hall.figures import added
from models.absence import HALVES
from seed.hall_days import DAYS, cells_of, load_hall
from tests.unit.hall.helpers import HALL, A, B

if TYPE_CHECKING:
    from dashboard.office import Office


def test_simulated_days_are_counted_as_they_were_called_and_are_loaded_once(office: Office) -> None:
    many = load_hall(office, HALL)
    first, last = office.today() - DAYS, office.today() - 1
    cells = office.hall_cells.between(HALL, first, last)
    assert added(cells).taken == many > 500
    assert load_hall(office, HALL) == 0
    for group in (A, B):
        for half in HALVES:
            tickets = office.tickets.of_part(HALL, group, half, first, last)
            own = [cell for cell in cells if cell.group == group and cell.half == half]
            assert sum(one.called_at is not None for one in tickets) == added(own).called
            again = sorted(cells_of(tickets), key=lambda cell: cell.day)
            assert again == sorted(own, key=lambda cell: cell.day)
            assert all(office.calendar().is_working_day(one.day) for one in tickets)
    p50, p90 = added(cells).p50, added(cells).p90
    assert p50 is not None and p90 is not None and 0 <= p50 < p90 < 240
