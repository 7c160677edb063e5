"""Tokens of other systems (mã kết nối): what each may ask for, on which dossiers, until when.

A token is shown once; the store keeps its SHA-256, from which it cannot be had (256 random bits need no
slow hash). It looks at the data as a role within a scope, as a person does. Some dozens: read as a whole.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from models.store import Index, Session, Store
from models.user import stored_scope
from models.viewer import Role, Scope, Viewer

ApiScope = Literal[
    "procedures:read", "dossiers:submit", "dossiers:read", "events:read", "statistics:read", "webhooks:read",
]  # fmt: skip
API_SCOPES: tuple[ApiScope, ...] = get_args(ApiScope)
#: how every token begins, so that one that leaks into a file or a log is found
MARK = "motcua_"
#: a use is written at most so often
TOUCH = timedelta(minutes=1)
#: how long another process may go on with what it has just read of a token
FRESH = timedelta(seconds=2)
_REMEMBERED = 1024


def new_secret() -> str:
    """A token as its owner gets it, once."""
    return MARK + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a token: SHA-256, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiToken(BaseModel):
    """One token. `rate` is how many requests it may send in a minute; `ending` its last four letters."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    name: str = Field(min_length=1, max_length=100)
    digest: str = Field(repr=False)
    ending: str
    scopes: tuple[ApiScope, ...]
    role: Role
    scope: Scope = Scope()
    rate: int = Field(ge=1, le=100_000)
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str = ""
    used_at: datetime | None = None
    used_from: str = ""

    def viewer(self) -> Viewer:
        """The system that holds it, in front of the data."""
        return Viewer(user_id=actor_of(self.id), name=self.name, role=self.role, scope=self.scope)

    def valid(self, now: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and now < self.expires_at

    def document(self) -> dict[str, Any]:
        """The token as it is stored."""
        return self.model_dump(by_alias=True) | {
            "scope": stored_scope(self.scope), "scopes": list(self.scopes)
        }  # fmt: skip


def actor_of(id: str) -> str:
    """How a token is named as who did something."""
    return f"token-{id}"


class ApiTokens:
    """The tokens of the Office."""

    COLLECTION: ClassVar[str] = "api_tokens"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("digest",), unique=True),)

    def __init__(self, store: Store) -> None:
        self._tokens = store.collection(self.COLLECTION)
        self._fresh: dict[str, tuple[datetime, ApiToken]] = {}
        self._lock = threading.Lock()

    def add(self, token: ApiToken, session: Session | None = None) -> None:
        """A new token."""
        self._tokens.insert_one(token.document(), session=session)

    def get(self, id: str) -> ApiToken | None:
        """The token of this id."""
        return _read(self._tokens.find_one({"_id": id}))

    def all(self) -> list[ApiToken]:
        """Every token, the newest first."""
        found = [ApiToken.model_validate(document) for document in self._tokens.find({})]
        return sorted(found, key=lambda one: (one.created_at, one.id), reverse=True)

    def known(self, secret: str, now: datetime, address: str = "") -> ApiToken | None:
        """The token of this secret, valid or not; None where there is none.

        One read by key, none within two seconds of the last; a use is written once a minute.
        """
        key = digest(secret)
        with self._lock:
            kept = self._fresh.get(key)
        if kept is not None and timedelta(0) <= now - kept[0] < FRESH:
            return kept[1]
        found = _read(self._tokens.find_one({"digest": key}))
        if found is None:
            return None
        if found.valid(now) and (found.used_at is None or now - found.used_at >= TOUCH):
            used = {"used_at": now, "used_from": address}
            self._tokens.update_one({"_id": found.id}, {"$set": used})
            found = found.model_copy(update=used)
        with self._lock:
            if len(self._fresh) >= _REMEMBERED:
                self._fresh.clear()
            self._fresh[key] = (now, found)
        return found

    def revoke(self, id: str, now: datetime, by: str, session: Session | None = None) -> bool:
        """End a token for good; False where there is none that was open."""
        ended = {"$set": {"revoked_at": now, "revoked_by": by}}
        there = {"_id": id, "revoked_at": None}
        return self._tokens.update_one(there, ended, session=session).modified_count == 1

    def forget(self) -> None:
        """Read all tokens anew when they are next asked for."""
        with self._lock:
            self._fresh.clear()


def _read(document: dict[str, Any] | None) -> ApiToken | None:
    return None if document is None else ApiToken.model_validate(document)
