"""How large collections are read in slices: by ranges of an indexed key that together hold every document.

The embedded server makes the whole result of a query before it sends the first of it, and lets nobody
write meanwhile. So what grows with the dossiers is asked for in pieces of about a thousand documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from models.store import Document

#: What is not larger than this is read whole: its slices would cost more than it does.
SMALL = 4_000
#: How far back ranges of a week go; whatever is older is one slice.
YEARS = 12
#: How many codes of dossiers, or files, lie between two bounds.
STRIDES = {"dossiers": 80, "papers.files": 4, "epochs": 1}

#: The families of cells; one that is not among them would be read in one piece.
CELL_FAMILIES = ("cases", "days_cases", "days_visits", "procedures", "steps", "visits")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: What is read in slices, in the order in which it is read, after all else.
LARGE = ("dossiers", "events", "search_keys", "audit", "papers.chunks", "cells")


class Slices:
    """The slices of the large collections. Ids of what is read before are the bounds of what follows."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._ids: dict[str, list[str]] = {name: [] for name in STRIDES}
        self._seen = dict.fromkeys(STRIDES, 0)

    def note(self, name: str, id: object) -> None:
        """A document of the collection `name` was read."""
        if name in STRIDES and isinstance(id, str):
            if self._seen[name] % STRIDES[name] == 0:
                self._ids[name].append(id)
            self._seen[name] += 1

    def of(self, name: str) -> Iterator[Document]:
        """Queries that together find every document of a large collection, each once."""
        first = self._now - timedelta(days=365 * YEARS)
        weeks = [first + timedelta(days=7 * week) for week in range(52 * YEARS + 2)]
        if name == "dossiers":
            yield from ranges("received_day", [(at - _EPOCH).days for at in weeks])
        elif name == "search_keys":
            yield from ranges("at", [int(at.timestamp()) for at in weeks])
        elif name == "audit":
            yield from ranges("at", weeks)
        elif name == "events":
            yield from ranges("dossier", sorted(self._ids["dossiers"]) or [""])
        elif name == "papers.chunks":
            yield from ranges("files_id", sorted(self._ids["papers.files"]) or [""])
        elif name == "cells":
            yield {"family": None}
            yield {"family": {"$lt": CELL_FAMILIES[0]}}
            for family, following in zip(CELL_FAMILIES, [*CELL_FAMILIES[1:], None], strict=True):
                for part in ranges("department", sorted(self._ids["epochs"]) or [""]):
                    yield {"family": family, **part}
                after = {"$gt": family}
                yield {"family": after if following is None else {**after, "$lt": following}}
        else:
            raise LookupError(name)


def ranges(key: str, bounds: Sequence[Any]) -> Iterator[Document]:
    """The half-open ranges between ascending bounds, what is outside of them, and what lacks the key."""
    yield {key: None}
    yield {key: {"$lt": bounds[0]}}
    for low, high in pairwise(bounds):
        yield {key: {"$gte": low, "$lt": high}}
    yield {key: {"$gte": bounds[-1]}}
