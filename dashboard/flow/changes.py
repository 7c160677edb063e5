"""The difference between two documents of one dossier, and how to fold it back.

An event stores what it changed, so that the history alone gives the dossier again: at any past
instant, and without asking a calendar that may have changed since. Arrays are compared by place,
because a step of the lifecycle touches one or two of a dossier's visits, not all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Document = dict[str, Any]
#: Fields that the commit itself counts; they are not part of what an action changes.
BOOKKEEPING = frozenset({"_id", "version", "head"})


def difference(before: Document, after: Document) -> Document:
    """Fields of `after` that differ: the new value, None where it is gone, places for arrays."""
    changes: Document = {}
    for key in before.keys() | after.keys():
        if key in BOOKKEEPING or before.get(key) == after.get(key):
            continue
        old, new = before.get(key), after.get(key)
        if isinstance(new, (list, tuple)):
            past = old if isinstance(old, (list, tuple)) else ()
            places = {
                str(place): item
                for place, item in enumerate(new)
                if place >= len(past) or past[place] != item
            }
            changes[key] = {"length": len(new), "places": places}
        else:
            changes[key] = new
    return changes


def fold(document: Document, changes: Document) -> Document:
    """`document` with `changes` applied; the inverse of `difference`."""
    folded = dict(document)
    for key, change in changes.items():
        if change is None:
            folded.pop(key, None)
        elif isinstance(change, dict) and change.keys() == {"length", "places"}:
            items = list(folded.get(key, ()))[: change["length"]]
            items += [None] * (change["length"] - len(items))
            for place, item in change["places"].items():
                items[int(place)] = item
            folded[key] = items
        else:
            folded[key] = change
    return folded


def folded(code: str, events: Iterable[tuple[Document, str]]) -> Document:
    """The document of dossier `code` after its events, given as (changes, hash) in their order."""
    document: Document = {"_id": code}
    count, head = 0, ""
    for changes, sealed in events:
        document = fold(document, changes)
        count, head = count + 1, sealed
    return document | {"version": count, "head": head}
