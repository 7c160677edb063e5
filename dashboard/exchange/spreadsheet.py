"""Spreadsheets that leave the product: the one place that makes Excel files and CSV (a test holds it).

What people typed is text in them: never a formula, a link or a number that loses its zero.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

#: how cells begin that a spreadsheet would take for a formula, in full width as well (OWASP, CSV injection)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
#: letters that Excel takes in one cell
LONGEST: Final = 32_767

Cell = str | datetime.date | None


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet whose texts are cut where Excel takes no more, where XlsxWriter would leave them out."""

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> Any:
        # half of a pair cannot be written at all
        text = string.encode("utf-8", "replace").decode()
        shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        return super()._write_string(row, col, shown, cell_format)


class Book(Workbook):  # type: ignore[misc]
    """An Excel file in memory: strings stay strings."""

    def __init__(self, out: io.BytesIO) -> None:
        super().__init__(
            out,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )

    def add_worksheet(self, name: str | None = None, worksheet_class: Any = None) -> Worksheet:
        """A sheet in which nothing is lost."""
        return super().add_worksheet(name, worksheet_class or Sheet)


def csv_file(heads: Iterable[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark, so that Excel reads Vietnamese; no cell of it is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(head) for head in heads])
    for cells in lines:
        writer.writerow([harmless(cell) for cell in cells])
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def harmless(cell: Cell) -> str:
    """A cell as text; one that a spreadsheet would take for a formula gets a quotation mark before it."""
    if isinstance(cell, datetime.date):
        return f"{cell:%d/%m/%Y}"
    text = (cell or "").replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text
