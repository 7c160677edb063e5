"""What a request says of itself, and what every answer carries."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Scope

from dashboard.access.sessions import LANGUAGE_COOKIE
from dashboard.office_holder import installed

#: On every answer. Streamlit's components are frames of the same origin. A stricter Referrer-Policy
#: would make browsers send `Origin: null` with our own forms.
SECURITY: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)
#: over https: from then on by https only, for a year
TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
#: Of files of the toolkit, which may start workers, and of papers, which the browser's own viewer shows.
FILE_POLICY = "frame-ancestors 'self'"
#: What was uploaded or exported and is fetched from here: looked at by itself, it can do nothing.
MEDIA_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'"
#: Of what is no page: texts and JSON.
PLAIN_POLICY = "default-src 'none'; frame-ancestors 'self'"
_FILES = ("/static/", "/app/static/", "/print", "/component/", "/_stcore/bidi-components/")

_LONGEST_NEXT = 2000


def policy_of(path: str) -> str:
    """The content policy of an answer that has none of its own."""
    if path.startswith("/media/"):
        return MEDIA_POLICY
    return FILE_POLICY if path.startswith(_FILES) else PLAIN_POLICY


def cookie(scope: Scope, name: str) -> str | None:
    """The value of a cookie of the request."""
    return HTTPConnection(scope).cookies.get(name)


def language(scope: Scope) -> str:
    """The language that the person chose, else that of the Office (MOTCUA_LANGUAGE): "vi" or "en"."""
    chosen, office = cookie(scope, LANGUAGE_COOKIE), installed()
    if chosen in ("vi", "en"):
        return chosen
    return office.settings.language if office is not None else "vi"


def address(scope: Scope) -> str:
    """The address of the person's browser as uvicorn knows it (behind a proxy: as that forwards it)."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def is_https(scope: Scope) -> bool:
    """Whether the person's browser came over https."""
    return str(scope.get("scheme", "")) in {"https", "wss"}


def comes_from_here(headers: Headers) -> bool:
    """Whether a form was sent by a page of this site, as far as the browser tells.

    Browsers of today send Sec-Fetch-Site, older ones Origin. Where neither is sent, the mark in the form
    decides alone.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def safe_next(wanted: str) -> str:
    """`wanted` if it is a path of this site where one may land after sign-in, else "/"."""
    if (
        not wanted.startswith("/")
        or len(wanted) > _LONGEST_NEXT
        or wanted.startswith(("//", "/login", "/logout"))
        or "\\" in wanted
        or any(ord(letter) < 32 or ord(letter) == 127 for letter in wanted)
    ):
        return "/"
    return quote(wanted, safe="/?&=%#:@!$'()*+,;~[]")


def asked_for(scope: Scope) -> str:
    """The path and query of the request, to come back to."""
    path = quote(str(scope["path"]))
    query = bytes(scope.get("query_string", b"")).decode("latin-1")
    return f"{path}?{query}" if query else path
