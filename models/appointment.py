"""The booking (lịch hẹn): a slot of the hall that somebody keeps for themselves.

`seat` is unique: one counter, one slot, one of its places; a booking that is cancelled leaves its seat. So is
`owner`: one booking a phone number and day. Name and phone are personal data and go 30 days after the slot.
Shard key of a cluster: {hall: 1, day: 1}.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.errors import AlreadyThere
from models.store import Index, Session, Store
from models.unique import told_twice

KEPT = timedelta(days=30)


class Appointment(BaseModel):
    """One booking; its id is the code that its owner shows and cancels by. `minute`: of the local day."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    hall: str
    day: int
    minute: int
    group: str
    field: str
    name: str
    phone: str
    seat: str
    owner: str
    state: Literal["booked", "cancelled", "came"] = "booked"
    booked_at: datetime
    starts_at: datetime
    ends_at: datetime


class Appointments:
    """The bookings of all halls."""

    COLLECTION: ClassVar[str] = "appointments"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("hall", "day")),
        Index(("seat",), unique=True),
        Index(("owner",), unique=True),
        Index(("ends_at",), expire_seconds=int(KEPT.total_seconds())),
    )

    def __init__(self, store: Store) -> None:
        self._appointments = store.collection(self.COLLECTION)

    def get(self, code: str, session: Session | None = None) -> Appointment | None:
        """The booking of this code."""
        found = self._appointments.find_one({"_id": code}, session=session)
        return None if found is None else Appointment.model_validate(found)

    def between(self, hall: str, first: int, last: int) -> list[Appointment]:
        """The bookings of some days, cancelled ones too, by their time."""
        found = self._appointments.find({"hall": hall, "day": {"$gte": first, "$lte": last}})
        return sorted(map(Appointment.model_validate, found), key=lambda one: (one.day, one.minute, one.id))

    def add(self, appointment: Appointment) -> bool:
        """Keep a booking; False where its seat is taken, or its owner has one that day."""
        try:
            with told_twice():
                self._appointments.insert_one(appointment.model_dump(by_alias=True))
        except AlreadyThere:
            return False
        return True

    def owned(self, owner: str) -> Appointment | None:
        """The booking that a phone number has on a day."""
        found = self._appointments.find_one({"owner": owner})
        return None if found is None else Appointment.model_validate(found)

    def end(self, code: str, state: Literal["cancelled", "came"], session: Session | None = None) -> bool:
        """Cancel it (its seat is free then), or note that its owner came; False where it is not booked."""
        given: dict[str, Any] = {"state": state}
        if state == "cancelled":
            given |= {"seat": f"cancelled:{code}", "owner": f"cancelled:{code}"}
        there = {"_id": code, "state": "booked"}
        return self._appointments.update_one(there, {"$set": given}, session=session).matched_count == 1

    def ended(self, since: datetime, until: datetime) -> list[Appointment]:
        """The bookings whose slot ended from `since` until before `until`: of 30 days at most."""
        found = self._appointments.find({"ends_at": {"$gte": since, "$lt": until}})
        return sorted(map(Appointment.model_validate, found), key=lambda one: (one.ends_at, one.id))

    def empty(self, code: str, session: Session) -> bool:
        """Remove the person from a past booking; False where it has gone as a whole."""
        gone = {"name": "", "phone": "", "owner": f"emptied:{code}"}
        done = self._appointments.update_one({"_id": code}, {"$set": gone}, session=session)
        return done.matched_count == 1
