"""The staff (cán bộ, công chức): who works where, what they are competent in, and how much they can take."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.catalogue import Catalogue, Dated
from models.naming import Slug
from models.store import Index

#: how well somebody knows a field: helps, handles alone, guides others
CompetenceLevel = Literal["assists", "handles", "guides"]
LEVELS: tuple[CompetenceLevel, ...] = ("assists", "handles", "guides")
#: minutes of a week of 40 hours (Labour Code 2019 art. 105; Decision 188/1999/QĐ-TTg)
FULL_WEEK = 2_400


class Competence(BaseModel):
    """A field, and how well it is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: Slug
    level: CompetenceLevel = "handles"


class StaffMember(Dated):
    """One person on the staff of a department.

    `counters`: ids of the counters where they may sit; none where they work in the back office.
    `weekly_minutes`: how long they work in a week at most. `capacity`: how many open dossiers they can
    hold. `fields_at_once`: for how many fields they may be on duty in one half-day. `user`: the id of
    their account, "" where they have none.
    """

    name: str = Field(min_length=1, max_length=120)
    department: Slug
    position: str = Field(default="", max_length=120)
    competences: tuple[Competence, ...] = ()
    counters: tuple[Slug, ...] = ()
    weekly_minutes: int = Field(default=FULL_WEEK, ge=0, le=7 * 24 * 60)
    capacity: int = Field(default=40, ge=0, le=1_000)
    fields_at_once: int = Field(default=1, ge=1, le=20)
    user: str = ""

    def knows(self, field: str) -> CompetenceLevel | None:
        """How well the person knows the field, or None."""
        return next((one.level for one in self.competences if one.field == field), None)


class Staff(Catalogue[StaffMember]):
    """The people of all departments: some hundreds to thousands, read by department."""

    COLLECTION = "staff"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("department",)), Index(("user",)))
    document = StaffMember

    def of(self, department: str) -> list[StaffMember]:
        """The people of one department, those that have left too."""
        return self._sorted(self._collection.find({"department": department}))

    def of_user(self, user: str) -> StaffMember | None:
        """The person whose account that is, or None."""
        found = next(iter(self._collection.find({"user": user})), None) if user else None
        return None if found is None else self._read(found)
