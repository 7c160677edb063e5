"""A department's own working hours: from a day on, for the days that are no exception of the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from models.calendar import Intervals, checked_intervals

if TYPE_CHECKING:
    from models.store import Index, Store


class DepartmentHours(BaseModel):
    """The hours of `department` from `valid_from` on: seven weekdays, Monday first; None: as the Office."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    department: str
    valid_from: date
    hours: (
        Annotated[
            tuple[Annotated[Intervals, AfterValidator(checked_intervals)], ...],
            Field(min_length=7, max_length=7),
        ]
        | None
    ) = None

    @property
    def id(self) -> str:
        """Its key: the department and the day."""
        return f"{self.department}|{self.valid_from.isoformat()}"

    def document(self) -> dict[str, Any]:
        """As it is stored; the date is ISO text."""
        return {"_id": self.id, **self.model_dump(mode="json")}


class DepartmentHoursBook:
    """The hours that departments keep: a handful, read whole; never sharded."""

    COLLECTION: ClassVar[str] = "department_hours"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._kept = store.collection(self.COLLECTION)

    def all(self) -> list[DepartmentHours]:
        """Every one, by department and day."""
        rows = self._kept.find({}, {"_id": 0})
        found = (DepartmentHours.model_validate(row) for row in rows)
        return sorted(found, key=lambda one: (one.department, one.valid_from))

    def replace(self, hours: Sequence[DepartmentHours]) -> None:
        """Keep these in place of all there are: new ones first, so that a kill leaves none missing."""
        for one in hours:
            self._kept.replace_one({"_id": one.id}, one.document(), upsert=True)
        kept = {one.id for one in hours}
        for row in list(self._kept.find({}, {"_id": 1})):
            if row["_id"] not in kept:
                self._kept.delete_one({"_id": row["_id"]})
