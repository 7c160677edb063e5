"""The frame of a new process, after a commit, and the figures of three pages; needs no more than the cells.

The cold load is measured in processes of their own: `python -m bench.cold DATABASE ZONE [FOLDER]`, the
address on their input, prints how many milliseconds one took with the copy in FOLDER, or without.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import polars as pl

from bench.asked import in_memory, questions
from bench.flat import Flat, flat
from bench.ground import LEADERSHIP, Ground, Stand
from bench.overview import Rival, all_figures, resolved, three
from bench.rival_duckdb import DuckDBRival
from bench.rival_polars import PolarsRival
from bench.table import Table
from bench.timing import Call, Timing, interleaved, once
from dashboard.config import ROOT
from dashboard.cube.copy import Copy
from dashboard.cube.counters import COARSE
from dashboard.cube.cube import Cube
from dashboard.cube.frame import Frame, Slice
from models.cell import CellChange, Cells
from models.store import Store

PAGES = {"overview": "Tổng quan", "waiting": "Thời gian chờ", "backlog": "Tồn đọng"}
#: cells of each coarse family that one commit moves
MOVED = 2
#: commits that a new process catches up with
BEHIND = 200


def cold(stand: Stand, times: int, folder: Path | None, seconds: float) -> Timing:
    """Reading the coarse families in a new process, its imports not counted."""
    settings = stand.office.settings
    command = [sys.executable, "-m", "bench.cold", settings.database, settings.zone]
    command += [] if folder is None else [str(folder)]
    taken: list[float] = []
    while len(taken) < times and sum(taken) < seconds * 1e3:
        # The address holds a password: it goes through a pipe and not on a command line.
        done = subprocess.run(
            command, input=stand.uri, text=True, stdout=subprocess.PIPE, cwd=ROOT, check=True
        )
        taken.append(float(done.stdout))
    return Timing.of(taken)


def touch(stand: Stand, number: int) -> None:
    """A commit as the cube sees it: some cells of one department stamped anew, adding nothing."""
    store = stand.office.store
    rows = store.collection(Cells.COLLECTION)
    departments = sorted(Cells(store).departments())
    department = departments[number % len(departments)]
    found = [row for family in COARSE for row in rows.find(
        {"family": family, "department": department}, {"d": 0, "s": 0}, limit=MOVED
    )]  # fmt: skip
    nothing = {"s.c.700": 0}
    changes = [CellChange(row["_id"], {"department": department}, nothing) for row in found]
    store.transact(lambda session: Cells(store).add(changes, session))


def loads(ground: Ground, stand: Stand, table: Table) -> None:
    """A new process, and one that is up to date but for a commit."""
    office, size = stand.office, stand.size
    frame, folder, repeats = office.cube.frame, office.settings.data, ground.repeats
    table.add("everything read", size, *three(cold(stand, ground.few, None, ground.seconds)))
    frame.load()
    table.add("making the copy", size, once(lambda: frame.save(office.today())), None, 1)
    table.add("from the copy", size, *three(cold(stand, ground.few, folder, ground.seconds)))
    table.add("look for changes, none", size, *three(Timing.of([once(frame.load) for _ in range(repeats)])))
    taken: list[float] = []
    for number in range(BEHIND):
        touch(stand, number)
        if number < repeats:
            taken.append(once(frame.load))
    table.add("up to date after one commit", size, *three(Timing.of(taken)))
    behind = cold(stand, ground.few, folder, ground.seconds)
    table.add(f"from the copy, {BEHIND} commits behind", size, *three(behind))
    rows, bytes_ = frame.size
    copied = Copy(folder, office.store.db.name).path.stat().st_size
    table.notes.append(
        f"{size:,} dossiers: {rows:,} rows in {bytes_ / 2**20:.0f} MiB; the copy has {copied / 2**20:.1f} MiB"
    )


def first(stand: Stand, page: str) -> float:
    """How many milliseconds a new process takes to the figures of a page, from the copy on."""
    office = stand.office
    asked = questions(page, office, LEADERSHIP, coarse=True)
    cube = Cube(office.store, office.calendar, office.today, office.settings.data)

    def ask() -> None:
        with cube.reading():
            for question in asked:
                cube.figures(LEADERSHIP, question)

    return once(ask)


def pages(ground: Ground, stand: Stand, table: Table) -> None:
    """Each page's figures: first in a process, made anew, after a commit, asked before; by others."""
    office, size = stand.office, stand.size
    for page, title in PAGES.items():
        asked = questions(page, office, LEADERSHIP, coarse=True)
        assert all(in_memory(question, LEADERSHIP) for question in asked)
        table.add(title, "cube, first of a process", size, first(stand, page), None, 1, None)
        calls: dict[str, Call] = {
            "cube, warm frame": partial(all_figures, office, asked, anew=True),
            "cube, asked before": partial(all_figures, office, asked),
        }
        files = flat_files(ground, stand) if page == "overview" else None
        if files is not None:
            told = resolved(office, asked)
            rivals: list[Rival] = [DuckDBRival(files), PolarsRival(files)]
            calls |= {rival.name: partial(rival.answers, told) for rival in rivals}
        times = interleaved(calls, ground.repeats, seconds=ground.seconds)
        warm = times["cube, warm frame"].median
        for name, timing in times.items():
            table.add(title, name, size, *three(timing), timing.median / warm)
        after: list[float] = []
        for number in range(ground.repeats):
            touch(stand, number)
            after.append(once(partial(all_figures, office, asked)))
        timing = Timing.of(after)
        table.add(title, "cube, after one commit", size, *three(timing), timing.median / warm)
        figures = all_figures(office, asked)
        table.notes.append(f"{size:,} dossiers, {title}: {len(asked)} questions, {figures:,} figures")
        if files is not None and not office.dossiers.count():
            rows = pl.scan_parquet(files.dossiers).select(pl.len()).collect().item()
            table.notes.append(
                f"{size:,} dossiers: DuckDB and Polars read {rows:,} rows, those of a smaller store repeated"
            )


