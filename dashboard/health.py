"""/healthz, /readyz and /metrics: whether this process lives, can serve, and what it counts."""

from __future__ import annotations

import hmac
import ipaddress

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard import meters
from dashboard.access import headers
from dashboard.access.gate import session_of
from dashboard.access.roles import may
from dashboard.keeping.scheduled import last_backup
from dashboard.office_holder import the_office
from dashboard.readiness import READINESS
from dashboard.state import collector
from models.errors import MotcuaError
from models.health import reaching


async def healthz(request: Request) -> Response:
    """GET /healthz: 200 where this process lives and answers; it asks nobody else."""
    return JSONResponse({"status": "alive"}, headers={"cache-control": "no-store"})


async def readyz(request: Request) -> Response:
    """GET /readyz: 200 where this process can serve, else 503 with the reason; after 5 seconds at most."""
    found = await run_in_threadpool(READINESS.fault)
    if found is None:
        return JSONResponse({"status": "ready"}, headers={"cache-control": "no-store"})
    told = {"status": "not ready", "part": found.part, "reason": found.error.en, "reason_vi": found.error.vi}
    return JSONResponse(told, 503, {"cache-control": "no-store", "retry-after": "5"})


async def metrics(request: Request) -> Response:
    """GET /metrics in Prometheus' text: for an administrator, or from this machine with the token."""
    if not _is_collector(request):
        try:
            known = await session_of(request.scope)
        except MotcuaError as error:
            return PlainTextResponse(error.en, 503)
        if known is None or known.held or not may(known.user.viewer(), "metrics"):
            return PlainTextResponse("Not allowed.", 403)
    await run_in_threadpool(tell_backups)
    text = await run_in_threadpool(generate_latest, meters.REGISTRY)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def tell_backups() -> None:
    """What became of the backups; NaN where there is none, or the store does not answer."""
    unknown = float("nan")
    try:
        with reaching(3.0):
            last, good = last_backup(the_office())
    except MotcuaError:
        last = good = None
    meters.BACKUP_OK.set(unknown if last is None else int(last.ok))
    meters.BACKUP_AT.set(unknown if good is None else good.started_at.timestamp())
    meters.BACKUP_BYTES.set(unknown if good is None else good.size)


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


collector.register()

ROUTES: list[BaseRoute] = [
    Route("/healthz", healthz, methods=["GET"]),
    Route("/readyz", readyz, methods=["GET"]),
    Route("/metrics", metrics, methods=["GET"]),
]
