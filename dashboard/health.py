"""/healthz, /readyz and /metrics: whether this process can serve, and what it counts."""

from __future__ import annotations

import hmac
import ipaddress
import threading
import time

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard import meters
from dashboard.access import headers
from dashboard.access.gate import session_of
from dashboard.access.roles import may
from dashboard.office_holder import the_office
from models.errors import MotcuaError
from models.health import pulse

#: The store is written to at most so often, in seconds, however many ask.
_EVERY = 3.0
_lock = threading.Lock()
_last: tuple[float, MotcuaError | None] | None = None


def trouble() -> MotcuaError | None:
    """Why this process cannot serve now, or None. Reads and writes the store at most every 3 seconds."""
    global _last
    with _lock:
        if _last is not None and time.monotonic() - _last[0] < _EVERY:
            return _last[1]
        found: MotcuaError | None = None
        try:
            office = the_office()
            pulse(office.store, office.now())
        except MotcuaError as error:
            found = error
        _last = (time.monotonic(), found)
        meters.READY.set(0 if found else 1)
        return found


async def healthz(request: Request) -> Response:
    """GET /healthz, /readyz: 200 where the Office is open and its store reads and writes, else 503."""
    found = await run_in_threadpool(trouble)
    if found is None:
        return JSONResponse({"status": "ready"}, headers={"cache-control": "no-store"})
    return JSONResponse(
        {"status": "not ready", "reason": found.en, "reason_vi": found.vi},
        503,
        {"cache-control": "no-store", "retry-after": "5"},
    )


async def metrics(request: Request) -> Response:
    """GET /metrics in Prometheus' text: for an administrator, or from this machine with the token."""
    if not _is_collector(request):
        try:
            known = await session_of(request.scope)
        except MotcuaError as error:
            return PlainTextResponse(error.en, 503)
        if known is None or known.held or not may(known.user.viewer(), "metrics"):
            return PlainTextResponse("Not allowed.", 403)
    return Response(generate_latest(meters.REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _is_collector(request: Request) -> bool:
    """From loopback, with `Authorization: Bearer` and the token of MOTCUA_METRICS_TOKEN."""
    try:
        token = the_office().settings.metrics_token
        is_here = ipaddress.ip_address(headers.address(request.scope)).is_loopback
    except (MotcuaError, ValueError):
        return False
    given = request.headers.get("authorization", "")
    if token is None or not is_here:
        return False
    return hmac.compare_digest(given.encode(), f"Bearer {token.get_secret_value()}".encode())


ROUTES: list[BaseRoute] = [
    Route("/healthz", healthz, methods=["GET"]),
    Route("/readyz", healthz, methods=["GET"]),
    Route("/metrics", metrics, methods=["GET"]),
]
