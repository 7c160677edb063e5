"""The application that is mounted at /api/v1, its OpenAPI description, and what becomes of errors."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount

from dashboard.api import figures, reading, submitting, webhooks
from dashboard.api.answers import ProblemDetails
from dashboard.api.application import Submission
from dashboard.api.door import Door
from dashboard.api.pages import described
from dashboard.api.problems import Problem, language_of, problem_of, problem_of_faults, problem_of_status
from dashboard.api.table import PREFIX
from models.errors import MotcuaError

VERSION = "1.0"
ABOUT = (
    "Procedures, submission, state, events and statistics of a one-stop Office, for other systems. "
    "Every request but /health carries a token: Authorization: Bearer motcua_…. Errors are problem details "
    "(RFC 9457) in Vietnamese or English by Accept-Language. Instants carry a zone."
)


def built() -> FastAPI:
    """The application."""
    api = FastAPI(
        title="Motcua", version=VERSION, description=ABOUT, openapi_url=None, docs_url=None, redoc_url=None,
        servers=[{"url": PREFIX}], root_path_in_servers=False, middleware=[Middleware(Door)],
        redirect_slashes=False, strict_content_type=True,
    )  # fmt: skip
    for part in (reading, submitting, figures, webhooks):
        api.include_router(part.router)
    api.add_route("/openapi.json", _openapi, methods=["GET"])
    api.add_route("/", _description, methods=["GET"])
    api.add_exception_handler(Problem, _problem)
    api.add_exception_handler(MotcuaError, _own)
    api.add_exception_handler(RequestValidationError, _faults)
    api.add_exception_handler(HTTPException, _status)
    api.add_exception_handler(Exception, _broken)
    return api


def description(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI description; made once."""
    if api.openapi_schema is None:
        made = get_openapi(
            title=api.title, version=api.version, description=api.description, routes=api.routes,
            servers=api.servers,
        )  # fmt: skip
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        for model in (ProblemDetails, Submission):
            schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= schema.pop("$defs", {})
            schemas[model.__name__] = schema
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for path in made["paths"].values():
            for operation in path.values():
                answers = operation["responses"]
                if "application/json" in answers.get("422", {}).get("content", {}):
                    del answers["422"]
        api.openapi_schema = made
    return api.openapi_schema


async def _openapi(request: Request) -> Response:
    return JSONResponse(description(request.app), headers={"cache-control": "public, max-age=300"})


async def _description(request: Request) -> Response:
    language = language_of(request.headers)
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    headers = {"content-security-policy": policy, "content-language": language, "vary": "accept-language"}
    return HTMLResponse(described(language), headers=headers)


def _told(request: Request, problem: Problem) -> Response:
    return problem.told(language_of(request.headers))


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return _told(request, error)


async def _own(request: Request, error: Exception) -> Response:
    assert isinstance(error, MotcuaError)
    return _told(request, problem_of(error))


async def _faults(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _told(request, problem_of_faults(error.errors()))


async def _status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _told(request, problem_of_status(error.status_code, error.headers))


async def _broken(request: Request, error: Exception) -> Response:
    return _told(request, problem_of_status(500))


API = built()
ROUTES: list[BaseRoute] = [Mount(PREFIX, app=API)]
