"""The difference between two documents of one dossier, and how to fold it back.

An event stores what it changed, so that the history alone gives the dossier again: at any past
instant, and without asking a calendar that may have changed since. Arrays are compared by place,
because a step of the lifecycle touches one or two of a dossier's visits, not all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.dossier import EMPTY, Dossier
from models.part import plain

Document = dict[str, Any]
#: Fields that the commit itself counts; they are not part of what an action changes.
BOOKKEEPING = frozenset({"id", "version", "head"})


def difference(before: Dossier | None, after: Dossier, touched: Iterable[str] | None = None) -> Document:
    """What `after` stores differently: the new value, None where it is gone, places for arrays.

    `before` is None for a new dossier; `touched` names the fields that may differ (None: all). Parts are
    frozen and shared, so those that stayed are told by identity.
    """
    changes: Document = {}
    past_fields = {} if before is None else before.__dict__
    fields = after.__dict__
    for name in fields if touched is None else touched:
        old, new = past_fields.get(name), fields[name]
        if old is new or name in BOOKKEEPING:
            continue
        if isinstance(new, tuple) and new:
            past = old if isinstance(old, tuple) else ()
            places = {
                str(place): plain(item)
                for place, item in enumerate(new)
                if place >= len(past) or (past[place] is not item and past[place] != item)
            }
            if places or len(past) != len(new):
                changes[name] = {"length": len(new), "places": places}
        elif new is None or new in EMPTY:
            if old is not None and old not in EMPTY:
                changes[name] = None
        elif old != new:
            changes[name] = plain(new)
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
