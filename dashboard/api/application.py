"""What somebody sends to submit a dossier, and its way into the store: once for each key."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dashboard.api.problems import Problem
from dashboard.intake import papers
from dashboard.intake.desk import Application, take_in
from models.attachment import Attachment
from models.dossier import Dossier, HandedIn
from models.errors import MotcuaError, StoreError
from models.form import with_applicant
from models.procedure import Revision
from models.submission import change_of
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: an idempotency key: letters, digits and what UUIDs and the like are made of
KEY_PATTERN = r"^[A-Za-z0-9_.:-]{8,100}$"
_ID = r"^[A-Za-z0-9_.-]{1,100}$"
Id = Annotated[str, Field(pattern=_ID)]
MOST_PAPERS = 20

#: requests of one key wait for each other in this process
_TURNS = tuple(threading.Lock() for _ in range(64))


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Component(_Part):
    """How one component (thành phần hồ sơ) is handed in beside scans: by post, as an original or a copy."""

    id: Id
    originals: Annotated[int, Field(ge=0, le=99)] = 0
    copies: Annotated[int, Field(ge=0, le=99)] = 0


class File(_Part):
    """A file in this request, by its name, and the component or the field of the form that it belongs to."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    of: Id


class Submission(_Part):
    """An application.

    `revision` refuses where another is in force by now; without it the one of today counts. `level` may be
    left out where the procedure has one only, `place` (a department) where it does not matter. `answers`:
    field of the form → value. `papers` are ids of files that were sent ahead with the same key, `files` are
    in this request.
    """

    procedure: Id
    revision: Id | None = None
    level: Id | None = None
    place: Id | None = None
    channel: Literal["online", "postal"] = "online"
    answers: Annotated[dict[str, Any], Field(max_length=200)] = {}
    components: Annotated[list[Component], Field(max_length=100)] = []
    papers: Annotated[list[Id], Field(max_length=MOST_PAPERS)] = []
    files: Annotated[list[File], Field(max_length=MOST_PAPERS)] = []
    note: Annotated[str, Field(max_length=1_000)] = ""


def keep(
    office: Office, viewer: Viewer, token: str, key: str, of: str, name: str, content: bytes
) -> Attachment:
    """Keep a file for the submission of a key. Raises Problem, MotcuaError."""
    change = change_of(token, key)
    with _turn(change):
        if office.submissions.made(change):
            raise Problem(
                "key-reused", "Hồ sơ của khóa này đã nộp.", "The dossier of this key is submitted already."
            )
        return papers.keep(office, viewer, change, of, name, content, once=True)


def submit(
    office: Office, viewer: Viewer, token: str, key: str, asked: Submission, contents: Mapping[str, bytes]
) -> Dossier:
    """Make the dossier of a submission, or give the one that the same request has made.

    `contents`: file name → content. Raises Problem where the key stands for another request, MotcuaError
    where the application is refused: then nothing is made, and the key may be used again.
    """
    change = change_of(token, key)
    request = hash_of(asked, contents)
    with _turn(change):
        kept = office.submissions.begin(change, request, office.now())
        if kept["request"] != request:
            raise Problem(
                "key-reused", "Khóa này đã dùng cho một yêu cầu khác; hãy dùng khóa mới cho hồ sơ mới.",
                "This key stands for another request; use a new key for a new dossier.",
            )  # fmt: skip
        if kept["dossier"]:
            return _made(office, viewer, kept["dossier"])
        try:
            dossier = _taken_in(office, viewer, change, asked, contents)
        except StoreError:
            raise  # whether it was made is not known: the key keeps its request
        except (MotcuaError, Problem):
            office.submissions.dropped(change, request)
            raise
        office.submissions.done(change, request, dossier.id, office.now())
        return dossier


