"""In front of every route: who asks, whether they ask too often, and how large a request may be.

Cookies are not looked at: a browser that is signed in opens nothing here, so that no other site can use it.
What is refused is written to the audit, once a minute for each token or address and reason.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import meters
from dashboard.access.headers import address as address_of
from dashboard.access.lockout import Locked, Lockout, Policy
from dashboard.access.roles import may
from dashboard.api.problems import Problem, language_of, problem_of
from dashboard.api.rate import Buckets
from dashboard.api.table import API_ROUTES, ApiRoute
from dashboard.office_holder import the_office
from models.api_token import ApiToken
from models.audit import Entry
from models.errors import MotcuaError
from models.health import reaching
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: a JSON body, and one with files in it
LARGEST_JSON = 256 * 1024
LARGEST_FILES = 64 * 1024 * 1024
#: tries with a token that is none, by an address: counted in the store, for all processes together
STRANGERS = Policy(
    free=30, first=timedelta(seconds=30), longest=timedelta(minutes=15), forgets=timedelta(hours=1)
)
#: how many requests there were, by token: in each process for itself, as it is for fairness alone
BUCKETS = Buckets()
OPEN = frozenset(row.path for row in API_ROUTES if row.is_open)


@dataclass(frozen=True, slots=True)
class Caller:
    """The token that asks, as it is now, from where, and in which language it is answered."""

    token: ApiToken
    viewer: Viewer
    address: str
    language: str


class Door:
    """The middleware of the API. What it lets in carries its `Caller` in `scope["state"]`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or answer with a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        language = language_of(headers)
        try:
            path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
            if path not in OPEN:
                caller = await run_in_threadpool(self.identify, headers, address_of(scope), language)
                scope.setdefault("state", {})["caller"] = caller
            most = limit_of(headers)
            told = headers.get("content-length", "0")
            if not told.isdigit() or int(told) > most:
                raise too_large(most)
        except Problem as problem:
            await problem.told(language)(scope, receive, send)
            return
        await self.app(scope, counted(receive, most), send)

    def identify(self, headers: Headers, address: str, language: str) -> Caller:
        """Who asks. Raises Problem (401, 429, 503), after writing it down."""
        scheme, _, secret = headers.get("authorization", "").partition(" ")
        secret = secret.strip()
        if scheme.lower() != "bearer" or not secret:
            raise Problem(
                "token-missing", "Gửi mã kết nối trong tiêu đề: Authorization: Bearer ….",
                "Send the token in the header: Authorization: Bearer ….",
                headers={"www-authenticate": "Bearer"},
            )  # fmt: skip
        try:
            office = the_office()
            with reaching():
                return self._known(office, secret[:200], address, language)
        except MotcuaError as error:
            raise problem_of(error) from None

    def _known(self, office: Office, secret: str, address: str, language: str) -> Caller:
        now = office.now()
        token = office.api_tokens.known(secret, now, address)
        if token is None or not token.valid(now):
            reason = "unknown" if token is None else "revoked" if token.revoked_at else "expired"
            refused(office, "" if token is None else token.id, address, reason)
            try:
                Lockout(office.attempts, "api:", address=STRANGERS).spend(address, now)
            except Locked as error:
                raise too_many(error.seconds) from None
            raise Problem(
                "token-unknown", "Mã kết nối không đúng, đã hết hạn hoặc đã thu hồi.",
                "The token is not correct, has expired or is revoked.",
                headers={"www-authenticate": 'Bearer error="invalid_token"'},
            )  # fmt: skip
        wait = BUCKETS.take(token.id, token.rate)
        if wait:
            refused(office, token.id, address, "rate")
            raise too_many(wait)
        return Caller(token, token.viewer(), address, language)


def allowed(caller: Caller, row: ApiRoute, office: Office) -> None:
    """Raises Problem (403) unless the token has the route's scope and its role the permission."""
    if row.scope is not None and row.scope not in caller.token.scopes:
        refused(office, caller.token.id, caller.address, f"scope {row.scope}")
        raise Problem(
            "scope-missing", f"Mã kết nối cần có quyền “{row.scope}”.",
            f"The token needs the scope “{row.scope}”.",
            headers={"www-authenticate": f'Bearer error="insufficient_scope", scope="{row.scope}"'},
        )  # fmt: skip
    if row.permission is not None and not may(caller.viewer, row.permission):
        refused(office, caller.token.id, caller.address, f"permission {row.permission}")
        raise Problem(
            "not-allowed", "Vai trò của mã kết nối không được dùng chức năng này.",
            "The role of the token may not use this.",
        )  # fmt: skip


def refused(office: Office, token: str, address: str, reason: str) -> None:
    """Write a refusal into the audit: once a minute for the same token or address and the same reason."""
    meters.REFUSALS.labels(f"api_{reason.partition(' ')[0]}").inc()
    now = office.now()
    seed = f"api_refused|{token or address}|{reason}|{now:%Y-%m-%dT%H:%M}"
    office.audit.add_once(
        Entry(
            id=hashlib.sha256(seed.encode()).hexdigest()[:32], at=now, actor="", action="api_refused",
            subject=token, address=address, detail={"reason": reason},
        )
    )  # fmt: skip


def limit_of(headers: Headers) -> int:
    """How large the body may be, by what it says it is."""
    files = headers.get("content-type", "").lower().startswith("multipart/")
    return LARGEST_FILES if files else LARGEST_JSON


def counted(receive: Receive, most: int) -> Receive:
    """The body, which breaks off with a refusal where it is longer than it may be, and said nothing."""
    taken = 0

    async def body() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise too_large(most)
        return message

    return body


def too_large(most: int) -> Problem:
    """The refusal of a body that is longer than it may be."""
    size = f"{most // 1024} KB" if most < 1024 * 1024 else f"{most // 1024 // 1024} MB"
    return Problem(
        "too-large", f"Yêu cầu quá lớn: tối đa {size}. Chưa nhận gì.",
        f"The request is too large: at most {size}. Nothing was taken.",
    )  # fmt: skip


def too_many(wait: float) -> Problem:
    """The refusal of who asks too often."""
    seconds = max(1, math.ceil(wait))
    return Problem(
        "too-many", f"Quá nhiều yêu cầu; thử lại sau {seconds} giây.",
        f"Too many requests; try again in {seconds} seconds.", headers={"retry-after": str(seconds)},
    )  # fmt: skip
