"""What `run` does for the backups: it starts one in a process of its own when it may be due."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from dashboard.config import ROOT, Settings
from dashboard.keeping.timetable import following, time_of
from models.process import spawn_tied

#: So long after the start it is looked whether one was missed while the machine was off.
SETTLE = timedelta(minutes=5)
#: So long after one that failed it is tried again.
AGAIN = timedelta(hours=1)
#: How long one that is being made may take to give up when `run` ends, in seconds.
LEAVE_SECONDS = 10.0

log = structlog.get_logger()


class Watch:
    """Looked at often; the process itself finds out whether a backup is due, and makes it."""

    def __init__(self, settings: Settings, environment: dict[str, str], now: datetime) -> None:
        self._settings = settings
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._next = now + SETTLE

    def look(self, now: datetime) -> None:
        """Start what may be due at `now`, and see what became of what was started."""
        if self._settings.backup_at == "off":
            return
        if self._process is not None:
            status = self._process.poll()
            if status is None:
                return
            self._process = None
            self._next = now + AGAIN if status else self._following(now)
            if status:
                log.warning("backup_failed", status=status)
        # A clock that was set back would leave a whole day out.
        if now >= self._next or self._next - now > timedelta(days=1, hours=1):
            command = [sys.executable, "-m", "dashboard", "backup", "--if-due"]
            self._process = spawn_tied(command, signal.SIGTERM, cwd=ROOT, env=self._environment)

    def stop(self) -> None:
        """Let what is being made give up, leaving no half file."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(LEAVE_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _following(self, now: datetime) -> datetime:
        at = time_of(self._settings.backup_at)
        assert at is not None
        return following(now, at, ZoneInfo(self._settings.zone)).astimezone(UTC)
