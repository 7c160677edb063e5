"""Searches that people keep: saved by name, for oneself or for a role, and the last ones of each person.

A search is the text of the box and the filters as they stand in the address.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from models.errors import MotcuaError, NotAllowed
from models.store import Index, Store
from models.viewer import Role, Viewer

#: searches that one person may save, and recent ones that are kept of each
MOST_SAVED = 50
MOST_RECENT = 8
LONGEST_NAME = 80
LONGEST_TEXT = 200


class SavedSearch(BaseModel):
    """A search by name. `role`: everybody of that role sees it; None: its owner alone."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id", default_factory=lambda: uuid.uuid4().hex)
    name: str
    owner: str
    role: Role | None = None
    params: dict[str, str]
    at: datetime


class SavedSearches:
    """The saved searches. Few; unsharded in a cluster."""

    COLLECTION: ClassVar[str] = "saved_searches"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("owner",)), Index(("role",)))

    def __init__(self, store: Store) -> None:
        self._searches = store.collection(self.COLLECTION)

    def save(
        self, viewer: Viewer, name: str, params: Mapping[str, str], role: Role | None, at: datetime
    ) -> SavedSearch:
        """Keep a search; one of the viewer's own of the same name is replaced.

        Raises MotcuaError where the name is empty or too long, the search is empty, or there are too many.
        """
        told = " ".join(name.split())
        if not told or len(told) > LONGEST_NAME:
            raise MotcuaError(
                f"Hãy đặt tên cho tìm kiếm (đến {LONGEST_NAME} ký tự).",
                f"Give the search a name (up to {LONGEST_NAME} letters).",
            )
        if not params:
            raise MotcuaError(
                "Chưa có gì để lưu: hãy gõ chữ hoặc chọn bộ lọc.",
                "There is nothing to save yet: type something or choose a filter.",
            )
        own = self._of({"owner": viewer.user_id})
        same = next((each for each in own if each.name.casefold() == told.casefold()), None)
        if same is None and len(own) >= MOST_SAVED:
            raise MotcuaError(
                f"Bạn đã lưu {MOST_SAVED} tìm kiếm; hãy xóa bớt.",
                f"You have saved {MOST_SAVED} searches; remove some of them.",
            )
        made = SavedSearch(name=told, owner=viewer.user_id, role=role, params=dict(params), at=at)
        if same is not None:
            made = made.model_copy(update={"id": same.id})
        document = made.model_dump(by_alias=True)
        self._searches.replace_one({"_id": made.id}, document, upsert=True)
        return made

    def seen_by(self, viewer: Viewer) -> list[SavedSearch]:
        """The viewer's own searches and those for the viewer's role, by name."""
        found = {each.id: each for each in self._of({"role": viewer.role})}
        found |= {each.id: each for each in self._of({"owner": viewer.user_id})}
        return sorted(found.values(), key=lambda each: (each.name.casefold(), each.id))

    def remove(self, viewer: Viewer, id: str) -> None:
        """Forget a search. Raises NotAllowed where it is somebody else's."""
        found = self._searches.find_one({"_id": id})
        if found is None:
            return
        if found["owner"] != viewer.user_id and viewer.role != "administrator":
            raise NotAllowed(
                "Chỉ người lưu mới xóa được tìm kiếm này.", "Only its owner may remove this search."
            )
        self._searches.delete_one({"_id": id})

    def _of(self, query: dict[str, str]) -> list[SavedSearch]:
        return [SavedSearch.model_validate(row) for row in self._searches.find(query)]


class RecentSearches:
    """The last searches of each person, newest first. One document a person; shard key {_id: "hashed"}."""

    COLLECTION: ClassVar[str] = "recent_searches"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._recent = store.collection(self.COLLECTION)

    def add(self, user: str, params: Mapping[str, str]) -> None:
        """Put a search before the others; what it was before is not kept twice."""
        told = {name: value[:LONGEST_TEXT] for name, value in params.items()}
        kept = [told, *(each for each in self.of(user) if each != told)][:MOST_RECENT]
        self._recent.replace_one({"_id": user}, {"_id": user, "last": kept}, upsert=True)

    def of(self, user: str) -> list[dict[str, str]]:
        """The last searches of a person, newest first."""
        found = self._recent.find_one({"_id": user}) or {}
        return [dict(each) for each in found.get("last", [])]
