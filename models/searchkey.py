"""What dossiers are found by: one small document each, apart from the dossier, so that a search reads little.

Queries: equality on the array `t` (the last token, mostly the rarest) within a window of days `at`, which
grows until there are enough. Shard key of a cluster: {_id: "hashed"}; a search asks every shard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from models.store import Document, Index, Session, Store

#: days of the first window, each next one four times as wide, until the page is full
FIRST_WINDOW = 1
OLDEST = 0
#: keys compared at most with the beginning of a word
MOST_COMPARED = 1_000


class SearchKeys:
    """Writes the keys with the commit of their dossier, and finds codes by them."""

    COLLECTION: ClassVar[str] = "search_keys"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("t", "at")),)

    def __init__(self, store: Store) -> None:
        self._keys = store.collection(self.COLLECTION)

    def replace(self, session: Session | None, code: str, tokens: Sequence[str], at: int) -> None:
        """Keep what the dossier `code` is found by, inside the commit's transaction."""
        self._keys.replace_one(
            {"_id": code}, {"_id": code, "t": list(tokens), "at": at}, upsert=True, session=session
        )

    def put_many(self, keys: Iterable[tuple[str, Sequence[str], int]]) -> None:
        """Insert the keys of new dossiers in bulk."""
        documents = [{"_id": code, "t": list(tokens), "at": at} for code, tokens, at in keys]
        if documents:
            self._keys.insert_many(documents, ordered=False)

    def find(self, tokens: Sequence[str], newest: int, limit: int, begun: str = "") -> list[tuple[int, str]]:
        """(day, code) of dossiers that have all tokens, received by `newest`, newest day first.

        At least `limit` where there are so many: the last day is given whole, so that the next page
        goes on with the day before. With `begun`, one of a dossier's tokens must begin so too; that
        is compared here, so then the search ends after about `MOST_COMPARED` keys.
        """
        found: list[tuple[int, str]] = []
        width, end, read = FIRST_WINDOW, newest, 0
        *others, first = tokens  # the last pair of a name is rarer than family name and middle name
        while end >= OLDEST and len(found) < limit and not (begun and read >= MOST_COMPARED):
            begin = max(OLDEST, end - width + 1) if width < 4_000 else OLDEST
            bound: Document = {"t": first, "at": {"$gte": begin, "$lte": end}}
            rows = list(self._keys.find(bound))
            hits = [row for row in rows if _has(row, others, begun)]
            found += sorted(((row["at"], row["_id"]) for row in hits), reverse=True)
            read += len(rows)
            end, width = begin - 1, width * 4
            if begun and read:
                width = max(1, min(width, (newest - end) * (MOST_COMPARED - read) // read))
        return found


def _has(row: Document, tokens: Sequence[str], begun: str) -> bool:
    """Whether a key has all the tokens, and one that begins so."""
    has = row["t"]
    return all(token in has for token in tokens) and (
        not begun or any(token.startswith(begun) for token in has)
    )
