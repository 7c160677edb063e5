"""Who is signed in (phiên đăng nhập): opaque tokens, of which only the SHA-256 is stored.

A session lives in the store, so that it survives a reload and a restart, serves every process, and
can be taken away. Whoever asks gets the session and its user as they are now.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.store import Index, Store
from models.store import Session as StoreSession
from models.user import User, Users
from models.viewer import Viewer

Awaited = Literal["", "code", "enrol"]

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
#: A session's `seen_at` is written at most so often.
TOUCH = timedelta(minutes=1)
#: How long another process may go on with what it has just read of a session.
FRESH = timedelta(seconds=2)
#: How much ahead of ours the clock of another process may be.
SKEW = timedelta(minutes=5)
_REMEMBERED = 4096
_AGENT_LENGTH = 200


def digest(token: str) -> str:
    """The id under which the session of `token` is stored: SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


class Session(BaseModel):
    """One signed-in browser."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    #: the digest of the token, from which the token cannot be had
    id: str = Field(alias="_id")
    user: str
    created_at: datetime
    seen_at: datetime
    #: the end, whatever happens
    expires_at: datetime
    user_agent: str = ""
    address: str = ""
    #: whether an identity provider vouched for the person, so that the password here was not asked for
    vouched: bool = False
    #: what the sign-in still waits for, after the password: a code, or the making of a second factor
    awaited: Awaited = ""


@dataclass(frozen=True)
class Known:
    """A valid session and its user."""

    session: Session
    user: User

    @property
    def must_change(self) -> bool:
        """Whether a password that somebody else has set was used to come in, and is to be replaced first."""
        return self.user.must_change and not self.session.vouched

    @property
    def held(self) -> bool:
        """Whether something is to be done before anything is shown."""
        return bool(self.session.awaited) or self.must_change


class Sessions:
    """The sessions of the Office.

    `idle`: a session ends when nobody used it for so long; `absolute`: it ends so long after sign-in.
    """

    COLLECTION: ClassVar[str] = "sessions"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("user",)),
        Index(("expires_at",), expire_seconds=0),
    )

    def __init__(self, store: Store, idle: timedelta = IDLE, absolute: timedelta = ABSOLUTE) -> None:
        self._sessions = store.collection(self.COLLECTION)
        self._users = Users(store)
        self._idle = idle
        self.absolute = absolute
        self._fresh: dict[str, tuple[datetime, Known]] = {}
        self._lock = threading.Lock()

    def open(
        self,
        user: User,
        now: datetime,
        user_agent: str = "",
        address: str = "",
        session: StoreSession | None = None,
        vouched: bool = False,
        awaited: Awaited = "",
    ) -> str:
        """A new session of `user`; the token (256 bits, URL-safe) exists nowhere but in the answer."""
        token = secrets.token_urlsafe(32)
        opened = Session(
            id=digest(token),
            user=user.id,
            created_at=now,
            seen_at=now,
            expires_at=now + self.absolute,
            user_agent=user_agent[:_AGENT_LENGTH],
            address=address,
            vouched=vouched,
            awaited=awaited,
        )
        self._sessions.insert_one(opened.model_dump(by_alias=True), session=session)
        return token

    def known(self, token: str, now: datetime) -> Known | None:
        """The session and its user as the store has them, or None where the session is not valid.

        Two reads by key, none within two seconds of the last; a use is written once a minute.
        """
        key = digest(token)
        with self._lock:
            read_at, known = self._fresh.get(key, (None, None))
        if read_at is not None and known is not None and timedelta(0) <= now - read_at < FRESH:
            return known if self._alive(known.session, now) else None
        known = self._find(key, now)
        if known is None:
            self.forget(key)
            return None
        with self._lock:
            if len(self._fresh) >= _REMEMBERED:
                self._fresh.clear()
            self._fresh[key] = (now, known)
        return known

    def viewer(self, token: str, now: datetime) -> Viewer | None:
        """Who looks with this token; None without a valid session, or where something is to be done first."""
        known = self.known(token, now)
        if known is None or known.held:
            return None
        return known.user.viewer()

    def _find(self, key: str, now: datetime) -> Known | None:
        document = self._sessions.find_one({"_id": key})
        if document is None:
            return None
        found = Session.model_validate(document)
        if not self._alive(found, now):
            return None
        user = self._users.get(found.user)
        if user is None or user.disabled:
            return None
        if abs(now - found.seen_at) >= TOUCH:
            # No upsert: a session that was revoked meanwhile stays revoked.
            self._sessions.update_one({"_id": key}, {"$set": {"seen_at": now}})
        return Known(found, user)

    def _alive(self, found: Session, now: datetime) -> bool:
        # What was opened by a clock that ran ahead would outlast its end by as much as that was wrong.
        opened = found.created_at - now <= SKEW
        return opened and now < found.expires_at and now - found.seen_at < self._idle

    def passed(self, session_id: str) -> None:
        """What the sign-in waited for has come."""
        self._sessions.update_one({"_id": session_id}, {"$set": {"awaited": ""}})
        self.forget(session_id)

    def of(self, user_id: str, now: datetime) -> list[Session]:
        """The valid sessions of a user, the last used first."""
        found = [Session.model_validate(document) for document in self._sessions.find({"user": user_id})]
        return sorted(
            (one for one in found if self._alive(one, now)), key=lambda one: one.seen_at, reverse=True
        )

    def seen(self, now: datetime) -> list[datetime]:
        """When each session that is open now was last used, to the minute."""
        found = self._sessions.find({"expires_at": {"$gt": now}}, {"seen_at": 1, "expires_at": 1})
        return [row["seen_at"] for row in found if now - row["seen_at"] < self._idle]

    def revoke(self, session_id: str, user_id: str, session: StoreSession | None = None) -> bool:
        """End one session of this user; False where there is none of that id."""
        gone = self._sessions.delete_one({"_id": session_id, "user": user_id}, session=session)
        self.forget(session_id)
        return gone.deleted_count == 1

    def revoke_all(self, user_id: str, but: str | None = None, session: StoreSession | None = None) -> int:
        """End every session of this user, but the one of the id `but`; how many there were."""
        query: dict[str, Any] = {"user": user_id}
        ids = [document["_id"] for document in self._sessions.find(query, {"_id": 1}, session=session)]
        ended = 0
        for session_id in ids:
            if session_id != but:
                ended += self._sessions.delete_one({"_id": session_id}, session=session).deleted_count
        self.forget_user(user_id)
        return ended

    def forget(self, session_id: str) -> None:
        """Read this session anew the next time."""
        with self._lock:
            self._fresh.pop(session_id, None)

    def forget_user(self, user_id: str) -> None:
        """Read the sessions of this user anew the next time: role, scope or password changed."""
        with self._lock:
            for key in [key for key, (_, known) in self._fresh.items() if known.user.id == user_id]:
                del self._fresh[key]
