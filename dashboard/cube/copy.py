"""The packed copy of the coarse families in the data folder, from which a new process starts.

One file: a magic line, a header in JSON, the columns of each family as Parquet. It is written beside its
place and then put there, readable by its owner alone, and it is believed only as a whole: every part
carries its hash. Whether it is true of the store is not for the file to say: the store itself vouches for
it by its token (see `Cells.vouch` and docs/decisions/0008).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import structlog

from dashboard.cube.contribution import VERSION
from dashboard.cube.counters import COARSE, FAMILIES
from dashboard.cube.spots import Spots
from dashboard.cube.table import CELL, Table
from models.lock import FileLock

MAGIC = b"motcua frame 2\n"
#: bytes of a hash
HASH = hashlib.sha256().digest_size
#: bytes that tell how long the header is
LENGTH = 8
#: a family is so many parts of the file
PARTS = 4

log = structlog.get_logger()


class Unfit(Exception):
    """A file that is no whole copy made by this program."""


@dataclass(frozen=True)
class Copied:
    """What a copy says: the tables by family, the epochs as of which they stand, and its token."""

    token: str
    epochs: Mapping[str, int]
    tables: Mapping[str, Table]


class Copy:
    """The copy of one database in a data folder."""

    def __init__(self, folder: Path, database: str) -> None:
        stem = re.sub(r"[^A-Za-z0-9_-]", "_", database)
        self.path = folder / f"frame-{stem}.copy"
        self._lock = FileLock(folder / f"frame-{stem}.lock")
        self._told: set[str] = set()

    def read(self) -> Copied | None:
        """What is there; None, told once in the log, where there is nothing whole of this program."""
        try:
            return unpack(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except (Unfit, OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
            self.passed_over(f"{type(error).__name__}: {error}")
            return None

    def passed_over(self, reason: str) -> None:
        """Tell in the log, once a reason, that the copy is of no use."""
        if reason not in self._told:
            self._told.add(reason)
            log.info("copy of the figures passed over", reason=reason)

    def write(self, tables: Mapping[str, Table], epochs: Mapping[str, int]) -> str | None:
        """Put a new copy in place; its token. Until the store vouches for that, nobody believes the file.

        None where another process is about it, or nothing can be written.
        """
        try:
            # Beside a MongoDB nothing else may have needed the folder so far.
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if not self._lock.take():
                return None
            try:
                token = secrets.token_hex(8)
                self._put(pack(Copied(token, epochs, tables)))
                return token
            finally:
                self._lock.release()
        except OSError as error:
            self.passed_over(f"not written: {error.strerror}")
            return None

    def _put(self, content: bytes) -> None:
        """Write beside the place, wait for the disk, and put it there: whoever reads sees old or new."""
        beside = self.path.with_suffix(".new")
        beside.unlink(missing_ok=True)  # of a process that was killed meanwhile
        number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)


def pack(copied: Copied) -> bytes:
    """The bytes of a copy."""
    parts = [part for family in COARSE for part in parts_of(copied.tables[family])]
    header = json.dumps(
        {
            "version": VERSION,
            "token": copied.token,
            "epochs": dict(copied.epochs),
            "parts": [[len(part), hashlib.sha256(part).hexdigest()] for part in parts],
        }
    ).encode()
    length = len(header).to_bytes(LENGTH, "big")
    return b"".join((MAGIC, hashlib.sha256(header).digest(), length, header, *parts))


def unpack(content: bytes) -> Copied:
    """The copy that these bytes are. Raises Unfit."""
    start = len(MAGIC) + HASH + LENGTH
    if not content.startswith(MAGIC) or len(content) < start:
        raise Unfit("no copy, or of another program")
    length = int.from_bytes(content[start - LENGTH : start], "big")
    header = content[start : start + length]
    if hashlib.sha256(header).digest() != content[len(MAGIC) : len(MAGIC) + HASH]:
        raise Unfit("damaged header")
    told = json.loads(header)
    if told["version"] != VERSION:
        raise Unfit("figures of another version")
    view, place = memoryview(content), start + length
    parts: list[memoryview] = []
    for size, digest in told["parts"]:
        part = view[place : place + size]
        if hashlib.sha256(part).hexdigest() != digest:
            raise Unfit("damaged columns")
        parts.append(part)
        place += size
    if place != len(content) or len(parts) != PARTS * len(COARSE):
        raise Unfit("not whole")
    of_family = (parts[number : number + PARTS] for number in range(0, len(parts), PARTS))
    tables = {family: table_of(family, *own) for family, own in zip(COARSE, of_family, strict=True)}
    return Copied(str(told["token"]), {str(k): int(v) for k, v in told["epochs"].items()}, tables)


def parts_of(table: Table) -> tuple[bytes, ...]:
    """The cells of a table (id and spot), its spots, its days and its bins, as Parquet."""
    table = table.settled()
    cells, spots = schemas(table.family)
    return (
        parquet(pl.DataFrame({"id": list(table.ids), "spot": table.spots.of_cell}, schema=cells)),
        parquet(pl.DataFrame(table.spots.names, schema=spots, orient="row")),
        parquet(table.base.days),
        parquet(table.base.bins),
    )


def schemas(family: str) -> tuple[pl.Schema, pl.Schema]:
    """The columns of the cells and of the spots of a family."""
    spots = dict.fromkeys(FAMILIES[family].dimensions, pl.String())
    return pl.Schema({"id": pl.String(), "spot": pl.Int64()}), pl.Schema(spots)


def parquet(frame: pl.DataFrame) -> bytes:
    """A frame as a Parquet file; lz4 was read back soonest of all that were tried."""
    into = io.BytesIO()
    frame.write_parquet(into, compression="lz4", statistics=False)
    return into.getvalue()


def table_of(family: str, *parts: memoryview) -> Table:
    """A table of its frames. Raises Unfit where their columns are not today's."""
    cells, spots, days, bins = (pl.read_parquet(io.BytesIO(part)) for part in parts)
    blank = Table.empty(family).base
    if (cells.schema, spots.schema, days.schema, bins.schema) != (
        *schemas(family), blank.days.schema, blank.bins.schema
    ):  # fmt: skip
        raise Unfit("other columns")
    ids = dict(zip(cells["id"].to_list(), range(cells.height), strict=True))
    numbers = {name: number for number, name in enumerate(spots.rows())}
    return Table.flat(family, ids, Spots(spots.columns, numbers, cells["spot"].to_numpy()), days, bins)


def without_old_days(table: Table, before: int) -> Table:
    """A table of day cells without those of days before `before`, which the store has dropped."""
    if not FAMILIES[table.family].daily:
        return table
    table = table.settled()
    bins = table.base.bins.filter(pl.col("period") >= before)
    kept = bins["cell"].unique().sort()
    if len(kept) == len(table.ids):
        return table
    ids, spots = list(table.ids), table.spots
    names = spots.names
    numbers = pl.DataFrame({"cell": kept, "number": pl.arange(0, len(kept), dtype=CELL, eager=True)})
    renumbered = bins.join(numbers, on="cell", how="left", maintain_order="left")
    return Table.flat(
        table.family,
        {ids[cell]: number for number, cell in enumerate(kept.to_list())},
        Spots.of(spots.dimensions, (names[spot] for spot in spots.of_cell[kept.to_numpy()].tolist())),
        table.base.days,
        renumbered.with_columns(cell=pl.col("number")).drop("number").select(bins.columns),
    )
