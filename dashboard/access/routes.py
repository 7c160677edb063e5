"""The routes of the door: /login, /logout and /account. Every form is checked to come from here."""

from __future__ import annotations

import hmac
import secrets
from typing import cast
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard import meters
from dashboard.access import accounts, headers, pages, sessions
from dashboard.access.gate import session_of
from dashboard.access.lockout import Locked
from dashboard.access.words import WORDS
from dashboard.office_holder import the_office
from models.errors import MotcuaError
from models.health import reaching
from models.session import Known

#: The mark of the sign-in form, before there is a session.
FORM_COOKIE = "motcua_form"
_LONGEST_FORM = 16 * 1024
_YEAR = 365 * 24 * 3600
#: Each check of a password takes 64 MiB and a tenth of a second: so many at a time, the others queue.
_passwords_at_a_time = CapacityLimiter(2)


async def show_door(request: Request) -> Response:
    """GET /login: the form, or on to where one was going when already signed in."""
    wanted = headers.safe_next(request.query_params.get("next", "/"))
    chosen = request.query_params.get("language")
    language = chosen if chosen in WORDS else headers.language(request.scope)
    try:
        known = await session_of(request.scope)
    except MotcuaError as error:
        return door(request, language, wanted, trouble=error.told(language), status=503)
    if known is not None:
        return RedirectResponse(wanted, 303)
    response = door(request, language, wanted)
    if chosen in WORDS:
        _set_language(request, response, chosen)
    return response


async def come_in(request: Request) -> Response:
    """POST /login: check, open a session, set the cookies, go on."""
    language = headers.language(request.scope)
    form = await _form(request)
    wanted = headers.safe_next(form["next"])
    login, password = form["login"][:256], form["password"]
    cookie = request.cookies.get(FORM_COOKIE, "")
    if not headers.comes_from_here(request.headers):
        return door(request, language, "/", trouble=WORDS[language]["foreign_form"], status=403)
    if not cookie or not hmac.compare_digest(cookie.encode(), form["mark"].encode()):
        return door(request, language, wanted, login, WORDS[language]["old_page"], 403)
    address, agent = headers.address(request.scope), request.headers.get("user-agent", "")
    old = request.cookies.get(sessions.COOKIE)

    def check() -> sessions.SignedIn:
        office = the_office()
        with reaching():
            signed_in = sessions.sign_in(office, login, password, office.now(), address, agent)
            if old:
                sessions.sign_out(office, old, office.now(), address)
        return signed_in

    try:
        signed_in = await to_thread.run_sync(check, limiter=_passwords_at_a_time)
    except Locked as error:
        meters.SIGN_INS.labels("locked").inc()
        response = door(request, language, wanted, login, error.told(language), 429)
        response.headers["retry-after"] = str(error.seconds)
        return response
    except sessions.SignInRefused as error:
        meters.SIGN_INS.labels("refused").inc()
        return door(request, language, wanted, login, error.told(language), 401)
    except MotcuaError as error:
        meters.SIGN_INS.labels("failed").inc()
        return door(request, language, wanted, login, error.told(language), 503)
    return let_in(request, signed_in, wanted)


def let_in(request: Request, signed_in: sessions.SignedIn, wanted: str) -> Response:
    """On to where one was going, with the cookie of the new session."""
    meters.SIGN_INS.labels("ok").inc()
    response = RedirectResponse(wanted, 303, {"cache-control": "no-store"})
    response.set_cookie(
        sessions.COOKIE,
        signed_in.token,
        max_age=int(the_office().sessions.absolute.total_seconds()),
        secure=headers.is_https(request.scope),
        httponly=True,
        samesite="lax",
    )
    if sessions.LANGUAGE_COOKIE not in request.cookies:
        _set_language(request, response, signed_in.user.language)
    response.delete_cookie(FORM_COOKIE)
    return response


async def ask_to_go(request: Request) -> Response:
    """GET /logout: the question, with the form that ends the session."""
    return pages.signout_page(headers.language(request.scope), mark_of(request))


async def go_out(request: Request) -> Response:
    """POST /logout: end the session and forget the cookie."""
    form = await own_form(request)
    if isinstance(form, Response):
        return form
    token, address = request.cookies[sessions.COOKIE], headers.address(request.scope)

    def end() -> None:
        office = the_office()
        with reaching():
            sessions.sign_out(office, token, office.now(), address)

    try:
        await run_in_threadpool(end)
    except MotcuaError as error:
        return PlainTextResponse(error.told(headers.language(request.scope)), 503)
    response = RedirectResponse("/login", 303, {"cache-control": "no-store"})
    response.delete_cookie(sessions.COOKIE)
    if headers.is_https(request.scope):  # elsewhere browsers refuse it, and complain
        response.headers["clear-site-data"] = '"cache"'
    return response


