"""How large a request may be that brings files: refused before anything of it is kept, whoever sends it.

The browser refuses a large file by itself, but what sends it need not be a browser. Who may import logs and
catalogues may send as much as the server is set to take (`server.maxUploadSize`).
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

from dashboard.access import headers
from dashboard.access.roles import may
from dashboard.intake.content import LARGEST_MB, MEGABYTE
from models.viewer import Viewer

#: where the toolkit takes files
UPLOADS = "/_stcore/upload_file"
#: what is around the content of one file
AROUND = 64 * 1024
LARGEST = LARGEST_MB * MEGABYTE + AROUND
TOO_LARGE = {
    "vi": f"Tệp quá lớn: tối đa {LARGEST_MB} MB một tệp. Chưa nhận gì.",
    "en": f"The file is too large: at most {LARGEST_MB} MB each. Nothing was taken.",
}


def refusal(scope: Scope, path: str, viewer: Viewer) -> str | None:
    """Why the request is refused by the size that it tells of itself; None where it may come in."""
    if not is_bounded(scope, path, viewer):
        return None
    told = dict(scope["headers"]).get(b"content-length", b"0")
    return TOO_LARGE[headers.language(scope)] if not told.isdigit() or int(told) > LARGEST else None


def is_bounded(scope: Scope, path: str, viewer: Viewer) -> bool:
    """Whether it brings a file, from somebody who hands in files of one dossier."""
    return path.startswith(UPLOADS) and scope["method"] in {"PUT", "POST"} and not may(viewer, "import")


def counted(scope: Scope, receive: Receive) -> Receive:
    """The body, which breaks off with a refusal (413) where it is longer than it may be, and said nothing."""
    taken = 0

    async def body() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST:
            raise HTTPException(413, TOO_LARGE[headers.language(scope)])
        return message

    return body
