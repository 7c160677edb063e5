"""Putting a backup into an empty store: checked before, compared after, begun again where it broke off."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dashboard.progress import Progress
from models import about
from models.about import FORMAT
from models.backup_file import Backup, Manifest
from models.copying import clear, description, full, put_in, tally_all
from models.errors import MotcuaError
from models.health import reaching
from models.store import Repository, Store


def check(path: Path, zone: str, progress: Progress | None = None) -> Manifest:
    """Read a whole backup and compare it with its manifest, before anything is written.

    Raises MotcuaError with a sentence for a file that is damaged or cut off, for one of a newer version
    and for one of another zone.
    """
    with Backup.open(path) as backup:
        manifest = backup.manifest
        if manifest.format > FORMAT:
            raise MotcuaError(
                f"Bản sao lưu {path.name} có định dạng {manifest.format}, mới hơn định dạng {FORMAT} "
                "của bản này; hãy cập nhật chương trình.",
                f"The backup {path.name} has format {manifest.format}, newer than format {FORMAT} "
                "of this version; update the program.",
            )
        if manifest.zone != zone:
            raise MotcuaError(
                f"Bản sao lưu {path.name} có múi giờ {manifest.zone}, không phải {zone} (MOTCUA_ZONE).",
                f"The backup {path.name} is of the zone {manifest.zone}, not {zone} (MOTCUA_ZONE).",
            )
        backup.check(progress)
    return manifest


def restore(
    store: Store, path: Path, repositories: Iterable[type[Repository]], progress: Progress
) -> Manifest:
    """Put a checked backup into an empty store, or into one where a restore was broken off.

    From here on until `finish`, the store is refused to everybody else. Raises MotcuaError.
    """
    with Backup.open(path) as backup, reaching():
        done = _begin(store, backup.manifest.id())
        _fill(store, backup, done, tuple(repositories), progress)
    return backup.manifest


def finish(store: Store, path: Path, progress: Progress) -> None:
    """Compare everything that was put in with the backup, and open the store. Raises MotcuaError."""
    with Backup.open(path) as backup, reaching():
        _compare(store, backup, progress)
        described, _ = description(backup)
        about.end_restoring(store.db, described, backup.manifest.taken_at)


def refuse_full(store: Store) -> None:
    """Raise MotcuaError unless the store is empty, or holds what a broken off restore left."""
    if about.read(store.db).get("restoring"):
        return
    names = full(store)
    if names:
        told = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
        raise MotcuaError(
            f"Kho dữ liệu “{store.db.name}” đã có dữ liệu ({told}) nên không phục hồi vào đó; chưa ghi gì. "
            "Hãy dùng thư mục dữ liệu trống (--data) hoặc cơ sở dữ liệu khác (MOTCUA_DATABASE).",
            f"The store “{store.db.name}” holds data ({told}), so nothing is restored into it and nothing "
            "was written. Use an empty data folder (--data) or another database (MOTCUA_DATABASE).",
        )


def _begin(store: Store, backup: str) -> set[str]:
    """Mark the store; the collections that need not be put in again."""
    refuse_full(store)
    before = about.read(store.db).get("restoring") or {}
    if before and before.get("backup") != backup:
        clear(store)
    return about.begin_restoring(store.db, backup)


def _fill(
    store: Store, backup: Backup, done: set[str], repositories: tuple[type[Repository], ...],
    progress: Progress,
) -> None:  # fmt: skip
    """Put in the collections that are not there yet."""
    manifest = backup.manifest
    passed = 0

    def advance() -> None:
        nonlocal passed
        passed += 1
        progress(passed, manifest.documents)

    for name, held in manifest.collections.items():
        if name in done:
            passed += held.documents
            continue
        put_in(store, backup, name, repositories, advance)
        about.restored(store.db, name)


def _compare(store: Store, backup: Backup, progress: Progress) -> None:
    """Read everything again, and raise MotcuaError where it is not what the backup holds."""
    _, rest = description(backup)
    found = tally_all(store, progress)
    for name, held in {**backup.manifest.collections, "meta": rest}.items():
        tally = found.get(name)
        there = (0, 0) if tally is None else (tally.documents, tally.total)
        if there != (held.documents, held.total) and held.documents:
            raise MotcuaError(
                f"Sau khi phục hồi, “{name}” không khớp với bản sao lưu ({there[0]}/{held.documents}); "
                "kho dữ liệu vẫn bị khóa. Hãy phục hồi lại vào nơi trống khác.",
                f"After the restore “{name}” is not what the backup holds ({there[0]}/{held.documents}); "
                "the store stays closed. Restore again into another empty place.",
            )
