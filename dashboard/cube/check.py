"""`verify` proves the cube from the dossiers and the dossiers from their events; `rebuild` replaces it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dashboard.cube.cells import KEPT_DAYS, TRUSTED_DAYS, cell_changes, stored
from dashboard.cube.contribution import VERSION, Contribution, add, contribution, difference
from dashboard.cube.counters import FAMILIES
from dashboard.flow.changes import folded
from models.batches import batches
from models.cell import Cells
from models.dossier import Dossier
from models.dossiers import Dossiers
from models.errors import MotcuaError
from models.event import Event, Events
from models.meta import Meta
from models.store import Store

#: dossiers looked at together; so few that a snapshot is not given up as idle in between
BATCH = 250
#: the mark of a store whose history was left out when it was filled in bulk
EVENTS_LEFT_OUT = "events_left_out"
#: the mark of a store while a simulated history is loaded into it in bulk
HISTORY_LOADING = "history_loading"
#: examples of differences that are named
NAMED = 20

Progress = Callable[[int, int], None]


@dataclass
class Verdict:
    """What `verify` found. `differences` counts cells, dossiers and events that are not as they should be."""

    dossiers: int = 0
    events: int = 0
    cells: int = 0
    cell_differences: int = 0
    dossier_differences: int = 0
    chain_differences: int = 0
    #: the history was left out when the store was filled in bulk, so it could not be checked
    events_left_out: bool = False
    examples: list[str] = field(default_factory=list)

    @property
    def differences(self) -> int:
        """All differences together."""
        return self.cell_differences + self.dossier_differences + self.chain_differences

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return self.differences == 0

    def name(self, what: str) -> None:
        """Keep an example of a difference."""
        if len(self.examples) < NAMED:
            self.examples.append(what)

    def as_json(self) -> dict[str, Any]:
        """The verdict for `--json`."""
        return {
            "ok": self.ok,
            "dossiers": self.dossiers,
            "events": self.events,
            "cells": self.cells,
            "differences": self.differences,
            "cell_differences": self.cell_differences,
            "dossier_differences": self.dossier_differences,
            "chain_differences": self.chain_differences,
            "events_left_out": self.events_left_out,
            "examples": self.examples,
        }


def verify(store: Store, today: int, progress: Progress | None = None) -> Verdict:
    """Recompute the cube from the dossiers, the dossiers from their events, and check the chains.

    Reads the cells and the dossiers in one snapshot, so it may run beside a busy application.
    """
    verdict = Verdict()
    dossiers, events, cells = Dossiers(store), Events(store), Cells(store)
    total = dossiers.count()
    verdict.events_left_out = bool(Meta(store).get(EVENTS_LEFT_OUT))
    should: Contribution = {}
    with store.snapshot() as session:
        found = dict(stored(cells.all(session)))
        for batch in batches(dossiers.all(session), BATCH):
            histories = {} if verdict.events_left_out else events.of_many([r["_id"] for r in batch], session)
            for row in batch:
                dossier = Dossier.read(row)
                add(should, contribution(dossier))
                verdict.dossiers += 1
                if not verdict.events_left_out:
                    check_history(dossier, row, histories.get(dossier.id, []), verdict)
            if progress is not None:
                progress(verdict.dossiers, total)
    compare(found, should, today, verdict)
    return verdict


def compare(found: Contribution, should: Contribution, today: int, verdict: Verdict) -> None:
    """Count the cells that differ. Day cells are only compared where they are trusted."""

    def compared(cells: Contribution) -> Contribution:
        return {
            key: counters
            for key, counters in cells.items()
            if not FAMILIES[key.family].daily or key.period >= today - TRUSTED_DAYS
        }

    found, should = compared(found), compared(should)
    verdict.cells = len(found)
    for key, counters in difference(found, should).items():
        verdict.cell_differences += 1
        verdict.name(f"{'|'.join((key.family, *key.dimensions, str(key.period)))}: {counters}")


def check_history(
    dossier: Dossier, row: dict[str, Any], history: list[dict[str, Any]], verdict: Verdict
) -> None:
    """Check one dossier against its events, and the chain of their hashes."""
    verdict.events += len(history)
    previous = ""
    for seq, entry in enumerate(history, start=1):
        event = Event.model_validate(entry)
        if event.seq != seq or event.previous != previous or event.seal() != event.hash:
            verdict.chain_differences += 1
            verdict.name(f"{dossier.id}: event {seq}")
        previous = event.hash
    again = folded(dossier.id, [(entry["changes"], entry["hash"]) for entry in history])
    if again != row:
        verdict.dossier_differences += 1
        verdict.name(f"{dossier.id}: document")


def rebuild(store: Store, today: int, progress: Progress | None = None) -> int:
    """Throw the cube away and make it anew from the dossiers. Returns how many cells there are.

    Commits and readers are refused meanwhile, in words; a rebuild that was killed is run again.
    Raises MotcuaError where a load was broken off: half of a history is not to be served.
    """
    if Meta(store).get(HISTORY_LOADING):
        raise MotcuaError(
            "Việc nạp lịch sử mô phỏng bị dở dang; hãy chạy lại “seed demo” để nạp lại từ đầu.",
            "The load of a simulated history was broken off; run “seed demo” again to load it anew.",
        )
    dossiers, cells = Dossiers(store), Cells(store)
    cells.begin_building()
    total: Contribution = {}
    done, count = 0, dossiers.count()
    for batch in batches(dossiers.all(), BATCH):
        for row in batch:
            add(total, contribution(Dossier.read(row)))
        done += len(batch)
        if progress is not None:
            progress(done, count)
    return write_cube(store, total, today)


def write_cube(store: Store, total: Contribution, today: int) -> int:
    """Replace all cells by `total`; between `begin_building` and the end of it."""
    cells = Cells(store)
    cells.clear()
    changes = cell_changes(total, today)
    written = cells.insert(changes)
    cells.end_building({change.department for change in changes}, VERSION)
    return written


def purge(store: Store, today: int) -> int:
    """Drop the day cells that are too old to be kept."""
    return Cells(store).purge_days(today - KEPT_DAYS)
