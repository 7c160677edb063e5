"""What a search shows, as a file: CSV for anybody's spreadsheet, or Excel. Every export is in the audit."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from xlsxwriter import Workbook

from dashboard.access.masking import SHORTEST_REASON, masked, masked_name
from dashboard.access.roles import require
from dashboard.clock import date_of
from dashboard.flow import STATE_NAMES
from dashboard.search.wanted import Wanted
from models.audit import Entry
from models.dossier import Dossier
from models.errors import MotcuaError
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: lines of one file at most
MOST: Final = 5_000
#: cells that a spreadsheet would take for a formula
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
HEADS: Final = (
    ("Mã hồ sơ", "Code"), ("Thủ tục", "Procedure"), ("Lĩnh vực", "Field"),
    ("Cơ quan giải quyết", "Department"), ("Đang ở", "Where"), ("Trạng thái", "State"),
    ("Ngày tiếp nhận", "Received"), ("Ngày hẹn trả", "Due"),
    ("Ngày kết thúc", "Closed"),
)  # fmt: skip
PERSONAL_HEADS: Final = (
    ("Người nộp", "Applicant"), ("Điện thoại", "Phone"), ("Số giấy tờ", "Identity number"),
)  # fmt: skip
WIDTHS: Final = (24, 46, 24, 28, 28, 16, 14, 14, 14, 28, 16, 18)

Cell = str | datetime.date | None
Form = Literal["csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported: the search, whether with personal data, and why; in which language."""

    text: str
    wanted: Wanted
    form: Form
    personal: bool = False
    reason: str = ""
    language: str = "vi"


def export(office: Office, viewer: Viewer, wish: Wish) -> bytes:
    """The file of a search, up to MOST lines, written into the audit first.

    Raises NotAllowed, and MotcuaError where personal data would leave without a reason.
    """
    require(viewer, "export")
    if wish.personal and len(wish.reason.strip()) < SHORTEST_REASON:
        raise MotcuaError(
            f"Tệp có dữ liệu cá nhân: hãy ghi lý do (ít nhất {SHORTEST_REASON} ký tự).",
            f"The file holds personal data: say why (at least {SHORTEST_REASON} letters).",
        )
    found = office.finder.find(viewer, wish.text, wish.wanted, limit=MOST)
    place = 1 if wish.language == "en" else 0
    heads = [head[place] for head in (*HEADS, *(PERSONAL_HEADS if wish.personal else ()))]
    lines = [line(office, viewer, dossier, wish.personal, place) for dossier in found.rows]
    office.audit.add(
        Entry(
            at=office.now(), actor=viewer.user_id, action="exported", subject="search",
            detail={
                "form": wish.form, "dossiers": str(len(lines)), "text": wish.text,
                "personal": "yes" if wish.personal else "no", "reason": wish.reason.strip(),
                **wish.wanted.params(),
            },
        )
    )  # fmt: skip
    return as_csv(heads, lines) if wish.form == "csv" else as_xlsx(heads, lines)


def line(office: Office, viewer: Viewer, dossier: Dossier, personal: bool, place: int) -> list[Cell]:
    """One line: what is known of the dossier, and of its applicant what the viewer's role may see."""
    name, who = office.names.name, dossier.applicant
    cells: list[Cell] = [
        dossier.id, name("procedure", dossier.procedure), name("field", dossier.field),
        name("department", dossier.department), name("department", dossier.holder or dossier.department),
        STATE_NAMES[dossier.state][place], day(dossier.received_day), day(dossier.due_day),
        day(dossier.closed_day),
    ]  # fmt: skip
    if personal:
        cells += [masked_name(who.name, viewer), masked(who.phone, viewer), masked(who.identity, viewer)]
    return cells


def day(number: int | None) -> datetime.date | None:
    """A day as a date."""
    return None if number is None else date_of(number)


def as_csv(heads: Sequence[str], lines: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark, so that Excel reads Vietnamese; no cell of it is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    for cells in lines:
        writer.writerow([harmless(cell) for cell in cells])
    return ("\ufeff" + out.getvalue()).encode()


def harmless(cell: Cell) -> str:
    """A cell as text; one that a spreadsheet would take for a formula gets a quotation mark before it."""
    if isinstance(cell, datetime.date):
        return f"{cell:%d/%m/%Y}"
    text = cell or ""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_xlsx(heads: Sequence[str], lines: Sequence[Sequence[Cell]]) -> bytes:
    """An Excel file: text as text, days as days, the heads stay in sight."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    for column, head in enumerate(heads):
        sheet.set_column(column, column, WIDTHS[column])
        sheet.write_string(0, column, head, bold)
    for row, cells in enumerate(lines, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime.date):
                sheet.write_datetime(
                    row, column, datetime.datetime.combine(cell, datetime.time()), date
                )
            elif cell:
                sheet.write_string(row, column, cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(lines), len(heads) - 1)
    book.close()
    return out.getvalue()
