"""The running number of dossiers (số thứ tự): one counter an agency and day, drawn with the dossier.

A number is drawn inside the transaction that inserts the dossier, so that one that fails gives its
number back: no gap and no number twice. Shard key of a cluster: {_id: "hashed"}.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from models.errors import AlreadyThere
from models.store import Index, Session, Store
from models.unique import told_twice


def code_of(agency: str, day: date, number: int) -> str:
    """The code of a dossier: "H33.902-261124-0007" (NĐ 61/2018 art. 26; the date as all systems write it)."""
    return f"{agency}-{day:%y%m%d}-{number:04d}"


class Serials:
    """The counters. (No find_one_and_update: on the embedded server it reads the whole collection.)"""

    COLLECTION: ClassVar[str] = "serials"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._serials = store.collection(self.COLLECTION)

    def prepare(self, agency: str, day: date) -> None:
        """Have the counter there before the transaction, where two could not both make it."""
        key = _key(agency, day)
        if self._serials.find_one({"_id": key}, {"_id": 1}) is None:
            try:
                with told_twice():
                    self._serials.insert_one({"_id": key, "n": 0})
            except AlreadyThere:
                return  # somebody else has just made it, which is all we want

    def note(self, agency: str, day: date, number: int) -> None:
        """Numbers up to `number` are taken, by dossiers that were written in bulk."""
        self._serials.update_one({"_id": _key(agency, day)}, {"$set": {"n": number}}, upsert=True)

    def draw(self, session: Session, agency: str, day: date) -> int:
        """The next number of the agency on that day, from 1 on; undone where the transaction is."""
        key = _key(agency, day)
        self._serials.update_one({"_id": key}, {"$inc": {"n": 1}}, session=session)
        found = self._serials.find_one({"_id": key}, session=session)
        if found is None:
            raise RuntimeError(f"the counter {key} was not prepared")
        return int(found["n"])


def _key(agency: str, day: date) -> str:
    return f"{agency}-{day:%y%m%d}"
