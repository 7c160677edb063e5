"""The cells of a sheet that somebody hands in, Excel or CSV, however broken or hostile the file is.

What a file says of its size is checked before it is opened: a small one may unpack to gigabytes, or name
one cell in the last row and column, for which a reader would make room for all cells before it.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from datetime import date, datetime
from typing import Final

from dashboard.intake.content import FileRefused, check_parts, safe_stem
from models.errors import MotcuaError

#: what a list may have: bytes of the file, bytes unpacked, cells of the first sheet, and columns
MOST_BYTES: Final = 20 * 1024 * 1024
MOST_UNPACKED: Final = 80 * 1024 * 1024
MOST_CELLS: Final = 1_000_000
MOST_COLUMNS: Final = 1_000
EXCEL: Final = (".xlsx", ".xlsm", ".xls", ".ods")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: a cell or a row with its place: "r" is AB12 or 12; empty cells that only carry a look end in "/>"
_PLACE = re.compile(rb"""<(?:\w+:)?(c|row)\b([^<>]*?)(/?)>""")
_AT = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,4})(\d{1,9})""")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,9})["']""")
_ODS_TAG = re.compile(rb"""<table:(table-row|table-cell|covered-table-cell)\b([^<>]*?)(/?)>""")


class BadList(MotcuaError):
    """The file as a whole cannot be read as a list."""


def cells_of(data: bytes, name: str) -> list[list[str]]:
    """The cells of the first sheet of an Excel file, or of a CSV; all texts. Raises BadList."""
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise BadList(f"Tệp nặng hơn {most} MB.", f"The file has more than {most} MB.")
    excel = data.startswith((_ZIP, _OLE)) or name.lower().endswith(EXCEL)
    cells = _of_excel(data, name) if excel else _of_csv(data)
    if sum(map(len, cells)) > MOST_CELLS or max(map(len, cells), default=0) > MOST_COLUMNS:
        raise _vast()
    return cells


def _vast() -> BadList:
    cells, columns = f"{MOST_CELLS:,}", f"{MOST_COLUMNS:,}"
    return BadList(
        f"Bảng quá lớn: tối đa {cells.replace(',', '.')} ô và {columns.replace(',', '.')} cột. Hãy xóa "
        "các dòng, cột trống ở cuối bảng.",
        f"The sheet is too large: at most {cells} cells and {columns} columns. Delete the empty rows and "
        "columns at its end.",
    )


def _unreadable() -> BadList:
    return BadList(
        "Không đọc được tệp Excel này; hãy mở nó trong Excel và lưu lại.",
        "This Excel file cannot be read; open it in Excel and save it again.",
    )


def _of_excel(data: bytes, name: str) -> list[list[str]]:
    from python_calamine import CalamineError, load_workbook

    if data.startswith(_ZIP):
        _check_packed(data, name)
    try:
        book = load_workbook(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        if (sheet.total_height or 0) * (sheet.total_width or 0) > MOST_CELLS:
            raise _vast()
        return [[_shown(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, IndexError, ValueError, OverflowError, OSError) as error:
        raise _unreadable() from error
    except BaseException as error:
        # The reader is written in Rust: what it did not foresee comes as no Exception at all.
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable() from error


def _check_packed(data: bytes, name: str) -> None:
    """Refuse what swells, and cells far out, before the file is opened. Raises BadList."""
    try:
        check_parts(safe_stem(name), data)
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _vast()
            for part in parts:
                if part.filename.lower().endswith(".xml") and _reach(packed.read(part)) > MOST_CELLS:
                    raise _vast()
    except FileRefused as error:
        raise BadList(error.vi, error.en) from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _unreadable() from error


def _reach(xml: bytes) -> int:
    """How many cells a reader would make room for: the last row times the last column."""
    if b"office:spreadsheet" in xml:
        return _reach_of_ods(xml)
    rows = columns = row = 0
    for found in _PLACE.finditer(xml):
        kind, attributes, empty = found.groups()
        at = _AT.search(attributes)
        if kind == b"row":
            row = int(at[2]) if at else row + 1
            continue
        if empty:
            continue
        columns = max(columns, _column(at[1]) if at else columns + 1)
        rows = max(rows, int(at[2]) if at else row)
    return rows * columns


def _reach_of_ods(xml: bytes) -> int:
    """The same of OpenDocument, where a row or a cell may be told to be there many times.

    Empty ones at the end, which every program writes, do not count.
    """
    last = columns = above = down = across = 0
    for found in _ODS_TAG.finditer(xml):
        kind, attributes, empty = found.groups()
        repeated = _REPEATED.search(attributes)
        times = int(repeated[1]) if repeated else 1
        if kind == b"table-row":
            above, down, across = above + down, times, 0
            continue
        across += times
        if not empty or b"office:value" in attributes:
            columns = max(columns, across)
            last = above + down
    return last * columns


def _column(letters: bytes) -> int:
    """AB is 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _of_csv(data: bytes) -> list[list[str]]:
    text = _text_of(data)
    first = text[:4_096]
    separator = max(",;\t", key=first.count)
    cells: list[list[str]] = []
    count = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            count += len(row)
            if count > MOST_CELLS or len(row) > MOST_COLUMNS:
                raise _vast()
            cells.append([_clean(cell) for cell in row])
    except csv.Error as error:
        raise BadList(
            f"Không đọc được tệp CSV này từ dòng {len(cells) + 1}.",
            f"This CSV cannot be read from row {len(cells) + 1} on.",
        ) from error
    return cells


def _text_of(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark as Excel writes "Unicode text". Raises BadList."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadList(
            "Tệp CSV phải ở dạng UTF-8. Tệp này có lẽ dùng bảng mã cũ (TCVN3, VNI, Windows-1258); "
            "trong Excel hãy chọn Lưu thành “CSV UTF-8”.",
            "The CSV has to be UTF-8. This one seems to be in an old code page (TCVN3, VNI, "
            "Windows-1258); in Excel choose Save as “CSV UTF-8”.",
        ) from error
    if "\0" in text:
        raise BadList(
            "Tệp có ký tự NUL, không phải tệp CSV.", "The file has NUL characters; it is no CSV."
        )
    return text


def _shown(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        at_midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return f"{cell:%d/%m/%Y}" if at_midnight else f"{cell:%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else _clean(str(cell))


def _clean(text: str) -> str:
    """Without control characters, lines and tabs apart, and without halves of letters."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
