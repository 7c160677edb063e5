"""One process at a time, over all that use a store: a lease in `meta`, which ends with its holder."""

from __future__ import annotations

import os
import platform
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from models.errors import AlreadyThere, StoreError
from models.process import command_words
from models.store import Store
from models.unique import told_twice

#: How long a lease lasts from its last renewal, where nobody can see that its holder has gone.
LEASE = timedelta(seconds=60)
#: How much ahead of ours the clock of another machine may be.
SKEW = timedelta(minutes=5)
#: How often somebody who waits looks again, in seconds.
LOOK_SECONDS = 0.2


class Turn:
    """Whose turn it is to do what only one may do."""

    def __init__(self, store: Store, name: str) -> None:
        self._meta = store.collection("meta")
        self._id = f"turn:{name}"
        self._mine = uuid.uuid4().hex

    def take(self) -> bool:
        """Try to have it."""
        now = datetime.now(UTC)
        held = self._meta.find_one({"_id": self._id})
        mine = {"holder": self._mine, "host": platform.node(), "pid": os.getpid(), "until": now + LEASE}
        if held is None:
            try:
                with told_twice():
                    self._meta.insert_one({"_id": self._id, **mine})
            except AlreadyThere:
                return False
            return True
        # A lease that ends later than any lasts was written by a clock that ran ahead.
        if now < held["until"] <= now + LEASE + SKEW and not _has_gone(held):
            return False
        before = {"_id": self._id, "holder": held["holder"]}
        return self._meta.update_one(before, {"$set": mine}).matched_count == 1

    def renew(self) -> None:
        """Go on holding it. Raises StoreError where somebody else has it by now."""
        until = {"until": datetime.now(UTC) + LEASE}
        if not self._meta.update_one({"_id": self._id, "holder": self._mine}, {"$set": until}).matched_count:
            raise StoreError(
                "Một tiến trình khác đã làm tiếp việc này.", "Another process has gone on with this work."
            )

    def release(self) -> None:
        """Let it go."""
        self._meta.delete_one({"_id": self._id, "holder": self._mine})


def _has_gone(held: dict[str, Any]) -> bool:
    """Whether the holder provably runs no more: it was a process of this machine."""
    return (
        sys.platform != "win32" and held["host"] == platform.node() and not any(command_words(held["pid"]))
    )


@contextmanager
def turn(store: Store, name: str, waiting: Callable[[], None]) -> Iterator[Turn]:
    """Have the turn for as long as this lasts; `waiting` is called once where somebody else has it."""
    mine = Turn(store, name)
    told = False
    while not mine.take():
        if not told:
            waiting()
            told = True
        time.sleep(LOOK_SECONDS)
    try:
        yield mine
    finally:
        mine.release()
