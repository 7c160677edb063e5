"""A definition that makes no sense is refused, and every reason is named in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dashboard.boards.checking import board_troubles, check, read_chart, troubles
from dashboard.boards.starting import ready_made
from models.board import LONGEST_NAME, MOST_CHARTS, BadBoard, Board, Chart

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def board(*charts: Chart, **more: Any) -> Board:
    given = {"name": "Bảng", "owner": "an", "charts": charts, "made_at": NOW, "changed_at": NOW}
    return Board(**{**given, **more})


BACKLOG = Chart(kind="number", measures=("backlog",))
MANY = tuple(Chart(kind="number", measures=("backlog",)) for _ in range(MOST_CHARTS + 1))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_ready_made_boards_can_be_kept_as_they_are(language: str) -> None:
    for each in ready_made(language):
        assert check(each) == each
        assert len(each.charts) == 6


@pytest.mark.parametrize(
    ("chart", "part", "named"),
    [
        (Chart(kind="number", measures=()), "measures", ""),
        (Chart(kind="number", measures=("nonsense",)), "measures", "nonsense"),
        (Chart(kind="number", measures=("backlog", "overdue")), "measures", "1"),
        (Chart(kind="table", measures=("backlog", "backlog"), by=("field",)), "measures", ""),
        (Chart(kind="line", measures=("backlog", "on_time_rate"), over_time=True), "measures", "Tồn đọng"),
        (Chart(kind="dots", measures=("backlog",), by=("field",)), "measures", "Tồn đọng"),
        (Chart(kind="bars", measures=("backlog",), by=("colour",)), "by", "colour"),
        (Chart(kind="bars", measures=("backlog",), by=("holder",)), "by", "Nơi giữ"),
        (Chart(kind="bars", measures=("visits", "backlog"), by=("channel",)), "by", "Hình thức tiếp nhận"),
        (Chart(kind="bars", measures=("backlog",)), "by", "1"),
        (Chart(kind="heat", measures=("backlog",), by=("field",)), "by", "2"),
        (Chart(kind="heat", measures=("backlog",), by=("field", "field")), "by", ""),
        (Chart(kind="number", measures=("backlog",), by=("field",)), "by", "0"),
        (Chart(kind="line", measures=("backlog",)), "over_time", ""),
        (Chart(kind="bars", measures=("backlog",), by=("field",), over_time=True), "over_time", ""),
        (Chart(kind="line", measures=("backlog", "overdue"), by=("field",), over_time=True), "by", ""),
        (Chart(kind="number", measures=("visits",), where={"level": "province"}), "where", "Cấp"),
        (Chart(kind="number", measures=("backlog",), where={"colour": "x"}), "where", "colour"),
        (Chart(kind="number", measures=("backlog",), period="yesterday"), "period", "yesterday"),
        (Chart(kind="number", measures=("backlog",), rows=7), "rows", ""),
        (Chart(kind="number", measures=("backlog",), title="x" * (LONGEST_NAME + 1)), "title", ""),
    ],
)
def test_a_chart_that_makes_no_sense_says_why(chart: Chart, part: str, named: str) -> None:
    found = [each for each in troubles(chart) if each.part == part]
    assert found
    assert any(named in each.vi for each in found)
    assert all(each.vi and each.en and each.vi != each.en for each in found)
    with pytest.raises(BadBoard):
        check(board(BACKLOG, chart))
    assert {each.part.split(".")[:2][1] for each in board_troubles(board(BACKLOG, chart))} == {"2"}


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * (LONGEST_NAME + 1)}, "name"),
        ({"period": "yesterday"}, "period"),
        ({"charts": (BACKLOG, BACKLOG)}, "charts"),
        ({"charts": MANY}, "charts"),
    ],
)
def test_a_board_that_makes_no_sense_says_why(wrong: dict[str, Any], part: str) -> None:
    assert [each.part for each in board_troubles(board(**wrong))] == [part]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"kind": "pie"}, "kind"),
        ({"width": "huge"}, "width"),
        ({"grain": "hour"}, "grain"),
        ({"colour": "red"}, "colour"),
        ({"measures": 7}, "measures"),
        ({"id": "../x"}, "id"),
    ],
)
def test_a_definition_of_another_shape_is_refused_by_the_name_of_the_part(
    wrong: dict[str, Any], named: str
) -> None:
    given = {"kind": "number", "measures": ["backlog"], **wrong}
    with pytest.raises(BadBoard) as refused:
        read_chart(given)
    assert named in refused.value.vi
    assert named in refused.value.en


def test_a_definition_is_read_from_what_it_is_written_as() -> None:
    for each in ready_made("vi"):
        for chart in each.charts:
            assert read_chart(chart.model_dump(mode="json")) == chart
    with pytest.raises(BadBoard, match="kind"):
        read_chart({"measures": ["backlog"]})
    with pytest.raises(BadBoard, match="nonsense"):
        read_chart({"kind": "number", "measures": ["nonsense"]})
