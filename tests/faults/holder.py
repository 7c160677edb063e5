"""A process for the fault tests that stops in the middle of a commit: all is written, nothing committed."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dashboard.config import Settings
from dashboard.flow import Action
from dashboard.flow.commit import Change
from dashboard.office import Office


def main(uri: str, database: str, data: str, code: str) -> None:
    """Accept the dossier `code`, and wait for ever before the transaction is committed."""
    office = Office.open(Settings(database=database, data=Path(data)), uri)

    def hold(session: Any, changes: Sequence[Change]) -> None:
        print("held", flush=True)
        time.sleep(1_000_000)

    office.commit.also(hold)
    office.commit.act(code, Action(name="accept"), "u2", change="half")


if __name__ == "__main__":
    main(*sys.argv[1:])
