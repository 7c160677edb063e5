"""Everything that can go wrong, as problem details (RFC 9457), in the language that is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from dashboard.api.table import PREFIX
from dashboard.flow import ActionRefused
from dashboard.intake.content import FileRefused
from dashboard.intake.desk import COMPONENTS, FEE, NOTE, FormFaults
from dashboard.office_holder import NotReady, installed
from dashboard.trace import current_id
from models.attachment import Busy
from models.errors import MotcuaError, NotAllowed, StoreError

MEDIA_TYPE = "application/problem+json"
_WANTED = re.compile(r"^\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([0-9.]+))?\s*$")


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of problem: its status, and its title in both languages."""

    status: int
    vi: str
    en: str


KINDS: dict[str, Kind] = {
    "malformed": Kind(400, "Không đọc được yêu cầu", "The request cannot be read"),
    "token-missing": Kind(401, "Thiếu mã kết nối", "A token is missing"),
    "token-unknown": Kind(401, "Mã kết nối không dùng được", "The token opens nothing"),
    "scope-missing": Kind(403, "Mã kết nối không có quyền này", "The token does not have this scope"),
    "not-allowed": Kind(403, "Không được phép", "Not allowed"),
    "not-found": Kind(404, "Không có", "Not found"),
    "method": Kind(405, "Không dùng được phương thức này", "The method cannot be used here"),
    "refused": Kind(409, "Hiện không làm được", "Not possible now"),
    "in-progress": Kind(409, "Yêu cầu này đang được xử lý", "This request is being handled"),
    "cursor-gone": Kind(410, "Mốc sự kiện không còn", "The cursor is gone"),
    "too-large": Kind(413, "Quá lớn", "Too large"),
    "media-type": Kind(415, "Không nhận kiểu nội dung này", "The media type is not taken"),
    "invalid": Kind(422, "Nội dung không hợp lệ", "The content is not valid"),
    "form": Kind(422, "Hồ sơ chưa hợp lệ", "The application is not valid"),
    "file": Kind(422, "Không nhận tệp này", "The file is not taken"),
    "key-reused": Kind(422, "Khóa chống trùng đã dùng cho yêu cầu khác",
                       "The idempotency key stands for another request"),
    "too-many": Kind(429, "Quá nhiều yêu cầu", "Too many requests"),
    "broken": Kind(500, "Lỗi của hệ thống", "A fault of the system"),
    "unavailable": Kind(503, "Hệ thống tạm thời không dùng được", "The system is not available for now"),
}  # fmt: skip
_BY_STATUS = {400: "malformed", 404: "not-found", 405: "method", 413: "too-large", 415: "media-type"}


class Problem(HTTPException):
    """A refusal. `errors`: (JSON pointer or parameter, sentence in Vietnamese, in English)."""

    def __init__(
        self, kind: str, vi: str, en: str, *, errors: Sequence[tuple[str, str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(KINDS[kind].status, vi, dict(headers or {}))
        self.kind = kind
        self.vi = vi
        self.en = en
        self.errors = tuple(errors)

    def told(self, language: str) -> JSONResponse:
        """The answer in a language."""
        english = language == "en"
        known = KINDS[self.kind]
        body: dict[str, Any] = {
            "type": f"{PREFIX}/#{self.kind}", "title": known.en if english else known.vi,
            "status": known.status, "detail": self.en if english else self.vi,
        }  # fmt: skip
        if self.kind == "broken":
            body["incident"] = current_id()
        if self.errors:
            body["errors"] = [{"at": at, "detail": en if english else vi} for at, vi, en in self.errors]
        headers = {
            "content-language": language, "vary": "accept-language", "cache-control": "no-store",
            **(self.headers or {}),
        }  # fmt: skip
        return JSONResponse(body, known.status, headers, MEDIA_TYPE)


def language_of(headers: Headers) -> str:
    """ "vi" or "en" by Accept-Language; what the Office speaks where neither is asked for."""
    best, chosen = 0.0, ""
    for part in headers.get("accept-language", "")[:500].split(","):
        found = _WANTED.match(part)
        if found is None or found[1].lower() not in ("vi", "en"):
            continue
        try:
            weight = float(found[2] or 1)
        except ValueError:
            continue
        if weight > best:
            best, chosen = weight, found[1].lower()
    office = installed()
    return chosen or (office.settings.language if office is not None else "vi")


def problem_of(error: MotcuaError) -> Problem:
    """What one of the program's own refusals is called here."""
    if isinstance(error, FormFaults):
        faults = [(_place(name), words.vi, words.en) for name, words in error.faults.items()]
        return Problem("form", error.vi, error.en, errors=faults)
    if isinstance(error, (StoreError, NotReady)):
        return Problem("unavailable", error.vi, error.en, headers={"retry-after": "5"})
    if isinstance(error, Busy):
        return Problem("in-progress", error.vi, error.en, headers={"retry-after": "1"})
    kinds: tuple[tuple[type[MotcuaError], str], ...] = (
        (NotAllowed, "not-allowed"), (ActionRefused, "refused"), (FileRefused, "file"),
    )  # fmt: skip
    kind = next((name for one, name in kinds if isinstance(error, one)), "invalid")
    return Problem(kind, error.vi, error.en)


def problem_of_status(status: int, headers: Mapping[str, str] | None = None) -> Problem:
    """A refusal of the framework itself: an address that leads nowhere, a method that is not there."""
    kind = _BY_STATUS.get(status, "malformed" if status < 500 else "broken")
    known = KINDS[kind]
    return Problem(kind, f"{known.vi}.", f"{known.en}.", headers=headers)


def problem_of_faults(faults: Sequence[Mapping[str, Any]]) -> Problem:
    """What pydantic found wrong in a request, at its places; nothing of what was sent is repeated."""
    vi = "Giá trị không hợp lệ."
    told = [(_pointer(fault.get("loc", ())), vi, _sentence(fault)) for fault in faults[:50]]
    return Problem(
        "invalid", "Yêu cầu có chỗ không hợp lệ.", "Parts of the request are not valid.", errors=told
    )


def _sentence(fault: Mapping[str, Any]) -> str:
    message = str(fault.get("msg", "The value is not valid"))
    return f"{message.removeprefix('Value error, ').rstrip('.')}."


def _place(name: str) -> str:
    if name in (COMPONENTS, FEE, NOTE):
        return f"/{name}"
    return f"/answers/{name}" if name else "/answers"


def _pointer(where: Sequence[Any]) -> str:
    """`("body", "papers", 0)` as /papers/0; `("query", "limit")` as limit."""
    parts = [str(part) for part in where]
    if parts and parts[0] in ("query", "path", "header"):
        return ".".join(parts[1:]) or parts[0]
    return "/" + "/".join(parts[1:] if parts and parts[0] == "body" else parts)
