"""Telling a history and writing it, day by day, in as many processes as are told."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import wait
from multiprocessing.synchronize import Lock
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.clock import day_of
from dashboard.cube.contribution import Contribution, add, contribution
from dashboard.search.keys import key_of
from models.batches import batches
from models.dossiers import Dossiers
from models.errors import MotcuaError
from models.event import Events
from models.searchkey import SearchKeys
from models.store import Store
from seed.history import Plan, Told, day_told
from seed.setting import Setting

#: dossiers that are told and written together, about
BATCH = 500
#: batches that are told ahead of the one that is counted next
AHEAD = 2

#: whose turn it is to write. The embedded server does one thing at a time, and two writers at once take it
#: longer than one after the other; so one process tells while another writes.
Turn = Lock

#: days with how many dossiers come in on each
Days = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Written:
    """What a batch of days came to."""

    days: Days
    dossiers: int
    contribution: Contribution
    #: (agency, day) → its last running number, for the last day, on which others may follow
    serials: dict[tuple[str, int], int]


def new_turn() -> Turn:
    """For processes that are spawned, not forked: the driver's connections and threads must not be shared."""
    return multiprocessing.get_context("spawn").Lock()


class Kept(StrEnum):
    """What of a history is written beside the cells, each more than the one before."""

    NOTHING = "nothing"
    DOSSIERS = "dossiers"
    EVENTS = "events"


class Scribe:
    """Tells days of a history and writes what of it is kept: dossiers, search keys, events; but no cells."""

    def __init__(self, store: Store, setting: Setting, plan: Plan, kept: Kept, turn: Turn) -> None:
        self._setting, self._plan, self._kept, self._turn = setting, plan, kept, turn
        self._dossiers, self._events, self._keys = Dossiers(store), Events(store), SearchKeys(store)

    def write(self, days: Days) -> Written:
        """Tell and write some days."""
        total: Contribution = {}
        dossiers = 0
        serials: dict[int, Counter[str]] = {day: Counter() for day, _ in days}
        told = (
            one
            for day, count in days
            for one in day_told(self._setting, self._plan, day, count, serials[day])
        )
        for batch in batches(told, BATCH):
            for dossier, _ in batch:
                add(total, contribution(dossier))
            if self._kept != Kept.NOTHING:
                with self._turn:
                    self._put(batch)
            dossiers += len(batch)
        last = day_of(self._plan.until, self._setting.calendar.zone)
        numbers = serials.get(last, Counter())
        return Written(days, dossiers, total, {(agency, last): n for agency, n in numbers.items()})

    def _put(self, batch: list[Told]) -> None:
        self._dossiers.write_many(((None, dossier) for dossier, _ in batch), None)
        if self._kept == Kept.EVENTS:
            self._events.append([event for _, events in batch for event in events], None)
        self._keys.put_many(key_of(dossier) for dossier, _ in batch)


def grouped(counts: Iterable[tuple[int, int]]) -> Iterator[Days]:
    """Days in their order, together about a batch of dossiers."""
    group: list[tuple[int, int]] = []
    for day, count in counts:
        group.append((day, count))
        if sum(each for _, each in group) >= BATCH:
            yield group
            group = []
    if group:
        yield group


def write_all(
    store: Store, setting: Setting, plan: Plan, kept: Kept, processes: int, turn: Turn
) -> Iterator[Written]:
    """Write the whole history; gives each batch of days when it is written, in the order of the days.

    Who writes has the `turn`; the caller takes it for what he writes himself.
    """
    groups = list(grouped(plan.counts(setting).items()))
    if processes <= 1 or len(groups) == 1 or not store.uri:
        scribe = Scribe(store, setting, plan, kept, turn)
        yield from map(scribe.write, groups)
        return
    with TemporaryDirectory() as folder:
        # By a file: what does not fit into a pipe would be waited for, were a process to end at its start.
        told = Path(folder) / "told.pickle"
        told.write_bytes(pickle.dumps((setting, plan, kept)))
        pool = ProcessPoolExecutor(
            processes,
            multiprocessing.get_context("spawn"),
            _begin,
            (store.uri, store.db.name, store.zone.key, str(told), turn),
        )
        try:
            yield from _in_order(pool, groups, processes + AHEAD)
        except BrokenProcessPool as error:
            raise MotcuaError(
                "Một tiến trình đang ghi đã dừng đột ngột; hãy chạy lại, việc nạp sẽ bắt đầu từ đầu.",
                "A process that was writing has ended all at once; run it again, the load begins anew.",
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, groups: list[Days], ahead: int) -> Iterator[Written]:
    """The results in order, with so many groups under way at most."""
    left = iter(groups)
    running: deque[Future[Written]] = deque()
    while True:
        for days in left:
            running.append(pool.submit(_write, days))
            if len(running) >= ahead:
                break
        if not running:
            return
        yield running.popleft().result()


_scribe: Scribe | None = None


def _begin(uri: str, database: str, zone: str, told: str, turn: Turn) -> None:
    """Get a process of the pool ready."""
    global _scribe
    threading.Thread(target=_end_with_parent, daemon=True).start()
    setting, plan, kept = pickle.loads(Path(told).read_bytes())
    _scribe = Scribe(Store.open(uri, database, zone), setting, plan, kept, turn)


def _end_with_parent() -> None:
    """A parent that is killed must not leave processes that go on writing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _write(days: Days) -> Written:
    if _scribe is None:
        raise RuntimeError("the process was not made ready")
    return _scribe.write(days)
