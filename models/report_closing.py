"""A period that was closed (chốt kỳ): the figures of a report as they stood, sealed and never changed.

Append-only: closing a period again adds another entry beside the first. Each entry is sealed by a hash
over itself and the hash of the entry before, so that none can be changed or taken out unseen.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from models.store import Index, Store
from models.unique import told_twice


class ClosedCell(BaseModel):
    """The figures of one level, department and field, in the order of the closing's `columns`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: str
    department: str
    field: str
    counts: tuple[int, ...]


class ReportClosing(BaseModel):
    """One closing. `number` counts all closings of the Office from 1; days are inclusive.

    `known_by`: what had been recorded by this instant is counted. `left_out`: dossiers with impossible
    dates, which are in no column.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    number: int = Field(alias="_id")
    form: str
    start: int
    end: int
    known_by: datetime
    columns: tuple[str, ...]
    cells: tuple[ClosedCell, ...]
    left_out: int = 0
    note: str = ""
    actor: str
    actor_name: str = ""
    previous: str = ""
    hash: str = ""

    def seal(self) -> str:
        """SHA-256 over the closing without its hash (which includes the previous one's), in hex."""
        body = self.model_dump(exclude={"hash"})
        body["known_by"] = self.known_by.astimezone(UTC).isoformat(timespec="milliseconds")
        told = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()


class ReportClosings:
    """The closings. Few; unsharded in a cluster. There is no way to change or remove one."""

    COLLECTION: ClassVar[str] = "report_closings"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._closings = store.collection(self.COLLECTION)

    def all(self) -> list[ReportClosing]:
        """All closings, the oldest first."""
        found = [ReportClosing.model_validate(row) for row in self._closings.find({})]
        return sorted(found, key=lambda one: one.number)

    def get(self, number: int) -> ReportClosing | None:
        """The closing of this number, or None."""
        found = self._closings.find_one({"_id": number})
        return None if found is None else ReportClosing.model_validate(found)

    def add(self, closing: ReportClosing) -> ReportClosing:
        """Seal and add a closing after the last one; its number, previous and hash are set here.

        Raises AlreadyThere where somebody else closed a period at the same moment.
        """
        last = self.all()[-1:]
        after: dict[str, Any] = {
            "number": last[0].number + 1 if last else 1,
            "previous": last[0].hash if last else "",
        }
        made = closing.model_copy(update=after)
        made = made.model_copy(update={"hash": made.seal()})
        with told_twice():
            self._closings.insert_one(made.model_dump(by_alias=True))
        return made


def broken(closings: list[ReportClosing]) -> set[int]:
    """The numbers of closings whose seal or place in the chain is not what it was made with."""
    wrong: set[int] = set()
    previous = ""
    for place, one in enumerate(closings, 1):
        if one.number != place or one.previous != previous or one.seal() != one.hash:
            wrong.add(one.number)
        previous = one.hash
    return wrong
