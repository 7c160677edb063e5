"""A writer for the fault tests: takes dossiers from the counter to the applicant, and tells of each change.

Whatever breaks, it sends the same change again until it is acknowledged, as people do, and goes on. One
line an acknowledged change: the dossier's code and the change's id. It never ends by itself.
"""

from __future__ import annotations

import sys
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from dashboard.config import Settings
from dashboard.flow import Action, ActionRefused
from dashboard.flow.commit import LostRace
from dashboard.office import Office
from models.errors import MotcuaError
from tests.helpers import BASE, HOUR_MS, submitted

#: the dossier that all writers write notes to
SHARED = "SHARED"
#: what is done to each dossier, step by step
SCRIPT = (
    Action(name="accept"),
    Action(name="finish"),
    Action(name="start"),
    Action(name="ask_supplement", reason="thiếu bản sao"),
    Action(name="receive_supplement"),
    Action(name="hand_over", department="C", limit_ms=8 * HOUR_MS),
    Action(name="start"),
    Action(name="finish"),
    Action(name="start"),
    Action(name="resolve"),
    Action(name="return"),
    Action(name="rate", rating=3),
)
NAMES = ("submit", *(action.name for action in SCRIPT))
#: how long one change is tried again before the writer gives up, in seconds
PATIENCE = 90.0


def do(office: Office, code: str, action: Action, at: datetime) -> None:
    """Do an action, and tell when it is acknowledged."""
    change, until = uuid.uuid4().hex, time.monotonic() + PATIENCE
    while True:
        try:
            office.commit.act(code, action, "u1", at=at, change=change)
            break
        except LostRace:
            continue
        except ActionRefused:
            raise
        except MotcuaError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
    print(code, change, flush=True)


def main(uri: str, database: str, data: str, name: str) -> None:
    """Write until somebody kills this process."""
    office = Office.open(Settings(database=database, data=Path(data)), uri)
    number = 0
    while True:
        number += 1
        code, now = f"{name}-{number:05d}", BASE + timedelta(days=number % 40)
        for action in (submitted(code, number), *SCRIPT):
            now += timedelta(hours=5)
            do(office, code, action, now)
        do(office, SHARED, Action(name="note", note=f"{name} {number}"), BASE)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except MotcuaError as error:
        sys.exit(f"{type(error).__name__}: {error}")
