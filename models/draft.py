"""The half-filled form (bản nháp): kept for its writer at each change, gone with the submission.

The id of a draft is the id of the change that the submission will be. So a form that is sent twice, or
whose answer was lost, is one dossier.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from models.errors import MotcuaError
from models.store import Index, Session, Store
from models.unique import told_twice

#: Drafts that nobody has touched for so long are removed.
KEPT = timedelta(days=30)
#: The largest form that is kept, in bytes of JSON.
LARGEST = 64 * 1024


class Draft(BaseModel):
    """One form that somebody has begun. `given` is what was typed, field → anything that JSON can hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    user: str
    procedure: str
    revision: str
    begun_at: datetime
    touched_at: datetime
    given: dict[str, Any] = {}

    def document(self) -> dict[str, Any]:
        """The draft as it is stored: what was typed as text, because people's words are no field names."""
        fields = self.model_dump(by_alias=True)
        fields["given"] = json.dumps(self.given, ensure_ascii=False, separators=(",", ":"))
        return fields


class Drafts:
    """Drafts. Everybody reads and writes their own alone. Shard key of a cluster: {_id: "hashed"}."""

    COLLECTION: ClassVar[str] = "drafts"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("user",)),
        Index(("touched_at",), expire_seconds=int(KEPT.total_seconds())),
    )

    def __init__(self, store: Store) -> None:
        self._drafts = store.collection(self.COLLECTION)

    def save(self, draft: Draft) -> None:
        """Keep what was typed. Raises MotcuaError where it is too large; what was kept before stays."""
        document = draft.document()
        if len(document["given"].encode()) > LARGEST:
            raise MotcuaError(
                "Nội dung đã nhập quá dài nên không lưu được bản nháp; hãy rút ngắn hoặc đính kèm tệp.",
                "What was typed is too long to be kept; shorten it, or attach a file.",
            )
        # The owner is a part of the condition: another's draft is never overwritten.
        written = self._drafts.replace_one({"_id": draft.id, "user": draft.user}, document)
        if not written.matched_count:
            with told_twice():
                self._drafts.insert_one(document)

    def get(self, id: str, user: str) -> Draft | None:
        """The draft of this id, if it is the user's own."""
        found = self._drafts.find_one({"_id": id, "user": user})
        return None if found is None else _read(found)

    def of(self, user: str) -> list[Draft]:
        """The user's drafts, last touched first."""
        found = [_read(row) for row in self._drafts.find({"user": user})]
        return sorted(found, key=lambda draft: draft.touched_at, reverse=True)

    def discard(self, id: str, user: str, session: Session | None = None) -> None:
        """Forget a draft."""
        self._drafts.delete_one({"_id": id, "user": user}, session=session)


def _read(row: dict[str, Any]) -> Draft:
    return Draft.model_validate({**row, "given": json.loads(row["given"])})
