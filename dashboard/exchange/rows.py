"""Reading the rows of a log, however broken: each row is taken or refused with line, column and reason."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from models.errors import MotcuaError

#: what a column of a log may be; case, activity and time have to be named
ROLES: tuple[str, ...] = (
    "case",
    "activity",
    "time",
    "resource",
    "holder",
    "department",
    "field",
    "procedure",
    "channel",
    "received",
    "resolved",
    "due",
)
INSTANTS: frozenset[str] = frozenset({"time", "received", "resolved", "due"})
#: what people write besides ISO 8601
FORMATS: tuple[str, ...] = (
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
)
#: no cell that means anything is longer
LONGEST_CELL = 2_000
#: no line is longer: a packed file may hold one of gigabytes
LONGEST_LINE = 1_000_000
#: what is raised by a file that breaks off or is packed wrongly
BROKEN = (OSError, EOFError, zlib.error)
EARLIEST, LATEST = 1971, 2099


class BadLog(MotcuaError):
    """The file as a whole cannot be read as a log."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken: its line in the file, the column, and why."""

    line: int
    column: str
    vi: str
    en: str

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"line": self.line, "column": self.column, "reason": self.vi, "reason_en": self.en}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was taken: its place in the file, and its cells by role; instants are read."""

    position: int
    cells: Mapping[str, str]
    instants: Mapping[str, datetime | None]


class RefusedRow(Exception):
    """Raised while a row is read; caught by the reader, which goes on with the next."""

    def __init__(self, column: str, vi: str, en: str) -> None:
        super().__init__(en)
        self.column, self.vi, self.en = column, vi, en


def open_text(path: Path) -> IO[str]:
    """The file as text, unpacked where it is gzip; bytes that are not UTF-8 are marked for refusal."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        opener = gzip.open if packed else open
        return opener(path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        raise BadLog(
            f"Không mở được tệp {path.name}: {error.strerror}.",
            f"The file {path.name} cannot be opened: {error.strerror}.",
        ) from error


def header_of(path: Path) -> tuple[list[str], str]:
    """The names of the columns, and the separator. Raises BadLog where there is no header."""
    try:
        with open_text(path) as file:
            line = file.readline(LONGEST_LINE)
    except BROKEN as error:
        raise BadLog(f"Không đọc được tệp {path.name}.", f"The file {path.name} cannot be read.") from error
    if not line.strip():
        raise BadLog("Tệp trống.", "The file is empty.")
    separator = max(",;\t", key=line.count)
    try:
        names = next(csv.reader([line], delimiter=separator))
    except (csv.Error, StopIteration):
        raise BadLog("Không đọc được dòng tiêu đề.", "The header cannot be read.") from None
    return [name.strip() for name in names], separator


def read_rows(path: Path, columns: Mapping[str, str], zone: ZoneInfo) -> Iterator[Row | Refused]:
    """The rows of a log, in the order of the file. `columns` maps roles to names in the header.

    Raises BadLog where a column is missing or the file breaks off.
    """
    names, separator = header_of(path)
    missing = [name for name in columns.values() if name not in names]
    if missing:
        told = ", ".join(f"“{name}”" for name in missing)
        raise BadLog(f"Tệp không có cột {told}.", f"The file has no column {told}.")
    places = {role: names.index(name) for role, name in columns.items()}
    with open_text(path) as file:
        reader = csv.reader(_lines(file), delimiter=separator)
        position = 0
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except BROKEN as error:
                raise BadLog("Tệp nén bị hỏng.", "The packed file is broken.") from error
            except csv.Error:
                yield Refused(
                    line,
                    "",
                    "Dòng không đọc được (dấu ngoặc kép, ký tự NUL hoặc ô quá dài).",
                    "The row cannot be read (quotes, a NUL or a cell too long).",
                )
                continue
            if position == 0 and line == 1:
                position = 1
                continue
            if not cells:
                continue
            position += 1
            try:
                yield read_row(position, cells, len(names), places, columns, zone)
            except RefusedRow as refused:
                yield Refused(line, refused.column, refused.vi, refused.en)


def _lines(file: IO[str]) -> Iterator[str]:
    """The lines of a file, each of a length that can be kept. Raises BadLog."""
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise BadLog(
                "Tệp có dòng dài quá một triệu ký tự, không phải tệp CSV.",
                "The file has a line of more than a million letters; it is no CSV.",
            )
        yield line


def read_row(
    position: int,
    cells: list[str],
    width: int,
    places: Mapping[str, int],
    columns: Mapping[str, str],
    zone: ZoneInfo,
) -> Row:
    """One row. Raises RefusedRow naming the column."""
    if len(cells) != width:
        raise RefusedRow(
            "",
            f"Dòng có {len(cells)} ô, tiêu đề có {width}.",
            f"The row has {len(cells)} cells, the header {width}.",
        )
    texts: dict[str, str] = {}
    instants: dict[str, datetime | None] = {}
    for role, place in places.items():
        text = cells[place].strip()
        if not text.isprintable() and not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
            raise RefusedRow(columns[role], "Ô không phải UTF-8.", "The cell is not UTF-8.")
        if len(text) > LONGEST_CELL or "\0" in text:
            raise RefusedRow(
                columns[role], "Ô quá dài hoặc có ký tự NUL.", "The cell is too long or has a NUL."
            )
        if role in INSTANTS:
            instants[role] = read_instant(text, columns[role], zone) if text else None
        texts[role] = text
    for role in ("case", "activity", "time"):
        if not texts[role]:
            raise RefusedRow(columns[role], "Ô bắt buộc đang trống.", "The cell must not be empty.")
    return Row(position, texts, instants)


def read_instant(text: str, column: str, zone: ZoneInfo) -> datetime:
    """An instant; one without a zone is in the Office's. Raises RefusedRow."""
    instant: datetime | None = None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        for form in FORMATS:
            try:
                instant = datetime.strptime(text, form)
                break
            except ValueError:
                continue
    if instant is None:
        raise RefusedRow(column, f"Không hiểu thời điểm “{text[:40]}”.", f"“{text[:40]}” is not an instant.")
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=zone)
    if not EARLIEST <= instant.year <= LATEST:
        raise RefusedRow(
            column,
            f"Năm {instant.year} nằm ngoài khoảng {EARLIEST}–{LATEST}.",
            f"The year {instant.year} is not within {EARLIEST}–{LATEST}.",
        )
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
