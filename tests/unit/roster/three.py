"""A department of three who know one field, and dossiers taken in for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dashboard.access.acting import act
from dashboard.config import Settings
from dashboard.flow import Action, Intake
from dashboard.office import Office
from models.dossier import RouteStep
from models.staff import Competence, StaffMember
from models.viewer import Viewer

HOUR_MS = 3_600_000
#: a Thursday, 10:00 in the Office's zone
NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
#: may do anything to any dossier
ACTOR = Viewer(user_id="m", name="m", role="manager")
ROUTE = (
    RouteStep(step="intake", kind="intake", holder="desk", limit_ms=4 * HOUR_MS),
    RouteStep(step="review", kind="review", holder="A", limit_ms=16 * HOUR_MS),
    RouteStep(step="sign", kind="sign", holder="B"),
)


@contextmanager
def department_of_three(mongodb_uri: str, database: str, folder: Path) -> Iterator[Office]:
    """An Office whose department A has an (with an account), binh and chi."""
    office = Office.open(Settings(database=database, data=folder), mongodb_uri, lambda: NOW)
    for id, user in (("an", "user-an"), ("binh", ""), ("chi", "")):
        office.staff.put(
            StaffMember(id=id, name=id, department="A", user=user, competences=(Competence(field="f0"),))
        )
    yield office
    office.close()


def taken_in(office: Office, code: str, field: str = "f0", days: int = 5) -> None:
    """A dossier of the field, received now, due in so many working days."""
    intake = Intake(
        code=code,
        procedure="P0",
        revision="P0-1",
        field=field,
        department="A",
        level="province",
        channel="counter",
        term_value=days,
        term_unit="working_day",
        route=ROUTE,
    )
    act(office, ACTOR, code, Action(name="submit", intake=intake))
    act(office, ACTOR, code, Action(name="accept"))
