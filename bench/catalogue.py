"""A messy list of 2,000 procedures into the catalogue: read, compared, carried out, taken back.

The list is made up in the way that such lists really are (`bench.messy_list`). What it refuses, and that it
goes in only once, comes out the same and is taken back whole, is checked before any time is told.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from bench.ground import Ground, ticking
from bench.messy_list import messy
from bench.table import Table
from dashboard.commands import address
from dashboard.exchange import catalogue
from dashboard.exchange.catalogue_difference import difference
from dashboard.exchange.catalogue_sheet import export
from dashboard.exchange.cells import cells_of
from dashboard.exchange.procedure_list import read
from dashboard.office import Office
from models.viewer import SYSTEM
from seed.load import load_reference

ROWS, SEED = 2_000, 7
T = TypeVar("T")


def timed(table: Table, what: str, work: Callable[[], T]) -> T:
    """Do it once, and tell how long it took."""
    begun = time.perf_counter()
    done = work()
    table.add(what, ROWS, time.perf_counter() - begun)
    return done


def measure(office: Office, table: Table) -> None:
    """The whole way of one list, on a catalogue that holds the reference of the Office."""
    load_reference(office.store)
    before = office.procedures.all(), office.revisions.all()
    data, rows, broken = messy(ROWS, SEED)
    told: list[int] = []
    found = timed(table, "read and compared (the dry run)", lambda: difference(
        office, read(cells_of(data, "danh-muc.xlsx"))
    ))  # fmt: skip
    record = timed(table, "carried out", lambda: catalogue.carry_out(
        office, SYSTEM, found, lambda done, total: told.append(done)
    ))  # fmt: skip
    again = timed(table, "the same file again", lambda: difference(
        office, read(cells_of(data, "danh-muc.xlsx"))
    ))  # fmt: skip
    out = timed(table, "exported", lambda: export(office))
    back = timed(table, "the export read again", lambda: difference(office, read(cells_of(out, "x.xlsx"))))
    timed(table, "taken back", lambda: catalogue.take_back(office, SYSTEM, record.id))
    table.notes.append(
        f"{rows:,} procedures, {broken} of them faulty; {len(found.refused)} refused with line, column and "
        f"reason; progress was told {len(told)} times"
    )
    for fault, what in (
        (len(found.refused) != broken, "not what is faulty was refused"),
        (bool(again.wanted), "the same file changes something again"),
        (bool(back.wanted or back.refused), "the export does not come back the same"),
        ((office.procedures.all(), office.revisions.all()) != before, "it is not taken back whole"),
    ):
        if fault:
            table.wrong.append(what)


def run(ground: Ground) -> list[Table]:
    """Measure on an empty store of its own."""
    table = Table("A messy list into the catalogue", ("step", "procedures", "seconds"))
    settings = ground.settings(ROWS).model_copy(
        update={"database": "motcua_bench_catalogue", "data": ground.folder / "catalogue"}
    )
    with address(settings) as uri:
        office = Office.open(settings, uri, ticking())
        try:
            measure(office, table)
        finally:
            office.store.drop()
    table.notes.append("goal: read, compared and carried out in under 60 seconds, with progress")
    return [table]
