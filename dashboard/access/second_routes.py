"""The routes of the second factor: /second after the password, and its part of /account."""

from __future__ import annotations

from html import escape
from typing import cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.access import headers, pages, second
from dashboard.access.lockout import Locked
from dashboard.access.routes import known_of, mark_of, own_form
from dashboard.access.words import WORDS
from dashboard.office_holder import the_office
from models.errors import MotcuaError
from models.health import reaching
from models.session import Known


async def ask(request: Request) -> Response:
    """GET /second: the code, or the making of a factor; on where nothing is waited for."""
    known = known_of(request)
    if known.session.awaited == "code":
        return _page(request, known)
    return await run_in_threadpool(_enrolling, request, known)


async def answer(request: Request) -> Response:
    """POST /second: a code of the phone or a recovery code."""
    form = await own_form(request)
    if isinstance(form, Response):
        return form
    known, address = known_of(request), headers.address(request.scope)

    def check() -> Response:
        office, code = the_office(), form["code"][:64]
        with reaching():
            user = office.users.get(known.user.id) or known.user
            if known.session.awaited == "code":
                second.check(office, user, code, office.now(), address, arriving=True)
                office.sessions.passed(known.session.id)
                return RedirectResponse("/", 303)
            codes = second.enrol(office, user, code, office.now(), address)
            office.sessions.revoke_all(user.id, but=known.session.id)
            office.sessions.passed(known.session.id)
        return pages.recovery_page(headers.language(request.scope), codes)

    return await _tried(request, known, check)


async def remove(request: Request) -> Response:
    """POST /account/second: take one's own factor away, by a code of it."""
    form = await own_form(request)
    if isinstance(form, Response):
        return form
    known, address = known_of(request), headers.address(request.scope)

    def check() -> Response:
        office = the_office()
        with reaching():
            user = office.users.get(known.user.id) or known.user
            second.remove(office, user, form["code"][:64], office.now(), address)
        return RedirectResponse("/account", 303)

    return await _tried(request, known, check)


async def _tried(request: Request, known: Known, check: object) -> Response:
    language = headers.language(request.scope)
    try:
        return await run_in_threadpool(cast("type[Response]", check))
    except Locked as error:
        response = await _again(request, known, error.told(language), 429)
        response.headers["retry-after"] = str(error.seconds)
        return response
    except MotcuaError as error:
        return await _again(request, known, error.told(language), 422)


async def _again(request: Request, known: Known, trouble: str, status: int) -> Response:
    if known.session.awaited == "code" or request.url.path != "/second":
        return _page(request, known, trouble, status)
    return await run_in_threadpool(_enrolling, request, known, trouble, status)


def _page(request: Request, known: Known, trouble: str = "", status: int = 200) -> Response:
    language = headers.language(request.scope)
    action = "/second" if known.session.awaited else "/account/second"
    return pages.code_page(language, mark_of(request), action, trouble=trouble, status=status)


def _enrolling(request: Request, known: Known, trouble: str = "", status: int = 200) -> Response:
    """The page with the QR code; where a factor is there already, how to take it away."""
    language = headers.language(request.scope)
    try:
        office = the_office()
        with reaching():
            user = office.users.get(known.user.id) or known.user
            factor = second.begin(office, user, office.now())
    except MotcuaError as error:
        return PlainTextResponse(error.told(language), 503)
    if factor.confirmed_at is not None:
        return _page(request, known, trouble, status)
    words = WORDS[language]
    spelled = " ".join(factor.secret[at : at + 4] for at in range(0, len(factor.secret), 4))
    about = (
        f'<p>{words["second_scan"]}</p><div class="qr">'
        f'{second.picture_of(second.address_of(factor, user))}</div>'
        f'<p class="quiet">{words["second_typed"]} <code>{escape(spelled)}</code></p>'
    )
    return pages.code_page(language, mark_of(request), "/second", about, trouble, status)


ROUTES: list[BaseRoute] = [
    Route("/second", ask, methods=["GET"]),
    Route("/second", answer, methods=["POST"]),
    Route("/account/second", remove, methods=["POST"]),
]
