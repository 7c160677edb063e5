"""The public pages at /cong: the centre, its documents, and the procedures with what they need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.access import headers
from dashboard.access.sessions import LANGUAGE_COOKIE
from dashboard.intake.content import MIME
from dashboard.office_holder import the_office
from dashboard.public import applying, booking, hall, tracking
from dashboard.public.web import HERE, ROOT, answered, go, page, trouble
from models.errors import MotcuaError
from models.health import reaching
from models.publication import FILES

#: procedures on one page of the list
SHOWN = 30
STATIC = {
    "cong.css": "text/css", "cong.js": "text/javascript", "hall.css": "text/css",
    "hall.js": "text/javascript", "wall.css": "text/css", "wall.js": "text/javascript",
}  # fmt: skip
_YEAR = 365 * 24 * 3600
WEEKDAYS = (
    ("Thứ Hai", "Monday"), ("Thứ Ba", "Tuesday"), ("Thứ Tư", "Wednesday"), ("Thứ Năm", "Thursday"),
    ("Thứ Sáu", "Friday"), ("Thứ Bảy", "Saturday"), ("Chủ nhật", "Sunday"),
)  # fmt: skip


def home(request: Request) -> Response:
    """GET /cong: what one may do here."""
    return _shown(
        request, lambda: ("home.html", {"open_now": the_office().published.is_open(), "hours": _week()})
    )


def centre(request: Request) -> Response:
    """GET /cong/trung-tam: regulation of operation and other documents, hours, counters, lists."""

    def read() -> tuple[str, dict[str, Any]]:
        office = the_office()
        offered = office.published.offered().values()
        return "centre.html", {
            "hours": _week(), "closed": office.published.closed_days(),
            "counters": office.published.counters(),
            "at_centre": sum(one.at_centre for one in offered), "online": sum(one.online for one in offered),
            "open_now": office.published.is_open(), "documents": office.published.head()[1].documents,
            "kinds": KINDS,
        }  # fmt: skip

    return _shown(request, read)


KINDS: dict[str, tuple[str, str]] = {
    "regulation": ("Quy chế", "Regulation"), "list": ("Danh mục thủ tục", "List of procedures"),
    "announcement": ("Thông báo", "Announcement"), "guide": ("Hướng dẫn", "Guide"),
    "other": ("Văn bản", "Document"),
}  # fmt: skip


def procedures(request: Request) -> Response:
    """GET /cong/thu-tuc?q=…: find a procedure; `nhan` = online or centre, `linh_vuc` a field."""

    def read() -> tuple[str, dict[str, Any]]:
        asked, published = request.query_params, the_office().published
        how = asked.get("nhan", "") if asked.get("nhan") in ("online", "centre") else ""
        found = published.find(asked.get("q", ""), how, asked.get("linh_vuc", ""))
        last = max(0, (len(found) - 1) // SHOWN)
        turned = asked.get("trang", "1")
        at = min(
            int(turned) - 1 if turned.isascii() and turned.isdigit() and 0 < len(turned) < 6 else 0, last
        )
        at = max(at, 0)
        return "procedures.html", {
            "found": found[at * SHOWN : (at + 1) * SHOWN], "count": len(found), "q": asked.get("q", "")[:200],
            "how": how, "field": asked.get("linh_vuc", ""), "fields": published.fields(),
            "at": at, "last": last, "name": the_office().names.name,
        }  # fmt: skip

    return _shown(request, read)


def procedure(request: Request) -> Response:
    """GET /cong/thu-tuc/ID: what one procedure needs, costs, and how long it usually takes."""

    def read() -> tuple[str, dict[str, Any]]:
        office, language = the_office(), headers.language(request.scope)
        found = office.published.offered().get(request.path_params["id"])
        if found is None:
            raise MotcuaError("Không có thủ tục này.", "There is no such procedure.")
        return "procedure.html", {
            "one": found, "name": office.names.name, "term": found.term(language),
            "usual": office.published.usual(found.procedure.id, language),
        }  # fmt: skip

    return _shown(request, read)


def document(request: Request) -> Response:
    """GET /cong/van-ban/ID: the file of a published document, always as a download."""
    try:
        with reaching():
            office = the_office()
            known = {one.file: one for one in office.publications.current().documents if one.file}
            about = known.get(request.path_params["id"])
            facts = None if about is None or about.file is None else office.attachments.get(about.file)
            if about is None or facts is None or facts.dossier != FILES:
                raise MotcuaError("Không có văn bản này.", "There is no such document.")
            content = office.attachments.content(facts.id)
    except MotcuaError as error:
        return trouble(request, error)
    mime = next((mime for kind, mime in MIME.items() if kind == facts.type), "application/octet-stream")
    disposition = f"attachment; filename*=UTF-8''{quote(facts.name)}"
    sandboxed = {"content-security-policy": "sandbox; default-src 'none'", "content-disposition": disposition}
    return Response(content, media_type=mime, headers=sandboxed)


def speak(request: Request) -> Response:
    """GET /cong/ngon-ngu?chon=en&ve=…: the language of all pages, and back to where one was."""
    back = headers.safe_next(request.query_params.get("ve", ROOT))
    answer = go(back if back.startswith(ROOT) else ROOT)
    chosen = request.query_params.get("chon")
    if chosen in ("vi", "en"):
        answer.set_cookie(
            LANGUAGE_COOKIE, chosen, max_age=_YEAR, secure=headers.is_https(request.scope), samesite="lax"
        )
    return answer


def static(request: Request) -> Response:
    """GET /cong/static/cong.css: the style and the script of these pages, which any page works without."""
    name = request.path_params["name"]
    if name not in STATIC:
        return nowhere(request)
    return FileResponse(
        HERE / "static" / name, media_type=STATIC[name],
        headers={"cache-control": "public, max-age=3600"},
    )  # fmt: skip


def nowhere(request: Request) -> Response:
    """An address that leads nowhere."""
    return trouble(request, MotcuaError("Không có trang này.", "There is no such page."))


def _week() -> list[tuple[tuple[str, str], str]]:
    return [(WEEKDAYS[place], hours) for place, hours in the_office().published.hours()]


def _shown(request: Request, read: Callable[[], tuple[str, dict[str, Any]]]) -> Response:
    """The page that `read` names with its words, or what keeps it from being shown."""

    def whole() -> Response:
        template, words = read()
        return page(request, template, **words)

    return answered(request, whole)


ROUTES: list[BaseRoute] = [
    Route(ROOT, home, methods=["GET"]),
    Route(f"{ROOT}/trung-tam", centre, methods=["GET"]),
    Route(f"{ROOT}/thu-tuc", procedures, methods=["GET"]),
    Route(f"{ROOT}/thu-tuc/{{id}}", procedure, methods=["GET"]),
    Route(f"{ROOT}/van-ban/{{id}}", document, methods=["GET"]),
    Route(f"{ROOT}/ngon-ngu", speak, methods=["GET"]),
    Route(f"{ROOT}/static/{{name}}", static, methods=["GET"]),
    *applying.ROUTES,
    *tracking.ROUTES,
    *hall.ROUTES,
    *booking.ROUTES,
    Route(f"{ROOT}/{{rest:path}}", nowhere, methods=["GET"]),
]
