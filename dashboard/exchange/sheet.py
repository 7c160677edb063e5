"""Sheets of staff and rosters: a header found in the first rows, and texts written as texts."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from dashboard.exchange.cells import BadList
from dashboard.exchange.procedure_list import HEADER_WITHIN
from dashboard.exchange.spreadsheet import Book
from dashboard.search.fold import fold

#: no list of one department is longer
MOST_ROWS = 2_000


def xlsx(title: str, heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> bytes:
    """One Excel sheet of texts only: no cell can be a formula, a link or a number that loses its zero."""
    out = io.BytesIO()
    with Book(out) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF1", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        for column, (text, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.write_string(0, column, text, head)
            sheet.set_column(column, column, width)
        for place, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                sheet.write_string(place, column, text, cell)
    return out.getvalue()


def header(
    cells: Sequence[Sequence[str]], names: Mapping[str, Sequence[str]], needed: str
) -> tuple[int, dict[str, int]]:
    """The row after the header, and which column is what. `names`: kind → folded titles.

    Raises BadList where no row of the first ones has the column `needed`, or the sheet is too long.
    """
    if len(cells) > MOST_ROWS:
        raise BadList(f"Tệp dài quá {MOST_ROWS} dòng.", f"The file has more than {MOST_ROWS} rows.")
    for place, row in enumerate(cells[:HEADER_WITHIN]):
        titles = [" ".join(fold(title).split()) for title in row]
        found = {
            kind: next((at for at, title in enumerate(titles) if title in known), None)
            for kind, known in names.items()
        }
        columns = {kind: at for kind, at in found.items() if at is not None}
        if needed in columns:
            return place + 1, columns
    wanted = names[needed][0]
    raise BadList(f"Không tìm thấy cột “{wanted}”.", f"There is no column “{wanted}”.")


def named(text: str, known: Mapping[str, str]) -> list[str]:
    """The ids whose name is the text, however it is written; or the id that is the text."""
    if text in known:
        return [text]
    wanted = " ".join(fold(text).split())
    return [id for id, name in known.items() if " ".join(fold(name).split()) == wanted]
