"""What people did with accounts, exports and personal data (nhật ký): append-only, by day or subject.

What happens to dossiers is in their own events; this is the rest that somebody may ask for later.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from models.errors import AlreadyThere
from models.store import Index, Session, Store
from models.unique import told_twice

AuditAction = Literal[
    "signed_in",
    "sign_in_refused",
    "signed_out",
    "account_added",
    "account_changed",
    "account_disabled",
    "account_enabled",
    "password_set",
    "password_changed",
    "sessions_revoked",
    "exported",
    "printed",
    "notice_requeued",
    "dossier_opened",
    "mask_lifted",
    "imported",
    "catalogue_changed",
    "staff_changed",
    "counters_changed",
    "roster_published",
    "absence_entered",
    "absence_decided",
    "applicant_looked_up",
    "paper_opened",
    "postal_opened",
    "booking_opened",
    "hall_changed",
    "followed",
    "follow_refused",
    "follow_slowed",
    "submitted_online",
    "supplied_online",
    "rated_online",
    "publication_changed",
    "alert_acknowledged",
    "second_factor_added",
    "second_factor_removed",
    "second_factor_refused",
    "recovery_code_used",
    "token_added",
    "token_revoked",
    "api_refused",
    "webhook_added",
    "webhook_removed",
    "webhook_resumed",
    "webhook_stopped",
    "report_closed",
    "retention_changed",
    "retention_removed",
]
AUDIT_ACTIONS: tuple[AuditAction, ...] = get_args(AuditAction)


class Entry(BaseModel):
    """One line of the audit. `subject` is the account, or the name of what was exported or changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id", default_factory=lambda: uuid.uuid4().hex)
    at: datetime
    actor: str
    action: AuditAction
    subject: str = ""
    address: str = ""
    detail: dict[str, str] = {}


class Audit:
    """The audit of the Office. There is no way to change or remove an entry."""

    COLLECTION: ClassVar[str] = "audit"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("at",)),
        Index(("subject", "at")),
        Index(("actor", "at")),
        Index(("action", "at")),
    )

    def __init__(self, store: Store) -> None:
        self._entries = store.collection(self.COLLECTION)

    def add(self, entry: Entry, session: Session | None = None) -> None:
        """Write one entry, within the transaction of what it tells of where there is one."""
        self._entries.insert_one(entry.model_dump(by_alias=True), session=session)

    def add_many(self, entries: Sequence[Entry]) -> None:
        """Write some entries at once."""
        if entries:
            self._entries.insert_many([entry.model_dump(by_alias=True) for entry in entries])

    def add_once(self, entry: Entry) -> bool:
        """Write an entry whose id says what it is of; False where it was written before."""
        try:
            with told_twice():
                self.add(entry)
        except AlreadyThere:
            return False
        return True

    def between(self, since: datetime, until: datetime) -> list[Entry]:
        """The entries from `since` until before `until`, newest first; ask for a day, or for a few."""
        found = self._entries.find({"at": {"$gte": since, "$lt": until}})
        return _newest_first([Entry.model_validate(document) for document in found])

    def matching(
        self, since: datetime, until: datetime, *, actions: Sequence[AuditAction] = (),
        actors: Sequence[str] = (), subjects: Sequence[str] = (),
    ) -> list[Entry]:  # fmt: skip
        """The entries from `since` until before `until` with one of the values of each kind that is given,
        newest first, those of one instant by their ids. How many they are is for the caller to bound."""
        query: dict[str, Any] = {"at": {"$gte": since, "$lt": until}}
        for name, values in (("action", actions), ("actor", actors), ("subject", subjects)):
            if values:
                query[name] = values[0] if len(values) == 1 else {"$in": list(values)}
        found = [Entry.model_validate(document) for document in self._entries.find(query)]
        return sorted(found, key=lambda entry: (entry.at, entry.id), reverse=True)

    def counts(
        self, since: datetime, until: datetime, actions: Sequence[AuditAction]
    ) -> dict[AuditAction, int]:
        """How often each of these actions was written from `since` until before `until`: ask for a day."""
        bound = {"at": {"$gte": since, "$lt": until}}
        return {one: self._entries.count_documents({"action": one, **bound}) for one in actions}

    def about(self, subject: str) -> list[Entry]:
        """Everything about one subject, newest first."""
        found = self._entries.find({"subject": subject})
        return _newest_first([Entry.model_validate(document) for document in found])


def _newest_first(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.at, reverse=True)
