"""A board as an Excel file: a sheet a chart with all of its rows, numbers as numbers, n beside them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime

from dashboard.boards.answering import Answer, Setting
from dashboard.boards.sheets import HEADS, WRITERS, Book
from dashboard.boards.told import (
    Language,
    beneath,
    definitions,
    scope_words,
    setting_words,
    title,
)
from dashboard.exchange import spreadsheet
from models.board import Board
from models.viewer import Viewer

#: letters that the name of a sheet must not have, and how many it may have
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
SHEET_LETTERS = 31


def workbook(
    board: Board, found: Sequence[Answer], setting: Setting, viewer: Viewer, language: Language, now: datetime
) -> bytes:
    """The file; no text of it can be a formula."""
    out = io.BytesIO()
    with spreadsheet.Book(out) as book:
        book.set_properties({"title": board.name})
        made = Book(book, language)
        cover(made, board, found, setting, viewer, now)
        for number, answer in enumerate(found, 1):
            sheet = book.add_worksheet(sheet_name(number, title(answer, language)))
            sheet.write_string(0, 0, title(answer, language), made.title)
            sheet.write_string(1, 0, beneath(answer, setting, language), made.soft)
            refused = answer.asked.refused
            if refused is not None:
                sheet.write_string(HEADS, 0, language.tr(*refused))
            else:
                WRITERS[answer.chart.kind](made, sheet, answer)
                sheet.freeze_panes(HEADS + 1, 1)
    return out.getvalue()


def sheet_name(number: int, text: str) -> str:
    """The number keeps names apart that are cut to the same letters."""
    return f"{number} {_FORBIDDEN.sub(' ', text)}"[:SHEET_LETTERS].strip()


def cover(
    made: Book, board: Board, found: Sequence[Answer], setting: Setting, viewer: Viewer, now: datetime
) -> None:
    """The first sheet: what was asked, by whom, when, and what the measures mean."""
    language = made.language
    sheet = made.book.add_worksheet(language.tr("Bảng", "Board"))
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, board.name, made.title)
    scope = scope_words(viewer, language)
    lines = [
        " · ".join(setting_words(setting, language)),
        *([scope] if scope else []),
        language.tr(
            f"Xuất lúc {now:%H:%M %d/%m/%Y}, {viewer.name}", f"Made {now:%d/%m/%Y %H:%M}, {viewer.name}"
        ),
    ]
    for row, line in enumerate(lines, 1):
        sheet.write_string(row, 0, line, made.soft)
    row = len(lines) + 2
    for head, text in [(language.tr("Chỉ số", "Measure"), language.tr("Định nghĩa", "Definition"))]:
        sheet.write_string(row, 0, head, made.bold)
        sheet.write_string(row, 1, text, made.bold)
    for name, text in definitions(found, language):
        row += 1
        sheet.write_string(row, 0, name, made.wrap)
        sheet.write_string(row, 1, text, made.wrap)
