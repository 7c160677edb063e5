"""A data folder that is damaged: found before the server could make it worse, and told with the way out.

WiredTiger takes a folder without its first file for a new one, and puts the files of the old one aside.
So what must be there is looked for before a server is started on it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pymongo.errors import OperationFailure

from models.errors import StoreError

#: Without one of each the files of a store are not a store.
NEEDED = (("WiredTiger",), ("WiredTiger.turtle", "WiredTiger.turtle.set"), ("WiredTiger.wt",))
#: What the server says last where its files are not what they should be.
_TOLD = re.compile(r"WT_(PANIC|TRY_SALVAGE|ERROR|NOTFOUND)\b.*|WiredTigerError: No such file.*|.*checksum.*")
#: InternalError: what the embedded server says when its files cannot be read or written.
_INTERNAL = 1
#: With less room than this on the disk, that is the reason, whatever the server says.
ROOM_BYTES = 16 << 20


class DamagedFolder(StoreError):
    """The files of a data folder are damaged or gone."""

    def __init__(self, data_dir: Path, reason: str) -> None:
        self.reason = reason
        found = newest_backup(data_dir)
        vi = f" Bản gần nhất thấy được: {found}." if found else ""
        en = f" The newest that is found: {found}." if found else ""
        super().__init__(
            f"Thư mục dữ liệu {data_dir} bị hỏng ({reason}). Hãy giữ nguyên thư mục đó và phục hồi bản sao "
            f"lưu cuối vào thư mục mới: manage.py --data MỚI restore TỆP (docs/howto/backup.md).{vi}",
            f"The data folder {data_dir} is damaged ({reason}). Keep it as it is, and restore the last "
            f"backup into a new folder: manage.py --data NEW restore FILE (docs/howto/backup.md).{en}",
        )


def unreadable(error: BaseException) -> StoreError | None:
    """What it means that a server that answers says "internal error"; None for any other error."""
    if not isinstance(error, OperationFailure) or error.code != _INTERNAL:
        return None
    return StoreError(
        "Máy chủ dữ liệu không đọc hoặc không ghi được: ổ đĩa đầy, hoặc thư mục dữ liệu bị hỏng. "
        "Hãy kiểm tra chỗ trống rồi khởi động lại; nếu vẫn vậy, xem docs/howto/backup.md.",
        "The database server cannot read or write: the disk is full, or the data folder is damaged. "
        "See that there is room, and start again; if it stays so, see docs/howto/backup.md.",
    )


@contextmanager
def readable() -> Iterator[None]:
    """Say what it means where the server answers and cannot read or write. Raises `StoreError`."""
    try:
        yield
    except OperationFailure as error:
        told = unreadable(error)
        if told is None:
            raise
        raise told from error


def newest_backup(data_dir: Path) -> Path | None:
    """The newest backup in the folder where `run` puts them unless it is told otherwise."""
    try:
        return max((data_dir / "backups").glob("motcua-*.zip"), key=lambda path: path.stat().st_mtime)
    except (OSError, ValueError):
        return None


def check_files(data_dir: Path, *, made: bool) -> None:
    """Raise DamagedFolder where the files of a store are missing. `made`: there was one in this folder."""
    db = data_dir / "db"
    if not made and not any(db.glob("*.wt")):
        return
    missing = [names[0] for names in NEEDED if not any((db / name).is_file() for name in names)]
    if missing:
        raise DamagedFolder(data_dir, "missing: " + ", ".join(f"db/{name}" for name in missing))


def told_by(data_dir: Path, last_words: str) -> StoreError | None:
    """What a server means that ended with these words at its start, where its disk or its files are why."""
    if shutil.disk_usage(data_dir).free < ROOM_BYTES:
        return StoreError(
            f"Ổ đĩa của thư mục dữ liệu {data_dir} đã đầy; hãy giải phóng chỗ rồi khởi động lại.",
            f"The disk of the data folder {data_dir} is full; make room and start again.",
        )
    found = _TOLD.search(last_words)
    return None if found is None else DamagedFolder(data_dir, found[0])
