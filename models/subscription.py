"""Subscriptions (đăng ký nhận tin): what an account wants to be told of its own accord. Personal to it."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from models.store import Index, Store
from models.viewer import Role

#: who gets the morning's digest without having asked; everybody may change it
DIGEST_ROLES: frozenset[Role] = frozenset({"leadership", "manager"})
#: at which hours of the Office's day a digest may be wanted
EARLIEST, LATEST = 5, 11


class Subscription(BaseModel):
    """What one account is sent. `board`: the board that the digest draws; "" is the Office's first."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    user: str = Field(alias="_id")
    alerts: bool = True
    digest: bool = False
    hour: int = Field(default=7, ge=EARLIEST, le=LATEST)
    board: str = ""


class Subscriptions:
    """One document an account that has changed something. Shard key of a cluster: {_id: "hashed"}."""

    COLLECTION: ClassVar[str] = "subscriptions"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._subscriptions = store.collection(self.COLLECTION)

    def of(self, user: str, role: Role) -> Subscription:
        """What the account wants; what suits its role where it has said nothing."""
        found = self._subscriptions.find_one({"_id": user})
        if found is None:
            return Subscription(user=user, digest=role in DIGEST_ROLES)
        return Subscription.model_validate(found)

    def put(self, subscription: Subscription) -> None:
        """Keep what an account wants."""
        document = subscription.model_dump(by_alias=True)
        self._subscriptions.replace_one({"_id": subscription.user}, document, upsert=True)
