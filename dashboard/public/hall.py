"""The hall for everybody: a number (at the kiosk, or by the QR code at the door), and the wall."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.access import headers
from dashboard.access.lockout import Lockout, Policy
from dashboard.forms.codes import qr_svg
from dashboard.hall import board
from dashboard.hall.booking import folded
from dashboard.hall.desk import take
from dashboard.hall.halls import groups_of, hall_of, key_of
from dashboard.hall.queue import HallRefused
from dashboard.office_holder import the_office
from dashboard.public.web import ROOT, SECURE, acted, answered, base_of, drawn, go, page, text
from dashboard.telling import day_text
from models.errors import MotcuaError
from models.ticket import Ticket

#: A hall full of people may be behind one router; a kiosk gives a thousand numbers a day.
TAKING = Policy(
    free=600, first=timedelta(seconds=30), longest=timedelta(minutes=10), forgets=timedelta(hours=1)
)
#: The number that a browser has taken, so that one phone does not take ten.
NUMBER_COOKIE = "motcua_so"
_TWELVE_HOURS = 12 * 3600
#: However many screens and phones ask, the wall's state is read once in so long.
FRESH_SECONDS = 1.0
_lock = threading.Lock()
_states: dict[str, tuple[float, dict[str, Any]]] = {}


class NoKey(MotcuaError):
    """The address is not the one of the poster or the kiosk."""

    def __init__(self) -> None:
        super().__init__(
            "Số thứ tự chỉ lấy tại sảnh: xin quét mã QR ở cửa, hoặc đặt lịch hẹn trước.",
            "Numbers are taken in the hall: please scan the QR code at the door, or book a time.",
        )


def numbers(request: Request) -> Response:
    """GET /cong/lay-so?k=…: the groups to choose from; `may=1` on a kiosk."""

    def read() -> Response:
        hall, key = _keyed(request)
        kiosk = request.query_params.get("may") == "1"
        mine = None if kiosk else _own(request)
        if mine is not None:
            return go(f"{ROOT}/so/{mine.token}")
        return _numbers_page(request, hall, key, kiosk)

    return answered(request, read)


def _numbers_page(
    request: Request, hall: str, key: str, kiosk: bool, told: str = "", status: int = 200
) -> Response:
    office = the_office()
    state = {one["name"]: one["waiting"] for one in board.state(office, hall)["groups"]}
    return page(
        request,
        "numbers.html",
        status,
        hall=hall,
        key=key,
        kiosk=kiosk,
        told=told,
        groups=[(one.id, one.name, state.get(one.name, 0)) for one in groups_of(office, hall)],
        hall_name=office.names.name("department", hall),
    )


async def take_number(request: Request) -> Response:
    """POST /cong/lay-so: the next number, for a group or with the code of a booking."""

    def do(request: Request, form: FormData) -> Response:
        hall, key = _keyed(request)
        kiosk = request.query_params.get("may") == "1"
        office, code = the_office(), folded(text(form, "code", 40))
        Lockout(office.attempts, "hall:", address=TAKING).spend(headers.address(request.scope), office.now())
        mine = None if kiosk else _own(request)
        if mine is not None:
            return go(f"{ROOT}/so/{mine.token}")
        try:
            made = take(
                office, hall, text(form, "group", 80), priority=text(form, "priority", 5) == "1", booking=code
            )
        except HallRefused as error:
            told = error.told(headers.language(request.scope))
            return _numbers_page(request, hall, key, kiosk, told, 422)
        answer = go(f"{ROOT}/so/{made.token}" + ("?may=1" if kiosk else ""))
        if not kiosk:
            answer.set_cookie(
                NUMBER_COOKIE,
                made.token,
                max_age=_TWELVE_HOURS,
                secure=headers.is_https(request.scope),
                httponly=True,
                samesite="lax",
                path=ROOT,
            )
        return answer

    return await acted(request, do)


def ticket(request: Request) -> Response:
    """GET /cong/so/TOKEN: the number, how many are before it, and the counter when it is called."""

    def read() -> Response:
        office = the_office()
        found = office.tickets.of_token(request.path_params["token"])
        if found is None:
            raise MotcuaError("Không có số này.", "There is no such number.")
        kiosk = request.query_params.get("may") == "1"
        address = f"{base_of(request, office)}{ROOT}/so/{found.token}"
        back = f"{ROOT}/lay-so?sanh={quote(found.hall)}&k={quote(key_of(office, found.hall))}&may=1"
        return page(
            request,
            "ticket.html",
            turn=board.turn(office, found),
            kiosk=kiosk,
            today=office.today(),
            back=back if kiosk else "",
            picture=drawn(qr_svg(address)),
            hall=found.hall,
            at=f"{found.taken_at.astimezone(office.store.zone):%H:%M} {day_text(found.day)}",
            hall_name=office.names.name("department", found.hall),
        )

    return answered(request, read)


def wall(request: Request) -> Response:
    """GET /cong/man-hinh?sanh=…: the wall screen: who is called where, who waits, how long."""

    def read() -> Response:
        office = the_office()
        hall = hall_of(office, request.query_params.get("sanh"))
        name, zone = office.names.name("department", hall), str(office.store.zone)
        return page(request, "wall.html", hall=hall, hall_name=name, zone=zone)

    return answered(request, read)


def wall_state(request: Request) -> Response:
    """GET /cong/man-hinh/so?sanh=…: what the wall shows, as JSON."""

    def read() -> Response:
        hall = hall_of(the_office(), request.query_params.get("sanh"))
        with _lock:
            kept = _states.get(hall)
            if kept is None or time.monotonic() - kept[0] > FRESH_SECONDS:
                kept = _states[hall] = time.monotonic(), board.state(the_office(), hall)
        return JSONResponse(kept[1], headers=SECURE)

    return answered(request, read)


def _keyed(request: Request) -> tuple[str, str]:
    """The hall and its key, where the address has it. Raises NoKey."""
    office = the_office()
    hall = hall_of(office, request.query_params.get("sanh"))
    key = request.query_params.get("k", "")
    if key != key_of(office, hall):
        raise NoKey
    return hall, key


def _own(request: Request) -> Ticket | None:
    """The number of today that this browser has taken and that is not over."""
    office, token = the_office(), request.cookies.get(NUMBER_COOKIE, "")
    found = office.tickets.of_token(token) if token else None
    if found is None or found.day != office.today() or found.state not in ("waiting", "called"):
        return None
    return found


ROUTES: list[BaseRoute] = [
    Route(f"{ROOT}/lay-so", numbers, methods=["GET"]),
    Route(f"{ROOT}/lay-so", take_number, methods=["POST"]),
    Route(f"{ROOT}/so/{{token}}", ticket, methods=["GET"]),
    Route(f"{ROOT}/man-hinh", wall, methods=["GET"]),
    Route(f"{ROOT}/man-hinh/so", wall_state, methods=["GET"]),
]
