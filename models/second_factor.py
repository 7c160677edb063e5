"""The second factor (mã xác thực) of an account: the secret of its authenticator, and recovery codes.

The secret makes the codes, so it is kept as it is; recovery codes are random and kept as their SHA-256. A
code opens once: the number of the half minute that was used last is kept, and only later ones count.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from models.store import Index, Session, Store

#: so many half minutes the clock of another process may be ahead
AHEAD = 20


def hashed(code: str) -> str:
    """What is kept of a recovery code."""
    return hashlib.sha256(code.encode()).hexdigest()


class SecondFactor(BaseModel):
    """One account's. `confirmed_at` None: it was begun, and asks for nothing yet."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    secret: str = Field(repr=False)
    begun_at: datetime
    confirmed_at: datetime | None = None
    used: int = 0
    recovery: tuple[str, ...] = Field(default=(), repr=False)


class SecondFactors:
    """The second factors of the Office, by account."""

    COLLECTION: ClassVar[str] = "second_factors"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._factors = store.collection(self.COLLECTION)

    def get(self, user: str) -> SecondFactor | None:
        """The second factor of an account, begun or confirmed."""
        found = self._factors.find_one({"_id": user})
        return None if found is None else SecondFactor.model_validate(found)

    def begin(self, factor: SecondFactor) -> None:
        """Keep a new one in the place of what was begun; one that is confirmed stays."""
        document = factor.model_dump(by_alias=True) | {"recovery": list(factor.recovery)}
        self._factors.delete_one({"_id": factor.id, "confirmed_at": None})
        if self.get(factor.id) is None:
            self._factors.insert_one(document)

    def use(self, user: str, counter: int) -> bool:
        """Use the code of a half minute; False where it or a later one was used.

        One further ahead than clocks differ was used while this clock ran ahead, and holds up no more.
        """
        used = {"$set": {"used": counter}}
        return any(
            self._factors.update_one({"_id": user, "used": there}, used).modified_count == 1
            for there in ({"$lt": counter}, {"$gt": counter + AHEAD})
        )

    def confirm(self, user: str, now: datetime, recovery: tuple[str, ...]) -> None:
        """From now on it is asked for; new recovery codes, as their hashes."""
        kept = {"confirmed_at": now, "recovery": list(recovery)}
        self._factors.update_one({"_id": user}, {"$set": kept})

    def recover(self, user: str, code: str) -> bool:
        """Use up a recovery code; False where it is none."""
        spent = {"$pull": {"recovery": hashed(code)}}
        there = {"_id": user, "recovery": hashed(code)}
        return self._factors.update_one(there, spent).modified_count == 1

    def remove(self, user: str, session: Session | None = None) -> bool:
        """Forget it; False where there was none."""
        return self._factors.delete_one({"_id": user}, session=session).deleted_count == 1
