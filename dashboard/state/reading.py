"""What stands in the store and on the disk: queues, sessions, the last proof; read now and then."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from dashboard.keeping.scheduled import last_backup
from dashboard.state.proof import Proof, last
from models.backup_record import BackupRecord
from models.errors import MotcuaError, StoreError
from models.health import reaching
from models.notice import NoticeState
from models.notice_template import Medium
from models.server import ServerFacts, facts

if TYPE_CHECKING:
    from dashboard.office import Office

#: an answer is kept so long, in seconds: however many collect or look, the store is asked once
KEPT = 15.0
#: each question may take so long, in seconds
PATIENCE = 3.0
#: a session counts as in use when it was used within this time
IN_USE = timedelta(minutes=5)

T = TypeVar("T")


@dataclass(frozen=True)
class Waiting:
    """Notices that wait for one medium, and since when the oldest does."""

    count: int
    since: datetime


@dataclass(frozen=True)
class Hooks:
    """Webhooks by state; events that the one furthest behind has not taken; since when one has failed."""

    active: int = 0
    stopped: int = 0
    behind: int = 0
    failing_since: datetime | None = None


@dataclass(frozen=True)
class Disk:
    """Of the data folder. `used`: what the folder holds, in bytes."""

    free: int
    total: int
    used: int


@dataclass
class Reading:
    """What was found. `error`: the store did not answer (all of it), then what came before stands."""

    at: datetime
    error: MotcuaError | None = None
    server: ServerFacts | None = None
    waiting: dict[Medium, Waiting] = field(default_factory=dict)
    notices: dict[NoticeState, int] = field(default_factory=dict)
    hooks: Hooks | None = None
    sessions: int | None = None
    in_use: int | None = None
    proof: Proof | None = None
    #: the last backup, and the last good one
    backup: BackupRecord | None = None
    good: BackupRecord | None = None
    disk: Disk | None = None


class Reader:
    """One per process; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[float, int, Reading] | None = None

    def read(self, office: Office, most: float = KEPT) -> Reading:
        """What stands now, or stood at most `most` seconds ago."""
        with self._lock:
            kept = self._kept
            if kept is None or kept[1] != id(office) or time.monotonic() - kept[0] >= most:
                kept = self._kept = (time.monotonic(), id(office), _read(office))
            return kept[2]


READER = Reader()


def _read(office: Office) -> Reading:
    now = office.now()
    found = Reading(now, disk=disk_of(office.settings.data))
    try:
        found.server = facts(office.store)
        waiting = _asked(office.notices.waiting)
        found.waiting = {medium: Waiting(count, since) for medium, (count, since) in waiting.items()}
        found.notices = _asked(office.notices.stuck)
        found.hooks = _asked(lambda: _hooks(office))
        seen = _asked(lambda: office.sessions.seen(now))
        found.sessions = len(seen)
        found.in_use = sum(now - at < IN_USE for at in seen)
        found.proof = _asked(lambda: last(office))
        found.backup, found.good = _asked(lambda: last_backup(office))
    except StoreError as error:
        found.error = error
    return found


def _asked(ask: Callable[[], T]) -> T:
    with reaching(PATIENCE):
        return ask()


def _hooks(office: Office) -> Hooks:
    hooks = office.webhooks.all()
    _, newest = office.feed.bounds()
    active = [one for one in hooks if one.state == "active"]
    failing = [one.failing_since for one in active if one.failing_since is not None]
    return Hooks(
        active=len(active), stopped=len(hooks) - len(active),
        behind=max((max(0, newest - one.cursor) for one in active), default=0),
        failing_since=min(failing, default=None),
    )  # fmt: skip


def disk_of(folder: Path) -> Disk | None:
    """What the disk of a folder has left; None where it cannot be looked at."""
    try:
        whole = shutil.disk_usage(folder)
        used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    except OSError:
        return None
    return Disk(whole.free, whole.total, used)
