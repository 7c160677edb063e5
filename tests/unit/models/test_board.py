"""Boards are their owner's; who has a role that they are shared with sees them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models.board import MOST_BOARDS, BadBoard, Board, Boards, Chart
from models.errors import NotAllowed
from models.store import Store
from models.viewer import Role, Viewer

NOW = datetime(2026, 11, 24, tzinfo=UTC)
AN = Viewer(user_id="an", name="An", role="manager")
BINH = Viewer(user_id="binh", name="Bình", role="manager")
CHI = Viewer(user_id="chi", name="Chi", role="staff")
ADMIN = Viewer(user_id="admin", name="Admin", role="administrator")


def board(name: str = "Giao ban", roles: tuple[Role, ...] = (), owner: str = "an") -> Board:
    charts = (Chart(kind="number", measures=("backlog",), where={"department": "STP"}),)
    return Board(name=name, owner=owner, roles=roles, charts=charts, made_at=NOW, changed_at=NOW)


def test_a_board_is_stored_as_it_is(store: Store) -> None:
    boards = Boards(store)
    made = boards.add(AN, board(roles=("staff",)))
    assert boards.get(AN, made.id) == made


def test_a_board_is_seen_by_its_owner_and_by_the_roles_that_it_is_shared_with(store: Store) -> None:
    boards = Boards(store)
    own = boards.add(AN, board("Của tôi"))
    shared = boards.add(AN, board("Chung", ("staff", "leadership")))
    assert [each.name for each in boards.seen_by(AN)] == ["Chung", "Của tôi"]
    assert [each.name for each in boards.seen_by(CHI)] == ["Chung"]
    assert boards.seen_by(BINH) == []
    assert boards.get(CHI, shared.id) == shared
    assert boards.get(CHI, own.id) is None
    assert boards.get(BINH, shared.id) is None
    assert boards.get(AN, "nothing") is None


def test_only_the_owner_changes_a_board(store: Store) -> None:
    boards = Boards(store)
    made = boards.add(AN, board(roles=("staff",)))
    with pytest.raises(NotAllowed):
        boards.replace(CHI, made.model_copy(update={"name": "Khác"}))
    with pytest.raises(NotAllowed):
        boards.remove(CHI, made.id)
    with pytest.raises(NotAllowed):
        boards.add(CHI, board(owner="an"))
    assert boards.get(AN, made.id) == made
    boards.remove(AN, made.id)
    boards.remove(AN, made.id)
    assert boards.seen_by(AN) == []
    left = boards.add(AN, board())
    boards.remove(ADMIN, left.id)
    assert boards.seen_by(AN) == []


def test_of_two_changes_of_one_version_the_second_is_refused_and_loses_nothing(store: Store) -> None:
    boards = Boards(store)
    made = boards.add(AN, board())
    first = boards.replace(AN, made.model_copy(update={"name": "Một"}))
    with pytest.raises(BadBoard, match="cửa sổ khác"):
        boards.replace(AN, made.model_copy(update={"name": "Hai"}))
    assert boards.get(AN, made.id) == first
    assert (first.name, first.version) == ("Một", made.version + 1)
    with pytest.raises(BadBoard):
        boards.replace(AN, board("không còn"))


def test_nobody_keeps_boards_without_end(store: Store) -> None:
    boards = Boards(store)
    store.collection(Boards.COLLECTION).insert_many([board().document() for _ in range(MOST_BOARDS)])
    with pytest.raises(BadBoard):
        boards.add(AN, board())
