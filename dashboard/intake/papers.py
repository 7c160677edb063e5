"""Files of a draft and of a dossier: taken in after a look at their content, read within the scope."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from dashboard.access.masking import works_on
from dashboard.access.roles import require
from dashboard.intake.content import LARGEST_ALL_MB, MEGABYTE, FileRefused, inspect, refuse_size
from dashboard.telling import day_text
from models.attachment import Attachment, Attachments
from models.audit import Entry
from models.dossier import Paper
from models.errors import MotcuaError, NotAllowed
from models.retention import Removal
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.flow.commit import Change
    from dashboard.office import Office
    from models.store import Session


class Removed(MotcuaError):
    """The content of a file was removed by a rule of retention."""

    def __init__(self, name: str, removal: Removal) -> None:
        vi, en = removed_words(removal)
        super().__init__(f"Tệp “{name}” {vi}.", f"The file “{name}” was {en}.")


def removed_words(removal: Removal) -> tuple[str, str]:
    """đã xóa ngày 24/11/2026 theo quy tắc lưu giữ “…”"""
    day = day_text(removal.day)
    return (
        f"đã xóa ngày {day} theo quy tắc lưu giữ “{removal.rule_name}”",
        f"removed on {day} by the rule of retention “{removal.rule_name}”",
    )


def keep(
    office: Office, viewer: Viewer, draft: str, of: str, name: str, content: bytes,
    allowed: Collection[str] = (), *, once: bool = False,
) -> Attachment:  # fmt: skip
    """Keep a file for a draft, under `of` (a component or a field). Raises FileRefused, NotAllowed.

    The same content under the same place is kept once; with `once` also where it is sent several times at
    the same instant, and then raises `Busy` where the first has not ended.
    """
    require(viewer, "act.submit")
    return keep_for(office, viewer.user_id, draft, of, name, content, allowed, once=once)


def keep_for(
    office: Office, owner: str, draft: str, of: str, name: str, content: bytes,
    allowed: Collection[str] = (), *, once: bool = False,
) -> Attachment:  # fmt: skip
    """`keep` for whoever has the draft, somebody without an account among them. Raises FileRefused."""
    found = inspect(name, content, allowed)
    sha256 = hashlib.sha256(content).hexdigest()
    there = office.attachments.of_draft(draft)
    for one in there:
        if (one.of, one.sha256) == (of, sha256):
            return one
    room_for(there, len(content), found.name)
    seed = "\x1f".join((draft, of, sha256))
    about = Attachment(
        id=hashlib.sha256(seed.encode()).hexdigest()[:32] if once else uuid.uuid4().hex, name=found.name,
        type=found.type, size=len(content), sha256=sha256, of=of, draft=draft, owner=owner, at=office.now(),
    )  # fmt: skip
    if once:
        return office.attachments.put_once(about, content)
    office.attachments.put(about, content)
    return about


def room_for(there: Sequence[Attachment], size: int, name: str) -> None:
    """Raises FileRefused where a dossier's files would become too large together; an empty file too."""
    refuse_size(name, size)
    if sum(one.size for one in there) + size > LARGEST_ALL_MB * MEGABYTE:
        raise FileRefused(
            f"Các tệp của hồ sơ đã quá {LARGEST_ALL_MB} MB; chưa nhận “{name}”.",
            f"The files of the dossier exceed {LARGEST_ALL_MB} MB; “{name}” was not taken.",
        )


def drop(office: Office, viewer: Viewer, id: str) -> None:
    """Take back a file that was uploaded for a draft; only by who did."""
    about = office.attachments.get(id)
    if about is None or about.dossier:
        return
    if about.owner != viewer.user_id:
        raise NotAllowed("Tệp của người khác.", "Somebody else's file.")
    office.attachments.discard(id)


def paper_of(about: Attachment) -> Paper:
    """The file as the dossier's history keeps it."""
    return Paper(
        id=about.id, name=about.name, type=about.type, size=about.size, sha256=about.sha256, of=about.of
    )


def read(
    office: Office, viewer: Viewer, code: str, id: str, *, lifted: bool = False
) -> tuple[Paper, bytes]:
    """A paper of the dossier `code` and its content. Raises NotAllowed, Gone, Removed, FileRefused.

    The dossier must be in the viewer's scope, be their work now or have been `lifted` from behind its
    mask, and name the paper; the content must be the one that was handed in. Written into the audit.
    """
    require(viewer, "page.dossier")
    dossier = office.dossiers.get(code, viewer)
    paper = None if dossier is None else next((one for one in dossier.papers if one.id == id), None)
    if paper is None:
        raise NotAllowed("Không có tệp này trong phạm vi của bạn.", "There is no such file in your scope.")
    if not lifted and dossier is not None and not works_on(dossier, viewer):
        raise NotAllowed(
            "Tệp có dữ liệu cá nhân; hãy mở xem dữ liệu cá nhân của hồ sơ trước.",
            "The file holds personal data; look behind the mask of the dossier first.",
        )
    gone = office.removals.of_dossier(code).get(id)
    if gone is not None:
        raise Removed(paper.name, gone)
    content = office.attachments.content(id)
    if hashlib.sha256(content).hexdigest() != paper.sha256:
        raise FileRefused(
            f"Tệp “{paper.name}” đã bị thay đổi sau khi tiếp nhận.",
            f"The file “{paper.name}” was changed after it was handed in.",
        )
    office.audit.add(
        Entry(at=office.now(), actor=viewer.user_id, action="paper_opened", subject=code,
              detail={"paper": paper.name})
    )  # fmt: skip
    return paper, content


def handing_over(attachments: Attachments, session: Session, changes: Sequence[Change]) -> None:
    """Part of every commit: files that a change has brought belong to its dossier from now on."""
    for change in changes:
        before = set() if change.before is None else {paper.id for paper in change.before.papers}
        new = [paper.id for paper in change.after.papers if paper.id not in before]
        if new:
            attachments.hand_over(new, change.after.id, session)
