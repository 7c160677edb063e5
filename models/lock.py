"""Locks on files of the data folder, which end with the process that holds them."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import BinaryIO

#: How many processes can share a lock on Windows, where a share is one byte of so many.
_SHARES = 64


class FileLock:
    """A lock on one file: held alone by one process, or shared by several.

    The file stays when the lock is let go: a removed file could be locked twice.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO | None = None

    def take(self, *, shared: bool = False, wait: float = 0.0) -> bool:
        """Try for `wait` seconds; tells whether the lock is held. Raises OSError for an unusable file."""
        # Opened without truncation and not inherited by children, who would hold the lock too.
        file = self.path.open("a+b")
        deadline = time.monotonic() + wait
        while not self._try(file, shared):
            if time.monotonic() >= deadline:
                file.close()
                return False
            time.sleep(0.05)
        self._file = file
        return True

    def release(self) -> None:
        """Let go; nothing happens when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None

    if sys.platform == "win32":

        def _try(self, file: BinaryIO, shared: bool) -> bool:
            import msvcrt

            # Far behind the end, so that nobody is kept from reading the file itself.
            for start in range(_SHARES) if shared else (0,):
                file.seek(1 << 20 | start)
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1 if shared else _SHARES)
                except OSError:
                    continue
                return True
            return False

    else:

        def _try(self, file: BinaryIO, shared: bool) -> bool:
            import fcntl

            try:
                fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True