async def show_account(request: Request) -> Response:
    """GET /account: who one is, the password, the signed-in devices."""
    return await _account(request)


async def change_password(request: Request) -> Response:
    """POST /account/password: one's own new password."""
    form = await own_form(request)
    if isinstance(form, Response):
        return form
    words = WORDS[headers.language(request.scope)]
    if form["wanted"] != form["again"]:
        return await _account(request, trouble=words["not_same"], status=422)
    known, address = known_of(request), headers.address(request.scope)

    def change() -> None:
        office = the_office()
        with reaching():
            accounts.change_own_password(
                office,
                known.user,
                known.session.id,
                form["present"],
                form["wanted"],
                office.now(),
                address,
            )

    try:
        await to_thread.run_sync(change, limiter=_passwords_at_a_time)
    except MotcuaError as error:
        return await _account(request, trouble=error.told(headers.language(request.scope)), status=422)
    return await _account(request, done=words["password_changed"])


async def end_device(request: Request) -> Response:
    """POST /account/sessions: sign out another of one's own devices."""
    form = await own_form(request)
    if isinstance(form, Response):
        return form
    known, address = known_of(request), headers.address(request.scope)

    def end() -> None:
        office = the_office()
        with reaching():
            sessions.end_session(office, known.user, form["session"], office.now(), address)

    try:
        await run_in_threadpool(end)
    except MotcuaError as error:
        return await _account(request, trouble=error.told(headers.language(request.scope)), status=503)
    return await _account(request, done=WORDS[headers.language(request.scope)]["session_ended"])


def door(
    request: Request, language: str, wanted: str, login: str = "", trouble: str = "", status: int = 200
) -> Response:
    """The door's page, with the mark of its form; `trouble` says what went wrong."""
    mark = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    settings = the_office().settings
    sso = settings.oidc_name if settings.oidc_issuer and settings.oidc_client_id else ""
    response = pages.signin_page(language, mark, wanted, login, trouble, status, sso)
    response.set_cookie(
        FORM_COOKIE,
        mark,
        secure=headers.is_https(request.scope),
        httponly=True,
        samesite="lax",
    )
    return response


async def _account(request: Request, trouble: str = "", done: str = "", status: int = 200) -> Response:
    language, known = headers.language(request.scope), known_of(request)

    def read() -> Response:
        office = the_office()
        with reaching():
            user = office.users.get(known.user.id) or known.user
            devices = office.sessions.of(user.id, office.now())
            factor = office.second_factors.get(user.id)
        return pages.account_page(
            language,
            mark_of(request),
            user,
            devices,
            known.session.id,
            office.store.zone,
            trouble,
            done,
            status,
            has_second=factor is not None and factor.confirmed_at is not None,
        )

    try:
        return await run_in_threadpool(read)
    except MotcuaError as error:
        return PlainTextResponse(error.told(language), 503)


class _Form(dict[str, str]):
    """The text fields of a form; a missing one is empty."""

    def __missing__(self, key: str) -> str:
        return ""


async def _form(request: Request) -> _Form:
    """The text fields of an urlencoded form; nothing of a body that is longer than any of ours."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_FORM:
            return _Form()
    try:
        return _Form(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=16))
    except ValueError:
        return _Form()


async def own_form(request: Request) -> _Form | Response:
    """The form of a signed-in page, or the refusal of one that another site sent."""
    form = await _form(request)
    token = request.cookies.get(sessions.COOKIE, "")
    if headers.comes_from_here(request.headers) and sessions.mark_fits(token, form["mark"]):
        return form
    return PlainTextResponse(WORDS[headers.language(request.scope)]["foreign_form"], 403)


def _set_language(request: Request, response: Response, language: str) -> None:
    response.set_cookie(
        sessions.LANGUAGE_COOKIE,
        language,
        max_age=_YEAR,
        secure=headers.is_https(request.scope),
        samesite="lax",
    )


def known_of(request: Request) -> Known:
    """The session that the gate has let in."""
    return cast(Known, request.scope["motcua"])


def mark_of(request: Request) -> str:
    """What the forms of this session carry."""
    return sessions.form_mark(request.cookies.get(sessions.COOKIE, ""))


ROUTES: list[BaseRoute] = [
    Route("/login", show_door, methods=["GET"]),
    Route("/login", come_in, methods=["POST"]),
    Route("/logout", ask_to_go, methods=["GET"]),
    Route("/logout", go_out, methods=["POST"]),
    Route("/account", show_account, methods=["GET"]),
    Route("/account/password", change_password, methods=["POST"]),
    Route("/account/sessions", end_device, methods=["POST"]),
]
