"""Notices (thông báo): the outbox. A notice is written with what causes it, and sent afterwards.

Its id is made of its cause, template, recipient and medium, so that the same notice is in the outbox
once, whoever tries to write it and how often. It goes "queued" → "sending" → "sent", back to "queued"
where a try failed, and ends as "failed" or "stale" with its reason. Shard key of a cluster:
{_id: "hashed"}; the sender's query scatters over small indexes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.dossiers import may_see
from models.errors import AlreadyThere
from models.notice_template import Audience, Medium
from models.store import Index, Session, Store
from models.unique import told_twice
from models.viewer import Viewer

NoticeState = Literal["queued", "sending", "sent", "failed", "stale"]
#: A notice goes so long after it was made, sent or not.
KEPT = timedelta(days=90)
#: so many are read for a list at most
MOST = 1_000


def notice_id(cause: str, template: str, recipient: str, medium: str) -> str:
    """32 hexadecimal digits, the same for the same notice."""
    return hashlib.sha256("\x1f".join((cause, template, recipient, medium)).encode()).hexdigest()[:32]


class Notice(BaseModel):
    """One message to one recipient by one medium.

    `cause` is the id of the event, or the name of what the daily scan found. `address` is an e-mail
    address, or a telephone number (or an account's id) that the webhook's receiver sends on to.
    `department`, `holders` and `field` are those of the dossier: its scope is the notice's. What tells
    of a roster has its department, and "" for the dossier.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    cause: str
    template: str
    medium: Medium
    audience: Audience
    dossier: str
    department: str
    holders: tuple[str, ...] = ()
    field: str
    recipient: str
    address: str
    #: the applicant's name as it stands in the texts, so that it can be masked in them
    person: str = ""
    subject: str
    body: str
    created_at: datetime
    #: the day of the Office on which it was made
    day: int
    expires_at: datetime

    state: NoticeState = "queued"
    attempts: int = 0
    next_at: datetime
    error: str = ""
    sent_at: datetime | None = None
    lease: str = ""
    lease_until: datetime | None = None

    def document(self) -> dict[str, Any]:
        """The notice as it is stored."""
        document = self.model_dump(by_alias=True)
        document["holders"] = list(self.holders)
        return document


class Notices:
    """The outbox."""

    COLLECTION: ClassVar[str] = "notices"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("medium", "state", "next_at")),
        Index(("state", "lease_until")),
        Index(("state", "day")),
        Index(("dossier",)),
        Index(("expires_at",), expire_seconds=0),
    )

    def __init__(self, store: Store) -> None:
        self._notices = store.collection(self.COLLECTION)

    def add(self, notices: Sequence[Notice], session: Session | None = None) -> None:
        """Write new notices, in the transaction of what causes them. Raises AlreadyThere."""
        if notices:
            with told_twice():
                self._notices.insert_many([notice.document() for notice in notices], session=session)

    def add_missing(self, notices: Sequence[Notice]) -> int:
        """Write those that are not in the outbox; returns how many were new. Not for a transaction."""
        found = self._notices.find({"_id": {"$in": [notice.id for notice in notices]}}, {"_id": 1})
        there = {row["_id"] for row in found}
        added = 0
        for notice in notices:
            if notice.id not in there:
                try:
                    self.add([notice])
                    added += 1
                except AlreadyThere:
                    continue  # another process has found the same
        return added

    def due(self, medium: Medium, since: datetime, now: datetime, limit: int) -> list[str]:
        """The ids of queued notices whose time is from `since` to `now`, the longest waiting first."""
        query = {"medium": medium, "state": "queued", "next_at": {"$gte": since, "$lte": now}}
        found = self._notices.find(query, {"next_at": 1}, batch_size=10_000)
        return [row["_id"] for row in sorted(found, key=lambda row: row["next_at"])[:limit]]

    def abandoned(self, since: datetime, now: datetime) -> list[str]:
        """The ids of notices whose sender has not come back by the end of its lease."""
        query = {"state": "sending", "lease_until": {"$gte": since, "$lte": now}}
        return [row["_id"] for row in self._notices.find(query, {"_id": 1})]

    def pull_back(self, medium: Medium, after: datetime, now: datetime) -> int:
        """Make due what waits until `after` and later, later than anything is put off; returns how many."""
        ahead = {"medium": medium, "state": "queued", "next_at": {"$gt": after}}
        return self._notices.update_many(ahead, {"$set": {"next_at": now}}).modified_count

    def take(self, id: str, lease: str, now: datetime, until: datetime) -> Notice | None:
        """Take a due (or abandoned) notice to send it; None where another sender was faster."""
        taken = {"$set": {"state": "sending", "lease": lease, "lease_until": until}, "$inc": {"attempts": 1}}
        for free in (
            {"_id": id, "state": "queued", "next_at": {"$lte": now}},
            {"_id": id, "state": "sending", "lease_until": {"$lte": now}},
        ):
            if self._notices.update_one(free, taken).matched_count:
                found = self._notices.find_one({"_id": id})
                return None if found is None or found["lease"] != lease else Notice.model_validate(found)
        return None

    def finish(self, notice: Notice, lease: str, **changed: Any) -> bool:
        """Write what became of a notice that `lease` holds; False where it no longer does."""
        mine = {"_id": notice.id, "state": "sending", "lease": lease}
        update = {"$set": {**changed, "lease": "", "lease_until": None}}
        return self._notices.update_one(mine, update).matched_count == 1

    def requeue(self, id: str, now: datetime) -> bool:
        """Queue a notice that was given up, with all its tries; False where it was not given up."""
        update = {"$set": {"state": "queued", "attempts": 0, "next_at": now, "error": "", "created_at": now}}
        given_up = {"_id": id, "state": {"$in": ["failed", "stale"]}}
        return self._notices.update_one(given_up, update).matched_count == 1

    def get(self, id: str, viewer: Viewer) -> Notice | None:
        """The notice, or None where there is none that the viewer may see."""
        found = self._notices.find_one({"_id": id})
        return None if found is None or not may_see(found, viewer) else Notice.model_validate(found)

    def of(self, dossier: str, viewer: Viewer) -> list[Notice]:
        """The notices of one dossier, newest first."""
        return self._read(row for row in self._notices.find({"dossier": dossier}) if may_see(row, viewer))

    def between(
        self, states: Sequence[NoticeState], first: int, last: int, viewer: Viewer, limit: int = MOST
    ) -> list[Notice]:
        """The notices in these states that were made on the days `first` to `last`, newest first.

        Read day by day, the last one first, until there are `limit` of them: what is read is bounded
        by that and one day, however many notices there are.
        """
        found: list[dict[str, Any]] = []
        for day in range(last, first - 1, -1):
            rows = self._notices.find({"state": {"$in": list(states)}, "day": day}, batch_size=10_000)
            found += (row for row in rows if may_see(row, viewer))
            if len(found) >= limit:
                break
        return self._read(found)[:limit]

    def counts(self) -> dict[NoticeState, int]:
        """How many notices are in each state, of the whole Office."""
        states: tuple[NoticeState, ...] = NoticeState.__args__  # type: ignore[attr-defined]
        return {state: self._notices.count_documents({"state": state}) for state in states}

    def waiting(self) -> dict[Medium, tuple[int, datetime]]:
        """How many wait to be sent by each medium, and since when the oldest of them does."""
        oldest = {"$group": {"_id": "$medium", "n": {"$sum": 1}, "since": {"$min": "$created_at"}}}
        found = self._notices.aggregate([{"$match": {"state": "queued"}}, oldest])
        return {row["_id"]: (row["n"], row["since"]) for row in found}

    def stuck(self) -> dict[NoticeState, int]:
        """How many are being sent, were given up, or went stale."""
        states: tuple[NoticeState, ...] = ("sending", "failed", "stale")
        return {state: self._notices.count_documents({"state": state}) for state in states}

    @staticmethod
    def _read(found: Iterable[dict[str, Any]]) -> list[Notice]:
        notices = [Notice.model_validate(row) for row in found]
        return sorted(notices, key=lambda notice: (notice.created_at, notice.id), reverse=True)
