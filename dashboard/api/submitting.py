"""What is sent: files ahead of a submission, and the submission itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Header, Request, UploadFile
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile as Uploaded
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from dashboard.api.answers import Local, OfficialState, PaperAnswer, Receipt
from dashboard.api.application import KEY_PATTERN, MOST_PAPERS, Id, Submission, keep, submit
from dashboard.api.door import LARGEST_JSON
from dashboard.api.problems import Problem, problem_of_faults
from dashboard.api.serving import Asking, office, served, store
from dashboard.api.table import PREFIX
from dashboard.intake.content import LARGEST_MB, MEGABYTE, refuse_size

router = APIRouter()
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", pattern=KEY_PATTERN,
        description="One for each dossier, for good: the same request with the same key makes one dossier.",
    ),
]  # fmt: skip
#: the part of a multipart request that holds the application as JSON, and the one that repeats with files
APPLICATION, FILES = "application", "file"
_REF = {"$ref": "#/components/schemas/Submission"}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": _REF},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [APPLICATION],
                    "properties": {
                        APPLICATION: _REF,
                        FILES: {
                            "type": "array", "items": {"type": "string", "format": "binary"},
                            "maxItems": MOST_PAPERS,
                        },
                    },
                    "additionalProperties": False,
                },
                "encoding": {APPLICATION: {"contentType": "application/json"}},
            },
        },
    }
}  # fmt: skip


@served(router, "POST", "/papers", "malformed", "in-progress", "file", "key-reused", status=201)
def send_paper(
    key: Key,
    file: UploadFile,
    of: Annotated[Id, Form(description="The component, or the field of the form, that it belongs to.")],
    caller: Asking,
) -> PaperAnswer:
    """Keep a file for the submission that will have the same key; the same file again is kept once.

    What is not submitted within 30 days is removed.
    """
    refuse_size(file.filename or "", file.size or 0)
    content = file.file.read(LARGEST_MB * MEGABYTE + 1)
    with store():
        kept = keep(office(), caller.viewer, caller.token.id, key, of, file.filename or "", content)
    return PaperAnswer(
        id=kept.id, name=kept.name, type=kept.type, size=kept.size, sha256=kept.sha256, of=kept.of
    )


@served(
    router, "POST", "/dossiers", "malformed", "refused", "in-progress", "media-type", "form",
    "file", "key-reused", status=201, response_model=Receipt, extra=BODY,
)  # fmt: skip
async def send_dossier(
    request: Request, key: Key, caller: Asking
) -> JSONResponse:
    """Submit an application: it waits for the Office to take it in.

    JSON, or multipart with the JSON as the part `application` and files as parts `file`.
    """
    asked, contents = await read(request)

    def make() -> Receipt:
        with store():
            made = submit(office(), caller.viewer, caller.token.id, key, asked, contents)
        assert made.submitted_at is not None
        return Receipt(
            code=made.id, state="submitted", official=OfficialState.of("submitted"),
            submitted_at=Local(office().store.zone).sure(made.submitted_at), procedure=made.procedure,
            revision=made.revision, department=made.department, channel=made.channel,
        )  # fmt: skip

    receipt = await run_in_threadpool(make)
    where = {"location": f"{PREFIX}/dossiers/{receipt.code}"}
    return JSONResponse(receipt.model_dump(mode="json"), 201, where)


async def read(request: Request) -> tuple[Submission, Mapping[str, bytes]]:
    """What was sent, and its files. Raises Problem (400, 415, 422)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return parsed(await request.body()), {}
    if kind != "multipart/form-data":
        raise Problem(
            "media-type", "Gửi application/json hoặc multipart/form-data.",
            "Send application/json or multipart/form-data.",
        )  # fmt: skip
    try:
        async with request.form(
            max_files=MOST_PAPERS + 1, max_fields=2, max_part_size=LARGEST_JSON
        ) as form:  # fmt: skip
            told: bytes | None = None
            contents: dict[str, bytes] = {}
            for name, value in form.multi_items():
                if name == APPLICATION and told is None:
                    told = await value.read() if isinstance(value, Uploaded) else value.encode()
                elif name == FILES and isinstance(value, Uploaded):
                    file = value.filename or ""
                    refuse_size(file, value.size or 0)
                    if file in contents:
                        raise _bad(f"/{FILES}", "Hai tệp trùng tên.", "Two files have one name.")
                    contents[file] = await value.read()
                else:
                    raise _bad(f"/{name[:40]}", "Không có phần này.", "There is no such part.")
    except (UnicodeError, ValueError, KeyError) as error:
        raise _unread() from error
    if told is None:
        raise _bad(f"/{APPLICATION}", "Thiếu phần này.", "This part is missing.")
    return parsed(told), contents


def parsed(body: bytes) -> Submission:
    """The submission of a JSON text. Raises Problem."""
    try:
        said = json.loads(body)
        json.dumps(said, ensure_ascii=False, allow_nan=False).encode()  # half a surrogate pair, NaN
    except (ValueError, RecursionError) as error:
        raise _unread() from error
    try:
        return Submission.model_validate(said)
    except ValidationError as error:
        raise problem_of_faults(
            [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_input=False)]
        ) from None


def _unread() -> HTTPException:
    return Problem("malformed", "Nội dung không phải JSON hợp lệ.", "The body is no valid JSON.")


def _bad(at: str, vi: str, en: str) -> Problem:
    return Problem("invalid", vi, en, errors=[(at, vi, en)])
