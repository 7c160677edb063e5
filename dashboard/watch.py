"""Around everything that is asked over HTTP: an id for each request, counters, no traceback to anybody."""

from __future__ import annotations

import time

import structlog
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import meters
from dashboard.access import headers, pages
from dashboard.access.gate import PUBLIC, guarded, path_of
from dashboard.api.table import PREFIX
from dashboard.incident import incident
from dashboard.screens import SCREENS
from dashboard.trace import Trace, tracing
from models.health import silence

log = structlog.get_logger()

#: under this name every answer tells the id of its request
HEADER = b"x-request-id"
_SCREENS = {f"/{screen.file}": screen.file for screen in SCREENS} | {"/": "home", "/home": "home"}
_OWN = {
    "/login": "login", "/login/sso": "sso", "/login/sso/back": "sso", "/logout": "logout",
    "/healthz": "healthz", "/readyz": "readyz", "/metrics": "metrics",
}  # fmt: skip
#: what has parts of its own below it, the particular before the general
_BELOW = (
    ("/_stcore", "streamlit"), ("/media", "media"), ("/component", "component"), ("/static", "static"),
    ("/app/static", "static"), ("/account", "account"), ("/second", "second"), ("/print", "print"),
    ("/cong/static", "static"),
)  # fmt: skip
#: those whose routes are named each
_ROUTED = ((PUBLIC, "public"), (PREFIX, "api"))
#: too many and too dull for a line each
_QUIET = frozenset({"static", "streamlit", "media", "component", "healthz", "readyz", "metrics"})


class Watch:
    """The outermost middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and look at what comes back."""
        if scope["type"] == "http":
            with tracing("request") as trace:
                await self._http(scope, receive, send, trace)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send, trace: Trace) -> None:
        began, status, path = time.monotonic(), 0, path_of(scope)

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [*message.get("headers", ()), (HEADER, trace.id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, seen)
        except Exception as error:
            trace.failed = True
            meters.FAULTS.labels("request").inc()
            log.error("request failed", page=page_of(path, scope), exc_info=error)
            if not status:
                await broken(scope, error, trace)(scope, receive, guarded(scope, seen))
        finally:
            page, seconds = page_of(path, scope), time.monotonic() - began
            meters.REQUESTS.labels(page, str(status)).inc()
            meters.REQUEST_SECONDS.labels(page).observe(seconds)
            # What went well is in the meters; on a console it would push away what matters.
            tell = log.debug if page in _QUIET or 0 < status < 400 else log.info
            tell("request", page=page, method=scope["method"], status=status, ms=round(seconds * 1000))

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        open_now = False

        async def seen(message: Message) -> None:
            nonlocal open_now
            if message["type"] == "websocket.accept" and not open_now:
                open_now = True
                meters.CONNECTIONS.inc()
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            if open_now:
                meters.CONNECTIONS.dec()

def page_of(path: str, scope: Scope) -> str:
    """What was asked for, as one of a bounded list: a screen, a route's name, or "other".

    `path` is the one below the mount point; the routes have written into `scope` who answered.
    """
    path = path.rstrip("/") or "/"
    found = _SCREENS.get(path) or _OWN.get(path)
    if found is not None:
        return found
    for prefix, name in _BELOW:
        if path == prefix or path.startswith(f"{prefix}/"):
            return name
    for prefix, name in _ROUTED:
        if path == prefix or path.startswith(f"{prefix}/"):
            endpoint = getattr(scope.get("endpoint"), "__name__", "")
            return f"{name}_{endpoint.strip('_')}" if endpoint else f"{name}_other"
    return "other"


def broken(scope: Scope, error: Exception, trace: Trace) -> Response:
    """What a person is told of an error that nobody foresaw: its number, and nothing of the program."""
    language = headers.language(scope)
    told = incident(error, trace.id).told(language)
    silent = silence(error) is not None
    answer: Response
    if "text/html" in Headers(scope=scope).get("accept", ""):
        answer = pages.broken_page(language, told, 503 if silent else 500)
    else:
        answer = PlainTextResponse(told, 503 if silent else 500, {"cache-control": "no-store"})
    if silent:
        answer.headers["retry-after"] = "5"
    return answer
