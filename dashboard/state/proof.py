"""The last `verify`: what it found is kept in the store, whoever ran it, and one is begun from a screen.

It runs in a process of its own, so that it takes no time from the pages.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.access.roles import require
from dashboard.config import ROOT
from dashboard.cube.check import Verdict, verify
from dashboard.jobs import job
from dashboard.progress import Progress
from models.errors import MotcuaError
from models.process import spawn_tied
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: where the store keeps them, in `meta`
LAST, GOING = "proof", "proof_going"
#: how far it has come is written down so often, in seconds
TOLD_EVERY = 1.0
#: who has not told anything for so long has ended
SILENT = timedelta(seconds=60)
#: exit statuses of the command that are verdicts
_VERDICTS = (0, 1)

_turn = threading.Lock()


@dataclass(frozen=True)
class Proof:
    """What the last proof found."""

    at: datetime
    seconds: float
    ok: bool
    dossiers: int
    events: int
    cells: int
    differences: int
    events_left_out: bool = False
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Going:
    """How far a proof has come that goes on now."""

    done: int
    total: int

    @property
    def share(self) -> float:
        """0 … 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


def prove(office: Office, progress: Progress) -> Verdict:
    """Verify the store, and keep what was found; how far it has come is told in the store, too."""
    began, told = time.monotonic(), 0.0
    office.meta.set(GOING, {"done": 0, "total": 0, "at": office.now()})

    def going(done: int, total: int) -> None:
        nonlocal told
        progress(done, total)
        if time.monotonic() - told >= TOLD_EVERY:
            told = time.monotonic()
            office.meta.set(GOING, {"done": done, "total": total, "at": office.now()})

    try:
        verdict = verify(office.store, office.today(), going)
        found = {
            "at": office.now(), "seconds": round(time.monotonic() - began, 1), "ok": verdict.ok,
            "dossiers": verdict.dossiers, "events": verdict.events, "cells": verdict.cells,
            "differences": verdict.differences, "events_left_out": verdict.events_left_out,
            "examples": verdict.examples,
        }  # fmt: skip
        office.meta.set(LAST, found)
    finally:
        office.meta.set(GOING, None)
    return verdict


def last(office: Office) -> Proof | None:
    """What the last proof found, in whichever process."""
    found: dict[str, Any] | None = office.meta.get(LAST)
    return None if found is None else Proof(**{**found, "examples": tuple(found["examples"])})


def going(office: Office) -> Going | None:
    """The proof that goes on now, in whichever process."""
    found: dict[str, Any] | None = office.meta.get(GOING)
    if found is None or office.now() - found["at"] > SILENT:
        return Going(0, 0) if _turn.locked() else None
    return Going(found["done"], found["total"])


def begin(office: Office, viewer: Viewer) -> bool:
    """Begin a proof beside the pages; False where one goes on already. Raises NotAllowed, StoreError."""
    require(viewer, "verify")
    if going(office) is not None or not _turn.acquire(blocking=False):
        return False
    threading.Thread(target=_run, args=(office,), name="verify", daemon=True).start()
    return True


def _run(office: Office) -> None:
    try:
        with job("verify"):
            status = _verified(office)
            if status not in _VERDICTS:
                raise MotcuaError(
                    "Việc kiểm chứng bị dừng giữa chừng; hãy chạy lại.",
                    "The proof was broken off; begin it again.",
                )
    except Exception:  # noqa: BLE001 - written down by the job, and told on the screen
        return
    finally:
        _turn.release()


def _verified(office: Office) -> int:
    """Run the command `verify` on the same store; its exit status."""
    settings = office.settings
    environment = {
        **os.environ, "MOTCUA_MONGODB_URI": office.store.uri, "MOTCUA_DATABASE": settings.database,
        "MOTCUA_ZONE": settings.zone, "MOTCUA_DATA": str(settings.data),
    }  # fmt: skip
    command = [sys.executable, "-m", "dashboard", "verify", "--json"]
    with Path(os.devnull).open("wb") as nowhere:  # what it found is in the store
        return spawn_tied(command, signal.SIGTERM, cwd=ROOT, env=environment, output=nowhere).wait()
