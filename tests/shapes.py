"""The queries that reach the server, by their shape, and how the server says it serves each."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pymongo import MongoClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

SIGNS = {
    "$eq": "=", "$in": "in", "$gt": "≥", "$gte": "≥", "$lt": "≤", "$lte": "≤", "$ne": "≠",
}  # fmt: skip
_READS = {"find": "filter", "count": "query", "distinct": "query"}


@dataclass(frozen=True, order=True)
class Shape:
    """A query without its values: `code =, day ≥≤`; "" asks for everything."""

    collection: str
    command: str
    asks: str
    sort: str = ""


class Recorder(CommandListener):
    """Remembers the first query of each shape on one database."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._lock = threading.Lock()
        self.seen: dict[Shape, tuple[Mapping[str, Any], Mapping[str, Any]]] = {}

    def started(self, event: CommandStartedEvent) -> None:
        if event.database_name != self._database:
            return
        command, name = event.command, event.command_name
        for asked, sort in queries(name, command):
            shape = Shape(str(command[name]), name, told(asked), told_sort(sort))
            with self._lock:
                self.seen.setdefault(shape, (dict(asked), dict(sort)))

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing to remember."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to remember."""


def queries(name: str, command: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The conditions of a command, each with its order."""
    if name in _READS:
        return [(command.get(_READS[name], {}), command.get("sort") or {})]
    if name == "aggregate":
        pipeline = command["pipeline"]
        first = pipeline[0] if pipeline else {}
        return [(first.get("$match", {}), {})]
    if name == "update":
        return [(one["q"], {}) for one in command["updates"]]
    if name == "delete":
        return [(one["q"], {}) for one in command["deletes"]]
    if name == "findAndModify":
        return [(command.get("query", {}), command.get("sort") or {})]
    return []


def told(asked: Mapping[str, Any]) -> str:
    """A condition in words, its fields in their order."""
    return ", ".join(sorted(f"{name} {_signs(value)}" for name, value in asked.items()))


def _signs(value: Any) -> str:
    if isinstance(value, Mapping) and value and all(str(key).startswith("$") for key in value):
        return "".join(sorted({SIGNS.get(key, key) for key in value}, reverse=True))
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return "[" + " | ".join(sorted({told(one) for one in value})) + "]"
    return "="


def told_sort(sort: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {direction}" for name, direction in sort.items())


def plan(client: MongoClient[Any], database: str, shape: Shape, asked: Mapping[str, Any],
         sort: Mapping[str, Any]) -> tuple[str, bool]:  # fmt: skip
    """The index that serves a query ("" where all is read), and whether it is sorted in memory."""
    if "_id" in asked and _signs(asked["_id"]) in ("=", "in"):
        return "_id", False
    # The embedded server tells of an index only where it covers all that is asked; one that serves a part
    # of it is used all the same (measured), but not where alternatives stand at the top.
    for kept in parts(asked):
        find: dict[str, Any] = {"find": shape.collection, "filter": kept}
        if sort:
            find["sort"] = dict(sort)
        stages: list[Mapping[str, Any]] = []
        at: Any = client[database].command("explain", find)["queryPlanner"]["winningPlan"]
        while at:
            stages.append(at)
            at = at.get("inputStage")
        names = [str(one.get("indexName", "_id")) for one in stages if one["stage"] in ("IXSCAN", "IDHACK")]
        if names:
            return names[0], any(one["stage"] == "SORT" for one in stages)
    return "", bool(sort)


def parts(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All of a condition, then what is left of it with fewer fields; nothing less where it has `$or`."""
    whole = dict(asked)
    if any(name.startswith("$") for name in whole) or not whole:
        return [whole]
    names = list(whole)
    return [
        {name: whole[name] for name in chosen}
        for size in range(len(names), 0, -1)
        for chosen in combinations(names, size)
    ]
