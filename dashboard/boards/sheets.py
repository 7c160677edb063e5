"""The sheets of a board's Excel file: each kind of chart as rows of numbers, with their n beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from dashboard.boards.answering import Answer
from dashboard.boards.kinds import pair_of
from dashboard.boards.shape import Group, axes, counted, lines_of, rows_of
from dashboard.boards.told import (
    Language,
    group_names,
)
from dashboard.boards.words import DIMENSION_WORDS, word
from dashboard.clock import date_of
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure
from dashboard.telling import first_of

NUMBERS = {"ratio": "0.0%", "hour": "#,##0.0", "point": "0.00", "times": "0.00"}
COUNT = "#,##0"
#: the row of the heads of a sheet
HEADS = 3


@dataclass
class Book:
    """The file that is being written, with its formats."""

    book: Workbook
    language: Language

    def __post_init__(self) -> None:
        add = self.book.add_format
        self.bold = add({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.title = add({"bold": True, "font_size": 14})
        self.soft = add({"font_color": "#55606e"})
        self.wrap = add({"text_wrap": True, "valign": "top"})
        self.date = add({"num_format": "dd/mm/yyyy", "align": "left"})
        self.numbers = {form: add({"num_format": form}) for form in {*NUMBERS.values(), COUNT}}

    def figure(self, sheet: Worksheet, row: int, column: int, figure: Figure | None) -> None:
        """A figure's value as a number; nothing where there is none."""
        if figure is not None and figure.value is not None:
            form = self.numbers[NUMBERS.get(figure.unit, COUNT)]
            sheet.write_number(row, column, float(figure.value), form)

    def count(self, sheet: Worksheet, row: int, column: int, figure: Figure | None) -> None:
        """A figure's n."""
        if figure is not None:
            sheet.write_number(row, column, figure.n, self.numbers[COUNT])


def table(made: Book, sheet: Worksheet, answer: Answer) -> None:
    """A row a group: its names, then each measure, with its n where it is no count."""
    shown = rows_of(answer, every=True)
    by = answer.asked.by
    for column, name in enumerate(by):
        sheet.write_string(HEADS, column, group_head(name, made.language), made.bold)
    columns: list[tuple[str, bool]] = []
    for measure in pair_of(answer.chart) if answer.chart.kind == "dots" else answer.chart.measures:
        columns.append((measure, False))
        if MEASURES[measure].unit not in ("dossier", "visit"):
            columns.append((measure, True))
    for column, (measure, is_n) in enumerate(columns, len(by)):
        sheet.write_string(HEADS, column, measure_head(measure, is_n, made.language), made.bold)
    sheet.set_column(0, max(0, len(by) - 1), 42)
    sheet.set_column(len(by), len(by) + len(columns), 16)
    for row, group in enumerate(shown.rows, HEADS + 1):
        names_in(made, sheet, row, answer, group)
        for column, (measure, is_n) in enumerate(columns, len(by)):
            (made.count if is_n else made.figure)(sheet, row, column, answer.at(measure, group))
    if answer.chart.kind == "bars" and shown.rows:
        beside(
            made,
            sheet,
            "bar",
            len(by),
            min(len(shown.rows), answer.chart.rows),
            [len(by)],
            len(columns) + len(by),
        )


def number(made: Book, sheet: Worksheet, answer: Answer) -> None:
    """The number, what it was before, and its course."""
    (figure,) = answer.figures
    tr = made.language.tr
    for column, head in enumerate(("", measure_head(figure.measure, False, made.language), "n")):
        sheet.write_string(HEADS, column, head, made.bold)
    rows = [(tr("Trong kỳ", "In the period"), figure)]
    rows += [(tr("Kỳ trước", "The period before"), answer.before)] if answer.before is not None else []
    for row, (text, each) in enumerate(rows, HEADS + 1):
        sheet.write_string(row, 0, text)
        made.figure(sheet, row, 1, each)
        made.count(sheet, row, 2, each)
    start = HEADS + len(rows) + 2
    for row, each in enumerate(answer.course, start):
        day(made, sheet, row, 0, answer.asked.grain, each.group[answer.asked.grain])
        made.figure(sheet, row, 1, each)
        made.count(sheet, row, 2, each)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 2, 18)


def line(made: Book, sheet: Worksheet, answer: Answer) -> None:
    """A row a period, a column a line, then their n."""
    labels, wanted, _ = lines_of(answer)
    names = [
        group_names(answer, group, made.language)[0] if group else made.language.measure(measure)
        for measure, group in wanted
    ]

    def at(row: str, column: tuple[str, Group]) -> Figure | None:
        return answer.at(column[0], (*column[1], row))

    corner = group_head(answer.asked.grain, made.language)
    pivot(
        made,
        sheet,
        corner,
        labels,
        wanted,
        names,
        at,
        lambda row, label: day(made, sheet, row, 0, answer.asked.grain, label),
    )
    if labels and wanted:
        beside(made, sheet, "line", 1, len(labels), range(1, 1 + len(wanted)), 2 * len(wanted) + 2)


