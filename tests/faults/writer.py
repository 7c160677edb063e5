"""A writer for the fault tests: acts on new dossiers until it is killed, and says what was acknowledged."""

from __future__ import annotations

import sys
import uuid
from datetime import timedelta
from pathlib import Path

from dashboard.config import Settings
from dashboard.flow import Action
from dashboard.office import Office
from models.errors import MotcuaError
from tests.helpers import BASE, submitted


def main(uri: str, database: str, data: str, name: str) -> None:
    """Write until the end; one line an acknowledged change, its id."""
    office = Office.open(Settings(database=database, data=Path(data)), uri)
    number = 0
    while True:
        number += 1
        code = f"{name}-{number:05d}"
        steps = (submitted(code, number), Action(name="accept"), Action(name="finish"), Action(name="start"))
        for hours, action in enumerate(steps):
            change = uuid.uuid4().hex
            office.commit.act(code, action, "u1", at=BASE + timedelta(hours=hours), change=change)
            print(change, flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except MotcuaError as error:
        # The server is gone: what was acknowledged has been told.
        sys.exit(str(error))
