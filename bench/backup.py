"""Backup and restore, each against the least that a program of one's own would do with the same driver.

The bare reading asks for every document of every collection, decoded, of no one instant and into no file. The
bare writing inserts the same documents, already decoded and in memory, into collections with the same
indexes, and compares nothing. Both restores write into a server of their own, started as `restore` does.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.ground import Ground, Stand
from bench.table import Table
from bench.timing import Timing, once
from bench.upkeep import compared
from dashboard.cube.check import verify
from dashboard.keeping.backing_up import Made, back_up
from dashboard.keeping.restoring import check, finish, restore
from dashboard.office import Office
from models.copying import names_of
from models.embedded import owned
from models.store import Store

#: how often all sides take turns, and from what size on they do so once
ROUNDS = 2
LARGE = 5_000
#: documents that the bare writing inserts at once
AT_ONCE = 1_000


def quiet(done: int, total: int) -> None:
    """No progress is shown."""


def read_bare(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every document of every collection."""
    return {name: list(store.collection(name).find({}, batch_size=AT_ONCE)) for name in names_of(store)}


@contextmanager
def beside(stand: Stand, name: str, uri: str | None, *, restoring: bool) -> Iterator[Store]:
    """An empty store: on an embedded server of its own, or in a database of its own on the given one."""
    database, zone = f"motcua_bench_{name}", stand.office.settings.zone
    if uri is not None:
        Store.open(uri, database, zone, restoring=True).drop()
        store = Store.open(uri, database, zone, restoring=restoring)
        try:
            yield store
        finally:
            store.drop()
        return
    folder = stand.folder / f"bench_{name}"
    shutil.rmtree(folder, ignore_errors=True)
    with owned(folder, durable=False) as own:
        store = Store.open(own, database, zone, restoring=restoring)
        try:
            yield store
        finally:
            store.close()
    shutil.rmtree(folder)


def write_bare(store: Store, documents: dict[str, list[dict[str, Any]]]) -> None:
    """Insert everything into collections with their indexes."""
    store.ensure_indexes(Office.REPOSITORIES)
    for name, rows in documents.items():
        rows = [row for row in rows if (name, row["_id"]) != ("meta", "store")]
        for start in range(0, len(rows), AT_ONCE):
            store.collection(name).insert_many(rows[start : start + AT_ONCE], ordered=False)


def one_size(ground: Ground, stand: Stand, uri: str | None, table: Table) -> None:
    """The rows of one size."""
    office, path = stand.office, stand.folder / "bench.zip"
    kept: dict[str, Any] = {}

    def backed_up() -> None:
        path.unlink(missing_ok=True)
        kept["made"] = back_up(office.store, path)

    def read() -> None:
        kept["documents"] = read_bare(office.store)

    def put(store: Store) -> None:
        restore(store, path, Office.REPOSITORIES, quiet)
        finish(store, path, quiet)

    times: dict[str, list[float]] = {name: [] for name in ("backup", "read", "check", "restore", "write")}
    rounds = min(ground.few, ROUNDS if stand.size <= LARGE else 1)
    for number in range(rounds):
        times["backup"].append(once(backed_up))
        times["read"].append(once(read))
        times["check"].append(once(lambda: check(path, office.settings.zone)))
        with beside(stand, "bare", uri, restoring=False) as store:
            times["write"].append(once(lambda: write_bare(store, kept["documents"])))
        with beside(stand, "restored", uri, restoring=True) as store:
            times["restore"].append(once(lambda: put(store)))
            if number == 0:
                verdict = verify(store, office.today())
                if not verdict.ok or verdict.dossiers != stand.size:
                    told = f"{verdict.dossiers:,} dossiers, {verdict.differences} differences"
                    table.wrong.append(f"{stand.size:,} dossiers: verify finds {told}")
    made: Made = kept["made"]
    path.unlink()
    rows = made.manifest.documents
    compared(table, stand.size, rows, ("backup", times["backup"]), ("bare read of all", times["read"]))
    ours = "restore, compared", times["restore"]
    compared(table, stand.size, rows, ours, ("bare insert_many", times["write"]))
    looked = Timing.of(times["check"]).median
    table.add("check of the file", stand.size, looked / 1e3, rounds, rows / looked * 1e3, None)
    whole, packed = made.manifest.bytes / 2**20, made.size / 2**20
    about = f"{rows:,} documents, {whole:.0f} MiB, in a file of {packed:.0f} MiB"
    table.notes.append(f"{stand.size:,} dossiers: {about}")


def run(ground: Ground) -> list[Table]:
    """Measure all sizes."""
    heads = ("what", "dossiers", "median s", "times", "documents a second", "× the bare way")
    table = Table("Backup and restore", heads)
    for size in ground.sizes:
        with ground.at(size) as stand:
            given = stand.office.settings.mongodb_uri
            one_size(ground, stand, None if given is None else given.get_secret_value(), table)
    table.notes.append("a restore checks the file before (its own row) and reads everything again afterwards")
    return [table]
