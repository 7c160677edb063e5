"""Dossiers as a file: CSV for anybody's spreadsheet, or Excel; what a search finds, or what a number counts.

The one way by which dossiers leave the product in bulk. Personal data go along only with a reason, as the
viewer's role sees them, and every export is written into the audit before it is made.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from dashboard.access.masking import SHORTEST_REASON, masked, masked_name
from dashboard.access.roles import require
from dashboard.clock import date_of
from dashboard.cube.members import Row
from dashboard.cube.question import Question
from dashboard.exchange.spreadsheet import Book, Cell, csv_file
from dashboard.flow import STATE_NAMES
from dashboard.search.wanted import Wanted
from models.audit import Entry
from models.errors import MotcuaError
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: lines of one file at most
MOST: Final = 5_000
HEADS: Final = (
    ("Mã hồ sơ", "Code"), ("Thủ tục", "Procedure"), ("Lĩnh vực", "Field"),
    ("Cơ quan giải quyết", "Department"), ("Đang ở", "Where"), ("Trạng thái", "State"),
    ("Ngày tiếp nhận", "Received"), ("Ngày hẹn trả", "Due"),
    ("Ngày kết thúc", "Closed"),
)  # fmt: skip
PERSONAL_HEADS: Final = (
    ("Người nộp", "Applicant"), ("Điện thoại", "Phone"), ("Số giấy tờ", "Identity number"),
)  # fmt: skip
#: of a list of visits
VISIT_HEADS: Final = (("Bước", "Step"), ("Nơi xử lý", "At"), ("Đến", "Entered"), ("Đi", "Left"))
WIDTH: Final = {"Thủ tục": 46, "Procedure": 46, "Bước": 46, "Step": 46}
USUAL_WIDTH: Final = 20

Form = Literal["csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What kind of file: whether with personal data, and why; in which language."""

    form: Form
    personal: bool = False
    reason: str = ""
    language: str = "vi"


def found(office: Office, viewer: Viewer, text: str, wanted: Wanted, wish: Wish) -> bytes:
    """The file of what a search finds. Raises as `export`."""

    def rows() -> list[Row]:
        hits = office.finder.find(viewer, text, wanted, limit=MOST).rows
        return [Row(dossier, dossier.received_day or 0) for dossier in hits]

    return export(office, viewer, wish, "search", {"text": text, **wanted.params()}, rows)


def counted(office: Office, viewer: Viewer, measure: str, question: Question, wish: Wish) -> bytes:
    """The file of what a number counts, dossiers or visits. Raises as `export`."""
    days = {"from": question.start, "to": question.end, "at": question.at}
    detail = {"measure": measure} | {name: ",".join(ids) for name, ids in question.where.items()}
    detail |= {name: date_of(number).isoformat() for name, number in days.items() if number is not None}
    return export(
        office, viewer, wish, "list", detail,
        lambda: office.cube.members(viewer, measure, question, None, MOST).rows,
    )  # fmt: skip


def export(
    office: Office, viewer: Viewer, wish: Wish, subject: str, detail: Mapping[str, str],
    read: Callable[[], Sequence[Row]],
) -> bytes:  # fmt: skip
    """The file of the rows that `read` gives, up to MOST, written into the audit first.

    Raises NotAllowed, and MotcuaError where personal data would leave without a reason.
    """
    require(viewer, "export")
    if wish.personal and len(wish.reason.strip()) < SHORTEST_REASON:
        raise MotcuaError(
            f"Tệp có dữ liệu cá nhân: hãy ghi lý do (ít nhất {SHORTEST_REASON} ký tự).",
            f"The file holds personal data: say why (at least {SHORTEST_REASON} letters).",
        )
    rows = read()
    place = 1 if wish.language == "en" else 0
    visits = any(row.visit is not None for row in rows)
    titles = (*HEADS, *(VISIT_HEADS if visits else ()), *(PERSONAL_HEADS if wish.personal else ()))
    lines = [line(office, viewer, row, wish.personal, place) for row in rows]
    office.audit.add(
        Entry(
            at=office.now(), actor=viewer.user_id, action="exported", subject=subject,
            detail={
                "form": wish.form, "lines": str(len(lines)),
                "personal": "yes" if wish.personal else "no", "reason": wish.reason.strip(), **detail,
            },
        )
    )  # fmt: skip
    heads = [head[place] for head in titles]
    return csv_file(heads, lines) if wish.form == "csv" else as_xlsx(heads, lines)


def line(office: Office, viewer: Viewer, row: Row, personal: bool, place: int) -> list[Cell]:
    """One line: what is known of the dossier, and of its applicant what the viewer's role may see."""
    name, dossier, who = office.names.name, row.dossier, row.dossier.applicant
    cells: list[Cell] = [
        dossier.id, name("procedure", dossier.procedure), name("field", dossier.field),
        name("department", dossier.department), name("department", dossier.holder or dossier.department),
        STATE_NAMES[dossier.state][place], day(dossier.received_day), day(dossier.due_day),
        day(dossier.closed_day),
    ]  # fmt: skip
    if row.visit is not None:
        visit, steps = dossier.visits[row.visit], office.names.of("step")
        task = steps.get(f"{dossier.procedure}:{visit.step}") or steps.get(visit.step) or visit.step
        cells += [
            task, name("department", visit.holder), instant(office, visit.entered_at),
            instant(office, visit.left_at),
        ]  # fmt: skip
    if personal:
        cells += [masked_name(who.name, viewer), masked(who.phone, viewer), masked(who.identity, viewer)]
    return cells


def instant(office: Office, at: datetime.datetime | None) -> str:
    """An instant in the Office's zone, as text."""
    return "" if at is None else f"{at.astimezone(office.store.zone):%d/%m/%Y %H:%M}"


def day(number: int | None) -> datetime.date | None:
    """A day as a date."""
    return None if number is None else date_of(number)


def as_xlsx(heads: Sequence[str], lines: Sequence[Sequence[Cell]]) -> bytes:
    """An Excel file: text as text, days as days, the heads stay in sight."""
    out = io.BytesIO()
    book = Book(out)
    bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    for column, head in enumerate(heads):
        sheet.set_column(column, column, WIDTH.get(head, USUAL_WIDTH))
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
