"""Charts stand in rows of twelve parts, in their order."""

from __future__ import annotations

from dashboard.boards.answering import Setting, asked_by, together
from dashboard.boards.keeping import moved, with_chart, without_chart
from dashboard.boards.layout import rows
from dashboard.boards.starting import ready_made
from dashboard.boards.words import title_of
from dashboard.period import preset
from models.board import Chart, Width

TODAY = 20_781
THREE = Setting(preset("last_3_months", TODAY), {}, TODAY)


def chart(width: Width) -> Chart:
    return Chart(kind="number", measures=("backlog",), width=width)


def test_a_row_is_filled_before_the_next_begins() -> None:
    widths: list[Width] = ["half", "quarter", "half", "half", "whole", "third"]
    assert rows([chart(width) for width in widths]) == [
        [(0, 6), (1, 3)], [(2, 6), (3, 6)], [(4, 12)], [(5, 4)]
    ]  # fmt: skip
    assert rows([]) == []


def test_a_chart_is_moved_replaced_and_taken_away() -> None:
    board = ready_made("vi")[0]
    ids = [each.id for each in board.charts]
    assert [each.id for each in moved(board, ids[1], -1)] == [ids[1], ids[0], *ids[2:]]
    assert [each.id for each in moved(board, ids[0], -1)] == ids
    assert [each.id for each in moved(board, ids[-1], 1)] == ids
    assert [each.id for each in without_chart(board, ids[2])] == [*ids[:2], *ids[3:]]
    other = board.charts[1].model_copy(update={"width": "whole"})
    assert with_chart(board, other)[1] == other
    assert with_chart(board, chart("half"))[:-1] == list(board.charts)


def test_what_differs_only_in_its_measures_is_asked_together() -> None:
    board = ready_made("vi")[0]
    questions = [
        question for each in board.charts for question in asked_by(each, THREE, 0).questions(0).values()
    ]
    merged = together(questions)
    assert len(merged) < len(questions)
    keys = {(each.by, each.start, each.end) for each in questions}
    assert len(merged) == len(keys)
    for each in questions:
        (same,) = [one for one in merged if (one.by, one.start, one.end) == (each.by, each.start, each.end)]
        assert set(each.measures) <= set(same.measures)


def test_the_charts_own_period_and_conditions_are_stronger_than_the_boards() -> None:
    own = Chart(kind="number", measures=("backlog",), period="this_month", where={"department": "A"})
    asked = asked_by(own, Setting(THREE.period, {"department": "B", "channel": "online"}, TODAY), 0)
    assert asked.where == {"department": "A", "channel": "online"}
    assert asked.period == preset("this_month", TODAY)


def test_a_filter_that_a_measure_does_not_have_is_told_and_nothing_else_is_shown() -> None:
    visits = Chart(kind="number", measures=("visits",))
    asked = asked_by(visits, Setting(THREE.period, {"channel": "online"}, TODAY), 0)
    assert asked.refused is not None
    assert "Hình thức tiếp nhận" in asked.refused[0]
    assert asked_by(visits, THREE, 0).refused is None


def test_medians_of_long_ago_or_by_procedure_are_read_by_months() -> None:
    def grain(measure: str, period: str, *by: str) -> str:
        line = Chart(kind="line", measures=(measure,), by=by, over_time=True, period=period)
        return asked_by(line, THREE, 0).grain

    assert grain("received", "this_month") == "day"
    assert grain("received", "last_3_months") == "week"
    assert grain("received", "last_12_months") == "month"
    assert grain("waiting_working_p90", "last_3_months") == "week"
    assert grain("waiting_working_p90", "last_3_months", "procedure") == "month"
    assert grain("waiting_working_p90", "this_year") == "month"


def test_a_chart_without_a_title_is_called_by_what_it_shows() -> None:
    bars = Chart(kind="bars", measures=("backlog", "overdue"), by=("department",))
    assert title_of(bars, "vi") == "Tồn đọng, quá hạn theo cơ quan"
    assert title_of(bars, "en") == "Backlog, overdue by department"
    dots = Chart(kind="dots", measures=("waiting_working_p90",), by=("field",))
    assert title_of(dots, "vi") == "Thời gian chờ (giờ làm việc) theo lĩnh vực"
    assert title_of(dots.model_copy(update={"title": "Riêng"}), "vi") == "Riêng"
