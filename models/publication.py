"""What the centre publishes of itself (công khai): its words, hotline, lists, and documents with their dates.

One document, which the administrator edits; the files of its documents are kept in `models.attachment` under
the id `FILES` in the place of a dossier.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.catalogue import Catalogue, Entry
from models.naming import Slug

#: the id of the one that there is
CENTRE = "centre"
#: in the place of the code of a dossier, for the files of published documents
FILES = "published"
MOST_DOCUMENTS = 60
DocumentKind = Literal["regulation", "list", "announcement", "guide", "other"]

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Paragraphs = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)]


class Published(BaseModel):
    """One document: a regulation of operation, the decision of a list, an announcement.

    `file` is the id of its file, `link` an address elsewhere; either may be missing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    kind: DocumentKind = "other"
    number: Line = ""
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    title_en: Line = ""
    issued: date | None = None
    in_force: date | None = None
    link: Annotated[str, StringConstraints(pattern=r"^(https?://\S{1,500})?$")] = ""
    file: Slug | None = None
    file_name: Line = ""


class Publication(Entry):
    """What the public pages say of the centre beside what the catalogue and the calendar say."""

    hotline: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9 .+()/–-]{0,60}$")] = ""
    email: Line = ""
    address: Line = ""
    about_vi: Paragraphs = ""
    about_en: Paragraphs = ""
    notice_vi: Paragraphs = ""
    notice_en: Paragraphs = ""
    documents: Annotated[tuple[Published, ...], Field(max_length=MOST_DOCUMENTS)] = ()
    #: whether applications are taken online at all
    takes_online: bool = True
    changed_by: str = ""
    changed_at: datetime | None = None


class Publications(Catalogue[Publication]):
    """The publication of the centre: one document, `CENTRE`."""

    COLLECTION = "publications"
    document = Publication

    def current(self) -> Publication:
        """What is published; nothing but its defaults where nobody has written anything yet."""
        return self.get(CENTRE) or Publication(id=CENTRE)
