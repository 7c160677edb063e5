"""The backup of every night: made when it is due, proved, recorded, and the oldest ones let go."""

from __future__ import annotations

import time
import uuid
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from dashboard.keeping.backing_up import Made, back_up
from dashboard.keeping.restoring import check
from dashboard.keeping.timetable import due, file_name, outdated, time_of
from dashboard.progress import Progress
from models import about
from models.backup_record import BackupRecord, BackupRecords
from models.errors import MotcuaError
from models.health import reaching
from models.store import Store
from models.turn import Turn

if TYPE_CHECKING:
    from dashboard.config import Settings
    from dashboard.office import Now, Office

log = structlog.get_logger()

#: How often a backup that is being made renews its turn, in seconds.
RENEW_SECONDS = 10.0


def folder_of(settings: Settings) -> Path:
    """Where the backups of the timetable lie."""
    return settings.backup_folder or settings.data / "backups"


def at_of(settings: Settings) -> clock_time | None:
    """The time of day at which a backup is made; None: never."""
    return time_of(settings.backup_at)


def last_backup(office: Office) -> tuple[BackupRecord | None, BackupRecord | None]:
    """The last backup, and the last good one."""
    with reaching():
        records = BackupRecords(office.store).latest(office.now())
    return next(iter(records), None), next((one for one in records if one.ok), None)


def back_up_if_due(settings: Settings, store: Store, now: Now, progress: Progress) -> Made | None:
    """Make the backup that the timetable asks for, unless it has been made, or another process is at it.

    Raises MotcuaError where it fails, after that was recorded.
    """
    at = at_of(settings)
    if at is None:
        return None
    with reaching():
        if _due(store, at, now()) is None:
            return None
        turn = Turn(store, "backup")
        if not turn.take():
            return None
        try:
            wanted = _due(store, at, now())  # another process may just have made it
            return None if wanted is None else keep(settings, store, now, progress, wanted, turn)
        finally:
            turn.release()


def _due(store: Store, at: clock_time, now: datetime) -> datetime | None:
    good = [one for one in BackupRecords(store).latest(now) if one.ok and one.file]
    last = good[0].started_at if good else None
    told = about.read(store.db)
    since = max(told["created_at"], (told.get("restored") or {}).get("at", told["created_at"]))
    return due(now, at, store.zone, last, since)


def keep(
    settings: Settings, store: Store, now: Now, progress: Progress,
    scheduled: datetime | None = None, turn: Turn | None = None,
) -> Made:  # fmt: skip
    """Make a backup in the folder of the timetable, read it again, record it, and let the oldest go."""
    began, folder = now(), folder_of(settings)
    renewed = time.monotonic()

    def going(done: int, total: int) -> None:
        nonlocal renewed
        progress(done, total)
        if turn is not None and time.monotonic() > renewed + RENEW_SECONDS:
            turn.renew()
            renewed = time.monotonic()

    record = BackupRecord(
        id=uuid.uuid4().hex, started_at=began, ended_at=began, ok=False, scheduled=scheduled
    )
    try:
        made = back_up(store, folder / file_name(store.db.name, began, store.zone), going)
        check(made.path, str(store.zone), going)
    except MotcuaError as error:
        failed = record.model_copy(update={"ended_at": now(), "reason": (error.vi, error.en)})
        log.error("backup_failed", reason=error.en)
        with reaching():
            BackupRecords(store).add(failed)
        raise
    good = {"ended_at": now(), "ok": True, "file": made.path.name, "size": made.size}
    with reaching():
        BackupRecords(store).add(record.model_copy(update={**good, "documents": made.manifest.documents}))
    log.info("backup_made", documents=made.manifest.documents, bytes=made.size)
    rotate(settings, folder, now())
    return made


def rotate(settings: Settings, folder: Path, now: datetime) -> None:
    """Remove the backups that are kept no longer, and what killed ones left half-written."""
    names = [path.name for path in folder.iterdir()]
    for name in outdated(names, settings.database, settings.backup_daily, settings.backup_weekly):
        (folder / name).unlink(missing_ok=True)
    for part in folder.glob(f"motcua-{settings.database}-*.zip.*.part"):
        if part.stat().st_mtime < (now - timedelta(days=1)).timestamp():
            part.unlink(missing_ok=True)
