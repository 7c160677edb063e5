"""GET /print, /print/register and /print/roster: papers as PDF in the browser, ready for its print button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.access import headers
from dashboard.access.gate import session_of
from dashboard.clock import date_of, day_number
from dashboard.forms.printing import NoForm, render
from dashboard.forms.register import XLSX, Register
from dashboard.forms.week_sheet import week_pdf
from dashboard.office_holder import the_office
from dashboard.roster.week import monday_of
from models.errors import MotcuaError, NotAllowed, StoreError
from models.viewer import Viewer

PDF = "application/pdf"


async def papers(request: Request) -> Response:
    """`?form=receipt&code=…&code=…`: one PDF of the papers, as `render` makes it."""
    form, codes = request.query_params.get("form", ""), request.query_params.getlist("code")
    name = codes[0] if len(codes) == 1 else f"{len(codes)}-ho-so"

    def make(viewer: Viewer) -> Response:
        return _file(render(the_office(), viewer, form, codes), PDF, f"{name}-{form}.pdf")

    return await _made(request, make)


async def register(request: Request) -> Response:
    """`?from=2026-11-24&to=…&department=…&as=xlsx`: the register of these days as PDF or Excel."""
    asked = request.query_params

    def make(viewer: Viewer) -> Response:
        first = _day(asked.get("from", ""))
        last = _day(asked.get("to", "")) if asked.get("to") else first
        found = Register(the_office(), viewer, first, last, asked.get("department") or None)
        if asked.get("as") == "xlsx":
            return _file(found.xlsx(), XLSX, f"{found.file_name}.xlsx", "attachment")
        return _file(found.pdf(), PDF, f"{found.file_name}.pdf")

    return await _made(request, make)


async def roster(request: Request) -> Response:
    """`?department=SGTVT&week=20787`: the roster of the week of a day as PDF."""
    asked = request.query_params
    department = asked.get("department", "")

    def make(viewer: Viewer) -> Response:
        try:
            monday = monday_of(int(asked.get("week", "")))
            day = date_of(monday)
        except (ValueError, OverflowError):
            raise NoForm("Không có tuần này.", "There is no such week.") from None
        content = week_pdf(the_office(), viewer, department, monday)
        return _file(content, PDF, f"phan-cong-{department}-{day:%Y%m%d}.pdf")

    return await _made(request, make)


async def _made(request: Request, make: Callable[[Viewer], Response]) -> Response:
    """What `make` makes for the person signed in, or the sentence of what keeps it from it."""
    language = headers.language(request.scope)
    try:
        known = await session_of(request.scope)
        if known is None or known.held:
            return PlainTextResponse(
                {"vi": "Xin đăng nhập trước.", "en": "Please sign in first."}[language], 403
            )
        viewer = known.user.viewer()
        return await run_in_threadpool(lambda: make(viewer))
    except MotcuaError as error:
        status = 403 if isinstance(error, NotAllowed) else 503 if isinstance(error, StoreError) else 404
        return PlainTextResponse(error.told(language), status, {"cache-control": "no-store"})


def _day(text: str) -> int:
    try:
        return day_number(date.fromisoformat(text))
    except ValueError:
        raise NoForm(f"“{text}” không phải là một ngày.", f"“{text}” is not a day.") from None


def _file(content: bytes, kind: str, name: str, place: str = "inline") -> Response:
    disposition = f"{place}; filename*=UTF-8''{quote(name)}"
    return Response(
        content, media_type=kind, headers={"content-disposition": disposition, "cache-control": "no-store"}
    )


ROUTES: list[BaseRoute] = [
    Route("/print", papers, methods=["GET"]),
    Route("/print/register", register, methods=["GET"]),
    Route("/print/roster", roster, methods=["GET"]),
]
