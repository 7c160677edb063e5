"""How a route is put up: its row of the table, its token, its problems, its ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Header, Request
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.responses import Response

from dashboard.api.door import Caller, allowed
from dashboard.api.problems import KINDS, MEDIA_TYPE, Problem
from dashboard.api.table import route_of
from dashboard.office import Office
from dashboard.office_holder import the_office
from models.health import reaching

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
#: what can become of any request that needs a token
ALWAYS = ("token-missing", "scope-missing", "method", "too-large", "invalid", "too-many", "broken",
          "unavailable")  # fmt: skip
_BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="Authorization: Bearer motcua_…")
IfNoneMatch = Annotated[str | None, Header(max_length=200, description="ETag of what is known already.")]


def caller_of(request: Request) -> Caller:
    """Who asks, after a look at scope and permission of the route. Raises Problem, KeyError for no row.

    A parameter that the route does not have is refused: a filter with a slip in its name would else count
    everything.
    """
    found: Caller = request.state.caller
    route = request.scope["route"]
    with reaching():
        allowed(found, route_of(request.method, route.path), the_office())
    known = {one.alias for one in route.dependant.query_params}
    strange = sorted(set(request.query_params) - known)[:20]
    if strange:
        raise Problem(
            "invalid", "Có tham số không dùng ở đây.", "A parameter is not of this address.",
            errors=[(name[:100], "Không có tham số này.", "There is no such parameter.") for name in strange],
        )  # fmt: skip
    return found


Asking = Annotated[Caller, Depends(caller_of)]


def served(
    router: APIRouter, method: str, path: str, *kinds: str, status: int = 200, tag: bool = False,
    **more: Any,
) -> Callable[[Endpoint], Endpoint]:  # fmt: skip
    """Serve a row of the table by a function. `kinds`: what else can go wrong. `tag`: it has an ETag.

    Raises KeyError for what is not in the table.
    """
    row = route_of(method, path)
    wanted = kinds if row.is_open else (*ALWAYS, *kinds)
    extra = {"x-motcua-scope": row.scope, "x-motcua-permission": row.permission} | more.pop("extra", {})
    answers: dict[int | str, dict[str, Any]] = problems(wanted)
    if tag:
        answers[304] = {"description": "Not modified", "headers": {"ETag": {"schema": {"type": "string"}}}}
    return router.api_route(
        path, methods=[method], status_code=status, summary=row.en, responses=answers, openapi_extra=extra,
        dependencies=[] if row.is_open else [Depends(_BEARER), Depends(caller_of)], **more,
    )  # fmt: skip


def problems(kinds: tuple[str, ...]) -> dict[int | str, dict[str, Any]]:
    """What the description says of problems: by status, their titles."""
    found: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        known = KINDS[kind]
        before = found.get(known.status, {}).get("description", "")
        found[known.status] = {
            "description": f"{before}; {known.en}" if before else known.en,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }
    return found


def office() -> Office:
    """The Office of this process. Raises NotReady."""
    return the_office()


def store() -> AbstractContextManager[None]:
    """Around all that asks the store: what its driver raises becomes a problem."""
    return reaching()


def tagged(request: Request, answer: BaseModel) -> Response:
    """The answer with an ETag of its content; 304 where that is known already."""
    body = answer.model_dump_json().encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "private, no-cache"}
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
