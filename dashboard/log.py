"""The log: structured lines on standard error, so that standard output stays the answer's."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up(level: str = "info", form: str = "auto") -> None:
    """Log from `level` up ("debug" … "error"), as text or JSON lines; "auto" is text on a terminal.

    Lines hold no names, numbers or texts of applicants: codes and counts only.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    as_text = sys.stderr.isatty() if form == "auto" else form == "text"
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if as_text
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # Looked up at each line: who puts another stream in its place must not find the old one closed.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # What libraries log goes the same way, from warnings up.
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)
