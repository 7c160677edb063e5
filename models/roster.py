"""The roster (phân công): who of a department is on which field, in which half-day, at which counter."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field
from pymongo.errors import DuplicateKeyError

from models.absence import Half
from models.catalogue import Catalogue, Entry, Named
from models.errors import MotcuaError
from models.naming import Slug
from models.store import Index, Session, Store

#: the one who is on duty, or the one who steps in (Decree 309/2026: a department names a stand-in)
Part = Literal["primary", "stand_in"]


class SomebodyElseSaved(MotcuaError):
    """The week was changed by another person meanwhile; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "Người khác vừa sửa lịch phân công tuần này; hãy xem lại rồi lưu tiếp.",
            "Somebody else has just changed this week's roster; look at it again and save then.",
        )


class Assignment(BaseModel):
    """One person on one field for one half-day. `fixed`: a proposal leaves it where it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: int
    half: Half
    field: Slug
    person: Slug
    part: Part = "primary"
    counter: str = ""
    fixed: bool = False


class Roster(BaseModel):
    """A department's week, from its Monday: as it is drafted, and as it was last published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    department: Slug
    monday: int
    version: int = 0
    draft: tuple[Assignment, ...] = ()
    published: tuple[Assignment, ...] = ()
    published_at: datetime | None = None
    published_by: str = ""

    @property
    def id(self) -> str:
        """`{department}:{monday}`."""
        return f"{self.department}:{self.monday}"

    @property
    def changed(self) -> bool:
        """Whether the draft says something else than what was published."""
        return set(self.draft) != set(self.published) or self.published_at is None


class Counter(Named):
    """A counter (quầy) of a department at the centre, or in its own one-stop section."""

    department: Slug
    fields: tuple[Slug, ...] = ()


class Counters(Catalogue[Counter]):
    """The counters of all departments."""

    COLLECTION = "counters"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("department",)),)
    document = Counter

    def of(self, department: str) -> list[Counter]:
        """The counters of one department."""
        return self._sorted(self._collection.find({"department": department}))


class RosterRules(Entry):
    """What a department (its id) asks of its roster: how many are on duty in a field, 1 where unnamed."""

    primaries: dict[str, int] = Field(default_factory=dict)
    stand_ins: bool = True


class RosterRuleBook(Catalogue[RosterRules]):
    """The rules of all departments."""

    COLLECTION = "roster_rules"
    document = RosterRules

    def of(self, department: str) -> RosterRules:
        """The rules of one department; the common ones where it has none of its own."""
        return self.get(department) or RosterRules(id=department)


class Rosters:
    """The weeks of all departments, found by department and Monday. Shard key: {department: 1, monday: 1}."""

    COLLECTION: ClassVar[str] = "rosters"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("department", "monday")),)

    def __init__(self, store: Store) -> None:
        self._rosters = store.collection(self.COLLECTION)

    def week(self, department: str, monday: int) -> Roster:
        """The week; an empty one where nobody has planned it yet."""
        found = self._rosters.find_one({"_id": f"{department}:{monday}"})
        return Roster(department=department, monday=monday) if found is None else _read(found)

    def weeks(self, department: str, since: int, until: int) -> list[Roster]:
        """The planned weeks whose Monday lies from `since` to `until`, both included, oldest first."""
        query = {"department": department, "monday": {"$gte": since, "$lte": until}}
        return sorted((_read(one) for one in self._rosters.find(query)), key=lambda one: one.monday)

    def save(self, roster: Roster, session: Session | None = None) -> Roster:
        """Keep the week as it follows the version that was read; returns it with its new version.

        Raises SomebodyElseSaved where it has another version by now.
        """
        after = roster.model_copy(update={"version": roster.version + 1})
        document: dict[str, Any] = {"_id": after.id, **after.model_dump()}
        if roster.version == 0:
            try:
                self._rosters.insert_one(document, session=session)
            except DuplicateKeyError:
                raise SomebodyElseSaved from None
        else:
            query = {"_id": after.id, "version": roster.version}
            if self._rosters.replace_one(query, document, session=session).matched_count != 1:
                raise SomebodyElseSaved
        return after


def _read(found: dict[str, Any]) -> Roster:
    return Roster.model_validate({key: value for key, value in found.items() if key != "_id"})
