"""What the administrator publishes: the centre's words, hotline, and documents with their files."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from dashboard.access.roles import require
from dashboard.intake.content import inspect
from models.attachment import Attachment
from models.audit import Entry
from models.errors import MotcuaError
from models.publication import CENTRE, FILES, Publication
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

PERMISSION = "page.publication"
#: what a row of the table of documents says
COLUMNS = ("id", "kind", "number", "title", "title_en", "issued", "in_force", "link")
NAMES: dict[str, tuple[str, str]] = {
    "hotline": ("Đường dây nóng", "Hotline"), "email": ("Thư điện tử", "E-mail"),
    "address": ("Địa chỉ", "Address"), "about_vi": ("Giới thiệu", "About"),
    "about_en": ("Giới thiệu (tiếng Anh)", "About (English)"), "notice_vi": ("Thông báo", "Notice"),
    "notice_en": ("Thông báo (tiếng Anh)", "Notice (English)"), "documents": ("Văn bản", "Documents"),
    "takes_online": ("Nhận hồ sơ trực tuyến", "Takes applications online"), "title": ("tên văn bản", "title"),
    "link": ("liên kết", "link"), "kind": ("loại", "kind"), "number": ("số, ký hiệu", "number"),
}  # fmt: skip


class BadPublication(MotcuaError):
    """Something that cannot be published so."""


def rows_of(publication: Publication) -> list[dict[str, Any]]:
    """The documents as rows of the table."""
    return [{name: getattr(one, name) for name in COLUMNS} for one in publication.documents]


def save(
    office: Office, viewer: Viewer, changed: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> Publication:
    """Publish it from now on; files stay with their documents. Raises NotAllowed, BadPublication."""
    require(viewer, PERMISSION)
    before = office.publications.current()
    files = {one.id: (one.file, one.file_name) for one in before.documents}
    documents = []
    for row in rows:
        id = str(row.get("id") or uuid.uuid4().hex)
        file, name = files.get(id, (None, ""))
        kept = {key: value for key, value in row.items() if value is not None}
        documents.append({**kept, "id": id, "file": file, "file_name": name})
    return _put(office, viewer, {**before.model_dump(), **changed, "documents": documents})


def attach(office: Office, viewer: Viewer, document: str, name: str, content: bytes) -> Publication:
    """Give a document its file, in place of the one that it had. Raises NotAllowed, FileRefused."""
    require(viewer, PERMISSION)
    found = inspect(name, content)
    about = Attachment(
        id=uuid.uuid4().hex, name=found.name, type=found.type, size=len(content), dossier=FILES,
        sha256=hashlib.sha256(content).hexdigest(), owner=viewer.user_id, at=office.now(),
    )  # fmt: skip
    office.attachments.put(about, content)
    before = office.publications.current().model_dump()
    for one in before["documents"]:
        if one["id"] == document:
            one.update(file=about.id, file_name=about.name)
    return _put(office, viewer, before)


def _put(office: Office, viewer: Viewer, fields: Mapping[str, Any]) -> Publication:
    try:
        after = Publication.model_validate(
            {**fields, "id": CENTRE, "changed_by": viewer.user_id, "changed_at": office.now()}
        )
    except ValidationError as error:
        raise _told(error) from None
    before = office.publications.current()
    office.publications.put(after)
    office.published.forget()
    names = sorted(
        name for name in type(after).model_fields
        if getattr(before, name) != getattr(after, name) and not name.startswith("changed_")
    )  # fmt: skip
    office.audit.add(
        Entry(
            at=office.now(), actor=viewer.user_id, action="publication_changed", subject="publication",
            detail={"changed": ", ".join(names)},
        )
    )  # fmt: skip
    return after


def _told(error: ValidationError) -> BadPublication:
    """The first fault, by its place: "Văn bản 2, liên kết"."""
    where = error.errors()[0]["loc"]
    vi, en = [], []
    for part in where:
        known = NAMES.get(str(part), (str(part), str(part)))
        words = (f"{part + 1}", f"{part + 1}") if isinstance(part, int) else known
        vi.append(words[0])
        en.append(words[1])
    return BadPublication(f"{', '.join(vi)}: chưa đúng.", f"{', '.join(en)}: not right.")
