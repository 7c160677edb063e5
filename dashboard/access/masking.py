"""Personal data by role and by dossier: whole for those who work on it, masked for those who only watch.

Names are shown to all who handle or lead; the administrator, who keeps the machine and handles no
dossier, sees initials. Numbers are whole only for those whose turn it is, or after a look behind the
mask, which is written down, and needs a reason from those who do not work on the dossier
(NĐ 13/2023, from 2026 Luật 91/2025/QH15).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from dashboard.access.roles import require
from models.audit import Entry
from models.dossier import Applicant, Dossier
from models.errors import MotcuaError
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

WHOLE = frozenset({"manager", "staff", "clerk"})
#: roles that see initials instead of names
NAMELESS = frozenset({"administrator"})
#: at least so many letters make a reason
SHORTEST_REASON = 8


class ReasonMissing(MotcuaError):
    """A look behind the mask without saying why."""

    def __init__(self) -> None:
        super().__init__(
            f"Hãy ghi lý do xem dữ liệu cá nhân (ít nhất {SHORTEST_REASON} ký tự).",
            f"Say why you look at personal data (at least {SHORTEST_REASON} letters).",
        )


def hidden(text: str, kept: int = 3) -> str:
    """All but the last letters as dots; a short text whole as dots."""
    kept = kept if len(text) > kept else 0
    return "•" * (len(text) - kept) + text[len(text) - kept :]


def initials(name: str) -> str:
    """A name by the first letters of its words: "Nguyễn Văn An" → "N. V. A."."""
    return " ".join(f"{word[0].upper()}." for word in name.split())


def masked(text: str, viewer: Viewer) -> str:
    """A phone or identity number in a list: its last three characters only, unless the role needs it."""
    return text if viewer.role in WHOLE else hidden(text)


def masked_name(name: str, viewer: Viewer) -> str:
    """A person's name: initials for roles that handle no dossiers."""
    return initials(name) if viewer.role in NAMELESS else name


def works_on(dossier: Dossier, viewer: Viewer) -> bool:
    """Whether the dossier is this viewer's work now: in their hands, or waiting at their department."""
    if viewer.role not in WHOLE:
        return False
    if dossier.assignee == viewer.user_id:
        return True
    if dossier.turn is None:
        return False
    desk, scope = dossier.turn.rpartition("|")[0], viewer.scope
    if scope.kind == "none" or (scope.kind == "fields" and dossier.field not in scope.fields):
        return False
    return desk in scope.departments or (scope.kind == "fields" and not scope.departments)


def seen(dossier: Dossier, viewer: Viewer, lifted: bool = False) -> Applicant:
    """The applicant as this viewer sees them; `lifted` after a look behind the mask."""
    who = dossier.applicant
    if lifted:
        return who
    if works_on(dossier, viewer):
        return who.model_copy(update={"identity": hidden(who.identity)})
    return Applicant(
        name=masked_name(who.name, viewer),
        phone=hidden(who.phone),
        identity=hidden(who.identity),
        address="•••" if who.address else "",
        commune=who.commune,
        email=hidden(who.email, 0) if who.email else "",
    )


def lift(office: Office, viewer: Viewer, dossier: Dossier, reason: str) -> None:
    """Look behind the mask: written to the audit first. Raises NotAllowed, ReasonMissing, StoreError."""
    require(viewer, "reveal")
    if not works_on(dossier, viewer) and len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing
    office.audit.add(
        Entry(
            at=office.now(), actor=viewer.user_id, action="mask_lifted", subject=dossier.id,
            detail={"role": viewer.role, "reason": reason.strip()},
        )
    )  # fmt: skip


def opened(office: Office, viewer: Viewer, dossier: Dossier) -> bool:
    """Note that the viewer has opened the dossier; once a day. Returns whether it was noted now."""
    seed = f"dossier_opened|{dossier.id}|{viewer.user_id}|{office.today()}"
    entry = Entry(
        id=hashlib.sha256(seed.encode()).hexdigest()[:32], at=office.now(), actor=viewer.user_id,
        action="dossier_opened", subject=dossier.id, detail={"role": viewer.role},
    )  # fmt: skip
    return office.audit.add_once(entry)
