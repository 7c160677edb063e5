"""Calls and people for the tests of the postal service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.access.accounts import create
from dashboard.postal.calls import Call, enter, offered
from dashboard.postal.desk import do
from models.postal import PostalRequest
from models.viewer import NOTHING, SYSTEM, Scope, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office
    from dashboard.postal.lifecycle import PostalAction

CENTRE = Scope(kind="department", departments=frozenset({"TTPVHCC"}))
CLERK = Viewer(user_id="an", name="An", role="clerk", scope=CENTRE)
STRANGER = CLERK.model_copy(
    update={"user_id": "xa", "scope": Scope(kind="department", departments=frozenset({"H-899"}))}
)
POSTMAN = Viewer(user_id="buuta", name="Bưu tá", role="postal")
OTHER_POSTMAN = Viewer(user_id="buuta2", name="Bưu tá khác", role="postal")
PROCEDURE = "P180"


def postmen(office: Office) -> None:
    """Two accounts of postal workers."""
    for one in (POSTMAN, OTHER_POSTMAN):
        create(
            office,
            SYSTEM,
            office.now(),
            login=one.user_id,
            name=one.name,
            role="postal",
            scope=NOTHING,
            id=one.user_id,
        )


def call(office: Office, procedure: str = PROCEDURE) -> Call:
    """A call that can be entered."""
    commune = sorted(office.commune_ids())[0]
    day = office.calendar().working_day_from(office.today())
    return Call("Thị Ngọc Hân", "0912 345 678", commune, "12 Nguyễn Trãi", procedure, day, "morning")


def entered(office: Office) -> PostalRequest:
    """A request that was just called in."""
    assert PROCEDURE in offered(office, CLERK)
    return enter(office, CLERK, call(office))


def went(
    office: Office, request: PostalRequest, action: PostalAction, who: Viewer = CLERK, **given: str
) -> PostalRequest:
    """The request after one action."""
    return do(office, who, request.id, action, given, request.version)
