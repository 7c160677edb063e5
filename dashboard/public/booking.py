"""Booking a time in the hall, and cancelling it by its code; without an account."""

from __future__ import annotations

from datetime import timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dashboard.access import headers
from dashboard.access.lockout import Lockout, Policy
from dashboard.clock import date_of, weekday_words
from dashboard.hall.booking import book, cancel, days, folded, group_of, shown, slots
from dashboard.hall.halls import groups_of, hall_of
from dashboard.hall.queue import HallRefused
from dashboard.office_holder import the_office
from dashboard.public.web import ROOT, acted, answered, go, page, text
from dashboard.telling import day_text
from models.appointment import Appointment

#: bookings, and codes that lead nowhere, of one address
BOOKING = Policy(free=40, first=timedelta(minutes=1), longest=timedelta(hours=1), forgets=timedelta(hours=1))


def booking(request: Request) -> Response:
    """GET /cong/dat-lich?linh_vuc=…&ngay=…: the fields, the days, the free times."""
    return answered(request, lambda: _booking_page(request, dict(request.query_params)))


def _booking_page(request: Request, asked: dict[str, str], told: str = "", status: int = 200) -> Response:
    office, language = the_office(), headers.language(request.scope)
    hall = hall_of(office, asked.get("sanh") or None)
    groups = groups_of(office, hall)
    names = office.names.of("field")
    field = asked.get("linh_vuc", "")
    offered = days(office, hall)
    typed = asked.get("ngay", "")
    day = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else (offered or [0])[0]
    found = []
    if field:
        try:
            found = slots(office, hall, group_of(groups, field).id, day)
        except HallRefused as error:
            told, status = error.told(language), 422
    return page(
        request,
        "booking.html",
        status,
        hall=hall,
        field=field,
        day=day,
        told=told,
        slots=found,
        days=[(one, f"{weekday_words(date_of(one), language)} {day_text(one)}") for one in offered],
        groups=[
            (one.name, sorted(((id, names.get(id, id)) for id in one.fields), key=lambda pair: pair[1]))
            for one in groups
        ],
        start=asked.get("gio", ""),
        name=asked.get("ten", "")[:120],
        phone=asked.get("so", "")[:20],
        hall_name=office.names.name("department", hall),
        free=sum(one.free for one in found),
    )


async def keep_booking(request: Request) -> Response:
    """POST /cong/dat-lich: keep a seat; on to its own page."""

    def do(request: Request, form: FormData) -> Response:
        office = the_office()
        asked = {name: text(form, name, 130) for name in ("sanh", "linh_vuc", "ngay", "gio", "ten", "so")}
        hall = hall_of(office, asked["sanh"] or None)
        Lockout(office.attempts, "book:", address=BOOKING).spend(headers.address(request.scope), office.now())
        try:
            day, start = int(asked["ngay"][:7] or 0), int(asked["gio"][:5] or -1)
        except ValueError:
            day, start = 0, -1
        try:
            made = book(office, hall, asked["linh_vuc"], day, start, asked["ten"], asked["so"])
        except HallRefused as error:
            return _booking_page(request, asked, error.told(headers.language(request.scope)), 422)
        return go(f"{ROOT}/lich-hen/{made.id}")

    return await acted(request, do)


def booked(request: Request) -> Response:
    """GET /cong/lich-hen/CODE: a booking, for who knows its code."""
    return answered(request, lambda: _booked_page(request, _known(request)))


def _booked_page(request: Request, kept: Appointment) -> Response:
    office, language = the_office(), headers.language(request.scope)
    when = kept.starts_at.astimezone(office.store.zone)
    return page(
        request,
        "booked.html",
        kept=kept,
        code=shown(kept.id),
        field=office.names.name("field", kept.field),
        when=f"{when:%H:%M} {weekday_words(when.date(), language)} {day_text(kept.day)}",
        hall_name=office.names.name("department", kept.hall),
    )


async def cancel_booking(request: Request) -> Response:
    """POST /cong/lich-hen/CODE/huy: give the seat back."""

    def do(request: Request, form: FormData) -> Response:
        kept = _known(request)
        cancel(the_office(), kept.id)
        return go(f"{ROOT}/lich-hen/{kept.id}")

    return await acted(request, do)


def _known(request: Request) -> Appointment:
    """The booking of the address; a wrong code is counted, and says the same whatever is wrong."""
    office = the_office()
    kept = office.appointments.get(folded(request.path_params["code"]))
    if kept is None:
        Lockout(office.attempts, "book:", address=BOOKING).spend(headers.address(request.scope), office.now())
        raise HallRefused("Không có lịch hẹn nào với mã này.", "There is no booking with this code.")
    return kept


ROUTES: list[BaseRoute] = [
    Route(f"{ROOT}/dat-lich", booking, methods=["GET"]),
    Route(f"{ROOT}/dat-lich", keep_booking, methods=["POST"]),
    Route(f"{ROOT}/lich-hen/{{code}}", booked, methods=["GET"]),
    Route(f"{ROOT}/lich-hen/{{code}}/huy", cancel_booking, methods=["POST"]),
]
