"""Form II.06a as an Excel file, laid out as it is printed; sums are formulas, so that they can be followed.

Only the formulas that are written here are formulas: every name and note is written as a text.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from dashboard.exchange.spreadsheet import Book
from dashboard.reports.content import APPENDIX, APPENDIX_HEADS, HEADS, NOTES, SECOND, Head, Told
from dashboard.reports.form import FIGURES, SUMS

#: first row of the heads and of the figures (from 0)
TOP = 5
BODY = TOP + 4
WIDTHS = {0: 5, 1: 44}
FIGURE_WIDTH = 9.5
APPENDIX_WIDTHS = (5, 26, 12, 12, 14, 30, 60)


def column(number: int) -> str:
    """The letter of a column of the form: 1 is A, 13 is M."""
    return chr(ord("A") + number - 1)


def workbook(
    head: Head, by: str, rows: Sequence[Told], appendix: Sequence[Sequence[str]], beneath: Sequence[str]
) -> bytes:
    """The file: the form, and the appendix on a sheet of its own."""
    out = io.BytesIO()
    with Book(out) as book:
        book.set_properties({"title": f"{head.form} – {head.period}"})
        _form(book, head, by, rows, beneath)
        _appendix(book, head, appendix)
    return out.getvalue()


def _formats(book: Book) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
    box = {**base, "border": 1}
    return {
        "text": book.add_format(base),
        "soft": book.add_format({**base, "italic": True, "text_wrap": True, "valign": "top"}),
        "right": book.add_format({**base, "italic": True, "align": "right"}),
        "bold": book.add_format({**base, "bold": True}),
        "title": book.add_format(
            {**base, "bold": True, "align": "center", "text_wrap": True, "font_size": 12}
        ),
        "centre": book.add_format({**base, "align": "center", "text_wrap": True}),
        "head": book.add_format({**box, "bold": True, "align": "center", "text_wrap": True}),
        "number": book.add_format({**box, "italic": True, "align": "center"}),
        "line": book.add_format({**box, "text_wrap": True, "num_format": "#,##0"}),
        "line_id": book.add_format({**box, "align": "center"}),
        "group": book.add_format({**box, "bold": True, "text_wrap": True, "num_format": "#,##0",
                                  "bg_color": "#EEF2F3"}),
        "cell": book.add_format({**box, "text_wrap": True, "valign": "top", "num_format": "@"}),
    }  # fmt: skip


def _form(book: Book, head: Head, by: str, rows: Sequence[Told], beneath: Sequence[str]) -> None:
    """The sheet of the form."""
    sheet, look = book.add_worksheet("II.06a"), _formats(book)
    for place in range(13):
        sheet.set_column(place, place, WIDTHS.get(place, FIGURE_WIDTH))
    _head(sheet, look, head)
    _heads(sheet, look, by)
    for place, told in enumerate(rows, BODY):
        _row(sheet, look, place, told, rows)
    last = BODY + len(rows)
    sheet.write_string(TOP + 2, 14, "Kiểm tra (3) − (7) − (11)", look["soft"])
    for place in range(BODY, last):
        value = rows[place - BODY].row.counts
        line = place + 1
        sheet.write_formula(
            place, 14, f"=C{line}-G{line}-K{line}", look["text"], value[3] - value[7] - value[11]
        )
    foot = last + 1
    for place, words in enumerate((*NOTES, *beneath), foot):
        sheet.merge_range(place, 0, place, 12, "", look["soft"])
        sheet.write_string(place, 0, words, look["soft"])
    foot += len(NOTES) + len(beneath) + 1
    for first, end, words in ((1, 3, "Người lập biểu"), (8, 12, "Thủ trưởng đơn vị")):
        sheet.merge_range(foot, first, foot, end, "", look["title"])
        sheet.write_string(foot, first, words, look["title"])
    sheet.freeze_panes(BODY, 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TOP, BODY - 1)
    sheet.print_area(0, 0, foot, 12)


def _head(sheet: Any, look: dict[str, Any], head: Head) -> None:
    """Who reports what to whom, of which days."""
    left = (head.form, head.issued, head.seal)
    right = (f"Đơn vị báo cáo: {head.reporter}", f"Đơn vị nhận báo cáo: {head.receiver}", head.unit)
    middle = ((head.title, "title"), (head.period, "centre"), (head.known, "centre"))
    for row, (words, (told, style), beside) in enumerate(zip(left, middle, right, strict=True)):
        for first, end, text, of in (
            (0, 1, words, look["bold" if row == 0 else "soft"]), (2, 8, told, look[style]),
            (9, 12, beside, look["soft"]),
        ):  # fmt: skip
            sheet.merge_range(row, first, row, end, "", of)
            sheet.write_string(row, first, text, of)
        sheet.set_row(row, 36)


def _heads(sheet: Any, look: dict[str, Any], by: str) -> None:
    """The heads of the 13 columns in three rows, and their numbers."""

    def put(row: int, first: int, end_row: int, end: int, words: str) -> None:
        if (row, first) != (end_row, end):
            sheet.merge_range(row, first, end_row, end, "", look["head"])
        sheet.write_string(row, first, words, look["head"])

    put(TOP, 0, TOP + 2, 0, "STT")
    put(TOP, 1, TOP + 2, 1, SECOND[by])
    for first, end in ((3, 6), (7, 10), (11, 13)):
        put(TOP, first - 1, TOP, end - 1, HEADS[first][0])
    for number in FIGURES:
        _, middle, low = HEADS[number]
        if not low:
            put(TOP + 1, number - 1, TOP + 2, number - 1, middle)
        else:
            put(TOP + 2, number - 1, TOP + 2, number - 1, low)
    put(TOP + 1, 3, TOP + 1, 4, HEADS[4][1])
    sheet.set_row(TOP + 2, 48)
    for number in range(1, 14):
        sheet.write_string(TOP + 3, number - 1, f"({number})", look["number"])


def _row(sheet: Any, look: dict[str, Any], place: int, told: Told, rows: Sequence[Told]) -> None:
    """One row: sums across are formulas, and those of groups and of the whole down as well."""
    style = look["line" if told.row.kind == "line" else "group"]
    sheet.write_string(place, 0, told.number, look["line_id"] if told.row.kind == "line" else style)
    sheet.write_string(place, 1, told.label, style)
    down = parts_of(place - BODY, rows)
    for number in FIGURES:
        value, letter = told.row.counts[number], column(number)
        if number in SUMS:
            across = "+".join(f"{column(part)}{place + 1}" for part in SUMS[number])
            sheet.write_formula(place, number - 1, f"={across}", style, value)
        elif down:
            sheet.write_formula(place, number - 1, down.replace("?", letter), style, value)
        else:
            sheet.write_number(place, number - 1, value, style)


def parts_of(at: int, rows: Sequence[Told]) -> str:
    """The formula by which a group or the whole is the sum of its rows, "?" for the column; "" of a line."""
    kind = rows[at].row.kind
    if kind == "group":
        end = at + 1
        while end < len(rows) and rows[end].row.kind == "line":
            end += 1
        return f"=SUM(?{BODY + at + 2}:?{BODY + end})" if end > at + 1 else ""
    if kind == "total":
        groups = [place for place, each in enumerate(rows) if each.row.kind == "group"]
        return "=" + "+".join(f"?{BODY + place + 1}" for place in groups)
    return ""


def _appendix(book: Book, head: Head, lines: Sequence[Sequence[str]]) -> None:
    """The overdue dossiers, as texts."""
    sheet, look = book.add_worksheet("Qua han"), _formats(book)
    sheet.write_string(0, 0, APPENDIX, look["bold"])
    sheet.write_string(1, 0, f"{head.period}. {head.known}.", look["text"])
    for place, (words, width) in enumerate(zip(APPENDIX_HEADS, APPENDIX_WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(3, place, words, look["head"])
    for row, cells in enumerate(lines, 4):
        for place, words in enumerate(cells):
            sheet.write_string(row, place, words, look["cell"])
    if not lines:
        sheet.write_string(4, 0, "Không có hồ sơ quá hạn.", look["text"])
    sheet.freeze_panes(4, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
