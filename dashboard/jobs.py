"""Background jobs: each round under an id of its own, counted, and remembered for the administrator."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from dashboard import meters
from dashboard.trace import tracing
from models.errors import MotcuaError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """What is known in this process of a job: its last round that ended well, and its last that did not."""

    name: str
    began_at: datetime
    done_at: datetime | None = None
    seconds: float | None = None
    failed_at: datetime | None = None
    #: the sentence of the failure, and the id under which the log has it
    failure: MotcuaError | None = None
    trace: str = ""
    running: bool = True

    @property
    def failing(self) -> bool:
        """Whether the last round that ended was a failure."""
        return self.failed_at is not None and (self.done_at is None or self.done_at <= self.failed_at)


_lock = threading.Lock()
_jobs: dict[str, Job] = {}


def known() -> list[Job]:
    """The jobs that have run in this process, by name."""
    with _lock:
        return [_jobs[name] for name in sorted(_jobs)]


@contextmanager
def job(name: str) -> Iterator[None]:
    """One round of the job `name` (of a bounded list); what it raises is written down and raised."""
    began = time.monotonic()
    with tracing("job", name) as trace:
        with _lock:
            before = _jobs.get(name)
            fresh = Job(name, datetime.now(UTC))
            _jobs[name] = fresh if before is None else replace(before, began_at=fresh.began_at, running=True)
        try:
            yield
        except BaseException as error:
            meters.JOB_RUNS.labels(name, "failed").inc()
            if isinstance(error, MotcuaError):
                told = error
                log.warning("job failed", job=name, reason=error.en)
            else:
                told = MotcuaError(
                    "Lỗi ngoài dự kiến; xem nhật ký hệ thống.", "An unexpected error; see the log."
                )
                if isinstance(error, Exception):
                    meters.FAULTS.labels("job").inc()
                    log.error("job failed", job=name, exc_info=error)
            _note(name, failed_at=datetime.now(UTC), failure=told, trace=trace.id)
            raise
        else:
            seconds = time.monotonic() - began
            meters.JOB_RUNS.labels(name, "ok").inc()
            meters.JOB_SECONDS.labels(name).observe(seconds)
            meters.JOB_SUCCESS.labels(name).set_to_current_time()
            _note(name, done_at=datetime.now(UTC), seconds=seconds)


def _note(name: str, **changes: object) -> None:
    with _lock:
        _jobs[name] = replace(_jobs[name], running=False, **changes)  # type: ignore[arg-type]
