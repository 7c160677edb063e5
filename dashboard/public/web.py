"""What the public pages share: templates, headers, language, the mark of own forms, bounded bodies."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Message

from dashboard.access import headers
from dashboard.access.lockout import Locked
from dashboard.intake.content import LARGEST_MB, MEGABYTE
from dashboard.office_holder import the_office
from dashboard.telling import number_text
from models.errors import MotcuaError, StoreError
from models.health import reaching

if TYPE_CHECKING:
    from dashboard.office import Office

HERE = Path(__file__).parent
ROOT = "/cong"
#: The mark of the forms of a browser, and the dossier that it has shown the secret of.
FORM_COOKIE, FOLLOW_COOKIE = "motcua_cong", "motcua_ho_so"
#: Nothing but own files; no script and no style inside a page.
CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURE = {
    "content-security-policy": CONTENT_SECURITY, "cache-control": "no-store", "x-frame-options": "DENY",
    "permissions-policy": "geolocation=(), microphone=(), payment=()",
}  # fmt: skip
#: one request with files, and one without
LARGEST_REQUEST = 64 * MEGABYTE
LARGEST_PLAIN = 256 * 1024

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


class Speech:
    """How a page speaks: `t("vi", "en")`, numbers, money and files in the person's language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def t(self, vi: str, en: str) -> str:
        """The text in the person's language."""
        return en if self.language == "en" else vi

    def number(self, value: float, digits: int = 0) -> str:
        """1.234.567."""
        return number_text(value, self.language, digits)

    def size(self, size: int) -> str:
        """1,2 MB; 340 kB."""
        if size >= MEGABYTE:
            return f"{self.number(size / MEGABYTE, 1)} MB"
        return f"{self.number(max(1, round(size / 1024)))} kB"


def page(request: Request, template: str, status: int = 200, **words: Any) -> HTMLResponse:
    """A page. Its forms carry the mark of the browser's cookie, which is set where there is none."""
    office = the_office()
    speech = Speech(headers.language(request.scope))
    cookie = request.cookies.get(FORM_COOKIE, "")
    fresh = not cookie or len(cookie) > 64
    cookie = secrets.token_urlsafe(24) if fresh else cookie
    profile, publication = office.published.head()
    html = _templates.get_template(template).render(
        t=speech.t, language=speech.language, number=speech.number, size=speech.size, root=ROOT,
        mark=office.secrets.mark(cookie), publication=publication,
        centre=speech.t(profile.centre_vi, profile.centre_en) if profile else speech.t("Một cửa", "Motcua"),
        province=speech.t(profile.province_vi, profile.province_en) if profile else "",
        demonstration=profile is not None and profile.demonstration,
        here=quote(headers.asked_for(request.scope) if request.method == "GET" else ROOT, safe=""), **words,
    )  # fmt: skip
    answer = HTMLResponse(html, status, SECURE)
    if fresh:
        answer.set_cookie(
            FORM_COOKIE, cookie, secure=headers.is_https(request.scope), httponly=True, samesite="lax",
            path=ROOT,
        )  # fmt: skip
    return answer


def drawn(svg: str) -> Markup:
    """A picture that this program has drawn, as a part of a page."""
    return Markup(svg)


def go(path: str) -> Response:
    """On to another page."""
    return RedirectResponse(path, 303, {"cache-control": "no-store"})


def trouble(request: Request, error: MotcuaError, status: int = 0) -> Response:
    """A page that says what went wrong; with how long to wait where somebody has to."""
    status = status or (429 if isinstance(error, Locked) else 503 if isinstance(error, StoreError) else 404)
    told = error.told(headers.language(request.scope))
    answer: Response
    try:
        with reaching():
            answer = page(request, "trouble.html", status, told=told)
    except MotcuaError:  # not even the head of a page can be read
        answer = PlainTextResponse(told, status, SECURE)
    if isinstance(error, Locked):
        answer.headers["retry-after"] = str(error.seconds)
    return answer


class Foreign(MotcuaError):
    """A form that no page of ours has sent, or whose page was open for too long."""

    def __init__(self) -> None:
        super().__init__(
            "Trang này đã mở quá lâu, hoặc yêu cầu đến từ một trang khác; chưa làm gì. Xin tải lại trang.",
            "This page was open for too long, or the request came from another site; nothing was done. "
            "Please load the page again.",
        )


class TooLarge(MotcuaError):
    """A request that is longer than any of ours."""

    def __init__(self) -> None:
        super().__init__(
            f"Các tệp gửi một lần quá lớn: tối đa {LARGEST_MB} MB một tệp; hãy gửi từng tệp. Chưa nhận gì.",
            f"Too much at once: at most {LARGEST_MB} MB each; send file by file. Nothing was taken.",
        )


async def own_form(request: Request, largest: int = LARGEST_PLAIN) -> FormData:
    """What one of our own forms has sent. Raises Foreign, TooLarge; nothing of the body is kept then."""
    if not headers.comes_from_here(request.headers):
        raise Foreign
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > largest:
        raise TooLarge
    taken, receive = 0, request.receive

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > largest:
            raise TooLarge
        return message

    try:
        form = await Request(request.scope, bounded).form(
            max_files=200, max_fields=4_000, max_part_size=LARGEST_PLAIN
        )
    except HTTPException:
        raise TooLarge from None
    cookie, mark = request.cookies.get(FORM_COOKIE, ""), form.get("mark", "")
    right = the_office().secrets.mark(cookie) if cookie else ""
    if not right or not isinstance(mark, str) or not secrets.compare_digest(right.encode(), mark.encode()):
        await form.close()
        raise Foreign
    return form


def text(form: FormData, name: str, longest: int = 4_000) -> str:
    """A text field of a form; "" where there is none."""
    found = form.get(name, "")
    return found[:longest] if isinstance(found, str) else ""


def base_of(request: Request, office: Office) -> str:
    """The address under which the person reaches these pages."""
    return office.settings.public_url or str(request.base_url).rstrip("/")


def answered(request: Request, read: Callable[[], Response]) -> Response:
    """What `read` gives, or the sentence of what keeps it from it."""
    try:
        with reaching():
            return read()
    except MotcuaError as error:
        return trouble(request, error)


async def acted(
    request: Request, do: Callable[[Request, FormData], Response], largest: int = LARGEST_PLAIN
) -> Response:
    """What `do` makes of one of our own forms, or the sentence of what keeps it from it."""

    def act(form: FormData) -> Response:
        with reaching():
            return do(request, form)

    try:
        form = await own_form(request, largest)
    except MotcuaError as error:
        return await run_in_threadpool(trouble, request, error, 413 if isinstance(error, TooLarge) else 403)
    try:
        return await run_in_threadpool(act, form)
    except MotcuaError as error:
        return await run_in_threadpool(trouble, request, error)
    finally:
        await form.close()
