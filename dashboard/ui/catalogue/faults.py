"""What is wrong with an edited table, at its cells: the rows in question as typed, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st
from pydantic import ValidationError

from dashboard.ui.grid import Choice
from dashboard.ui.literal import literal
from dashboard.ui.session import sentence, tr
from models.errors import MotcuaError

#: rows that are shown at most
MOST = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell: its row (from 1; 0: the table as a whole), its column, and why."""

    row: int
    column: str
    why: str


def of_error(row: int, column: str, error: MotcuaError | ValidationError) -> Fault:
    """A fault of one cell by the error that reading it raised."""
    if isinstance(error, MotcuaError):
        return Fault(row, column, sentence(error))
    return Fault(row, column, tr("không hợp lệ.", "is not valid."))


def show(
    rows: Sequence[Mapping[str, Any]], faults: Sequence[Fault], titles: Mapping[str, str], first: str,
    choices: Mapping[str, Choice] | None = None,
) -> None:  # fmt: skip
    """Say that nothing was kept, and show the faulty rows with each reason at its cell.

    `titles`: column → its name on screen; `first`: the column by which people know a row.
    """
    whole = [one for one in faults if not one.row or one.column not in titles]
    count = len(faults)
    st.error("\n\n".join([
        tr(f"Chưa lưu: {count} ô cần sửa. Bảng vẫn giữ những gì vừa nhập.",
           f"Not saved: {count} cells to mend. The table keeps what was typed."),
        *((f"{tr('Dòng', 'Row')} {one.row}: " if one.row else "") + literal(one.why) for one in whole[:MOST]),
    ]))  # fmt: skip
    at = {(one.row, one.column): one.why for one in faults if one not in whole}
    numbers = sorted({row for row, _ in at})[:MOST]
    if not numbers:
        return
    columns = [column for column in titles if column == first or any(at.get((n, column)) for n in numbers)]
    lines = []
    for number in numbers:
        cells = "".join(
            cell(shown(rows[number - 1].get(column), (choices or {}).get(column)), at.get((number, column)))
            for column in columns
        )
        lines.append(f'<tr><th scope="row">{number}</th>{cells}</tr>')
    heads = "".join(f'<th scope="col">{escape(titles[column])}</th>' for column in columns)
    st.html(
        '<div class="mc-scroll" tabindex="0"><table class="mc-table mc-faults"><thead><tr>'
        f'<th scope="col">{tr("Dòng", "Row")}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def shown(value: Any, choice: Choice | None) -> str:
    """A cell's value as the table shows it."""
    named = value if choice is None else choice.name(value)
    if isinstance(named, list | tuple):
        return "; ".join(str(one) for one in named)
    return "" if named is None else str(named)


def cell(text: str, why: str | None) -> str:
    """One cell, with the reason beneath what was typed where something is wrong."""
    if why is None:
        return f"<td>{escape(text)}</td>"
    typed = escape(text) or f'<span class="mc-soft">{tr("trống", "empty")}</span>'
    return (
        '<td style="outline:2px solid var(--late);outline-offset:-2px">'
        f'{typed}<br><span class="mc-late">✗ {escape(why)}</span></td>'
    )


def titles_of(columns: Iterable[str], words: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The names on screen of those columns that have one."""
    return {column: tr(*words[column]) for column in columns if column in words}
