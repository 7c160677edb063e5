"""The audit as a file: what a search finds, with a reason, itself written into the audit first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.access.masking import SHORTEST_REASON
from dashboard.access.roles import require
from dashboard.audit.finding import Asked, find
from dashboard.audit.telling import Teller
from dashboard.exchange.dossiers import MOST, Form, as_xlsx
from dashboard.exchange.spreadsheet import Cell, csv_file
from models.audit import Entry
from models.errors import MotcuaError
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

HEADS: Final = (
    ("Lúc", "When"), ("Ai", "Who"), ("Việc", "What"), ("Về", "About"), ("Chi tiết", "Details"),
    ("Địa chỉ mạng", "Network address"),
)  # fmt: skip


def export(office: Office, viewer: Viewer, asked: Asked, form: Form, reason: str, language: str) -> bytes:
    """The newest entries of a search, up to MOST, as they stand on the screen.

    Raises NotAllowed, BadSearch, and MotcuaError without a reason: it tells what people did.
    """
    require(viewer, "audit")
    require(viewer, "export")
    if len(reason.strip()) < SHORTEST_REASON:
        raise MotcuaError(
            f"Nhật ký cho biết ai đã làm gì: hãy ghi lý do (ít nhất {SHORTEST_REASON} ký tự).",
            f"The audit tells who did what: say why (at least {SHORTEST_REASON} letters).",
        )
    found = find(office, viewer, asked, most=MOST).entries
    teller = Teller(office, viewer, language)
    lines: list[list[Cell]] = []
    for line in map(teller.line, found):
        when = f"{line.at:%d/%m/%Y %H:%M:%S}"
        lines.append([when, line.who, line.what, line.about, line.detail, line.address])
    office.audit.add(
        Entry(
            at=office.now(), actor=viewer.user_id, action="exported", subject="audit",
            detail={"form": form, "lines": str(len(lines)), "reason": reason.strip(), **asked.params()},
        )
    )  # fmt: skip
    heads = [head[1 if language == "en" else 0] for head in HEADS]
    return csv_file(heads, lines) if form == "csv" else as_xlsx(heads, lines)
