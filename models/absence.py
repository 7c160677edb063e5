"""Absences (vắng mặt): who is away when, why, and whether somebody has approved it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.errors import MotcuaError
from models.naming import Slug
from models.store import Index, Store

AbsenceKind = Literal["leave", "training", "sickness", "business_trip"]
AbsenceState = Literal["asked", "approved", "refused", "cancelled"]
Half = Literal["morning", "afternoon"]
HALVES: tuple[Half, ...] = ("morning", "afternoon")
#: longer ones are entered as several; it bounds what a week has to read
LONGEST_DAYS = 190


class BadAbsence(MotcuaError):
    """An absence that ends before it begins, or lasts beyond what is entered at once."""


class Handed(BaseModel):
    """One dossier that went from the person who is away to one who stays."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    source: str
    target: str


class Absence(BaseModel):
    """One absence: days `first_day` to `last_day`, both included; from and to a half-day.

    `asked` does not count yet, `approved` does. `handed`: the dossiers that others have taken over for it,
    bounded by what one person can hold. Raises `BadAbsence`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    person: Slug
    department: Slug
    kind: AbsenceKind
    first_day: int
    last_day: int
    first_half: Half = "morning"
    last_half: Half = "afternoon"
    reason: str = Field(default="", max_length=500)
    state: AbsenceState = "asked"
    asked_by: str
    asked_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    handed: tuple[Handed, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Absence:
        begins = (self.first_day, HALVES.index(self.first_half))
        ends = (self.last_day, HALVES.index(self.last_half))
        if ends < begins:
            raise BadAbsence("Nghỉ kết thúc trước khi bắt đầu.", "The absence ends before it begins.")
        if self.last_day - self.first_day >= LONGEST_DAYS:
            raise BadAbsence(
                f"Một lần nghỉ dài nhất {LONGEST_DAYS} ngày; hãy nhập thành nhiều lần.",
                f"An absence lasts {LONGEST_DAYS} days at most; enter it as several.",
            )
        return self

    def covers(self, day: int, half: Half) -> bool:
        """Whether the person is away then (whatever the state)."""
        at = (day, HALVES.index(half))
        begins = (self.first_day, HALVES.index(self.first_half))
        return begins <= at <= (self.last_day, HALVES.index(self.last_half))


class Absences:
    """All absences, found by department and the days on which they begin."""

    COLLECTION: ClassVar[str] = "absences"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("department", "first_day")),
        Index(("person", "first_day")),
    )

    def __init__(self, store: Store) -> None:
        self._absences = store.collection(self.COLLECTION)

    def get(self, id: str) -> Absence | None:
        """The absence of that id, or None."""
        found = self._absences.find_one({"_id": id})
        return None if found is None else Absence.model_validate(found)

    def put(self, absence: Absence) -> None:
        """Keep it in place of the one of that id."""
        self._absences.replace_one({"_id": absence.id}, absence.model_dump(by_alias=True), upsert=True)

    def between(self, department: str, since: int, until: int) -> list[Absence]:
        """Those of a department that touch the days `since` to `until`, both included."""
        return self._touching({"department": department}, since, until)

    def of(self, person: str, since: int, until: int) -> list[Absence]:
        """Those of one person that touch the days, both included."""
        return self._touching({"person": person}, since, until)

    def _touching(self, whose: dict[str, Any], since: int, until: int) -> list[Absence]:
        query = {**whose, "first_day": {"$gt": since - LONGEST_DAYS, "$lte": until}}
        found = [Absence.model_validate(one) for one in self._absences.find(query)]
        return sorted(
            (one for one in found if one.last_day >= since),
            key=lambda one: (one.first_day, one.person, one.id),
        )
