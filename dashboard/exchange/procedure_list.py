"""Lists of procedures as Offices keep them: found in a sheet, read cell by cell, however they are written.

The header may stand anywhere in the first rows, over two of them, merged. Rows without a name go on
with the procedure above (merged cells). Time limits and fees are read from the words around them. Each
row is taken, or refused with its line, column and reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dashboard.exchange.cells import BadList
from dashboard.exchange.rows import Refused
from dashboard.exchange.words import applicants_of, code_of, fee_of, levels_of, online_of, term_of
from dashboard.search.fold import fold
from models.procedure import ApplicantKind, OnlineLevel, Term

#: what a column may be → how such columns are called, folded
COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("ma thu tuc", "ma tthc", "ma so tthc", "ma so", "ma"),
    "name": ("ten thu tuc hanh chinh", "ten thu tuc", "ten tthc", "thu tuc hanh chinh", "thu tuc", "ten"),
    "field": ("linh vuc",),
    "department": (
        "co quan giai quyet",
        "co quan thuc hien",
        "co quan quan ly",
        "don vi",
        "co quan",
        "so nganh",
    ),
    "levels": ("cap thuc hien", "cap giai quyet", "cap"),
    "limit": ("thoi han giai quyet", "thoi gian giai quyet", "thoi han", "thoi gian"),
    "fee": ("phi le phi", "le phi", "phi"),
    "online": ("muc do dvc", "muc do dich vu cong", "dich vu cong truc tuyen", "muc do"),
    "applicants": ("doi tuong thuc hien", "doi tuong"),
    "basis": ("can cu phap ly", "can cu"),
    "result": ("ket qua thuc hien", "ket qua"),
}
NEEDED = ("name",)
#: how far down the header may stand
HEADER_WITHIN = 15
LONGEST_CELL = 4_000


@dataclass(frozen=True, slots=True)
class Listed:
    """One procedure of a list; None where the list says nothing of it."""

    line: int
    name: str
    code: str = ""
    field: str = ""
    department: str = ""
    levels: tuple[str, ...] | None = None
    term: Term | None = None
    fee_vnd: int | None = None
    fee_note: str | None = None
    online: OnlineLevel | None = None
    applicants: tuple[ApplicantKind, ...] | None = None
    basis: str | None = None
    result: str | None = None


@dataclass
class ProcedureList:
    """What was read: the rows that make sense, those that do not, and which column is what."""

    rows: list[Listed] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)


def read(cells: Sequence[Sequence[str]], columns: dict[str, int] | None = None) -> ProcedureList:
    """The procedures of a sheet; `columns` says which column is what, else the header does.

    Raises BadList where there is no header.
    """
    found = header_of(cells)
    if found is None and columns is None:
        raise BadList(
            "Không tìm thấy dòng tiêu đề có cột “Tên thủ tục”.", "There is no header with a column of names."
        )
    start, guessed = found or (0, {})
    result = ProcedureList(columns=columns or guessed)
    for line, row in _joined(cells, start, result.columns):
        listed = _row(line, row, result)
        if listed is not None:
            result.rows.append(listed)
    return result


def header_of(cells: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """The row after the header, and which column is what; the best of the first rows, alone or in twos."""
    best: tuple[int, int, dict[str, int]] | None = None
    for place in range(min(HEADER_WITHIN, len(cells))):
        for height in (1, 2):
            rows = cells[place : place + height]
            width = max((len(row) for row in rows), default=0)
            titles = [
                " ".join(filter(None, (_at(row, column).strip() for row in rows))) for column in range(width)
            ]
            columns = guess(titles)
            if "name" in columns and (best is None or len(columns) > best[0]):
                best = (len(columns), place + height, columns)
    return None if best is None else (best[1], best[2])


def guess(titles: Sequence[str]) -> dict[str, int]:
    """Which column is what, by its title; the title that fits best wins, each column once."""
    scored: list[tuple[int, int, int, str]] = []
    for column, title in enumerate(titles):
        words = re.sub(r"[^a-z ]+", " ", fold(title)).split()
        plain = " ".join(words)
        for kind, names in COLUMNS.items():
            for rank, name in enumerate(names):
                if plain == name:
                    scored.append((0, rank, column, kind))
                elif len(name) > 3 and name in plain and len(plain) <= 60:
                    scored.append((1, rank, column, kind))
    columns: dict[str, int] = {}
    for _, _, column, kind in sorted(scored):
        if kind not in columns and column not in columns.values():
            columns[kind] = column
    return columns


def _joined(
    cells: Sequence[Sequence[str]], start: int, columns: dict[str, int]
) -> Iterator[tuple[int, dict[str, str]]]:
    """One dictionary a procedure, with its first line; rows without a name go on with the one above."""
    current: dict[str, str] = {}
    first = start
    for place in range(start, len(cells)):
        row = {kind: _at(cells[place], column).strip() for kind, column in columns.items()}
        if not any(row.values()):
            continue
        if row.get("name"):
            if current:
                yield first + 1, current
            current, first = row, place
        elif current:
            for kind, text in row.items():
                if text and text not in current[kind].split("\n"):
                    current[kind] = "\n".join(filter(None, (current[kind], text)))
    if current:
        yield first + 1, current


def _row(line: int, row: dict[str, str], result: ProcedureList) -> Listed | None:
    """One procedure, or None where it was refused."""

    def refuse(column: str, vi: str, en: str) -> None:
        result.refused.append(Refused(line, column, vi, en))

    name = " ".join(row["name"].split())
    if any(len(text) > LONGEST_CELL for text in row.values()):
        refuse("name", "Ô dài quá 4.000 ký tự.", "A cell has more than 4,000 characters.")
        return None
    if len(name) < 5 or not re.search(r"[^\W\d_]", name):
        # Headings of groups ("I", "1.2") and numbers are no names of procedures.
        refuse("name", f"“{name}” không phải tên thủ tục.", f"“{name}” is no name of a procedure.")
        return None
    term = None
    if row.get("limit"):
        term = term_of(row["limit"])
        if term is None:
            refuse(
                "limit",
                f"Không hiểu thời hạn “{row['limit'][:80]}”.",
                f"The limit “{row['limit'][:80]}” is not understood.",
            )
            return None
    fee = fee_of(row["fee"]) if row.get("fee") else (None, None)
    return Listed(
        line=line,
        name=name,
        code=code_of(row.get("code", "")),
        field=" ".join(row.get("field", "").split()),
        department=" ".join(row.get("department", "").split()),
        levels=levels_of(row.get("levels", "")),
        term=term,
        fee_vnd=fee[0],
        fee_note=fee[1],
        online=online_of(row.get("online", "")),
        applicants=applicants_of(row.get("applicants", "")),
        basis=row.get("basis") or None,
        result=row.get("result") or None,
    )


def _at(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""
