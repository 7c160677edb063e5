"""Which database server the store is on: its kind and version, as it says itself."""

from __future__ import annotations

from typing import Literal, NamedTuple

from models.health import reaching
from models.store import Store

ServerKind = Literal["embedded", "replica_set", "sharded"]


class ServerFacts(NamedTuple):
    """`bytes`: of data and indexes; None on the embedded server, which would count for minutes."""

    kind: ServerKind
    version: str
    bytes: int | None


def facts(store: Store) -> ServerFacts:
    """Ask the server, for at most three seconds. Raises StoreError."""
    with reaching(3.0):
        built = store.client.admin.command("buildInfo")
        embedded = built.get("secantusVersion")
        if embedded:
            return ServerFacts("embedded", f"SecantusDB {embedded}", None)
        hello = store.client.admin.command("hello")
        size = store.db.command("dbStats")
        kind: ServerKind = "sharded" if hello.get("msg") == "isdbgrid" else "replica_set"
        whole = int(size.get("storageSize", 0)) + int(size.get("indexSize", 0))
        return ServerFacts(kind, f"MongoDB {built['version']}", whole)
