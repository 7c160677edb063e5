"""A board as a file, drawn from the same answers as the screen; every export is in the audit first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dashboard.access.roles import require
from dashboard.boards.answering import Setting, answers
from dashboard.boards.paper import drawn
from dashboard.boards.told import Language
from dashboard.boards.workbook import workbook
from models.audit import Entry
from models.board import Board
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

File = Literal["xlsx", "pdf", "png"]
#: file → its name, its type, and what it holds
FILES: dict[File, tuple[str, str, str, str]] = {
    "xlsx": (
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "mọi dòng, kèm định nghĩa",
        "all rows, with the definitions",
    ),
    "pdf": ("PDF", "application/pdf", "để in và gửi", "to print and to send"),
    "png": ("PNG", "image/png", "một hình cho cả bảng", "one picture of the board"),
}


def export(
    office: Office, viewer: Viewer, board: Board, setting: Setting, kind: File, language: Language
) -> bytes:
    """The file of a board with a setting, within the viewer's scope.

    Raises NotAllowed, StoreError, CannotPrint.
    """
    require(viewer, "page.boards")
    require(viewer, "export")
    found = answers(office.cube, viewer, board.charts, setting)
    office.audit.add(
        Entry(
            at=office.now(),
            actor=viewer.user_id,
            action="exported",
            subject="board",
            detail={"board": board.id, "name": board.name, "form": kind, **setting.where},
        )
    )
    now = office.now().astimezone(office.store.zone)
    if kind == "xlsx":
        return workbook(board, found, setting, viewer, language, now)
    return drawn(board, found, setting, viewer, language, now, kind)
