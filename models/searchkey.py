"""What dossiers are found by: one small document each, apart from the dossier, so that a search reads little.

A key holds the *tokens* of what people type (words, pairs of words, ends of numbers) and the *facets* of
what they filter by (department, holders, field, procedure, state, month of the result), both as arrays, and
`at`, the second of receipt. Every query is equality on one of the arrays within a range of `at`, which both
servers answer from one index; what else is asked is compared on the keys that were read. Shard key of a
cluster: {_id: "hashed"}; a search asks every shard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from pymongo import InsertOne, ReplaceOne

from models.searchword import SearchWords
from models.store import Document, Index, Session, Store

Array = Literal["t", "g"]
#: `at` of keys without a time of receipt or application: before everything else
TIMELESS = 0


@dataclass(frozen=True, slots=True)
class SearchKey:
    """What one dossier is found by.

    `at`: seconds since 1970-01-01 UTC. `name`: the applicant's, lower case with marks. `numbers`: digits of
    phone and identity number. `running_due`, `closed_day`: days, as in the dossier.
    """

    code: str
    at: int
    tokens: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    name: str = ""
    numbers: tuple[str, ...] = ()
    channel: str = ""
    level: str = ""
    running_due: int | None = None
    closed_day: int | None = None
    timeliness: str = ""

    def document(self) -> Document:
        """The document as it is stored: short names, no empty keys."""
        whole: Document = {
            "_id": self.code, "at": self.at, "t": list(self.tokens), "g": list(self.facets), "n": self.name,
            "x": list(self.numbers), "c": self.channel, "l": self.level, "r": self.running_due,
            "k": self.closed_day, "y": self.timeliness,
        }  # fmt: skip
        return {name: value for name, value in whole.items() if value not in (None, "", [])}

    def words(self) -> list[str]:
        """The words of the name among the tokens."""
        return [token for token in self.tokens if token.isalnum()]

    @classmethod
    def read(cls, row: Document) -> SearchKey:
        """The key of a stored document."""
        return cls(
            row["_id"], row["at"], tuple(row.get("t", ())), tuple(row.get("g", ())), row.get("n", ""),
            tuple(row.get("x", ())), row.get("c", ""), row.get("l", ""), row.get("r"), row.get("k"),
            row.get("y", ""),
        )  # fmt: skip


class SearchKeys:
    """Writes the keys with the commit of their dossier, and reads them by one token or facet."""

    COLLECTION: ClassVar[str] = "search_keys"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("t", "at")), Index(("g", "at")), Index(("at",)))

    def __init__(self, store: Store) -> None:
        self._keys = store.collection(self.COLLECTION)
        self.words = SearchWords(store)

    def learn(self, keys: Iterable[SearchKey]) -> None:
        """Keep the words of some keys, before the transaction that writes the keys."""
        self.words.learn(word for key in keys for word in key.words())

    def replace_many(self, keys: Sequence[SearchKey], session: Session | None) -> None:
        """Keep what some dossiers are found by, inside the commit's transaction."""
        if keys:
            requests: list[InsertOne[Document] | ReplaceOne[Document]] = [
                ReplaceOne({"_id": key.code}, key.document(), upsert=True) for key in keys
            ]
            self._keys.bulk_write(requests, ordered=True, session=session)

    def put_many(self, keys: Iterable[SearchKey]) -> None:
        """Insert the keys of new dossiers in bulk."""
        told = list(keys)
        self.learn(told)
        if told:
            self._keys.insert_many([key.document() for key in told], ordered=False)

    def get(self, code: str) -> SearchKey | None:
        """The key of one code, or None."""
        found = self._keys.find_one({"_id": code})
        return None if found is None else SearchKey.read(found)

    def between(
        self, array: Array | None, value: str, since: int, until: int, reads: Sequence[str] | None = None
    ) -> list[SearchKey]:
        """Keys that have `value` in an array (None: all keys), received from `since` until before `until`.

        Newest first; the caller chooses a range that bounds how many there are. `reads`: what is
        wanted of a key beside its code and second, as its document calls it (None: all).
        """
        bound: Document = {"at": {"$gte": since, "$lt": until}}
        if array is not None:
            bound[array] = value
        shown = None if reads is None else dict.fromkeys(("at", *reads), 1)
        rows = self._keys.find(bound, shown, batch_size=10_000)
        return sorted((SearchKey.read(row) for row in rows), key=lambda key: (-key.at, key.code))
