"""Pictures of notices (hình kèm thông báo): the drawn board that goes with a digest, kept as long as it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from models.store import Index, Session, Store


class Pictures:
    """One PNG a notice, under its id. Apart from the notices, so that their lists stay light.

    Shard key of a cluster: {_id: "hashed"}.
    """

    COLLECTION: ClassVar[str] = "notice_pictures"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("expires_at",), expire_seconds=0),)

    def __init__(self, store: Store) -> None:
        self._pictures = store.collection(self.COLLECTION)

    def put(self, notice: str, png: bytes, expires_at: datetime, session: Session | None = None) -> None:
        """Keep the picture of a notice."""
        document = {"_id": notice, "png": png, "expires_at": expires_at}
        self._pictures.replace_one({"_id": notice}, document, upsert=True, session=session)

    def of(self, notice: str) -> bytes | None:
        """The picture of a notice, if it has one."""
        found = self._pictures.find_one({"_id": notice})
        return None if found is None else bytes(found["png"])