def hash_of(asked: Submission, contents: Mapping[str, bytes]) -> str:
    """SHA-256 of a request: of what it says, and of its files."""
    files = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    said = json.dumps([asked.model_dump(), files], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _taken_in(
    office: Office, viewer: Viewer, change: str, asked: Submission, contents: Mapping[str, bytes]
) -> Dossier:
    revision = office.revisions.in_force(asked.procedure, office.local_date())
    procedure = office.procedures.get(asked.procedure)
    if revision is None or procedure is None:
        raise MotcuaError(
            "Không có thủ tục này, hoặc hiện không tiếp nhận.",
            "There is no such procedure, or it is not taken in at present.",
        )
    known = office.events.known(change)
    if known is not None:
        return _made(office, viewer, known.dossier)
    _files(office, viewer, change, asked, contents)
    there = office.attachments.of_draft(change)
    _belong(there, revision)
    level = asked.level or (procedure.levels[0] if len(procedure.levels) == 1 else "")
    application = Application(
        procedure=asked.procedure, revision=asked.revision or revision.id, level=level, place=asked.place,
        channel=asked.channel, given=_given(asked, revision, there),
        components=_components(asked, revision, there), note=asked.note,
    )  # fmt: skip
    return take_in(office, viewer, application, change, accept=False)


def _files(
    office: Office, viewer: Viewer, change: str, asked: Submission, contents: Mapping[str, bytes]
) -> None:
    """Keep what came with the request; what was sent ahead must be there, and what is not named goes."""
    named = {one.name: one.of for one in asked.files}
    if set(named) != set(contents) or len(named) != len(asked.files):
        raise Problem(
            "invalid", "Mỗi tệp gửi kèm phải có đúng một dòng trong “files”.",
            "Every file of the request has exactly one line in “files”.",
            errors=[("/files", "Không khớp với các tệp gửi kèm.", "Does not fit the files that were sent.")],
        )  # fmt: skip
    ahead = {one.id for one in office.attachments.of_draft(change)}
    here = {
        papers.keep(office, viewer, change, named[name], name, content, once=True).id
        for name, content in contents.items()
    }
    missing = [place for place, id in enumerate(asked.papers) if id not in ahead]
    if missing:
        raise Problem(
            "form", "Có tệp chưa được gửi trước với khóa này.", "A file was not sent ahead with this key.",
            errors=[(f"/papers/{n}", "Không có tệp này.", "There is no such file.") for n in missing],
        )  # fmt: skip
    for id in ahead - here - set(asked.papers):
        office.attachments.discard(id)


def _given(asked: Submission, revision: Revision, there: list[Attachment]) -> dict[str, Any]:
    """The answers, with the files of the form's own fields for those that were not answered."""
    given = dict(asked.answers)
    for field in with_applicant(revision.form).fields:
        mine = [one.id for one in there if one.of == field.id]
        if field.kind == "attachment" and mine and field.id not in given:
            given[field.id] = mine
    return given


def _belong(there: list[Attachment], revision: Revision) -> None:
    """Raises Problem where a file belongs to nothing that the procedure asks for."""
    named = {one.id for one in revision.components}
    named |= {one.id for one in with_applicant(revision.form).fields if one.kind == "attachment"}
    lost = sorted({one.of for one in there} - named)
    if lost:
        raise Problem(
            "form", "Có tệp không thuộc thành phần hay mục nào của thủ tục.",
            "A file belongs to no component or field of the procedure.",
            errors=[(f"/files/{of}", "Thủ tục không có mục này.", "The procedure has none.") for of in lost],
        )  # fmt: skip


def _components(asked: Submission, revision: Revision, there: list[Attachment]) -> tuple[HandedIn, ...]:
    """What is handed in of each component: as it says, and scanned where a file of it is there."""
    scanned = {one.of for one in there} & {one.id for one in revision.components}
    said = {one.id: one for one in asked.components}
    return tuple(
        HandedIn(
            component=id, originals=said[id].originals if id in said else 0,
            copies=said[id].copies if id in said else 0, scanned=id in scanned,
        )
        for id in dict.fromkeys([*said, *sorted(scanned)])
    )  # fmt: skip


def _made(office: Office, viewer: Viewer, code: str) -> Dossier:
    dossier = office.dossiers.get(code, viewer)
    if dossier is None:
        raise Problem("not-found", "Không tìm thấy hồ sơ.", "There is no such dossier.")
    return dossier


def _turn(change: str) -> threading.Lock:
    return _TURNS[int(change[:2], 16) % len(_TURNS)]
