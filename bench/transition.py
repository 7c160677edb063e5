"""An action of the lifecycle through Commit, against a bare transaction of the driver with the same writes.

Both sides do the same kind of action on like dossiers in turn. What the bare side writes is what Commit
itself writes for its dossier: it is noted from the wire in a transaction that is then undone (dossier,
event, search key, cells, epochs, notices). Sent again as it is, it pays for the writes alone: no reading,
no lifecycle, no cube. The store is afterwards as if all had been done by Commit, and verifies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest.mock import patch

from pymongo import monitoring
from pymongo.client_session import ClientSession

from bench.ground import Ground, Stand
from bench.lifecycle import next_actions
from bench.table import Table
from bench.timing import Timing, once
from dashboard.cube.check import verify
from dashboard.flow import Action
from dashboard.office import Office
from models.store import Store

#: up to here the whole store is verified after the bench
VERIFIED_UP_TO = 2_000
#: the commands that write, and where each holds what it writes
WRITES = {"insert": "documents", "update": "updates", "delete": "deletes"}
#: what belongs to the transaction in which a command was sent
OF_ITS_TRANSACTION = {"lsid", "txnNumber", "startTransaction", "autocommit", "readConcern", "writeConcern"}
Command = dict[str, Any]


class Undone(Exception):
    """Raised in a transaction so that nothing of it is kept."""


class Wire(monitoring.CommandListener):
    """Notes the commands that write in a transaction, while it is asked to."""

    def __init__(self) -> None:
        self.noted: list[Command] | None = None

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """A command is sent."""
        in_transaction = event.command.get("autocommit") is False
        if self.noted is not None and in_transaction and event.command_name in WRITES:
            kept = {
                name: value
                for name, value in event.command.items()
                if name not in OF_ITS_TRANSACTION and not name.startswith("$")
            }
            self.noted.append(kept)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Not of interest."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Not of interest."""


def writes_of(office: Office, wire: Wire, code: str, action: Action) -> list[Command]:
    """What Commit writes for an action; nothing of it is kept."""
    transact = office.store.transact

    def undo(fn: Callable[[ClientSession], object], seconds: float) -> None:
        def transaction(session: ClientSession) -> None:
            fn(session)
            raise Undone

        transact(transaction, seconds)

    wire.noted = []
    try:
        with patch.object(office.store, "transact", undo):
            office.commit.act(code, action, "bench")
    except Undone:
        return wire.noted
    finally:
        wire.noted = None
    raise RuntimeError("Commit wrote without a transaction")


def documents(command: Mapping[str, Any]) -> int:
    """How many documents a command writes."""
    return next(len(command[listed]) for name, listed in WRITES.items() if name in command)


def send(store: Store, commands: Sequence[Command]) -> None:
    """The driver alone: the commands in one transaction."""

    def transaction(session: ClientSession) -> None:
        for command in commands:
            answer = store.db.command(command, session=session)
            if answer.get("writeErrors"):
                raise RuntimeError(str(answer["writeErrors"]))

    store.transact(transaction)


@dataclass
class Found:
    """Milliseconds by action and side, and how many documents were written."""

    product: dict[str, list[float]]
    bare: dict[str, list[float]]
    writes: list[int]


def measure(office: Office, wire: Wire, actions: int) -> Found:
    """Act on dossiers in turn: one by Commit, the next by the driver alone."""
    found = Found(defaultdict(list), defaultdict(list), [])
    for first, second in pairs(office, actions):
        name = first[1].name
        found.product[name].append(once(partial(office.commit.act, *first, "bench")))
        commands = writes_of(office, wire, *second)
        found.writes.append(sum(map(documents, commands)))
        found.bare[name].append(once(partial(send, office.store, commands)))
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
    wire = Wire()
    # Clients that are made from now on tell it what they send.
    monitoring.register(wire)
    for size in ground.sizes:
        with ground.at(size) as stand:
            found = measure(stand.office, wire, ground.actions)
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
