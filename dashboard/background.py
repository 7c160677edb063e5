"""A background task of a process: one thread beside the pages, from its start until it is stopped."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager


class Background(ABC):
    """Runs in one thread; `_run` goes on until `_stop` is set."""

    def __init__(self, name: str, patience: float) -> None:
        """`patience`: how long a stopping process waits for the end, in seconds."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._patience = patience

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is being done, or leave it to itself where that takes too long."""
        self._stop.set()
        self._thread.join(self._patience)

    @abstractmethod
    def _run(self) -> None:
        """What the thread does."""


@contextmanager
def beside(task: Background) -> Iterator[None]:
    """Have a task run while the block runs."""
    task.start()
    try:
        yield
    finally:
        task.stop()
