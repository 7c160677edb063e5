"""Boards (bảng theo dõi): charts that people put together, saved by name, for oneself or for roles.

A board is data: which registered measures, by what, over which period, with which conditions, drawn how.
Whether a chart makes sense is said by `dashboard.boards.checking`, which knows the measures.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from models.errors import MotcuaError, NotAllowed
from models.store import Index, Store
from models.viewer import Role, Viewer

ChartKind = Literal["number", "line", "bars", "heat", "dots", "table"]
KINDS: tuple[ChartKind, ...] = get_args(ChartKind)
#: parts of the page's width
Width = Literal["quarter", "third", "half", "whole"]
WIDTHS: dict[Width, int] = {"quarter": 3, "third": 4, "half": 6, "whole": 12}
#: "" is the grain that suits the period
Grain = Literal["", "day", "week", "month"]

#: boards of one person, charts of one board
MOST_BOARDS = 50
MOST_CHARTS = 16
LONGEST_NAME = 80


class BadBoard(MotcuaError):
    """A board or a chart that cannot be kept; the sentences say why."""


class Chart(BaseModel):
    """One chart of a board.

    `by`: dimensions; `over_time`: also a grouping in time, by `grain`. `period`: "" is the board's, else a
    preset of its own. `where`: one id a dimension; stronger than the board's filter on the same dimension.
    `title`: "" is told from the measures.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(default_factory=lambda: uuid.uuid4().hex[:8], pattern=r"^[a-z0-9-]{1,32}$")
    kind: ChartKind
    measures: tuple[str, ...]
    by: tuple[str, ...] = ()
    over_time: bool = False
    grain: Grain = ""
    period: str = ""
    where: dict[str, str] = {}
    title: str = ""
    width: Width = "half"
    #: how many rows are drawn; all of them are in the Excel file
    rows: int = 10


class Board(BaseModel):
    """A board. `roles`: everybody of these roles sees it; none: its owner alone. `version` counts changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id", default_factory=lambda: uuid.uuid4().hex)
    name: str
    owner: str
    roles: tuple[Role, ...] = ()
    #: the preset that the page opens with
    period: str = "last_3_months"
    charts: tuple[Chart, ...] = ()
    version: int = 1
    made_at: datetime
    changed_at: datetime

    def chart(self, id: str) -> Chart | None:
        """The chart of this id."""
        return next((each for each in self.charts if each.id == id), None)

    def seen_by(self, viewer: Viewer) -> bool:
        """Whether the viewer may open it: its owner, and who has one of its roles."""
        return viewer.user_id == self.owner or viewer.role in self.roles

    def document(self) -> dict[str, Any]:
        """The board as it is stored."""
        return self.model_dump(by_alias=True)


class Boards:
    """The boards. Few; unsharded in a cluster."""

    COLLECTION: ClassVar[str] = "boards"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("owner",)), Index(("roles",)))

    def __init__(self, store: Store) -> None:
        self._boards = store.collection(self.COLLECTION)

    def add(self, viewer: Viewer, board: Board) -> Board:
        """Keep a new board of the viewer's. Raises BadBoard where the viewer has too many."""
        if board.owner != viewer.user_id:
            raise NotAllowed("Chỉ tạo được bảng của mình.", "One makes only boards of one's own.")
        if len(self._of({"owner": viewer.user_id})) >= MOST_BOARDS:
            raise BadBoard(
                f"Bạn đã có {MOST_BOARDS} bảng; hãy xóa bớt.",
                f"You have {MOST_BOARDS} boards; remove some of them.",
            )
        self._boards.insert_one(board.document())
        return board

    def get(self, viewer: Viewer, id: str) -> Board | None:
        """The board of this id, if the viewer may see it."""
        found = self._boards.find_one({"_id": id})
        board = None if found is None else Board.model_validate(found)
        return board if board is not None and board.seen_by(viewer) else None

    def seen_by(self, viewer: Viewer) -> list[Board]:
        """The viewer's own boards and those shared with the viewer's role, by name."""
        found = {each.id: each for each in self._of({"roles": viewer.role})}
        found |= {each.id: each for each in self._of({"owner": viewer.user_id})}
        return sorted(found.values(), key=lambda each: (each.name.casefold(), each.id))

    def replace(self, viewer: Viewer, board: Board) -> Board:
        """Write what became of a board, of which `board.version` was read; its next version is returned.

        Raises NotAllowed where it is somebody else's, and BadBoard where it has changed meanwhile.
        """
        made = board.model_copy(update={"version": board.version + 1})
        same = {"_id": board.id, "owner": viewer.user_id, "version": board.version}
        if self._boards.replace_one(same, made.document()).matched_count:
            return made
        found = self._boards.find_one({"_id": board.id})
        if found is not None and found["owner"] != viewer.user_id:
            raise NotAllowed(
                "Chỉ người tạo mới sửa được bảng này; hãy sao chép thành bảng của bạn.",
                "Only its owner may change this board; copy it to make it yours.",
            )
        raise BadBoard(
            "Bảng vừa được sửa hoặc xóa ở một cửa sổ khác; chưa lưu gì. Hãy tải lại trang rồi sửa tiếp.",
            "The board has just been changed or removed in another window; nothing was saved. "
            "Load the page again and go on.",
        )

    def remove(self, viewer: Viewer, id: str) -> None:
        """Forget a board; one that is gone is no error. Raises NotAllowed where it is somebody else's."""
        found = self._boards.find_one({"_id": id}, {"owner": 1})
        if found is None:
            return
        if found["owner"] != viewer.user_id and viewer.role != "administrator":
            raise NotAllowed("Chỉ người tạo mới xóa được bảng này.", "Only its owner may remove this board.")
        self._boards.delete_one({"_id": id})

    def _of(self, query: dict[str, str]) -> list[Board]:
        return [Board.model_validate(row) for row in self._boards.find(query)]
