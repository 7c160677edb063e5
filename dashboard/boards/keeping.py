"""Making, changing, sharing and copying boards: what makes no sense is refused before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.boards.checking import check
from dashboard.boards.starting import ready_made_of
from models.board import LONGEST_NAME, BadBoard, Board, Chart
from models.viewer import OUTSIDE, ROLES, Role, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: the roles that a board may be shared with: those of the Office
SHARED_WITH: tuple[Role, ...] = tuple(role for role in ROLES if role not in OUTSIDE)


class NoBoard(BadBoard):
    """There is no such board for this viewer."""

    def __init__(self) -> None:
        super().__init__(
            "Không có bảng này, hoặc nó không được chia sẻ với vai trò của bạn. Hãy hỏi người gửi địa chỉ.",
            "There is no such board, or it is not shared with your role. Ask who has sent you the address.",
        )


def opened(office: Office, viewer: Viewer, id: str, language: str) -> Board:
    """The board of an address, ready made or kept. Raises NoBoard."""
    require(viewer, "page.boards")
    found = ready_made_of(id, language) or office.boards.get(viewer, id)
    if found is None:
        raise NoBoard
    return found


def made(office: Office, viewer: Viewer, name: str, charts: Sequence[Chart] = ()) -> Board:
    """A new board of the viewer's, for the viewer alone. Raises BadBoard."""
    require(viewer, "page.boards")
    now = office.now()
    board = Board(name=tidy(name), owner=viewer.user_id, charts=tuple(charts), made_at=now, changed_at=now)
    return office.boards.add(viewer, check(board))


def copied(office: Office, viewer: Viewer, board: Board, language: str) -> Board:
    """The viewer's own copy of a board that the viewer sees; nobody else sees it until it is shared."""
    require(viewer, "page.boards")
    now = office.now()
    end = " (copy)" if language == "en" else " (bản sao)"
    name = board.name if not board.owner else board.name[: LONGEST_NAME - len(end)] + end
    copy = Board(
        name=name, owner=viewer.user_id, period=board.period, charts=board.charts, made_at=now, changed_at=now
    )
    return office.boards.add(viewer, check(copy))


def changed(
    office: Office,
    viewer: Viewer,
    board: Board,
    *,
    name: str | None = None,
    roles: Sequence[Role] | None = None,
    period: str | None = None,
    charts: Sequence[Chart] | None = None,
) -> Board:
    """The board with what is given changed, kept. Raises BadBoard, NotAllowed."""
    require(viewer, "page.boards")
    given: dict[str, object] = {"changed_at": office.now()}
    if name is not None:
        given["name"] = tidy(name)
    if roles is not None:
        given["roles"] = tuple(role for role in SHARED_WITH if role in roles)
    if period is not None:
        given["period"] = period
    if charts is not None:
        given["charts"] = tuple(charts)
    return office.boards.replace(viewer, check(board.model_copy(update=given)))


def with_chart(board: Board, chart: Chart) -> list[Chart]:
    """The charts of a board with this one in the place of the one of its id, else at the end."""
    if board.chart(chart.id) is None:
        return [*board.charts, chart]
    return [chart if each.id == chart.id else each for each in board.charts]


def without_chart(board: Board, id: str) -> list[Chart]:
    """The charts of a board but one."""
    return [each for each in board.charts if each.id != id]


def moved(board: Board, id: str, by: int) -> list[Chart]:
    """The charts of a board with one moved by so many places."""
    charts = list(board.charts)
    place = next(number for number, each in enumerate(charts) if each.id == id)
    chart = charts.pop(place)
    charts.insert(max(0, min(len(charts), place + by)), chart)
    return charts


def tidy(name: str) -> str:
    """A name without what nobody sees."""
    return " ".join(name.split())
