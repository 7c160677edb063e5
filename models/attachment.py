"""The files that applicants hand in (tệp đính kèm), in GridFS: content in pieces, facts beside it.

A file belongs to the draft that it was uploaded for, and from the submission on to the dossier, which
keeps its hash in its own history. Nothing here asks who may read: `dashboard.intake.papers` does.
Shard key of a cluster: papers.chunks {files_id: "hashed"}, papers.files unsharded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from gridfs import GridFSBucket, NoFile
from gridfs.errors import FileExists
from pydantic import BaseModel, ConfigDict
from pymongo.errors import BulkWriteError, DuplicateKeyError

from models.errors import MotcuaError
from models.store import Document, Index, Session, Store

BUCKET = "papers"


class Gone(MotcuaError):
    """The content of a file is not in the store."""

    def __init__(self, name: str = "") -> None:
        super().__init__(f"Không còn tệp “{name}”.", f"The file “{name}” is gone.")


class Busy(MotcuaError):
    """Somebody else is just writing the same file."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp này đang được gửi bởi một yêu cầu khác; xin thử lại.",
            "This file is just being sent by another request; please try again.",
        )


class Attachment(BaseModel):
    """What is known of one file. `type`: a `FileType`; `size` in bytes; `sha256` in hexadecimal digits.

    `of`: the component or the field of the form that it belongs to. `dossier` is "" before the submission.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    type: str
    size: int
    sha256: str
    of: str = ""
    draft: str = ""
    dossier: str = ""
    owner: str = ""
    at: datetime


class Attachments:
    """The files. Written whole before the dossier that names them, so that none is named and missing."""

    COLLECTION: ClassVar[str] = f"{BUCKET}.files"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("filename", "uploadDate"), name="filename_1_uploadDate_1"),  # as GridFS calls its own
        Index(("metadata.dossier",)),
        Index(("metadata.draft",)),
        Index(("metadata.at",)),
    )

    def __init__(self, store: Store) -> None:
        self._files = store.collection(self.COLLECTION)
        self._pieces = store.collection(Pieces.COLLECTION)
        self._bucket = GridFSBucket(store.db, BUCKET)

    def put(self, about: Attachment, content: bytes) -> None:
        """Keep a new file: its pieces first, what is known of it last, so that a kill leaves no half file."""
        facts = about.model_dump(exclude={"id", "name", "size"})
        self._bucket.upload_from_stream_with_id(about.id, about.name, content, metadata=facts)

    def put_once(self, about: Attachment, content: bytes) -> Attachment:
        """Keep a file whose id says what it is; the one that is there already stays. Raises `Busy`."""
        try:
            self.put(about, content)
        except (FileExists, DuplicateKeyError, BulkWriteError):
            found = self.get(about.id)
            if found is None:
                raise Busy from None
            return found
        return about

    def get(self, id: str) -> Attachment | None:
        """What is known of a file, or None."""
        found = self._files.find_one({"_id": id})
        return None if found is None else _read(found)

    def content(self, id: str) -> bytes:
        """The whole content. Raises `Gone`."""
        try:
            with self._bucket.open_download_stream(id) as stream:
                return bytes(stream.read())
        except NoFile:
            raise Gone from None

    def of_draft(self, draft: str) -> list[Attachment]:
        """The files of a draft that is not submitted yet, oldest first."""
        return self._in_order({"metadata.draft": draft})

    def of_dossier(self, dossier: str) -> list[Attachment]:
        """The files of a dossier, oldest first."""
        return self._in_order({"metadata.dossier": dossier})

    def hand_over(self, ids: Sequence[str], dossier: str, session: Session | None = None) -> None:
        """From now on the files belong to the dossier; within the transaction that writes it."""
        for id in ids:
            self._files.update_one(
                {"_id": id}, {"$set": {"metadata.dossier": dossier, "metadata.draft": ""}}, session=session
            )

    def discard(self, id: str) -> None:
        """Remove a file that no dossier has."""
        about = self.get(id)
        if about is not None and not about.dossier:
            self._remove([id])

    def discard_draft(self, draft: str) -> int:
        """Remove what was uploaded for a draft and was never submitted; returns how many files."""
        ids = [about.id for about in self.of_draft(draft) if not about.dossier]
        self._remove(ids)
        return len(ids)

    def sweep(self, before: datetime) -> int:
        """Remove what was uploaded before then and never submitted, as its draft has gone too."""
        ids = [about.id for about in self._in_order({"metadata.dossier": ""}) if about.at < before]
        self._remove(ids)
        return len(ids)

    def count_uploaded(self, since: datetime, until: datetime) -> int:
        """How many files were uploaded from `since` until before `until`."""
        return self._files.count_documents({"metadata.at": {"$gte": since, "$lt": until}})

    def uploaded(self, since: datetime, until: datetime) -> list[Attachment]:
        """The files uploaded from `since` until before `until`; the caller knows that they are few."""
        return self._in_order({"metadata.at": {"$gte": since, "$lt": until}})

    def erase(self, ids: Sequence[str]) -> None:
        """Remove files of dossiers: the content first, so that a kill leaves no pieces that nobody finds."""
        for id in ids:
            self._pieces.delete_many({"files_id": id})
            self._files.delete_one({"_id": id})

    def _remove(self, ids: Iterable[str]) -> None:
        for id in ids:
            try:
                self._bucket.delete(id)
            except NoFile:
                continue  # somebody else has just removed it

    def _in_order(self, query: Document) -> list[Attachment]:
        return sorted((_read(row) for row in self._files.find(query)), key=lambda one: (one.at, one.id))


class Pieces:
    """The pieces of the files: GridFS's own collection, with the index that it would make itself."""

    COLLECTION: ClassVar[str] = f"{BUCKET}.chunks"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("files_id", "n"), unique=True, name="files_id_1_n_1"),)


def _read(row: Document) -> Attachment:
    facts = row.get("metadata") or {}
    return Attachment(id=row["_id"], name=row["filename"], size=row["length"], **facts)
