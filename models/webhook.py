"""Webhooks: where the feed is sent on to, for a token, with a secret that signs it.

A webhook reads the feed as its token sees it and remembers how far it has come: what was not taken stands
at the head and is sent again, so nothing is lost and nothing overtakes. Its secret signs, so it is kept as
it is, unlike the token. Some dozens: read as a whole.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.store import Index, Session, Store

WebhookState = Literal["active", "stopped"]


class Webhook(BaseModel):
    """One address. `actions` and `departments` (responsible) narrow what is sent; empty means all.

    `cursor` is the number of the last entry that was taken (or passed over). `failures`: tries in a row that
    were not; `failing_since` the first of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    token: str
    url: str = Field(pattern=r"^https?://[^\s@]+$", max_length=500)
    actions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    secret: str = Field(repr=False)
    created_at: datetime
    created_by: str
    cursor: int = 0
    state: WebhookState = "active"
    failures: int = 0
    failing_since: datetime | None = None
    next_at: datetime
    sent_at: datetime | None = None
    error: str = ""
    lease: str = ""
    lease_until: datetime | None = None


class Webhooks:
    """The webhooks of the Office."""

    COLLECTION: ClassVar[str] = "webhooks"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("state", "next_at")), Index(("token",)))

    def __init__(self, store: Store) -> None:
        self._hooks = store.collection(self.COLLECTION)

    def add(self, hook: Webhook, session: Session | None = None) -> None:
        """A new webhook."""
        document = hook.model_dump(by_alias=True)
        document |= {"actions": list(hook.actions), "departments": list(hook.departments)}
        self._hooks.insert_one(document, session=session)

    def get(self, id: str) -> Webhook | None:
        """The webhook of this id."""
        return _read(self._hooks.find_one({"_id": id}))

    def all(self) -> list[Webhook]:
        """Every webhook, the newest first."""
        return self._in_order(self._hooks.find({}))

    def of(self, token: str) -> list[Webhook]:
        """The webhooks of one token, the newest first."""
        return self._in_order(self._hooks.find({"token": token}))

    def remove(self, id: str, session: Session | None = None) -> bool:
        """Forget a webhook; False where there is none of that id."""
        return self._hooks.delete_one({"_id": id}, session=session).deleted_count == 1

    def due(self, now: datetime) -> list[str]:
        """The ids of active webhooks whose time has come, in no order."""
        found = self._hooks.find({"state": "active", "next_at": {"$lte": now}}, {"_id": 1})
        return [row["_id"] for row in found]

    def pull_back(self, after: datetime, now: datetime) -> int:
        """Make due what waits until `after` and later, later than anything is put off; returns how many."""
        ahead = {"state": "active", "next_at": {"$gt": after}}
        return self._hooks.update_many(ahead, {"$set": {"next_at": now}}).modified_count

    def take(self, id: str, lease: str, now: datetime, until: datetime) -> Webhook | None:
        """Take a due webhook to send by it; None where another process does."""
        taken = {"$set": {"lease": lease, "lease_until": until}}
        due = {"_id": id, "state": "active", "next_at": {"$lte": now}}
        for free in ({**due, "lease": ""}, {**due, "lease_until": {"$lte": now}}):
            if self._hooks.update_one(free, taken).matched_count:
                found = self.get(id)
                return found if found is not None and found.lease == lease else None
        return None

    def moved(self, id: str, lease: str, until: datetime, **changed: Any) -> bool:
        """Write how far a webhook that `lease` holds has come; False where it no longer does."""
        update = {"$set": {**changed, "lease_until": until}}
        return self._hooks.update_one({"_id": id, "lease": lease}, update).matched_count == 1

    def let_go(self, id: str, lease: str, **changed: Any) -> None:
        """Give a webhook back, with what came of it."""
        update = {"$set": {**changed, "lease": "", "lease_until": None}}
        self._hooks.update_one({"_id": id, "lease": lease}, update)

    def resume(self, id: str, now: datetime) -> bool:
        """Begin again where it was stopped; False where it was not."""
        fresh = {"state": "active", "failures": 0, "failing_since": None, "next_at": now, "error": ""}
        return self._hooks.update_one({"_id": id, "state": "stopped"}, {"$set": fresh}).matched_count == 1

    @staticmethod
    def _in_order(found: Any) -> list[Webhook]:
        hooks = [Webhook.model_validate(row) for row in found]
        return sorted(hooks, key=lambda one: (one.created_at, one.id), reverse=True)


def _read(document: dict[str, Any] | None) -> Webhook | None:
    return None if document is None else Webhook.model_validate(document)
