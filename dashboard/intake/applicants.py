"""An applicant found again, so that nobody is asked twice for what the Office knows (NĐ 107/2021)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.intake import typed
from dashboard.intake.typed import Wrong
from models.audit import Entry
from models.dossier import Applicant
from models.errors import MotcuaError
from models.form import APPLICANT
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: dossiers looked at, and different people shown
LOOKED_AT = 50
SHOWN = 5


def find_again(office: Office, viewer: Viewer, number: str) -> list[Applicant]:
    """The people who applied under this phone or identity number before, the latest first.

    Only of dossiers within the viewer's scope, and by the whole number, not by a part of it. Written
    into the audit. Raises MotcuaError for what is no such number, NotAllowed.
    """
    require(viewer, "act.submit")
    wanted = _numbers(number)
    found = office.finder.find(viewer, next(iter(wanted)), limit=LOOKED_AT)
    people: dict[tuple[str, str, str], Applicant] = {}
    for dossier in found.rows:
        who = dossier.applicant
        if who.phone in wanted or who.identity in wanted:
            people.setdefault((who.name, who.identity, who.phone), who)
    shown = list(people.values())[:SHOWN]
    office.audit.add(
        Entry(
            at=office.now(), actor=viewer.user_id, action="applicant_looked_up",
            subject=f"…{next(iter(wanted))[-3:]}", detail={"found": str(len(shown))},
        )
    )  # fmt: skip
    return shown


def _numbers(number: str) -> set[str]:
    """The number as a phone and as an identity number, whichever it can be."""
    found: set[str] = set()
    for read in (typed.phone, typed.identity):
        try:
            found.add(read(number, APPLICANT))
        except Wrong:
            continue
    if not found:
        raise MotcuaError(
            "Hãy nhập đủ số điện thoại hoặc số giấy tờ.", "Type the whole phone or identity number."
        )
    return found
