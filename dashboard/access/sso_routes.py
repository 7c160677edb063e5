"""The routes of single sign-on: to the provider, and back from it."""

from __future__ import annotations

import hmac

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard import meters
from dashboard.access import headers, sessions
from dashboard.access.routes import door, let_in
from dashboard.access.single_sign_on import Attempt, Provider, SingleSignOnFailed, sign_in_as
from dashboard.access.words import WORDS
from dashboard.office_holder import the_office
from models.errors import MotcuaError
from models.health import reaching

#: the secret of the attempt, and where one was going; sent to the way back alone
COOKIE = "motcua_sso"
TO, BACK = "/login/sso", "/login/sso/back"
#: how long somebody may take at the provider, in seconds
PATIENCE = 600

_providers: dict[tuple[str, str, str], Provider] = {}


def _provider() -> Provider | None:
    """The provider that is set up, made once for its settings; None without one."""
    settings = the_office().settings
    if settings.oidc_issuer is None or not settings.oidc_client_id:
        return None
    key = (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_claim)
    if key not in _providers:
        _providers[key] = Provider(settings)
    return _providers[key]


async def go_there(request: Request) -> Response:
    """GET /login/sso: on to the provider."""
    wanted = headers.safe_next(request.query_params.get("next", "/"))
    language, attempt = headers.language(request.scope), Attempt.begin()
    provider = _provider()
    if provider is None:
        return RedirectResponse("/login", 303)
    try:
        address = await run_in_threadpool(provider.address, attempt, _back(request))
    except SingleSignOnFailed as error:
        return door(request, language, wanted, trouble=error.told(language), status=503)
    response = RedirectResponse(address, 303, {"cache-control": "no-store"})
    response.set_cookie(
        COOKIE,
        f"{attempt.secret}{wanted}",
        max_age=PATIENCE,
        path=BACK,
        secure=headers.is_https(request.scope),
        httponly=True,
        samesite="lax",
    )
    return response


async def come_back(request: Request) -> Response:
    """GET /login/sso/back: who it is, by the code that the provider has given; then a session."""
    language, words = headers.language(request.scope), WORDS[headers.language(request.scope)]
    secret, slash, rest = request.cookies.get(COOKIE, "").partition("/")
    wanted = headers.safe_next(slash + rest) if slash else "/"
    attempt, provider = Attempt(secret), _provider()
    state = request.query_params.get("state", "")
    ours = hmac.compare_digest(attempt.part("state").encode(), state.encode())
    if not secret or provider is None or not ours:
        meters.SIGN_INS.labels("refused").inc()
        return door(request, language, wanted, trouble=words["old_page"], status=403)
    code = request.query_params.get("code", "")
    if not code:
        # The person has said no there, or the provider has: what it says is for its log, not for ours.
        return door(request, language, wanted, trouble=words["sso_refused"], status=403)
    address, agent = headers.address(request.scope), request.headers.get("user-agent", "")
    back = _back(request)

    def check() -> sessions.SignedIn:
        office = the_office()
        login = provider.login(attempt, code, back)
        with reaching():
            return sign_in_as(office, login, office.now(), address, agent)

    try:
        signed_in = await run_in_threadpool(check)
    except SingleSignOnFailed as error:
        meters.SIGN_INS.labels("refused").inc()
        return door(request, language, wanted, trouble=error.told(language), status=401)
    except MotcuaError as error:
        meters.SIGN_INS.labels("failed").inc()
        return door(request, language, wanted, trouble=error.told(language), status=503)
    response = let_in(request, signed_in, wanted)
    response.delete_cookie(COOKIE, path=BACK)
    return response


def _back(request: Request) -> str:
    return str(request.url.replace(path=BACK, query="", fragment=""))


ROUTES: list[BaseRoute] = [
    Route(TO, go_there, methods=["GET"]),
    Route(BACK, come_back, methods=["GET"]),
]
