"""The page of boards as people use it: begin, put together, arrange, share, copy, open by its address."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.boards.keeping import changed, made
from dashboard.cube.measures import MEASURES
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.ui.listing import read_question
from models.board import MOST_CHARTS, Board, Chart
from models.viewer import SYSTEM, Scope, Viewer
from tests.property.test_boards import sensible

PAGE = Path(__file__).resolve().parents[2] / "pages" / "boards.py"
AN = Viewer(user_id="an", name="An", role="leadership")
CLERK = Viewer(
    user_id="c", name="c", role="clerk", scope=Scope(kind="department", departments=frozenset({"STNMT"}))
)
NUMBER = Chart(id="one", kind="number", measures=("backlog",), width="third")
BARS = Chart(id="two", kind="bars", measures=("backlog", "on_time_rate"), by=("department",), width="half")


@pytest.fixture(scope="module")
def office(told_office: Office) -> Iterator[Office]:
    install(told_office)
    yield told_office
    install(None)


@pytest.fixture(autouse=True)
def no_boards(office: Office) -> None:
    office.store.clear("boards")


def run(monkeypatch: pytest.MonkeyPatch, viewer: Viewer = AN, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGE), default_timeout=120)
    for name, value in params.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def text(test: AppTest) -> str:
    """All that is drawn as HTML."""
    return "".join(each.proto.body for each in test.get("html"))


def kept(office: Office, *charts: Chart, owner: Viewer = AN, name: str = "Giao ban") -> Board:
    return made(office, owner, name, charts)


def test_who_has_no_board_is_told_what_to_do_and_begins_from_a_ready_made_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run(monkeypatch)
    assert "Bạn chưa có bảng nào" in text(test)
    assert "/boards?board=start-office" in text(test)
    test.button(key="board_start").click().run()
    assert "Điều hành" in text(test)
    test.button(key="board_copy").click().run()
    assert not test.exception and [each.value for each in test.error] == []
    (board,) = office.boards.seen_by(AN)
    assert len(board.charts) == 6
    assert test.query_params["board"] == board.id
    assert "Bạn chưa có bảng nào" not in text(run(monkeypatch))


def test_a_board_is_named_and_a_chart_is_put_together_and_saved(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run(monkeypatch)
    test.text_input(key="board_name").set_value("  Sáng thứ Hai ")
    next(one for one in test.button if one.label == "Tạo bảng").click().run()
    assert not test.exception and [each.value for each in test.error] == []
    (board,) = office.boards.seen_by(AN)
    assert (board.name, board.charts) == ("Sáng thứ Hai", ())
    test.button(key="board_add").click().run()
    test.selectbox(key="chart_kind").set_value("heat").run()
    test.selectbox(key="chart_measure_heat").set_value("received").run()
    # One dimension is too little for a heat map: the reason stands where the chart will be.
    assert any("cần 2 chiều" in each.value for each in test.warning)
    assert test.button(key="chart_save").disabled
    test.multiselect[0].set_value(["department", "channel"]).run()
    assert not test.warning
    assert "mc-heat" in text(test)
    test.text_input(key="chart_title").set_value("Nhận ở đâu").run()
    test.button(key="chart_save").click().run()
    assert not test.exception and [each.value for each in test.error] == []
    (chart,) = office.boards.seen_by(AN)[0].charts
    assert (chart.kind, chart.measures, chart.by) == ("heat", ("received",), ("department", "channel"))
    assert (chart.title, chart.width) == ("Nhận ở đâu", "whole")
    assert "Nhận ở đâu" in text(test)


def test_every_kind_is_chosen_in_the_editor_and_drawn(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = kept(office, BARS)
    test = run(monkeypatch, board=board.id, chart="two")
    marks = {"number": "mc-tile", "line": "mc-curve", "table": "mc-table", "dots": "mc-dots",
             "bars": "mc-bar"}  # fmt: skip
    for kind, mark in marks.items():
        test.selectbox(key="chart_kind").set_value(kind).run()
        assert not test.exception
        if not test.warning:
            assert mark in text(test), kind
    test.button(key="chart_save").click().run()
    assert office.boards.seen_by(AN)[0].charts[0].id == "two"


def test_charts_are_moved_widened_and_taken_away(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    board = kept(office, NUMBER, BARS)
    test = run(monkeypatch, board=board.id, edit="1")
    test.button(key="board_later_one").click().run()
    assert [chart.id for chart in office.boards.seen_by(AN)[0].charts] == ["two", "one"]
    test.selectbox(key="board_width_one").set_value("whole").run()
    assert office.boards.seen_by(AN)[0].charts[1].width == "whole"
    test.button(key="board_drop_two").click().run()
    assert [chart.id for chart in office.boards.seen_by(AN)[0].charts] == ["one"]
    test.button(key="board_done").click().run()
    assert "edit" not in test.query_params
    assert not test.exception and [each.value for each in test.error] == []


def test_a_board_is_shared_with_a_role_which_opens_it_by_its_address_and_cannot_change_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = kept(office, NUMBER, BARS)
    refused = run(monkeypatch, CLERK, board=board.id)
    assert len(refused.warning) == 1 and "không được chia sẻ" in refused.warning[0].value
    assert "Giao ban" not in text(run(monkeypatch, CLERK))
    test = run(monkeypatch, board=board.id, edit="1")
    test.multiselect[0].set_value(["clerk"])
    next(one for one in test.text_input if one.label == "Tên bảng").set_value("Giao ban tuần")
    next(one for one in test.button if one.label == "Lưu tên và chia sẻ").click().run()
    assert not test.exception and [each.value for each in test.error] == []
    assert office.boards.seen_by(AN)[0].roles == ("clerk",)
    assert "Giao ban tuần" in text(run(monkeypatch, CLERK))
    seen = run(monkeypatch, CLERK, board=board.id, edit="1", chart="one")
    assert "Giao ban tuần" in text(seen)
    assert {"board_edit", "board_add", "chart_save"}.isdisjoint({each.key for each in seen.button})
    # What they see is theirs: each row of the ranked chart is of their department.
    departments = re.findall(r'class="mc-two" title="([^"]+)"', text(seen))
    assert departments == [office.names.name("department", "STNMT")]
    seen.button(key="board_copy").click().run()
    (copy,) = [each for each in office.boards.seen_by(CLERK) if each.owner == "c"]
    assert (copy.name, copy.roles) == ("Giao ban tuần (bản sao)", ())


def test_what_another_window_has_changed_meanwhile_is_not_overwritten(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = kept(office, NUMBER, BARS)
    test = run(monkeypatch, board=board.id, edit="1")
    changed(office, AN, board, name="Tên mới")
    test.button(key="board_drop_one").click().run()
    assert len(test.error) == 1 and "cửa sổ khác" in test.error[0].value
    assert [chart.id for chart in office.boards.seen_by(AN)[0].charts] == ["one", "two"]


def test_a_board_is_removed_by_its_owner(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    board = kept(office, NUMBER)
    test = run(monkeypatch, board=board.id, edit="1")
    test.button(key="board_remove").click().run()
    assert office.boards.seen_by(AN) == []
    assert "board" not in test.query_params
    assert any("Đã xóa" in each.value for each in test.success)


def test_one_filter_bar_narrows_every_chart_and_a_chart_says_where_it_cannot(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = Chart(id="three", kind="bars", measures=("visits",), by=("holder",))
    board = kept(office, NUMBER, BARS, visits)
    test = run(monkeypatch, board=board.id, department="STNMT", channel="counter", period="this_year")
    drawn = text(test)
    assert set(re.findall(r'class="mc-two" title="([^"]+)"', drawn)) <= {"Sở Tài nguyên và Môi trường"}
    assert "không lọc theo “Hình thức tiếp nhận” được" in drawn
    links = re.findall(r'href="(/listing[^"]+)"', drawn)
    assert links and all("department=STNMT" in link and "channel=counter" in link for link in links)


def test_every_number_of_a_random_board_opens_a_list_of_its_length(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(2026)
    charts = []
    while len(charts) < MOST_CHARTS:
        # What is asked by ids that only the small histories have would be empty here.
        chart = sensible(chance).model_copy(update={"where": {}, "id": f"c{len(charts)}"})
        charts.append(chart)
    board = kept(office, *charts)
    everything = SYSTEM.model_copy(update={"user_id": "an"})
    test = run(monkeypatch, everything, board=board.id, period="last_12_months")
    assert not test.error
    found = re.findall(r'href="/(?:listing\?)([^"]+)"[^>]*>([^<]*)<', text(test))
    assert len(found) > 100
    counts = 0
    found = chance.sample(list(dict.fromkeys(found)), 120)
    for address, shown in found:
        params = dict(parse_qsl(html.unescape(address)))
        measure = MEASURES[params["measure"]]
        question, wrong = read_question(measure, params)
        assert not wrong, (address, wrong)
        (figure,) = office.cube.figures(SYSTEM, question)
        if measure.unit in ("dossier", "visit") and shown:
            counts += 1
            assert int(re.sub(r"\D", "", shown)) == figure.n, (address, shown)
    assert counts > 15
    for address, _ in chance.sample(found, 15):
        params = dict(parse_qsl(html.unescape(address)))
        question, _ = read_question(MEASURES[params["measure"]], params)
        (figure,) = office.cube.figures(SYSTEM, question)
        rows, after = 0, None
        while True:
            page = office.cube.members(SYSTEM, params["measure"], question, after, 50)
            rows, after = rows + len(page.rows), page.after
            if after is None:
                break
        assert rows == figure.n, address
    ids = re.findall(r'popover id="([^"]+)"', text(test))
    assert len(ids) == len(set(ids)) >= len(charts)


def test_a_broken_address_is_met_with_grace(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    board = kept(office, NUMBER)
    assert len(run(monkeypatch, board="../x").warning) == 1
    assert run(monkeypatch, board=board.id, chart="gone").button(key="chart_save")
    bad = run(monkeypatch, board=board.id, department="nobody", period="someday")
    assert "nobody" in " ".join(each.value for each in bad.warning)
    assert "mc-tile" in text(bad)


def test_a_board_reads_the_cube_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    board = kept(office, NUMBER, BARS, *run_charts())
    test = run(monkeypatch, board=board.id)
    looks = 0
    epochs = office.cube.frame._cells.epochs

    def counted(*given: object) -> object:
        nonlocal looks
        looks += 1
        return epochs(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(office.cube.frame._cells, "epochs", counted)
    test.run()
    assert not test.exception
    assert looks == 1


def run_charts() -> tuple[Chart, ...]:
    """Charts that ask by time, by a dimension of the fine families, and for visits."""
    return (
        Chart(id="l", kind="line", measures=("received", "resolved"), over_time=True),
        Chart(id="p", kind="table", measures=("received",), by=("procedure",)),
        Chart(id="h", kind="heat", measures=("visits",), by=("holder", "department")),
    )
