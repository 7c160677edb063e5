"""The hall (sảnh chờ) of a one-stop centre: groups of fields for which numbers are taken, and rules."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from models.catalogue import Catalogue, Entry, Named
from models.naming import Slug
from models.store import Index


class HallGroup(Named):
    """A field or several that share one queue. `hall`: the department whose counters serve it."""

    hall: Slug
    fields: tuple[Slug, ...] = ()


class HallGroups(Catalogue[HallGroup]):
    """The groups of all halls."""

    COLLECTION = "hall_groups"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("hall",)),)
    document = HallGroup

    def of(self, hall: str) -> list[HallGroup]:
        """The groups of one hall."""
        return self._sorted(self._collection.find({"hall": hall}))


class HallRules(Entry):
    """How a hall (its id) takes bookings: length of a slot, seats a counter and slot, days ahead.

    `ahead_minutes`: so much earlier than they came do people with priority, and those who booked, stand.
    """

    slot_minutes: int = Field(default=30, ge=10, le=120)
    seats: int = Field(default=1, ge=0, le=20)
    days_ahead: int = Field(default=14, ge=1, le=60)
    ahead_minutes: int = Field(default=30, ge=0, le=240)


class HallRuleBook(Catalogue[HallRules]):
    """The rules of all halls."""

    COLLECTION = "hall_rules"
    document = HallRules

    def of(self, hall: str) -> HallRules:
        """The rules of one hall; the common ones where it has none of its own."""
        return self.get(hall) or HallRules(id=hall)
