"""Keeps what was learnt: in the store for all processes, in memory for this one; learns anew once a day.

No statistic is read from it: it says of when it is. The first who asks waits for it; after a day the old one
serves on while a thread learns the new one.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from dashboard.clock import instant_ms
from dashboard.jobs import job
from dashboard.risk.backtest import Verdict, backtest, origins_of, taught
from dashboard.risk.history import FIELDS, History, history_of, worked
from dashboard.risk.model import Model
from dashboard.risk.packing import VERSION, packed, unpacked
from models.risk_model import Kept, RiskModels
from models.viewer import SYSTEM

if TYPE_CHECKING:
    from dashboard.office import Office

#: what is learnt from: dossiers that were closed in so many days, at most so many of the latest, and all open
REACH_DAYS, MOST = 365, 20_000
#: days that are read at once
WINDOW = 10
#: how old it may get, and how long learning may take before another process may begin
EVERY, LEASE = timedelta(days=1), timedelta(minutes=15)
#: with fewer dossiers nothing is foretold
LEAST = 100
#: it is judged at so many instants in the last part of the time
ORIGINS, FROM_SHARE = 4, 0.6
#: answers that are kept in memory
ANSWERS = 24

log = structlog.get_logger()


@dataclass(frozen=True)
class Learnt:
    """A model, what it is worth (None: it could not be judged), and when it was learnt."""

    model: Model
    verdict: Verdict | None
    at: datetime


class Keeper:
    """One per Office; safe between threads."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._models = RiskModels(office.store)
        self._lock = threading.Lock()
        self._learning = threading.Lock()
        self._learnt: Learnt | None = None
        self._answers: OrderedDict[Any, Any] = OrderedDict()

    def current(self) -> Learnt | None:
        """What was learnt last by any process, without waiting; None where nothing was."""
        at = self._models.learnt_at()
        with self._lock:
            if at is None:
                return self._learnt
            if self._learnt is None or self._learnt.at != at:
                kept = self._models.get()
                if kept is None or kept.version != VERSION:
                    return None
                self._learnt = Learnt(*unpacked(kept.data), kept.at)
            return self._learnt

    def get(self) -> Learnt | None:
        """What was learnt; learns it where there is nothing yet. None: there are too few dossiers.

        What is older than a day is returned, and learnt anew beside.
        """
        found = self.current()
        if found is None:
            with self._learning:
                return self.current() or self.learn()
        if abs(self._office.now() - found.at) >= EVERY and self._learning.acquire(blocking=False):
            threading.Thread(target=self._refresh, name="risk", daemon=True).start()
        return found

    def _refresh(self) -> None:
        try:
            with job("risk"):
                if self._models.lease(self._office.now(), LEASE):
                    self.learn()
                    self._models.release(self._office.now())
        except Exception:  # noqa: BLE001 - written down by the job; the old one serves on
            return
        finally:
            self._learning.release()

    def learn(self) -> Learnt | None:
        """Learn from the store as it stands, judge, and keep it. None: there are too few dossiers."""
        began, office = time.monotonic(), self._office
        now = office.now()
        history, since_day = read_history(office)
        if len(history.ids) < LEAST:
            return None
        at, since = places(office, [now, office.calendar().opening(since_day)])
        model, _ = taught(history, at, since)
        origins = origins_of(history, at, FROM_SHARE, ORIGINS, since)
        verdict = backtest(history, origins, at, since) if origins else None
        learnt = Learnt(model, verdict if verdict is not None and verdict.n else None, now)
        self._models.put(Kept(VERSION, now, packed(learnt.model, learnt.verdict)))
        log.info("the risk is learnt", dossiers=len(history.ids), seconds=round(time.monotonic() - began, 1))
        return self.current() or learnt

    def answer(self, key: Any, make: Any) -> Any:
        """What `make` gives, kept in memory under the key until others push it out."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = make()
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > ANSWERS:
                self._answers.popitem(last=False)
        return made


def places(office: Office, instants: Sequence[datetime]) -> list[int]:
    """Instants as places on the axis of working time."""
    return [int(each) for each in worked(office.calendar(), [instant_ms(one) for one in instants])]


def read_history(office: Office) -> tuple[History, int]:
    """What is learnt from, and the first working day of it; read in windows of days, newest first."""
    today, calendar = office.today(), office.calendar()
    rows: list[Mapping[str, Any]] = read_open(office)
    day, last = today, max(office.cube.first_day(), today - REACH_DAYS)
    closed = 0
    while day >= last and closed < MOST:
        first = max(last, day - WINDOW + 1)
        found = office.dossiers.find({"closed_day": {"$gte": first, "$lte": day}}, SYSTEM, FIELDS)
        rows += found
        closed += len(found)
        day = first - 1
    return history_of(rows, calendar), calendar.working_day_from(day + 1)


def read_open(office: Office) -> list[Mapping[str, Any]]:
    """All dossiers that are open."""
    bound = {"open_day": {"$gte": office.cube.first_day(), "$lte": office.today()}}
    return list(office.dossiers.find(bound, SYSTEM, FIELDS))
