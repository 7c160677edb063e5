"""Rules, dossiers with files and bookings for the tests of retention."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from dashboard.access.acting import act
from dashboard.clock import day_of
from dashboard.flow import Action
from dashboard.intake import papers
from dashboard.intake.desk import take_in
from models.appointment import Appointment
from models.dossier import Dossier
from models.retention import RetentionRule
from models.viewer import Viewer
from tests.unit.intake.test_content import pdf
from tests.unit.intake.test_desk import CLERK, WHO, application

if TYPE_CHECKING:
    from dashboard.office import Office
    from models.procedure import Revision

ADMIN = Viewer(user_id="qt", name="QT", role="administrator")
PAPERS = RetentionRule(id="papers", name="Giữ mười năm", kind="papers", keep=10, unit="years", enabled=True)
POSTAL = RetentionRule(id="postal", name="Giữ một năm", kind="postal", keep=365, enabled=True)
BOOKINGS = RetentionRule(id="bookings", name="Giữ bảy ngày", kind="bookings", keep=7, enabled=True)
ELEVEN_YEARS = timedelta(days=11 * 366)


def filed(office: Office, revision: Revision, form: str, files: int = 1, closed: bool = True) -> Dossier:
    """A dossier with some files, withdrawn where it is `closed`."""
    kept = [papers.keep(office, CLERK, form, "tep", f"{form}-{at}.pdf", pdf(at + 1)) for at in range(files)]
    given = {"nguoi_nop": WHO, "loai": "moi", "tep": [one.id for one in kept]}
    dossier = take_in(office, CLERK, application(revision, given=given), form)
    if not closed:
        return dossier
    return act(office, CLERK, dossier.id, Action(name="withdraw", note="rút"), dossier.version)


def later(office: Office, by: timedelta) -> None:
    """The Office's clock so much later."""
    now: datetime = office.now() + by
    office.now = lambda: now


def booked(office: Office, code: str, ended: datetime) -> Appointment:
    """A booking whose slot ended then."""
    day = day_of(ended, office.store.zone)
    facts: dict[str, Any] = {
        "id": code, "hall": "h", "day": day, "minute": 480, "group": "g", "field": "f", "name": "Thị Hân",
        "phone": "0912345678", "seat": f"h|{day}|{code}", "owner": f"h|{day}|0912345678",
        "booked_at": ended, "starts_at": ended, "ends_at": ended,
    }  # fmt: skip
    made = Appointment(**facts)
    assert office.appointments.add(made)
    return made
