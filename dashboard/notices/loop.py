"""The background task of a process: looks for what is to be told, sends, and waits, until it is stopped."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from dashboard.alerts.digest import send_digests
from dashboard.alerts.watching import look
from dashboard.api.delivery import Delivery
from dashboard.background import Background, beside
from dashboard.jobs import job
from dashboard.keeping.telling import tell_failed
from dashboard.notices.media import media_of
from dashboard.notices.scan import scan
from dashboard.notices.sender import Sender

if TYPE_CHECKING:
    from dashboard.office import Office

#: seconds between two rounds of sending; twice as many after each that met an error, up to the longest
EVERY = 3.0
LONGEST = 120.0
#: seconds between two looks for what the day brings, and between two looks at the figures of alerts
SCAN_EVERY = 3_600.0
LOOK_EVERY = 300.0
#: how long a stopping process waits for a conversation to end, in seconds; the lease covers the rest
PATIENCE = 5.0


class Loop(Background):
    """Looks, writes and sends, round after round; at its end the notice that is being sent is finished."""

    def __init__(self, office: Office, every: float = EVERY) -> None:
        super().__init__("notices", PATIENCE)
        self._office = office
        self._sender = Sender(office, media_of(office.settings, office.pictures.of))
        self._delivery = Delivery(office)
        self._every = every

    def _run(self) -> None:
        pause = self._every
        # Not by the Office's clock, which may be set back by days, or stand.
        scanned_at: float | None = None
        looked_at: float | None = None
        while not self._stop.wait(pause):
            try:
                now = time.monotonic()
                if scanned_at is None or now - scanned_at >= SCAN_EVERY:
                    with job("scan"):
                        scan(self._office)
                        self._office.feed.purge(self._office.now())
                    scanned_at = now
                if looked_at is None or now - looked_at >= LOOK_EVERY:
                    with job("alerts"):
                        look(self._office)
                        send_digests(self._office)
                    with job("backups"):
                        tell_failed(self._office)
                    looked_at = now
                with job("notices"):
                    self._sender.run_once()
                with job("webhooks"):
                    self._delivery.run_once()
                pause = self._every
            except Exception:  # noqa: BLE001 - written down by the job; the thread must outlive it
                pause = min(pause * 2, LONGEST)


def sending(office: Office) -> AbstractContextManager[None]:
    """Send notices while the block runs."""
    return beside(Loop(office))
