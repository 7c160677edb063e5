"""Sends what is due in the outbox: each notice by one sender at a time, again after a failure.

Delivery is at least once, and exactly once as far as a sender can know: a notice is taken by one
update that only one process can win, and is not taken again while its lease runs. Where a process
dies between the server's acceptance and the mark "sent", the notice is sent again after the lease,
under the same Message-ID (or idempotency-key), by which the receiver knows it.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from dashboard.notices.media import Failed, Sending
from models.notice import Notice
from models.notice_template import Medium

if TYPE_CHECKING:
    from dashboard.office import Office

#: how long a sender may take for one notice; longer than any conversation lasts (media.PATIENCE)
LEASE = timedelta(minutes=3)
#: tries that a server refuses before a notice is given up: with the pauses below after two to four hours
TRIES = 10
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
#: a server that is not there is asked again at least so often, and costs no notice its tries
AWAY_PAUSE = timedelta(minutes=10)
#: what nobody could send for so long is old news
STALE = timedelta(days=7)
#: how much ahead of ours the clock of another process may be
SKEW = timedelta(minutes=5)
#: notices of one medium in one round
BATCH = 50
#: how far back a round looks, the near past first, so that a backlog is not read whole each time
WINDOWS = (timedelta(minutes=10), timedelta(days=1), timedelta(days=100))

log = structlog.get_logger()


@dataclass(slots=True)
class Round:
    """What one round of sending came to."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    stale: int = 0


class Sender:
    """Sends by the media that are set up. Several may run, in one process or in many."""

    def __init__(
        self, office: Office, media: Mapping[Medium, Sending], chance: random.Random | None = None
    ) -> None:
        self._office = office
        self._media = dict(media)
        self._chance = chance or random.Random()

    def run_once(self) -> Round:
        """Send what is due now. Raises StoreError where the store does not answer."""
        done = Round()
        now = self._office.now()
        for medium in self._media:  # written while the clock ran ahead
            self._office.notices.pull_back(medium, now + LONGEST_PAUSE + SKEW, now)
        for id in self._office.notices.abandoned(now - WINDOWS[-1], now):
            self._send(id, done)
        for medium in self._media:
            for id in self._due(medium, now):
                if not self._send(id, done):
                    break  # the server is not there; the others would only wait for it in turn
        return done

    def _due(self, medium: Medium, now: datetime) -> list[str]:
        ids: list[str] = []
        until = now
        for window in WINDOWS:
            ids += self._office.notices.due(medium, now - window, until, BATCH - len(ids))
            if len(ids) >= BATCH:
                break
            until = now - window - timedelta(milliseconds=1)
        return ids

    def _send(self, id: str, done: Round) -> bool:
        """Send one notice, if nobody else does; False where its server is not to be reached."""
        now, lease = self._office.now(), uuid.uuid4().hex
        notice = self._office.notices.take(id, lease, now, now + LEASE)
        if notice is None:
            return True
        sending = self._media.get(notice.medium)
        if sending is None:  # left by a process that had a medium which this one has not
            self._office.notices.finish(notice, lease, state="queued", next_at=now)
            return True
        if now - notice.created_at > STALE:
            reason = notice.error or "quá cũ, không gửi / too old, not sent"
            self._office.notices.finish(notice, lease, state="stale", error=reason)
            done.stale += 1
            return True
        try:
            sending.send(notice, now)
        except Failed as failure:
            self._again(notice, lease, failure, done)
            return not failure.unreachable
        self._office.notices.finish(notice, lease, state="sent", sent_at=self._office.now(), error="")
        done.sent += 1
        return True

    def _again(self, notice: Notice, lease: str, failure: Failed, done: Round) -> None:
        now = self._office.now()
        if failure.final or (notice.attempts >= TRIES and not failure.unreachable):
            self._office.notices.finish(notice, lease, state="failed", error=str(failure))
            done.given_up += 1
            log.warning("notice given up", notice=notice.id, dossier=notice.dossier, medium=notice.medium)
            return
        pause = pause_after(notice.attempts, self._chance)
        if failure.unreachable:
            pause = min(pause, AWAY_PAUSE)
        self._office.notices.finish(notice, lease, state="queued", error=str(failure), next_at=now + pause)
        done.failed += 1


def pause_after(attempts: int, chance: random.Random) -> timedelta:
    """How long to wait after so many tries: doubled each time, with jitter from a half to the whole."""
    whole = min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)
    return whole * chance.uniform(0.5, 1.0)
