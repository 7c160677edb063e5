"""The file of a backup: a ZIP that any tool opens, a collection an entry, as `mongodump` writes them.

    collections/NAME.bson   the documents of a collection, one after the other, as the server stores them
    manifest.json           what is in it: counts, bytes and hashes per collection, zone, format, instant

The manifest is written last, so that a file that was cut off has none. Reading checks every byte of a
collection against it. The hashes tell damage; they do not tell a forger, who could write both.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from struct import Struct
from struct import error as StructError
from typing import IO, Literal, Self, cast

from pydantic import BaseModel, ConfigDict

from models.errors import MotcuaError

#: The layout of the file; one that a newer version of the program has written may have another.
VERSION = 1
MANIFEST = "manifest.json"
#: The longest document that a server keeps, with room for what it adds.
LONGEST = (16 << 20) + (64 << 10)
#: A fair measure of size against time: level 9 takes twice as long for 3 % less.
LEVEL = 6

_LENGTH = Struct("<i")
_CHUNK = 1 << 20
_SIZE = 1 << 256
#: Whatever a damaged ZIP may make of its reader.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, StructError, EOFError, OSError, RuntimeError, ValueError, LookupError,
    OverflowError, MemoryError,
)  # fmt: skip

Progress = Callable[[int, int], None]


class Damaged(MotcuaError):
    """A file that is not a backup, or not a whole one."""

    def __init__(self, path: Path, vi: str, en: str) -> None:
        super().__init__(
            f"Tệp sao lưu {path.name} bị hỏng hoặc không đầy đủ ({vi}); chưa ghi gì. Hãy dùng bản khác.",
            f"The backup {path.name} is damaged or not whole ({en}); nothing was written. Use another one.",
        )


class Held(BaseModel):
    """What a file holds of one collection. `sha256`: over its bytes in their order.

    `total`: the sum of the hashes of its documents, whatever their order, modulo 2^256, in hex.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    entry: str
    documents: int
    bytes: int
    sha256: str
    total: str


class Manifest(BaseModel):
    """What is in a backup."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Literal["motcua-backup"] = "motcua-backup"
    version: int = VERSION
    #: the format of the store, its zone and its name
    format: int
    zone: str
    database: str
    #: the one moment to which everything in it belongs
    taken_at: datetime
    collections: dict[str, Held]

    @property
    def documents(self) -> int:
        """All documents together."""
        return sum(held.documents for held in self.collections.values())

    @property
    def bytes(self) -> int:
        """All bytes together, not compressed."""
        return sum(held.bytes for held in self.collections.values())

    def id(self) -> str:
        """What tells one backup from another."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class Tally:
    """Counts and hashes of documents as they pass."""

    def __init__(self) -> None:
        self.documents = self.bytes = self._total = 0
        self._in_order = hashlib.sha256()

    def add(self, document: bytes) -> None:
        """One document passes."""
        self.documents += 1
        self.bytes += len(document)
        self._in_order.update(document)
        self._total += int.from_bytes(hashlib.sha256(document).digest())

    def take_out(self, document: bytes) -> None:
        """As if it had never passed; what is over the bytes in their order is lost."""
        self.documents -= 1
        self.bytes -= len(document)
        self._total -= int.from_bytes(hashlib.sha256(document).digest())

    @property
    def total(self) -> str:
        """The sum of the hashes of the documents."""
        return f"{self._total % _SIZE:064x}"

    def told(self, entry: str) -> Held:
        """What has passed."""
        return Held(
            entry=entry, documents=self.documents, bytes=self.bytes,
            sha256=self._in_order.hexdigest(), total=self.total,
        )  # fmt: skip


class Writing:
    """A backup that is being written, beside its place, and put there by `finish`, whole or not at all."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where nothing can be written there, MotcuaError where there is a file already."""
        if path.exists():
            raise MotcuaError(
                f"Đã có tệp {path}; hãy chọn tên khác.", f"There is a file {path} already; choose another."
            )
        self.path = path
        self._part = path.with_name(f"{path.name}.{os.getpid()}.part")
        self._part.unlink(missing_ok=True)
        # Readable by its owner alone from its first byte: it holds personal data and password hashes.
        number = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = open(number, "w+b")  # noqa: SIM115 (closed by finish or give_up)
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)

    @contextmanager
    def entry(self, name: str) -> Iterator[IO[bytes]]:
        """A new entry of the file, to write to."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as entry:
            yield entry

    def finish(self, manifest: Manifest) -> int:
        """Write the manifest, and put the file in its place; returns its size in bytes."""
        with self.entry(MANIFEST) as entry:
            entry.write(manifest.model_dump_json(indent=1).encode())
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        size = self._file.tell()
        self._file.close()
        self._part.replace(self.path)
        if hasattr(os, "O_DIRECTORY"):
            folder = os.open(self.path.parent, os.O_DIRECTORY)
            os.fsync(folder)
            os.close(folder)
        return size

    def give_up(self) -> None:
        """Leave nothing behind; nothing happens to a file that was finished."""
        # The ZIP is not closed: it would write its directory, for which there may be no room.
        self._zip.fp = None
        self._file.close()
        self._part.unlink(missing_ok=True)


class Backup:
    """A backup that is read. What it gives has been compared with the manifest at the end, not before."""

    def __init__(self, path: Path, file: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._zip = file

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """The backup in a file, its manifest read. Raises `Damaged`, or MotcuaError for no file."""
        try:
            file = path.open("rb")
        except OSError as error:
            raise MotcuaError(
                f"Không đọc được tệp {path} ({error.strerror}).",
                f"The file {path} cannot be read ({error.strerror}).",
            ) from error
        with file:
            with _whole(path):
                opened = zipfile.ZipFile(file)
                manifest = Manifest.model_validate_json(opened.read(MANIFEST))
            if manifest.version > VERSION:
                raise MotcuaError(
                    f"Tệp sao lưu {path.name} do phiên bản mới hơn tạo ra; hãy cập nhật chương trình.",
                    f"The backup {path.name} was made by a newer version; update the program.",
                )
            yield cls(path, opened, manifest)

    def check(self, progress: Progress | None = None) -> None:
        """Read all of it, and compare it with the manifest. Raises `Damaged`."""
        done = 0
        for name in self.manifest.collections:
            for document in self.documents(name):
                done += len(document)
                if progress is not None:
                    progress(done, self.manifest.bytes)

    def documents(self, name: str) -> Iterator[bytes]:
        """The documents of a collection, each as its BSON. Raises `Damaged`, at the end at the latest."""
        held, tally = self.manifest.collections[name], Tally()
        with _whole(self.path), self._zip.open(held.entry) as entry:
            stream = io.BufferedReader(cast(io.RawIOBase, entry), _CHUNK)
            while head := stream.read(_LENGTH.size):
                (length,) = _LENGTH.unpack(head)
                if not 5 <= length <= LONGEST or tally.bytes + length > held.bytes:
                    raise ValueError(length)
                document = head + stream.read(length - len(head))
                if len(document) < length:
                    raise EOFError
                tally.add(document)
                yield document
            if tally.told(held.entry) != held:
                raise ValueError(name)


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Say that the file is damaged, whatever its reader says."""
    try:
        yield
    except _BROKEN as error:
        kind = type(error).__name__
        raise Damaged(path, kind, kind) from error
