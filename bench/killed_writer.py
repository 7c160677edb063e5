"""A writer that is killed: takes dossiers from the counter to the applicant, and tells of each change.

Whatever breaks, it sends the same change again until it is acknowledged, as people do, and goes on. One
line an acknowledged change: the dossier's code and the change's id. It never ends by itself.
"""

from __future__ import annotations

import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.config import Settings
from dashboard.flow import Action, ActionRefused, Intake
from dashboard.flow.commit import LostRace
from dashboard.office import Office
from models.dossier import Applicant, Fee, RouteStep
from models.errors import MotcuaError

HOUR_MS = 3_600_000
#: where the histories begin: a Monday morning
BASE = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
#: the dossier that all writers write notes to
SHARED = "SHARED"
ROUTE = (
    RouteStep(step="intake", kind="intake", holder="desk", limit_ms=4 * HOUR_MS),
    RouteStep(step="review", kind="review", holder="A", limit_ms=16 * HOUR_MS),
    RouteStep(step="sign", kind="sign", holder="B"),
    RouteStep(step="return", kind="return", holder="desk"),
)
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
PATIENCE = 180.0


def application(code: str, number: int = 0) -> Action:
    """The application of a dossier; `number` spreads them over departments, fields and channels."""
    intake = Intake(
        code=code, procedure=f"P{number % 3}", revision=f"P{number % 3}-1", field=f"f{number % 2}",
        department="AB"[number % 2], level="province", channel=("counter", "online")[number % 2],
        applicant=Applicant(name="Nguyễn Thị An", phone="0901234567"), term_value=5,
        term_unit="working_day", route=ROUTE, fee=Fee(amount=50_000),
    )  # fmt: skip
    return Action(name="submit", intake=intake)


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
        for action in (application(code, number), *SCRIPT):
            now += timedelta(hours=5)
            do(office, code, action, now)
        do(office, SHARED, Action(name="note", note=f"{name} {number}"), BASE)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except MotcuaError as error:
        sys.exit(f"{type(error).__name__}: {error}")
