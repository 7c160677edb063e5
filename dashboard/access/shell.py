"""The page into which Streamlit draws: in the person's language, and under the product's name."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access import headers
from dashboard.scripts import ALL, source_of

#: Without these the whole page comes, uncompressed (2 kB): it depends on the language.
_DROPPED = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
_NOSCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
#: Streamlit's own little script within its page
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
#: What Streamlit needs beside its own files: styles that it makes as it draws; pictures that charts and
#: tables make; workers of tables; the script of a component (the roster's week) as a blob, which only a
#: script that runs already can make. No other script but the few texts that are named by their hashes.
POLICY = (
    "default-src 'self'; script-src 'self' blob: {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_NEEDS_SCRIPT = {"vi": "Một cửa cần JavaScript để chạy.", "en": "Motcua needs JavaScript to run."}


async def serve_shell(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve `app` and, where the answer is a whole HTML page, put language and title into it."""
    whole = dict(scope)
    whole["headers"] = [(name, value) for name, value in scope["headers"] if name not in _DROPPED]
    whole["extensions"] = {}
    started: Message | None = None
    body = bytearray()

    async def changed(message: Message) -> None:
        nonlocal started
        if message["type"] == "http.response.start" and _is_page(message):
            started = message
        elif message["type"] == "http.response.body" and started is not None:
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            page = in_language(bytes(body), headers.language(scope))
            answer = MutableHeaders(scope=started)
            for name in ("etag", "last-modified"):
                if name in answer:
                    del answer[name]
            answer["cache-control"] = "no-store"
            answer["content-security-policy"] = policy_of(page)
            if scope["method"] == "HEAD":
                del answer["content-length"]
            else:
                answer["content-length"] = str(len(page))
            await send(started)
            await send({"type": "http.response.body", "body": page})
        else:
            await send(message)

    await app(whole, receive, changed)


def policy_of(page: bytes) -> str:
    """The content policy of Streamlit's page."""
    inline = [found.decode() for found in _INLINE.findall(page)]
    return POLICY.format(scripts=" ".join(source_of(script) for script in (*inline, *ALL)))


def in_language(page: bytes, language: str) -> bytes:
    """Streamlit's index.html with our language, title and word about JavaScript."""
    page = page.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    page = page.replace(b"<title>Streamlit</title>", "<title>Một cửa</title>".encode(), 1)
    without_script = f"<noscript><p>{_NEEDS_SCRIPT[language]}</p></noscript>"
    return _NOSCRIPT.sub(without_script.encode(), page, count=1)


def _is_page(message: Message) -> bool:
    answer = Headers(raw=message["headers"])
    return message["status"] == 200 and answer.get("content-type", "").startswith("text/html")
