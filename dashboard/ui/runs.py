"""Every run of a page under an id of its own, counted and timed; and what becomes of its errors.

Streamlit runs the callbacks of a click before the page, and a fragment without it, so neither can begin the
run: its runner is where all of them pass (tests/unit/ui/test_runs.py fails where a version moves it).
"""

from __future__ import annotations

import time
from typing import Any

import streamlit as st
import structlog
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from dashboard import meters
from dashboard.incident import incident
from dashboard.screens import SCREENS
from dashboard.trace import current, new_id, tracing
from dashboard.ui.literal import literal
from dashboard.ui.session import language
from dashboard.ui.silent import wait_for_store
from models.errors import MotcuaError
from models.health import silence

log = structlog.get_logger()

_FILES = frozenset(screen.file for screen in SCREENS) | {"home"}


def watch() -> None:
    """Have every run of this process looked at, from now on."""
    plain = ScriptRunner._run_script
    if getattr(plain, "watched", False):
        return

    def watched(self: ScriptRunner, rerun_data: Any) -> None:
        began = time.monotonic()
        with tracing("run") as trace:
            try:
                plain(self, rerun_data)
            finally:
                page, seconds = _page(), time.monotonic() - began
                outcome = "failed" if trace.failed else "ok"
                meters.RUNS.labels(page, outcome).inc()
                meters.RUN_SECONDS.labels(page).observe(seconds)
                tell = log.debug if rerun_data.is_auto_rerun else log.info
                tell("run", page=page, outcome=outcome, part=bool(rerun_data.fragment_id_queue),
                     ms=round(seconds * 1000))  # fmt: skip

    watched.watched = True  # type: ignore[attr-defined]
    ScriptRunner._run_script = watched  # type: ignore[method-assign]


def on_error(error: Exception) -> bool:
    """Write an error of a page down without its message, and show its number in its place on the page."""
    trace = current()
    id = new_id() if trace is None else trace.id
    if trace is not None:
        trace.failed = True
    told = incident(error, id)
    if isinstance(error, MotcuaError):
        log.warning("page refused", page=_page(), reason=error.en)
    else:
        meters.FAULTS.labels("run").inc()
        log.error("page failed", page=_page(), trace=id, exc_info=error)
    st.error(literal(told.told(language())), icon=":material/error:")
    if silence(error) is not None:
        wait_for_store(language())
    return True


def _page() -> str:
    """The address of the page of this run, of the bounded list of screens."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return "other"
    known = context.pages_manager.get_pages().get(context.page_script_hash)
    address = "home" if known is None else known.get("url_pathname") or "home"
    return address if address in _FILES else "other"
