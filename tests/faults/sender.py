"""A sender for the fault tests: sends what is due, until somebody kills it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from dashboard.config import Settings
from dashboard.notices.media import media_of
from dashboard.notices.sender import Sender
from dashboard.office import Office


def main(uri: str, database: str, data: str, url: str) -> None:
    """Send by the webhook at `url`, round after round."""
    office = Office.open(Settings(database=database, data=Path(data), webhook_url=url), uri)
    sender = Sender(office, media_of(office.settings))
    print("ready", flush=True)
    while True:
        sender.run_once()
        time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
