"""A pick-up by the public postal service (yêu cầu bưu chính): from the call to the result at the door.

Decision 45/2016/QĐ-TTg: papers are fetched from the applicant's house and results brought back. A request
holds its present state and the instant of each leg; how it came there is in its events, which nothing
changes. Shard key of a cluster: {_id: "hashed"}.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.dossiers import may_see
from models.event import Events
from models.store import Index, Session, Store
from models.unique import told_twice
from models.viewer import OUTSIDE, Viewer

PostalState = Literal[
    "requested", "assigned", "picked_up", "arrived", "taken_in", "sent", "delivered", "refused", "withdrawn"
]
#: a request in one of these is still somebody's work
UNDER_WAY: tuple[PostalState, ...] = ("requested", "assigned", "picked_up", "arrived", "taken_in", "sent")
#: in these nothing more is done with it
ENDED: tuple[PostalState, ...] = ("delivered", "refused", "withdrawn")
#: what is of a person in it, or may be
PERSONAL: tuple[str, ...] = ("name", "phone", "address", "note", "signed", "received_by")
#: in these the papers (or the visit) are in the hands of the postal worker
CARRIED: frozenset[str] = frozenset({"assigned", "picked_up", "sent"})
WantedPart = Literal["", "morning", "afternoon"]


class PostalRequest(BaseModel):
    """One request. `name` to `address` are personal data. `carrier`: the account of who carries it, or "".

    `department`, `field`, `holders`: those that the dossier will have; the viewer's scope is applied to them.
    `drafts`: the forms that were opened for it; a submission of one of them is its dossier.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    version: int = 1
    state: PostalState = "requested"
    name: str
    phone: str
    commune: str
    address: str
    procedure: str
    department: str
    field: str
    holders: tuple[str, ...] = ()
    wanted_day: int
    wanted_part: WantedPart = ""
    note: str = ""
    carrier: str = ""
    carrier_name: str = ""
    missed: int = 0
    #: what the applicant signed for at the door, and who signed for the result
    signed: str = ""
    received_by: str = ""
    drafts: tuple[str, ...] = ()
    dossier: str = ""
    tracking: str = ""
    requested_day: int
    requested_at: datetime
    assigned_at: datetime | None = None
    picked_at: datetime | None = None
    arrived_at: datetime | None = None
    taken_in_at: datetime | None = None
    resolved_at: datetime | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    #: the day on which the person was removed from it by a rule of retention
    emptied_day: int | None = None

    def document(self) -> dict[str, Any]:
        """The request as it is stored."""
        return self.model_dump(by_alias=True)


class PostalEvents(Events):
    """The append-only history of requests; `dossier` of an event is the id of its request."""

    COLLECTION: ClassVar[str] = "postal_events"


class PostalRequests:
    """The requests. A postal worker sees what they carry and nothing else, others within their scope."""

    COLLECTION: ClassVar[str] = "postal_requests"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("state",)),
        Index(("carrier",)),
        Index(("drafts",)),
        Index(("requested_day",)),
        Index(("emptied_day", "requested_day")),
    )

    def __init__(self, store: Store) -> None:
        self._requests = store.collection(self.COLLECTION)

    def get(self, id: str, viewer: Viewer) -> PostalRequest | None:
        """The request of this id, or None where there is none that the viewer may see."""
        found = self._requests.find_one({"_id": id})
        return _read(found) if found is not None and visible(found, viewer) else None

    def for_change(self, id: str, session: Session | None = None) -> PostalRequest | None:
        """The request as it is to be changed; who may is checked by the caller."""
        found = self._requests.find_one({"_id": id}, session=session)
        return None if found is None else _read(found)

    def of_draft(self, draft: str, session: Session | None = None) -> PostalRequest | None:
        """The request for which this form was opened."""
        found = self._requests.find_one({"drafts": draft}, session=session)
        return None if found is None else _read(found)

    def in_states(self, states: tuple[PostalState, ...], viewer: Viewer) -> list[PostalRequest]:
        """Those under way in these states, oldest first: bounded by what is not done yet."""
        found = self._requests.find({"state": {"$in": list(states)}})
        return _in_order(row for row in found if visible(row, viewer))

    def carried_by(self, user: str, viewer: Viewer) -> list[PostalRequest]:
        """What one postal worker carries: bounded by what a person can carry."""
        found = self._requests.find({"carrier": user})
        return _in_order(row for row in found if visible(row, viewer))

    def called_between(self, first: int, last: int, viewer: Viewer) -> list[PostalRequest]:
        """Those asked for on the days `first` to `last`, both included; ask for a quarter at most."""
        found = self._requests.find({"requested_day": {"$gte": first, "$lte": last}})
        return _in_order(row for row in found if visible(row, viewer))

    def count_whole(self, first: int, last: int) -> int:
        """How many called for on these days still have their person."""
        return self._requests.count_documents(_whole(first, last))

    def whole(self, first: int, last: int, viewer: Viewer) -> list[PostalRequest]:
        """Those called for on these days that still have their person; the caller knows that they are few."""
        found = self._requests.find(_whole(first, last))
        return _in_order(row for row in found if visible(row, viewer))

    def empty(self, request: PostalRequest, day: int, session: Session) -> bool:
        """Remove the person from an ended request; False where it is not as it was seen."""
        there = {"_id": request.id, "version": request.version, "state": {"$in": list(ENDED)}}
        gone = {**dict.fromkeys(PERSONAL, ""), "emptied_day": day}
        return self._requests.update_one(there, {"$set": gone}, session=session).matched_count == 1

    def add(self, request: PostalRequest, session: Session) -> None:
        """A new request. Raises AlreadyThere where its id is taken."""
        with told_twice():
            self._requests.insert_one(request.document(), session=session)

    def replace(self, request: PostalRequest, version: int, session: Session) -> bool:
        """Put the request in place of its `version`; False where it has another one by now."""
        there = {"_id": request.id, "version": version}
        return self._requests.replace_one(there, request.document(), session=session).matched_count == 1


def visible(document: dict[str, Any], viewer: Viewer) -> bool:
    """Whether the viewer may see a request: of others only what they carry, else by the scope of dossiers."""
    if viewer.role in OUTSIDE:
        return bool(document["carrier"] == viewer.user_id)
    return may_see(document, viewer)


def _whole(first: int, last: int) -> dict[str, Any]:
    return {"emptied_day": None, "requested_day": {"$gte": first, "$lte": last}}


def _read(found: dict[str, Any]) -> PostalRequest:
    return PostalRequest.model_validate(found)


def _in_order(rows: Any) -> list[PostalRequest]:
    return sorted((_read(row) for row in rows), key=lambda one: (one.requested_at, one.id))
