"""What the program logs while a test looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.testing import capture_logs

from dashboard.trace import current_id


@contextmanager
def heard() -> Iterator[list[Any]]:
    """Every line of the block, from debug up, with the id under which it was written as `trace`."""
    kept = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    try:
        with capture_logs(processors=[_traced]) as lines:
            yield lines
    finally:
        structlog.configure(wrapper_class=kept)


def _traced(logger: object, method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    line.setdefault("trace", current_id())
    return line
