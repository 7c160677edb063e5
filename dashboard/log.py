"""The log: structured lines on standard error, so that standard output stays the answer's.

A line holds codes and counts, never names, numbers or texts of people, and no secrets. Of an exception it
holds the kind and the places in the program, not the message, which may repeat what somebody has typed.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections import deque
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

from dashboard import trace
from dashboard.config import ROOT

Line = MutableMapping[str, Any]
#: so many warnings and errors are remembered, for the administrator's page
REMEMBERED = 100
#: places in the program that a line names of an exception, the last ones
_PLACES = 12
#: what a person is reached or known by, and what opens something; none belongs into a line
_PRIVATE = (
    (re.compile(r"//[^\s/@]+@"), "//‹secret›@"),
    (re.compile(r"[^\s@<>‹›'\"]+@[^\s@<>'\"]+\.[^\s@<>'\"]+"), "‹address›"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s'\"]+"), r"\1 ‹secret›"),
    (re.compile(r"(?<![\w.-])(?:\+84|84|0)\d{8,10}(?![\w-])"), "‹number›"),
    (re.compile(r"(?<![\w.-])\d{12}(?![\w-])"), "‹number›"),
)
#: fields that are the program's own, and as they should be
_OWN = frozenset({"timestamp", "level", "trace", "at", "error", "kind"})

_formatters: list[logging.Formatter] = []
_recent: deque[Line] = deque(maxlen=REMEMBERED)


def set_up(level: str = "info", form: str = "auto") -> None:
    """Log from `level` up ("debug" … "error"), as "text", "logfmt" or "json" lines; "auto" is text on a
    terminal and JSON elsewhere."""  # fmt: skip
    number = logging.getLevelNamesMapping()[level.upper()]
    if form == "auto":
        form = "text" if sys.stderr.isatty() else "json"
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _traced,
        _placed,
        _scrubbed,
        _remembered,
    ]
    last: structlog.typing.Processor
    if form == "text":
        last = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    elif form == "logfmt":
        last = structlog.processors.LogfmtRenderer(
            key_order=["timestamp", "level", "event"], bool_as_flag=False
        )
    else:
        last = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # Looked up at each line: who puts another stream in its place must not find the old one closed.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # What libraries log goes the same way, from warnings up.
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_library, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)
    _formatters[:] = [formatter]
    adopt()


def adopt() -> None:
    """Have Streamlit's and uvicorn's own handlers, which do not hand on to the root's, write as we do."""
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if isinstance(logger, logging.Logger) and not logger.propagate and _formatters:
            for handler in logger.handlers:
                handler.setFormatter(_formatters[0])
            if name == "streamlit.error_util" and _already_told not in logger.filters:
                logger.addFilter(_already_told)


def begin() -> None:
    """Where nobody has set up the log, warnings go to standard error, and what is below them nowhere."""
    if not structlog.is_configured():
        set_up("warning")


def recent() -> list[Line]:
    """The last warnings and errors of this process, the newest first."""
    return list(_recent)[::-1]


def places_of(begin: TracebackType | None) -> list[str]:
    """Where an exception went through the program: file:line function, the last ones, outermost first."""
    frames = traceback.extract_tb(begin)[-_PLACES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _already_told(record: logging.LogRecord) -> bool:
    """Streamlit writes down every exception of a page, with its message; ui/runs.py does without it."""
    return record.getMessage() != "Uncaught app execution"


def _short(path: str) -> str:
    inside = path.removeprefix(f"{ROOT}/")
    return inside if inside != path else path.rpartition("site-packages/")[2]


def _library(logger: Any, method: str, line: Line) -> Line:
    record = line.get("_record")
    if record is not None:
        line["logger"] = record.name
    return line


def _traced(logger: Any, method: str, line: Line) -> Line:
    found = trace.current()
    if found is not None:
        line.setdefault("trace", found.id)
    return line


def _placed(logger: Any, method: str, line: Line) -> Line:
    given = line.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    if isinstance(given, BaseException):
        given = (type(given), given, given.__traceback__)
    if given and given[0] is not None:
        line["error"], line["places"] = given[0].__name__, places_of(given[2])
    return line


def _scrubbed(logger: Any, method: str, line: Line) -> Line:
    for name, value in line.items():
        if isinstance(value, str) and name not in _OWN:
            line[name] = scrub(value)
    return line


def scrub(text: str) -> str:
    """A text without addresses, telephone and identity numbers, tokens and passwords of addresses."""
    for pattern, instead in _PRIVATE:
        text = pattern.sub(instead, text)
    return text


def _remembered(logger: Any, method: str, line: Line) -> Line:
    if line.get("level") in ("warning", "error", "critical"):
        _recent.append({name: value for name, value in line.items() if not name.startswith("_")})
    return line
