"""Import of an event log, verify and rebuild, each against the least that a program of one's own would do.

The log is that of the store's own dossiers (a row a visit). Its rival reads it with Polars and inserts its
rows as they are, with the same write concern: no dossiers, no events, no statistics. Verify and rebuild stand
beside reading every dossier once, which both of them must do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from bench.ground import Ground, Stand, ticking
from bench.table import Table
from bench.timing import Timing, once
from dashboard.cube.check import EVENTS_LEFT_OUT, rebuild, verify
from dashboard.exchange.log import import_log
from dashboard.office import Office

#: how many dossiers' visits are imported at most
IMPORTED = 5_000
#: rows the rival inserts at once
AT_ONCE = 2_000
COLUMNS = {
    name: name
    for name in ("case", "activity", "time", "resource", "holder", "department", "channel", "received", "due")
}


@dataclass(frozen=True)
class Written:
    """A log and how much is in it."""

    path: Path
    rows: int
    cases: int


def log_of(office: Office, path: Path) -> Written:
    """The visits of the first dossiers as an event log."""
    rows: list[dict[str, str | None]] = []
    cases = 0
    for dossier in islice(office.dossiers.all(), IMPORTED):
        known = {
            "case": dossier["_id"],
            "department": dossier.get("department"),
            "channel": dossier.get("channel"),
            "received": told(dossier.get("received_at")),
            "due": told(dossier.get("due_at")),
        }
        visits = [visit for visit in dossier.get("visits", ()) if visit.get("left_at")]
        cases += bool(visits)
        for visit in visits:
            of_visit = {
                "activity": visit["step"],
                "time": told(visit["left_at"]),
                "resource": visit.get("assignee"),
                "holder": visit["holder"],
            }
            rows.append({**known, **of_visit})
    pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String)).write_csv(path)
    return Written(path, len(rows), cases)


def told(instant: Any) -> str | None:
    """An instant as logs have it."""
    return instant.astimezone(UTC).isoformat() if instant else None


@contextmanager
def fresh(stand: Stand, name: str) -> Iterator[Office]:
    """An empty Office on the same server, gone afterwards."""
    settings = stand.office.settings.model_copy(update={"database": f"motcua_bench_{name}"})
    Office.open(settings, stand.uri, ticking()).store.drop()
    office = Office.open(settings, stand.uri, ticking())
    try:
        yield office
    finally:
        office.store.drop()


def bare(stand: Stand, log: Path) -> None:
    """Read with Polars, insert the rows."""
    with fresh(stand, "bare") as office:
        rows = office.store.collection("bare")
        for part in pl.read_csv(log, infer_schema=False).iter_slices(AT_ONCE):
            rows.insert_many(part.to_dicts())


def product(stand: Stand, log: Written, table: Table) -> None:
    """The product's import."""
    with fresh(stand, "imported") as office:
        result = import_log(office, log.path, COLUMNS)
        if (result.rows, result.new, result.refused_rows) != (log.rows, log.cases, 0):
            table.wrong.append(f"imported {result.new} dossiers of {log.cases}: {result.refused[:3]}")


def importing(ground: Ground, stand: Stand, table: Table) -> None:
    """The two rows of the import."""
    stand.folder.mkdir(parents=True, exist_ok=True)
    log = log_of(stand.office, stand.folder / "log.csv")
    ours, theirs = [], []
    for _ in range(ground.few):
        ours.append(once(lambda: product(stand, log, table)))
        theirs.append(once(lambda: bare(stand, log.path)))
    names = "import of an event log", "Polars and insert_many"
    compared(table, stand.size, log.rows, (names[0], ours), (names[1], theirs))


def keeping(ground: Ground, stand: Stand, table: Table) -> None:
    """Verify and rebuild, beside one reading."""
    office = stand.office

    def read() -> None:
        for _ in office.dossiers.all():
            pass

    def verified() -> None:
        verdict = verify(office.store, office.today())
        if not verdict.ok:
            table.wrong.append(f"{stand.size:,} dossiers: verify finds {verdict.differences} differences")

    calls: dict[str, Callable[[], object]] = {
        "verify": verified,
        "rebuild": lambda: rebuild(office.store, office.today()),
    }
    for what, call in calls.items():
        ours, theirs = [], []
        for _ in range(ground.few):
            ours.append(once(call))
            theirs.append(once(read))
        compared(table, stand.size, stand.size, (what, ours), ("every dossier read once", theirs))


def compared(
    table: Table, size: int, rows: int, ours: tuple[str, list[float]], theirs: tuple[str, list[float]]
) -> None:
    """Two rows, the second the measure of the first."""
    base = Timing.of(theirs[1]).median
    for what, taken in (ours, theirs):
        median = Timing.of(taken).median
        table.add(what, size, median / 1e3, len(taken), rows / median * 1e3, median / base)


def run(ground: Ground) -> list[Table]:
    """Measure all sizes."""
    table = Table("Upkeep", ("what", "dossiers", "median s", "times", "rows a second", "× the bare way"))
    for size in ground.sizes:
        with ground.at(size) as stand:
            importing(ground, stand, table)
            keeping(ground, stand, table)
            if stand.office.meta.get(EVENTS_LEFT_OUT):
                table.notes.append(f"{size:,} dossiers: the store has no events, so verify leaves them out")
    table.notes.append("rows of an import: visits; of the others: dossiers")
    table.notes.append("goal: an import at 50 % of the bare rate or more")
    return [table]
