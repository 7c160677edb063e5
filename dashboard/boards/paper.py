"""A board on paper: PDF for the printer, PNG as one picture, drawn by Typst from the screen's answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

from dashboard.boards.answering import Answer, Setting
from dashboard.boards.curves import curves
from dashboard.boards.kinds import pair_of
from dashboard.boards.layout import WHOLE, rows
from dashboard.boards.shape import axes, few, rows_of, scale_of, shade
from dashboard.boards.told import (
    Language,
    beneath,
    definitions,
    group_names,
    scope_words,
    setting_words,
    title,
)
from dashboard.boards.words import DIMENSION_WORDS, word
from dashboard.cube.question import Figure
from dashboard.forms.typeset import CannotPrint, Typesetter
from dashboard.telling import period_text
from models.board import Board
from models.viewer import Viewer

HERE = Path(__file__).parent
#: how much of the accent the darkest cell has, as on the screen
DARKEST = 56
_typesetter = Typesetter(HERE / "board.typ", HERE / "fonts")


def drawn(
    board: Board,
    found: Sequence[Answer],
    setting: Setting,
    viewer: Viewer,
    language: Language,
    now: datetime,
    form: Literal["pdf", "png"],
) -> bytes:
    """The file. Raises CannotPrint where the layout fails, which no name can make it do."""
    data = json.dumps(paper(board, found, setting, viewer, language, now, form), ensure_ascii=False)
    try:
        return _typesetter.made(data, now, form)
    except typst.TypstError as error:
        raise CannotPrint(
            f"Không vẽ được bảng: {error.message}", f"The board could not be drawn: {error.message}"
        ) from error


def paper(
    board: Board,
    found: Sequence[Answer],
    setting: Setting,
    viewer: Viewer,
    language: Language,
    now: datetime,
    form: str,
) -> dict[str, Any]:
    """What the layout sets: all words made, all places computed."""
    scope = scope_words(viewer, language)
    return {
        "form": form,
        "name": board.name,
        "setting": [*setting_words(setting, language), *([scope] if scope else [])],
        "made": language.tr(
            f"Xuất lúc {now:%H:%M %d/%m/%Y}, {viewer.name}", f"Made {now:%d/%m/%Y %H:%M}, {viewer.name}"
        ),
        "definitions": [{"name": name, "text": text} for name, text in definitions(found, language)],
        "definitions_title": language.tr("Định nghĩa", "Definitions"),
        "language": language.code,
        "rows": [
            {
                "widths": [wide for _, wide in row],
                "left": WHOLE - sum(wide for _, wide in row),
                "charts": [chart_of(found[place], setting, language) for place, _ in row],
            }
            for row in rows(board.charts)
        ],
    }


def chart_of(answer: Answer, setting: Setting, language: Language) -> dict[str, Any]:
    """One chart."""
    made: dict[str, Any] = {
        "kind": answer.chart.kind,
        "title": title(answer, language),
        "note": beneath(answer, setting, language),
        "beneath": "",
        "words": "",
    }
    if answer.asked.refused is not None:
        return made | {"kind": "words", "words": language.tr(*answer.asked.refused)}
    if answer.chart.kind != "number" and not any(figure.n for figure in answer.figures):
        told = language.tr(
            "Chưa có số liệu trong kỳ với bộ lọc này.", "There is nothing here in this period."
        )
        return made | {"kind": "words", "words": told}
    if answer.chart.kind == "number":
        return made | number(answer, language)
    if answer.chart.kind == "line":
        return made | curves(answer, language)
    if answer.chart.kind == "heat":
        return made | heat(answer, language)
    if answer.chart.kind == "dots":
        return made | dots(answer, language)
    return made | table(answer, language)


def number(answer: Answer, language: Language) -> dict[str, Any]:
    """A number, its n, and what it was before."""
    (figure,) = answer.figures
    parts = [language.note(figure)]
    if answer.before is not None:
        parts.append(f"{language.tr('kỳ trước', 'before')}: {language.value(answer.before)}")
    told = language.value(figure)
    if figure.value is None:
        told = language.tr("chưa có số liệu", "no data")
    late = figure.measure == "overdue" and bool(figure.value)
    return {
        "value": told,
        "late": late,
        "beneath": " · ".join(part for part in parts if part),
    }


def table(answer: Answer, language: Language) -> dict[str, Any]:
    """Rows of groups; ranked ones have a bar beneath each figure."""
    shown = rows_of(answer)
    ranked = answer.chart.kind == "bars"
    measures = answer.chart.measures
    most = {
        name: max(
            (float(f.value or 0) for g in shown.rows if (f := answer.at(name, g)) is not None), default=0.0
        )
        for name in measures
    }
    body = [
        {
            "names": group_names(answer, group, language),
            "cells": [
                cell(answer.at(name, group), most[name] if ranked else 0.0, language) for name in measures
            ],
        }
        for group in shown.rows
    ]
    heads = [head(name, language) for name in answer.asked.by]
    return {
        "kind": "table",
        "heads": heads,
        "measures": [language.measure(name) for name in measures],
        "body": body,
        "beneath": left(shown.left_out, language),
    }


def cell(figure: Figure | None, most: float, language: Language) -> dict[str, Any]:
    """A figure of a table, with the length of its bar (none: -1)."""
    if figure is None or figure.value is None:
        return {"text": "–", "n": "", "bar": -1, "late": False}
    late = figure.measure == "overdue" and figure.value > 0
    told = language.value(figure)
    return {
        "text": told,
        "n": language.note(figure),
        "bar": float(figure.value) / most if most else -1,
        "late": late,
    }


def heat(answer: Answer, language: Language) -> dict[str, Any]:
    """Cells by two dimensions, with how dark each is in per cent."""
    down, across = axes(answer)
    low, high = scale_of(answer)
    (measure,) = answer.chart.measures
    one, two = answer.asked.by
    body = []
    for (row,) in down.rows:
        cells = []
        for (column,) in across.rows:
            figure = answer.at(measure, (row, column))
            dark = 0.0 if few(figure) else shade(figure, low, high)
            cells.append(
                {"text": language.value(figure), "n": language.note(figure), "dark": round(dark * DARKEST)}
            )
        body.append({"name": language.name(one, row), "cells": cells})
    return {
        "corner": f"{head(one, language)} × {head(two, language)}",
        "heads": [
            period_text(two, id) if answer.chart.over_time else language.name(two, id)
            for (id,) in across.rows
        ],
        "body": body,
        "beneath": left(down.left_out + across.left_out, language),
    }


def dots(answer: Answer, language: Language) -> dict[str, Any]:
    """Median and p90 of each group as shares of one scale."""
    shown = rows_of(answer)
    low, high = pair_of(answer.chart)
    limit = 1.0 if high == "waiting_to_limit_p90" else 0.0
    pairs = [(group, answer.at(low, group), answer.at(high, group)) for group in shown.rows]
    known = [(g, a, b) for g, a, b in pairs if a is not None and b is not None and a.value and b.value]
    most = max([float(b.value or 0) for _, _, b in known] + [limit * 1.15]) * 1.04 or 1.0
    most = min(most, 3.2) if limit else most
    body = [
        {
            "name": group_names(answer, group, language)[0],
            "text": f"{language.value(a)} – {language.value(b)}",
            "n": language.note(b),
            "low": min(1.0, float(a.value or 0) / most),
            "high": min(1.0, float(b.value or 0) / most),
            "late": bool(limit) and float(b.value or 0) > limit,
        }
        for group, a, b in known
    ]
    told = language.tr("trung vị – p90", "median – p90")
    if limit:
        told += language.tr("; nét đứng: hạn theo luật", "; upright line: the legal limit")
    parts = [told, left(shown.left_out, language)]
    return {"body": body, "limit": limit / most if limit else -1, "beneath": ". ".join(p for p in parts if p)}


def head(name: str, language: Language) -> str:
    """What a grouping is called."""
    periods = {"day": ("Ngày", "Day"), "week": ("Tuần từ", "Week of"), "month": ("Tháng", "Month")}
    return word(periods.get(name) or DIMENSION_WORDS[name], language.code)


def left(count: int, language: Language) -> str:
    """How many groups are not drawn."""
    if not count:
        return ""
    told = language.number(count)
    return language.tr(
        f"Còn {told} nhóm khác, có trong tệp Excel.", f"{told} more groups are in the Excel file."
    )
