"""Making a backup of the whole store while the application runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dashboard.progress import Progress
from models.backup_file import Manifest, Writing
from models.copying import write_out
from models.errors import MotcuaError
from models.store import Store


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made; `size` in bytes."""

    path: Path
    manifest: Manifest
    size: int


def back_up(store: Store, path: Path, progress: Progress | None = None) -> Made:
    """Write everything in the store to a new file, readable by its owner alone; all of it of one instant.

    Raises MotcuaError, and leaves no file then.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        into = Writing(path)
        try:
            manifest = write_out(store, into, progress)
            size = into.finish(manifest)
        finally:
            into.give_up()
    except OSError as error:
        raise MotcuaError(
            f"Không ghi được bản sao lưu {path} ({error.strerror}).",
            f"The backup {path} cannot be written ({error.strerror}).",
        ) from error
    return Made(path, manifest, size)
