"""`verify` proves the cube from the dossiers and the dossiers from their events; `rebuild` replaces it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dashboard.cube.building import Building
from dashboard.cube.cells import KEPT_DAYS, TRUSTED_DAYS, stored
from dashboard.cube.contribution import Contribution, add, contribution, difference
from dashboard.cube.counters import FAMILIES
from dashboard.flow.changes import folded
from models.batches import batches
from models.cell import Cells
from models.dossier import Dossier
from models.dossiers import Dossiers
from models.errors import MotcuaError
from models.event import Event, Events
from models.meta import Meta
from models.store import Session, Store

#: how often a department is read again that changes meanwhile
TRIES = 3
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

    def take(self, part: Verdict) -> None:
        """Add what was found of a part of the store."""
        self.dossiers += part.dossiers
        self.events += part.events
        self.cells += part.cells
        self.cell_differences += part.cell_differences
        self.dossier_differences += part.dossier_differences
        self.chain_differences += part.chain_differences
        for what in part.examples:
            self.name(what)

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

    It may run beside a busy application, and on a store of any size: it goes department by department.
    Every commit raises the epoch of its department, so what was read between two equal epochs is of one
    instant, without a transaction that would have to last as long as the reading.
    """
    dossiers, cells = Dossiers(store), Cells(store)
    verdict = Verdict(events_left_out=bool(Meta(store).get(EVENTS_LEFT_OUT)))
    total = dossiers.count()
    # A commit after this may bring a department of which there was nothing; it is seen the next time.
    for department in sorted(cells.departments() | dossiers.departments()):
        verdict.take(settled(store, department, today, verdict.events_left_out))
        if progress is not None:
            progress(min(verdict.dossiers, total), total)
    if verdict.dossiers < total:
        verdict.dossier_differences += total - verdict.dossiers
        verdict.name(f"{total - verdict.dossiers} dossiers were not found again")
    return verdict


def settled(store: Store, department: str, today: int, events_left_out: bool) -> Verdict:
    """One department, read again while it changes under the reading; at last in one snapshot."""
    cells = Cells(store)
    for _ in range(TRIES):
        before = cells.epochs().get(department, 0)
        verdict = of_department(store, department, today, events_left_out, None)
        if cells.epochs().get(department, 0) == before:
            return verdict
    with store.snapshot() as session:
        return of_department(store, department, today, events_left_out, session)


def of_department(
    store: Store, department: str, today: int, events_left_out: bool, session: Session | None
) -> Verdict:
    """What is found of one department."""
    verdict = Verdict(events_left_out=events_left_out)
    dossiers, events = Dossiers(store), Events(store)
    should: Contribution = {}
    for batch in batches(dossiers.of_department(department, session), BATCH):
        histories = {} if events_left_out else events.of_many([row["_id"] for row in batch], session)
        for row in batch:
            dossier = Dossier.read(row)
            add(should, contribution(dossier))
            verdict.dossiers += 1
            if not events_left_out:
                history = histories.get(dossier.id, [])
                if session is None and len(history) != dossier.version:
                    # Acted upon between the two readings, which need not move a cell: look at both at once.
                    row, history = together(store, dossier.id)
                check_history(Dossier.read(row), row, history, verdict)
    found = dict(stored(cells_of(store, department, session)))
    compare(found, should, today, verdict)
    return verdict


def together(store: Store, code: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A dossier and its events, of one instant."""
    with store.snapshot() as session:
        row = next(iter(Dossiers(store).documents([code], session)))
        return row, Events(store).of_many([code], session).get(code, [])


def cells_of(store: Store, department: str, session: Session | None) -> Iterator[dict[str, Any]]:
    """Every cell of a department."""
    cells = Cells(store)
    for family in FAMILIES:
        yield from cells.load(family, {"department": department}, session)


def compare(found: Contribution, should: Contribution, today: int, verdict: Verdict) -> None:
    """Count the cells that differ. Day cells are only compared where they are trusted."""

    def compared(cells: Contribution) -> Contribution:
        return {
            key: counters
            for key, counters in cells.items()
            if not FAMILIES[key.family].daily or key.period >= today - TRUSTED_DAYS
        }

    found, should = compared(found), compared(should)
    verdict.cells += len(found)
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
    dossiers = Dossiers(store)
    building = Building(store, today)
    done, count = 0, dossiers.count()
    for batch in batches(dossiers.all(), BATCH):
        for row in batch:
            building.add(contribution(Dossier.read(row)))
        done += len(batch)
        if progress is not None:
            progress(done, count)
    building.finish()
    return Cells(store).count()


def purge(store: Store, today: int) -> int:
    """Drop the day cells that are too old to be kept."""
    return Cells(store).purge_days(today - KEPT_DAYS)
