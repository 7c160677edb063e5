"""Bookings: which slots a hall has, who has them, and how one is kept and cancelled."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from dashboard.clock import date_of
from dashboard.hall.halls import counters_of, groups_of, served_by
from dashboard.hall.queue import HallRefused
from dashboard.intake import typed
from dashboard.intake.typed import Wrong
from dashboard.roster.week import intervals_of
from models.appointment import Appointment
from models.form import APPLICANT
from models.hall import HallGroup

if TYPE_CHECKING:
    from dashboard.office import Office

#: letters and digits that nobody takes for another; ten of them are 48 bits
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWX"
CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of a day: minutes of the local day, and how many seats are free of how many."""

    day: int
    start: int
    end: int
    free: int
    seats: int

    @property
    def text(self) -> str:
        """07:30"""
        return f"{self.start // 60:02d}:{self.start % 60:02d}"


def slots(office: Office, hall: str, group: str, day: int) -> list[Slot]:
    """The slots of a day in which a group may be booked, full ones too; none on a day off or out of reach.

    A seat is a counter's, so that a counter which serves several groups is not booked twice. What has begun
    is not offered.
    """
    rules = office.hall_rules.of(hall)
    if not office.today() <= day <= office.today() + rules.days_ahead:
        return []
    whole = _seats_of(office, hall, group)
    taken = {one.seat for one in office.appointments.between(hall, day, day) if one.state != "cancelled"}
    found = []
    for start, end in _times(intervals_of(office.calendar(), date_of(day)), rules.slot_minutes):
        if _instant(office, day, start) <= office.now():
            continue
        seats = [f"{hall}|{day}|{start}|{seat}" for seat in whole]
        found.append(Slot(day, start, end, sum(seat not in taken for seat in seats), len(seats)))
    return found


def days(office: Office, hall: str) -> list[int]:
    """The working days that may be booked."""
    today, calendar = office.today(), office.calendar()
    reach = range(today, today + office.hall_rules.of(hall).days_ahead + 1)
    return [day for day in reach if calendar.is_working_day(day)]


def group_of(groups: Iterable[HallGroup], field: str) -> HallGroup:
    """The group that a field is in. Raises HallRefused."""
    found = next((one for one in groups if field in one.fields), None)
    if found is None:
        raise HallRefused("Hãy chọn lĩnh vực.", "Choose a field.")
    return found


def book(office: Office, hall: str, field: str, day: int, start: int, name: str, phone: str) -> Appointment:
    """Keep a seat of a slot. However many ask at once, a seat is given once.

    Raises HallRefused: what was typed is wrong, the slot is full or gone, the number has a booking that day.
    """
    name = " ".join(name.split())
    if not 2 <= len(name) <= 120:
        raise HallRefused("Hãy nhập họ và tên.", "Type your name.")
    try:
        number = typed.phone(phone, APPLICANT)
    except Wrong as wrong:
        raise HallRefused(wrong.vi, wrong.en) from None
    group = group_of(groups_of(office, hall), field)
    slot = next((one for one in slots(office, hall, group.id, day) if one.start == start), None)
    if slot is None:
        raise HallRefused(
            "Không đặt được giờ này; hãy chọn giờ khác.", "This time cannot be booked; choose another."
        )
    owner = f"{hall}|{day}|{number}"
    for seat in _seats_of(office, hall, group.id):
        made = Appointment(
            id="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
            hall=hall,
            day=day,
            minute=start,
            group=group.id,
            field=field,
            name=name,
            phone=number,
            seat=f"{hall}|{day}|{start}|{seat}",
            owner=owner,
            booked_at=office.now(),
            starts_at=_instant(office, day, start),
            ends_at=_instant(office, day, slot.end),
        )
        if office.appointments.add(made):
            return made
        if office.appointments.owned(owner) is not None:
            raise HallRefused(
                "Số điện thoại này đã có lịch hẹn trong ngày; hãy hủy lịch đó trước.",
                "This phone number has a booking that day; cancel that one first.",
            )
    raise HallRefused("Giờ này vừa hết chỗ; hãy chọn giờ khác.", "This time is full by now; choose another.")


def cancel(office: Office, code: str) -> None:
    """Cancel a booking by its code; its seat is free at once. Raises HallRefused, one sentence for all."""
    if not office.appointments.end(folded(code), "cancelled"):
        raise HallRefused("Không có lịch hẹn nào với mã này.", "There is no booking with this code.")


def folded(code: str) -> str:
    """A code as it is kept, however it was typed: without spaces and hyphens, in capitals."""
    return "".join(letter for letter in code.upper() if letter in ALPHABET)[:CODE_LENGTH]


def shown(code: str) -> str:
    """A code in two halves: ABCDE-23456."""
    return f"{code[:5]}-{code[5:]}"


def _seats_of(office: Office, hall: str, group: str) -> list[str]:
    """The seats of a slot that a group may use; counters that serve few groups first."""
    groups, rules = groups_of(office, hall), office.hall_rules.of(hall)
    serving = [
        (len(served), one.id)
        for one in counters_of(office, hall)
        if group in (served := served_by(one, groups))
    ]
    return [f"{counter}|{place}" for _, counter in sorted(serving) for place in range(rules.seats)]


def _times(intervals: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """The slots of so many minutes that lie wholly within the intervals."""
    return [
        (start, start + length)
        for begin, end in intervals
        for start in range(begin, end - length + 1, length)
    ]


def _instant(office: Office, day: int, minute: int) -> datetime:
    local = datetime.combine(date_of(day), time(), office.store.zone) + timedelta(minutes=minute)
    return local.astimezone(office.now().tzinfo)