def flat_files(ground: Ground, stand: Stand) -> Flat | None:
    """The dossiers as flat rows: of this store, or of a smaller one as often as makes up for it; or none."""
    if stand.office.dossiers.count():
        return flat(stand.office, stand.folder)
    for size in (100_000, 10_000, 3_000):
        folder = ground.folder / str(size)
        source = Flat(folder / "dossiers.parquet", folder / "spans.parquet")
        if size < stand.size and source.dossiers.exists():
            files = Flat(stand.folder / "repeated.parquet", stand.folder / "repeated_spans.parquet")
            for one, other in ((source.dossiers, files.dossiers), (source.spans, files.spans)):
                repeated(pl.read_parquet(one), stand.size // size).write_parquet(other)
            return files
    return None


def repeated(rows: pl.DataFrame, times: int) -> pl.DataFrame:
    """The rows so many times, with ids of their own, over the three years that a large history lasts.

    The copies lie 0, 365 and 730 days back, if the rows are of little more than a year, so that a period
    holds about as many as it would. Their figures are not those of a store and are compared with none.
    """
    days = [name for name, kind in rows.schema.items() if kind == pl.Date]
    lasts = rows.select(pl.col(days[0]).max() - pl.col(days[0]).min()).item().days if rows.height else 0
    back = (0, 365, 730) if lasts < 2 * 365 else (0,)
    copies = []
    for number in range(times):
        copy = rows.with_columns(pl.col(days).dt.offset_by(f"-{back[number % len(back)]}d"))
        if "id" in copy.columns:
            copy = copy.with_columns(id=pl.concat_str("id", pl.lit(f"-{number}")))
        copies.append(copy)
    return pl.concat(copies)


def run(ground: Ground) -> list[Table]:
    """Measure all sizes."""
    frame = Table("The frame", ("coarse families of a process", "dossiers", "median ms", "p95 ms", "times"))
    heads = ("page", "its figures by", "dossiers", "median ms", "p95 ms", "times", "× cube")
    shown = Table("Figures of three pages", heads)
    for size in ground.sizes:
        with ground.at(size, cells_alone=True) as stand:
            loads(ground, stand, frame)
            pages(ground, stand, shown)
    return [frame, shown]


def main(words: Sequence[str]) -> None:
    """Print how many milliseconds it took."""
    database, zone, *folder = words
    store = Store.open(sys.stdin.read().strip(), database, zone)
    frame = Frame(store, Copy(Path(folder[0]), store.db.name) if folder else None)
    print(once(lambda: frame.tables([Slice(family) for family in COARSE])))
    store.close()


if __name__ == "__main__":
    main(sys.argv[1:])