def heat(made: Book, sheet: Worksheet, answer: Answer) -> None:
    """All rows and columns, coloured as on the screen."""
    down, across = axes(answer, every=True)
    (measure,) = answer.chart.measures
    one, two = answer.asked.by
    names = (
        [group_names(answer, (down.rows[0][0], id), made.language)[1] for (id,) in across.rows]
        if down.rows
        else []
    )

    def at(row: str, column: str) -> Figure | None:
        return answer.at(measure, (row, column))

    corner = f"{group_head(one, made.language)} × {group_head(two, made.language)}"
    rows = [id for (id,) in down.rows]
    columns = [id for (id,) in across.rows]
    pivot(
        made,
        sheet,
        corner,
        rows,
        columns,
        names,
        at,
        lambda row, id: sheet.write_string(row, 0, made.language.name(one, id)),
    )
    if rows and columns:
        colours = {"type": "2_color_scale", "min_color": "#ffffff", "max_color": "#2a8ca8"}
        sheet.conditional_format(HEADS + 1, 1, HEADS + len(rows), len(columns), colours)


def pivot(
    made: Book,
    sheet: Worksheet,
    corner: str,
    rows: Sequence[Any],
    columns: Sequence[Any],
    names: Sequence[str],
    at: Callable[[Any, Any], Figure | None],
    head: Callable[[int, Any], object],
) -> None:
    """Rows by columns of values; beside them the same of n, where the values are no counts."""
    found = [[at(row, column) for column in columns] for row in rows]
    with_n = any(figure is not None and not counted(figure) for line_ in found for figure in line_)
    sheet.write_string(HEADS, 0, corner, made.bold)
    sheet.set_column(0, 0, 38)
    for place, name in enumerate(names, 1):
        sheet.write_string(HEADS, place, name, made.bold)
        if with_n:
            sheet.write_string(HEADS, place + len(names), f"{name} · n", made.bold)
    for row, (key, line_) in enumerate(zip(rows, found, strict=True), HEADS + 1):
        head(row, key)
        for place, figure in enumerate(line_, 1):
            made.figure(sheet, row, place, figure)
            if with_n:
                made.count(sheet, row, place + len(names), figure)
    sheet.set_column(1, len(names) * (1 + with_n), 14)


def beside(
    made: Book, sheet: Worksheet, kind: str, first: int, count: int, columns: Sequence[int], place: int
) -> None:
    """A chart of Excel's own, beside the numbers that it draws."""
    chart = made.book.add_chart({"type": kind})
    assert chart is not None
    for column in columns:
        chart.add_series(
            {
                "name": [sheet.name, HEADS, column],
                "categories": [
                    sheet.name,
                    HEADS + 1,
                    0,
                    HEADS + count,
                    max(0, first - 1) if kind == "bar" else 0,
                ],
                "values": [sheet.name, HEADS + 1, column, HEADS + count, column],
            }
        )
    if kind == "bar":
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"none": True})
    else:
        chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 720, "height": 380})
    sheet.insert_chart(HEADS, place, chart)


def names_in(made: Book, sheet: Worksheet, row: int, answer: Answer, group: Group) -> None:
    """The names of a group, a period as its first day."""
    for column, (name, id, told) in enumerate(
        zip(answer.asked.by, group, group_names(answer, group, made.language), strict=True)
    ):
        if name in DIMENSION_WORDS:
            sheet.write_string(row, column, told)
        else:
            day(made, sheet, row, column, name, id)


def day(made: Book, sheet: Worksheet, row: int, column: int, grain: str, label: str) -> None:
    """The first day of a period as a date."""
    on = date_of(first_of(grain, label))
    sheet.write_datetime(row, column, datetime(on.year, on.month, on.day), made.date)


def group_head(name: str, language: Language) -> str:
    """What a grouping is called."""
    periods = {
        "day": ("Ngày", "Day"),
        "week": ("Tuần, từ ngày", "Week, from"),
        "month": ("Tháng, từ ngày", "Month, from"),
    }
    return word(periods.get(name) or DIMENSION_WORDS[name], language.code)


def measure_head(measure: str, is_n: bool, language: Language) -> str:
    """A measure's head, with the unit of what is not obvious."""
    told = language.measure(measure)
    if is_n:
        return f"{told} · n"
    return f"{told} ({language.tr('giờ', 'hours')})" if MEASURES[measure].unit == "hour" else told


WRITERS = {"number": number, "line": line, "bars": table, "dots": table, "table": table, "heat": heat}
