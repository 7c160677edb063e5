"""1, 8 and 32 writers at once: actions by Commit, against bare transactions with the same writes.

What the bare side writes is noted from Commit beforehand, as in `transition`; both sides act on dossiers
that nobody else has, so what they may fall out over is what every action shares: the cells of the cube. An
attempt more than there were transactions is a retry.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from pymongo import monitoring

from bench.ground import Ground
from bench.lifecycle import next_actions
from bench.table import Table
from bench.timing import Call, Timing, once
from bench.transition import Wire, check, send, writes_of
from dashboard.office import Office

WRITERS = (1, 8, 32)
#: the sides take turns so many times
ROUNDS = 2


class Attempts(monitoring.CommandListener):
    """Counts how often a transaction is begun."""

    def __init__(self) -> None:
        self.begun = 0
        self._lock = threading.Lock()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """A command is sent."""
        if event.command.get("startTransaction"):
            with self._lock:
                self.begun += 1

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Not of interest."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Not of interest."""


@dataclass
class Side:
    """What one side did: milliseconds of each action, seconds of the whole, transactions begun."""

    taken: list[float]
    seconds: float = 0.0
    begun: int = 0

    @property
    def rate(self) -> float:
        """Actions a second."""
        return len(self.taken) / self.seconds

    def add(self, writers: int, calls: Iterable[Call], attempts: Attempts) -> None:
        """Let so many writers do the calls."""
        begun, began = attempts.begun, time.perf_counter()
        with ThreadPoolExecutor(writers) as pool:
            self.taken += pool.map(once, calls)
        self.seconds += time.perf_counter() - began
        self.begun += attempts.begun - begun


def measure(office: Office, wire: Wire, attempts: Attempts, writers: int, actions: int) -> tuple[Side, Side]:
    """Commit and the driver alone, in turn."""
    ours, bare = Side([]), Side([])
    for _ in range(ROUNDS):
        there = next_actions(office, max(2, 2 * actions // ROUNDS))
        if len(there) < 2:
            raise RuntimeError("there are too few open dossiers to compare on")
        by_commit = [partial(office.commit.act, code, action, "bench") for code, action in there[::2]]
        ours.add(writers, by_commit, attempts)
        noted = [writes_of(office, wire, code, action) for code, action in there[1::2]]
        bare.add(writers, [partial(send, office.store, commands) for commands in noted], attempts)
    return ours, bare


def run(ground: Ground) -> list[Table]:
    """Measure all sizes with each number of writers."""
    table = Table(
        "Writers at once",
        ("what", "dossiers", "writers", "actions/s", "p50 ms", "p95 ms", "actions", "retries", "× bare rate"),
    )
    wire, attempts = Wire(), Attempts()
    # Clients that are made from now on tell them what they send.
    monitoring.register(wire)
    monitoring.register(attempts)
    for size in ground.sizes:
        with ground.at(size) as stand:
            for writers in WRITERS:
                ours, bare = measure(stand.office, wire, attempts, writers, ground.actions)
                for what, side in (("Commit", ours), ("bare transactions", bare)):
                    timing = Timing.of(side.taken)
                    table.add(
                        what, size, writers, side.rate, timing.median, timing.p95, timing.n,
                        side.begun - timing.n, side.rate / bare.rate,
                    )  # fmt: skip
            check(stand, table)
    table.notes.append("goal: an action at 60 % of the bare rate or more")
    return [table]
