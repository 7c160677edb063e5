"""Whether this process can serve: the store reads and writes, is laid out as this version knows it, and the
figures are loaded. Asked at most every three seconds, by one thread of its own, and never for long.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import structlog

from dashboard.cube.contribution import VERSION
from dashboard.office_holder import the_office
from models.errors import MotcuaError
from models.health import layout, pulse

if TYPE_CHECKING:
    from dashboard.office import Office

Part = Literal["office", "store", "layout", "figures"]
#: the store is looked at at most so often, however many ask, and asked for so long, in seconds
EVERY = 3.0
#: who asks waits so long at most, in seconds: more than all that a look may take
PATIENCE = 5.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as it should be, in words."""

    part: Part
    error: MotcuaError


class Readiness:
    """Of one process. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, "readiness")
        self._asked: Future[Fault | None] | None = None
        self._at = 0.0
        self._layout: tuple[int, object] | None = None
        self._told = ""

    def fault(self) -> Fault | None:
        """What keeps this process from serving now, or None; says so after five seconds at the latest."""
        with self._lock:
            asked = self._asked
            if asked is None or (asked.done() and time.monotonic() - self._at >= EVERY):
                asked = self._asked = self._thread.submit(self._look)
        try:
            found = asked.result(PATIENCE)
        except TimeoutError:
            found = Fault("store", _late())
        return found

    def forget(self) -> None:
        """Look anew the next time."""
        with self._lock:
            self._asked = None

    def _look(self) -> Fault | None:
        try:
            found = self._found()
        finally:
            self._at = time.monotonic()
        told = "" if found is None else f"{found.part}: {found.error.en}"
        if told != self._told:
            self._told = told
            if found is None:
                log.info("ready")
            else:  # that figures are loaded at the start is nothing to be warned of
                tell = log.warning if found.part in ("store", "layout") else log.info
                tell("not ready", part=found.part, reason=found.error.en)
        return found

    def _found(self) -> Fault | None:
        part: Part = "office"
        try:
            office = the_office()
            part = "store"
            pulse(office.store, office.now())
            part = "layout"
            self._same_layout(office)
            part = "figures"
            _figures(office)
        except MotcuaError as error:
            return Fault(part, error)
        except Exception as error:
            log.error("readiness failed", part=part, exc_info=error)
            told = MotcuaError("Lỗi ngoài dự kiến; xem nhật ký.", "An unexpected error; see the log.")
            return Fault(part, told)
        return None

    def _same_layout(self, office: Office) -> None:
        """Raises MotcuaError where the store is another than the one that was opened."""
        found = layout(office.store)
        known = self._layout
        if known is None or known[0] != id(office.store):
            self._layout = known = (id(office.store), found)
        if found is None or known[1] != found:
            raise MotcuaError(
                "Kho dữ liệu đã bị thay, xóa hoặc được phiên bản khác nâng cấp; hãy khởi động lại.",
                "The store was replaced, removed, or upgraded by another version; start again.",
            )


def _figures(office: Office) -> None:
    """Raises MotcuaError where the cube cannot answer, or is not in memory yet."""
    state = office.cube.frame.state()
    if state.building:
        raise MotcuaError("Số liệu đang được dựng lại.", "The figures are being rebuilt.")
    if state.version not in (None, VERSION):
        raise MotcuaError(
            "Số liệu do bản khác dựng; hãy chạy lệnh “rebuild”.",
            "The figures were made by another version; run “rebuild”.",
        )
    if not office.cube.frame.loaded:
        raise MotcuaError("Đang nạp số liệu vào bộ nhớ.", "The figures are being loaded.")


def _late() -> MotcuaError:
    return MotcuaError(
        "Kho dữ liệu không trả lời trong 5 giây.", "The store does not answer within 5 seconds."
    )


READINESS = Readiness()
