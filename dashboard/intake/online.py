"""An application from the public pages: nobody is signed in, so the form's link stands for the writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.flow import Action
from dashboard.intake.desk import Application, checked_intake, resolved
from dashboard.intake.route import agency_code, desk_of
from dashboard.names import APPLICANT
from models.dossier import Dossier
from models.errors import MotcuaError

if TYPE_CHECKING:
    from dashboard.office import Office

CHANNEL = "online"


def submit_online(office: Office, application: Application, change: str, writer: str) -> Dossier:
    """Make the dossier of an application; it waits to be taken in. Sent again, it is the same dossier.

    `writer` is whose draft it is (`Draft.user`), `change` the id of that draft. Raises FormFaults,
    ActionRefused, StoreError; then nothing is written, and the draft stays.
    """
    known = office.events.known(change)
    if known is not None:
        found = office.dossiers.for_change(known.dossier)
        if found is None:
            raise MotcuaError("Không tìm thấy hồ sơ.", "There is no such dossier.")
        return found
    procedure, revision = resolved(office, application)
    tree = office.departments.tree(office.local_date())
    desk = desk_of(procedure, revision, tree, application.level, application.place)
    intake = checked_intake(office, application, procedure, revision, desk, tree, change)

    def make(code: str) -> list[Action]:
        return [Action(name="submit", intake=intake.model_copy(update={"code": code}))]

    profile = office.profiles.current()
    agency = agency_code(tree, desk.responsible, None if profile is None else profile.province_code)
    dossier = office.commit.take_in(make, APPLICANT, agency=agency, change=change)
    office.drafts.discard(change, writer)
    return dossier
