"""The gate: nothing of the application is served without a session, but the door itself.

Pure ASGI, in front of Streamlit's own routes too: its websocket, uploads, media files and metrics
have no check of their own. Pages are sent to the sign-in, all else is refused.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import meters
from dashboard.access import headers, pages, uploads
from dashboard.access.sessions import COOKIE
from dashboard.access.shell import serve_shell
from dashboard.api.table import PREFIX as API
from dashboard.config import ROOT
from dashboard.office_holder import the_office
from models.errors import MotcuaError
from models.health import reaching
from models.session import Known

#: Served to everybody: the door, the pulse (`/metrics` asks for itself).
OPEN_PATHS = frozenset({"/login", "/login/sso", "/login/sso/back", "/healthz", "/readyz", "/metrics"})
#: The pages for everybody (dashboard/public): they let in by links and secrets of their own.
PUBLIC = "/cong"
#: Files of the toolkit and of the product, the same for everybody and without any data; and the door for
#: other systems, which asks for a token of its own and looks at no cookie (dashboard/api/door.py).
OPEN_PREFIXES = ("/static/", "/app/static/", f"{API}/")
#: Not pages: a program asks for these, and a redirect would only confuse it.
_MACHINE_PREFIXES = ("/_stcore", "/media", "/component", "/api", "/auth", "/oauth2callback")
#: Own pages; also all that somebody may use who has to change the password first.
_ACCOUNT = "/account"
_SECOND = "/second"
_OWN_PAGES = frozenset(
    {_ACCOUNT, "/account/password", "/account/sessions", "/account/second", _SECOND, "/logout"}
)
#: All that somebody may use whose sign-in waits for the second factor.
_SECOND_PAGES = frozenset({_SECOND, "/logout"})
#: Papers and registers as files: routes of the product (dashboard/forms/routes.py), no screens.
_PAPERS = "/print"
#: The addresses of the screens: Streamlit would show the main page, and say in English that it did.
_SCREENS = frozenset({"/", "/home"} | {f"/{file.stem}" for file in (ROOT / "pages").glob("*.py")})


class Gate:
    """The middleware. What it lets in carries the `Known` session in `scope["motcua"]`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, send to the door, or refuse."""
        if scope["type"] == "http":
            await self._http(scope, receive, guarded(scope, send))
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = path_of(scope)
        if path in OPEN_PATHS or path.startswith(OPEN_PREFIXES) or is_public(path):
            await self.app(scope, receive, send)
            return
        try:
            known = await session_of(scope)
        except MotcuaError as error:
            refused = PlainTextResponse(error.told(headers.language(scope)), 503, {"retry-after": "5"})
            await refused(scope, receive, send)
            return
        is_page = scope["method"] in {"GET", "HEAD"} and (
            path in _SCREENS or not path.startswith(_MACHINE_PREFIXES)  # /api_access is a screen
        )
        if known is None:
            meters.REFUSALS.labels("no_session_page" if is_page else "no_session_machine").inc()
            await _to_door(scope, is_page)(scope, receive, send)
        elif known.session.awaited and path not in _SECOND_PAGES:
            await _to_second(is_page, headers.language(scope))(scope, receive, send)
        elif known.must_change and path not in _OWN_PAGES:
            await _to_account(scope, is_page)(scope, receive, send)
        else:
            scope["motcua"] = known
            viewer = known.user.viewer()
            too_large = uploads.refusal(scope, path, viewer)
            if too_large is not None:
                meters.REFUSALS.labels("too_large").inc()
                await PlainTextResponse(too_large, 413)(scope, receive, send)
                return
            if uploads.is_bounded(scope, path, viewer):
                receive = uploads.counted(scope, receive)
            paper = path == _PAPERS or path.startswith(f"{_PAPERS}/")
            if is_page and "." not in path and path not in _OWN_PAGES and not paper:
                if path not in _SCREENS:
                    await pages.no_page(headers.language(scope))(scope, receive, send)
                    return
                await serve_shell(self.app, scope, receive, send)
            else:
                await self.app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            known = await session_of(scope)
        except MotcuaError:
            known = None
        if known is None or known.held:
            meters.REFUSALS.labels("no_session_websocket").inc()
            await receive()  # the connect
            await send({"type": "websocket.close", "code": 1008, "reason": "no session"})  # 403: not accepted
            return
        scope["motcua"] = known
        await self.app(scope, receive, send)


async def session_of(scope: Scope) -> Known | None:
    """The valid session of the request's cookie. Raises `StoreError`, `NotReady`."""
    token = headers.cookie(scope, COOKIE)
    if not token:
        return None

    def read() -> Known | None:
        office = the_office()
        with reaching():
            return office.sessions.known(token, office.now())

    return await run_in_threadpool(read)


def _to_door(scope: Scope, is_page: bool) -> Response:
    if is_page:
        wanted = headers.asked_for(scope)
        door = "/login" if wanted == "/" else f"/login?next={quote(wanted, safe='')}"
        return RedirectResponse(door, 303, {"cache-control": "no-store"})
    in_words = {"vi": "Xin đăng nhập trước.", "en": "Please sign in first."}
    return PlainTextResponse(in_words[headers.language(scope)], 403)


def _to_second(is_page: bool, language: str) -> Response:
    if is_page:
        return RedirectResponse(_SECOND, 303, {"cache-control": "no-store"})
    in_words = {"vi": "Xin nhập mã xác thực trước.", "en": "Please enter your code first."}
    return PlainTextResponse(in_words[language], 403)


def _to_account(scope: Scope, is_page: bool) -> Response:
    if is_page:
        return RedirectResponse(_ACCOUNT, 303, {"cache-control": "no-store"})
    in_words = {"vi": "Xin đổi mật khẩu trước.", "en": "Please change your password first."}
    return PlainTextResponse(in_words[headers.language(scope)], 403)


def is_public(path: str) -> bool:
    """Whether it is one of the pages for everybody."""
    return path == PUBLIC or path.startswith(f"{PUBLIC}/")


def path_of(scope: Scope) -> str:
    """The path below the mount point, as the routes see it."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    if root and path.startswith(root + "/"):
        return path.removeprefix(root)
    return path


def guarded(scope: Scope, send: Send) -> Send:
    """Put the security headers on the answer; what was exported does not stay in a shared browser."""
    path = path_of(scope)
    is_media, policy = path.startswith("/media/"), headers.policy_of(path)
    carried = (*headers.SECURITY, headers.TRANSPORT) if headers.is_https(scope) else headers.SECURITY

    async def carrying(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer = MutableHeaders(scope=message)
            for name, value in carried:
                answer.setdefault(name.decode(), value.decode())
            answer.setdefault("content-security-policy", policy)
            if is_media:
                answer.setdefault("cache-control", "no-store")
        await send(message)

    return carrying
