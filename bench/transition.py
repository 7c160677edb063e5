"""An action of the lifecycle through Commit, against a bare transaction of the driver with the same writes.

Both sides do the same kind of action on like dossiers in turn. The bare side is given its requests ready
made (the dossier to replace, the event to insert, the cells and epochs to add to), so that it pays for the
writes alone, and what it writes is what Commit would have written: the store verifies after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pymongo import ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession

from bench.ground import Ground, Stand
from bench.lifecycle import next_actions
from bench.table import Table
from bench.timing import Timing, once
from dashboard.clock import day_of
from dashboard.cube.cells import cell_changes
from dashboard.cube.check import verify
from dashboard.cube.contribution import contribution, difference
from dashboard.flow import Action
from dashboard.flow.apply import apply
from dashboard.office import Office
from models.cell import Cells, Epochs

#: up to here the whole store is verified after the bench
VERIFIED_UP_TO = 2_000
Document = dict[str, Any]


@dataclass(frozen=True)
class Ready:
    """The requests of one action, made before the time is taken."""

    action: str
    dossier: ReplaceOne[Document]
    event: Document
    cells: list[UpdateOne]
    departments: list[str]

    @property
    def writes(self) -> int:
        """How many documents it writes."""
        return 2 + len(self.cells) + len(self.departments)


def ready(office: Office, code: str, action: Action) -> Ready:
    """What Commit would write for an action now."""
    before = office.dossiers.for_change(code)
    assert before is not None
    now = office.now()
    after, event = apply(before, action, "bench", now, office.calendar())
    moved = difference(contribution(before), contribution(after))
    changes = cell_changes(moved, day_of(now, office.store.zone))
    epochs = Cells(office.store).epochs()
    departments = sorted({change.department for change in changes})
    updates = [
        UpdateOne(
            {"_id": change.id},
            {
                "$inc": dict(change.counters),
                "$set": {"epoch": epochs.get(change.department, 0) + 1},
                "$setOnInsert": dict(change.identity),
            },
            upsert=True,
        )
        for change in changes
    ]
    replace = ReplaceOne({"_id": code, "version": before.version}, after.document())
    return Ready(action.name, replace, event.document(), updates, departments)


class Bare:
    """The driver alone."""

    def __init__(self, office: Office) -> None:
        store = office.store
        self._store = store
        self._dossiers = store.collection("dossiers")
        self._events = store.collection("events")
        self._cells = store.collection(Cells.COLLECTION)
        self._epochs = store.collection(Epochs.COLLECTION)

    def write(self, made: Ready) -> None:
        """The writes of one action, in one transaction."""

        def transaction(session: ClientSession) -> None:
            self._dossiers.bulk_write([made.dossier], session=session)
            self._events.insert_many([made.event], session=session)
            for department in made.departments:
                self._epochs.update_one({"_id": department}, {"$inc": {"n": 1}}, upsert=True, session=session)
            if made.cells:
                self._cells.bulk_write(made.cells, ordered=True, session=session)

        self._store.transact(transaction)


@dataclass
class Found:
    """Milliseconds by action and side, and how many documents were written."""

    product: dict[str, list[float]]
    bare: dict[str, list[float]]
    writes: list[int]


def measure(office: Office, actions: int) -> Found:
    """Act on dossiers in turn: one by Commit, the next by the driver alone."""
    found = Found(defaultdict(list), defaultdict(list), [])
    bare = Bare(office)
    for first, second in pairs(office, actions):
        name = first[1].name
        found.product[name].append(once(partial(office.commit.act, *first, "bench")))
        made = ready(office, *second)
        found.writes.append(made.writes)
        found.bare[name].append(once(partial(bare.write, made)))
    if not found.writes:
        raise RuntimeError("there are too few open dossiers to compare on")
    return found


def pairs(office: Office, wanted: int) -> Iterator[tuple[tuple[str, Action], tuple[str, Action]]]:
    """Pairs of like actions on different dossiers; where there are few, they are acted on again and again."""
    done = 0
    while done < wanted:
        by_name: dict[str, list[tuple[str, Action]]] = defaultdict(list)
        for code, action in next_actions(office, 2 * (wanted - done) + 8):
            by_name[action.name].append((code, action))
        paired = [
            pair
            for _, each in sorted(by_name.items())
            for pair in zip(each[::2], each[1::2], strict=False)
        ]
        if not paired:
            return
        yield from paired[: wanted - done]
        done += len(paired)


def flat(by_name: dict[str, list[float]]) -> list[float]:
    """All durations."""
    return [taken for durations in by_name.values() for taken in durations]


def add(table: Table, what: str, size: int, product: Sequence[float], bare: Sequence[float]) -> None:
    """The two rows of one comparison."""
    ours, theirs = Timing.of(product), Timing.of(bare)
    table.add(f"{what}, by Commit", size, ours.median, ours.p95, ours.n, ours.median / theirs.median)
    table.add(f"{what}, bare transaction", size, theirs.median, theirs.p95, theirs.n, 1.0)


def check(stand: Stand, table: Table) -> None:
    """The store is as it should be: what the bare side wrote is what Commit would have written."""
    if stand.size > VERIFIED_UP_TO:
        return
    verdict = verify(stand.office.store, stand.office.today())
    if not verdict.ok:
        table.wrong.append(f"{stand.size:,} dossiers: verify finds {verdict.differences} differences")
    else:
        table.notes.append(f"{stand.size:,} dossiers: verify finds no difference afterwards")


def run(ground: Ground) -> list[Table]:
    """Measure all sizes."""
    table = Table(
        "One action of the lifecycle",
        ("what", "dossiers", "p50 ms", "p95 ms", "times", "× bare"),
    )
    for size in ground.sizes:
        with ground.at(size) as stand:
            found = measure(stand.office, ground.actions)
            add(table, "any action", size, flat(found.product), flat(found.bare))
            for name in sorted(found.product):
                add(table, name, size, found.product[name], found.bare[name])
            mean = sum(found.writes) / len(found.writes)
            rate = Timing.of(flat(found.bare)).median / Timing.of(flat(found.product)).median
            table.notes.append(
                f"{size:,} dossiers: {mean:.1f} documents written each; {rate:.0%} of the bare rate"
            )
            check(stand, table)
    return [table]
