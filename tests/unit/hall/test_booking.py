"""Bookings on a real store: seats are counters', none is given twice, a code cancels."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.hall.booking import book, cancel, days, folded, shown, slots
from dashboard.hall.desk import call_next, take
from dashboard.hall.queue import HallRefused
from models.hall import HallRules
from tests.unit.hall.helpers import CLERK, HALL, A, B

if TYPE_CHECKING:
    from dashboard.office import Office

EIGHT = 8 * 60


def tomorrow(office: Office) -> int:
    return days(office, HALL)[1]


def kept(office: Office, number: int, field: str = "field-a", start: int = EIGHT) -> str:
    return book(office, HALL, field, tomorrow(office), start, "Thị Hân", f"09{number:08d}").id


def test_the_slots_are_those_of_the_calendar_and_the_seats_those_of_the_counters(office: Office) -> None:
    day = tomorrow(office)
    found = slots(office, HALL, A, day)
    assert found[0].text == "07:00" and all(one.seats == 2 for one in found)
    assert {one.seats for one in slots(office, HALL, B, day)} == {3}
    assert {11 * 60 + 30, 13 * 60} & {one.start for one in found} == set()
    assert slots(office, HALL, A, office.today())[0].start > 9 * 60
    saturday = office.today() + 1
    assert saturday not in days(office, HALL) and slots(office, HALL, A, saturday) == []
    assert slots(office, HALL, A, office.today() + 99) == []


def test_a_seat_that_one_group_has_is_not_free_for_another(office: Office) -> None:
    kept(office, 1), kept(office, 2)
    with pytest.raises(HallRefused, match="chọn giờ khác"):
        kept(office, 3)
    assert [one.free for one in slots(office, HALL, B, tomorrow(office)) if one.start == EIGHT] == [1]
    kept(office, 4, "field-b")
    assert [one.free for one in slots(office, HALL, B, tomorrow(office)) if one.start == EIGHT] == [0]


def test_a_code_cancels_and_the_seat_is_free_again(office: Office) -> None:
    code = kept(office, 1)
    kept(office, 2)
    with pytest.raises(HallRefused, match="đã có lịch hẹn"):
        kept(office, 1, start=EIGHT + 30)
    cancel(office, shown(code).lower())
    with pytest.raises(HallRefused) as twice:
        cancel(office, code)
    with pytest.raises(HallRefused) as wrong:
        cancel(office, "2222222222")
    assert twice.value.vi == wrong.value.vi
    assert folded(shown(code)) == code
    kept(office, 1)


def test_however_many_book_at_once_a_seat_is_given_once(office: Office) -> None:
    office.hall_rules.put(HallRules(id=HALL, seats=2))

    def one(number: int) -> bool:
        try:
            kept(office, number)
        except HallRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(12))) == 4
    seats = [each.seat for each in office.appointments.between(HALL, 0, 99_999)]
    assert len(seats) == len(set(seats)) == 4


def test_who_booked_and_is_on_time_is_called_before_who_came_within_the_half_hour(office: Office) -> None:
    code = kept(office, 7)
    slot = office.appointments.get(code)
    assert slot is not None
    with pytest.raises(HallRefused, match="hôm nay"):
        take(office, HALL, "", booking=code)
    office.now = lambda: slot.starts_at - timedelta(minutes=10)  # type: ignore[method-assign]
    walked_in = take(office, HALL, A)
    booked = take(office, HALL, "", booking=code)
    assert take(office, HALL, "", booking=code).id == booked.id
    assert (booked.group, walked_in.number, booked.number) == (A, 1, 2)
    first = call_next(office, CLERK, "Q02")
    assert first is not None and first.id == booked.id


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "họ và tên"), ({"phone": "12"}, "Số điện thoại"), ({"field": "x"}, "lĩnh vực"),
        ({"start": 3}, "chọn giờ khác"), ({"day": 1}, "chọn giờ khác"),
    ],
)  # fmt: skip
def test_what_cannot_be_booked_is_refused(office: Office, change: dict[str, object], words: str) -> None:
    given: dict[str, object] = {
        "field": "field-a", "day": tomorrow(office), "start": EIGHT, "name": "Thị Hân", "phone": "0912345678",
    }  # fmt: skip
    with pytest.raises(HallRefused, match=words):
        book(office, HALL, **{**given, **change})  # type: ignore[arg-type]
    assert office.appointments.between(HALL, 0, 99_999) == []
