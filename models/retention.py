"""Retention (thời hạn lưu giữ): rules of how long personal data are kept, and what was removed by one.

A rule removes nothing by itself: somebody looks at what is due and removes it. What a paper's content was
removed by stays here, apart from its dossier, whose history is sealed. Few rules; unsharded in a cluster.
Shard key of the removals: {dossier: 1}.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.catalogue import Catalogue, Entry
from models.store import Index, Session, Store

#: the content of dossiers' files; the persons of ended pick-up requests; the persons of past bookings
RetentionKind = Literal["papers", "postal", "bookings"]
RetentionUnit = Literal["days", "years"]
#: how long each kind is kept at least and at most, in days. Papers may be asked for in a complaint; the desk
#: of the post looks back some weeks; a whole booking goes after 30 days anyhow.
LIMITS: dict[RetentionKind, tuple[int, int]] = {
    "papers": (365, 100 * 365),
    "postal": (30, 100 * 365),
    "bookings": (1, 29),
}
LONGEST_NAME = 80
MOST_RULES = 30
YEAR = 365


class RetentionRule(Entry):
    """What is kept for how long. `fields`: only dossiers of these (none: of all); for papers alone."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    kind: RetentionKind
    keep: int = Field(ge=1)
    unit: RetentionUnit = "days"
    fields: tuple[str, ...] = ()
    enabled: bool = False

    @model_validator(mode="after")
    def _is_within_limits(self) -> RetentionRule:
        least, most = LIMITS[self.kind]
        if not least <= self.keep * (YEAR if self.unit == "years" else 1) <= most:
            raise ValueError("kept for too short or too long a time")
        if self.fields and self.kind != "papers":
            raise ValueError("only papers are parted by field")
        return self


class RetentionRules(Catalogue[RetentionRule]):
    """The rules of the Office."""

    COLLECTION: ClassVar[str] = "retention_rules"
    document = RetentionRule


class Removal(BaseModel):
    """That the content of the file `id` was removed: when, by which rule (its name then), by whom."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    dossier: str
    rule: str
    rule_name: str
    by: str
    at: datetime
    day: int


class Removals:
    """Files whose content is gone. Nothing of a person is in them: the dossier has the name of the file."""

    COLLECTION: ClassVar[str] = "removed_papers"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("dossier",)),)

    def __init__(self, store: Store) -> None:
        self._removals = store.collection(self.COLLECTION)

    def add_missing(self, removals: Sequence[Removal], session: Session) -> list[Removal]:
        """Write those that are not there yet, and return them."""
        bound = {"_id": {"$in": [one.id for one in removals]}}
        there = {row["_id"] for row in self._removals.find(bound, {"_id": 1}, session=session)}
        new = [one for one in removals if one.id not in there]
        if new:
            self._removals.insert_many([one.model_dump(by_alias=True) for one in new], session=session)
        return new

    def of_dossier(self, dossier: str) -> dict[str, Removal]:
        """The removed files of a dossier, by their ids."""
        found = map(Removal.model_validate, self._removals.find({"dossier": dossier}))
        return {one.id: one for one in found}
