"""A board's files hold what the screen shows: the same figures, their n, their definitions."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from dashboard.boards.answering import Answer, Setting, answers
from dashboard.boards.export import File, export
from dashboard.boards.keeping import NoBoard, changed, copied, made, opened
from dashboard.boards.shape import axes, lines_of, rows_of
from dashboard.boards.starting import ready_made
from dashboard.boards.told import Language, file_name
from dashboard.boards.workbook import SHEET_LETTERS, sheet_name
from dashboard.office import Office
from dashboard.period import preset
from models.audit import Entry
from models.board import BadBoard, Board, Chart
from models.errors import NotAllowed
from models.viewer import SYSTEM, Scope, Viewer

CLERK = Viewer(user_id="c", name="c", role="clerk")
LEADER = Viewer(user_id="l", name="Lê Lãnh Đạo", role="leadership")
NAMES = {"department": "STNMT"}


@pytest.fixture
def office(told_office: Office) -> Office:
    return told_office


@pytest.fixture
def spoken(office: Office) -> Language:
    return Language("vi", office.names.name)


def setting(office: Office, **where: str) -> Setting:
    return Setting(preset("last_12_months", office.today()), where, office.today())


def whole(office: Office, where: dict[str, str] | None = None) -> tuple[Board, list[Answer], Setting]:
    """A board with every kind of chart, and its answers."""
    charts = [chart for board in ready_made("vi") for chart in board.charts]
    board = ready_made("vi")[0].model_copy(update={"charts": tuple(charts), "name": "Đủ [mọi] loại: a/b?"})
    asked = setting(office, **(where or {}))
    return board, answers(office.cube, SYSTEM, charts, asked), asked


def exported(office: Office) -> list[Entry]:
    found = office.store.collection("audit").find({"action": "exported"})
    return [Entry.model_validate(row) for row in found]


def test_the_workbook_holds_every_figure_as_a_number(office: Office, spoken: Language) -> None:
    board, found, asked = whole(office)
    book = CalamineWorkbook.from_filelike(io.BytesIO(export(office, SYSTEM, board, asked, "xlsx", spoken)))
    names = book.sheet_names
    assert len(names) == len(board.charts) + 1
    cover = [cell for row in book.get_sheet_by_name(names[0]).to_python() for cell in row]
    assert any("Hồ sơ đã tiếp nhận và chưa kết thúc" in str(cell) for cell in cover)
    for name, answer in zip(names[1:], found, strict=True):
        rows = book.get_sheet_by_name(name).to_python()
        numbers = sorted(float(cell) for row in rows[3:] for cell in row if isinstance(cell, int | float))
        wanted: list[float] = []
        if answer.chart.kind == "heat":
            down, across = axes(answer, every=True)
            shown = [answer.at("late", (*row, *column)) for row in down.rows for column in across.rows]
            wanted = [float(figure.value or 0) for figure in shown if figure is not None]
            assert down.left_out == across.left_out == 0
        elif answer.chart.kind == "line":
            labels, lines, _ = lines_of(answer)
            points = [answer.at(measure, (*group, label)) for measure, group in lines for label in labels]
            wanted = [float(figure.value or 0) for figure in points if figure is not None]
        elif answer.chart.kind == "number":
            figures = [*answer.figures, *answer.course, *([answer.before] if answer.before else [])]
            wanted = [float(f.value) for f in figures if f.value is not None] + [float(f.n) for f in figures]
        else:
            assert rows_of(answer, every=True).left_out == 0
            continue
        assert numbers == pytest.approx(sorted(wanted))


def test_a_table_in_the_workbook_has_all_groups_with_their_n(office: Office, spoken: Language) -> None:
    board, found, asked = whole(office)
    book = CalamineWorkbook.from_filelike(io.BytesIO(export(office, SYSTEM, board, asked, "xlsx", spoken)))
    place = next(place for place, chart in enumerate(board.charts, 1) if chart.id == "ranked")
    answer = found[place - 1]
    rows = book.get_sheet_by_name(book.sheet_names[place]).to_python()
    assert rows[3][:5] == ["Cơ quan", "Tồn đọng", "Quá hạn", "Tỷ lệ đúng hạn", "Tỷ lệ đúng hạn · n"]
    by_name = {row[0]: row for row in rows[4:]}
    groups = rows_of(answer, every=True).rows
    assert len(by_name) == len(groups) > answer.chart.rows
    for group in groups:
        row = by_name[office.names.name("department", group[0])]
        rate = answer.at("on_time_rate", group)
        backlog = answer.at("backlog", group)
        assert row[1] == (backlog.value if backlog else "")
        if rate is not None:
            assert row[4] == rate.n
            assert row[3] == (pytest.approx(rate.value) if rate.n else "")


@pytest.mark.parametrize("where", [{}, NAMES])
def test_the_pdf_tells_the_figures_their_n_and_their_definitions(
    office: Office, spoken: Language, where: dict[str, str]
) -> None:
    board, found, asked = whole(office, where)
    pdf = PdfReader(io.BytesIO(export(office, LEADER, board, asked, "pdf", spoken)))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert board.name in text
    assert "12 tháng gần đây" in text
    assert "Lê Lãnh Đạo" in text
    assert "Hồ sơ đã tiếp nhận và chưa kết thúc vào cuối ngày." in text
    for answer in found:
        if answer.chart.kind == "number":
            (figure,) = answer.figures
            assert spoken.value(figure) in text
            if figure.unit != "dossier":
                assert f"n = {spoken.number(figure.n)}" in text
    if where:
        assert "Cơ quan: Sở Tài nguyên và Môi trường" in text
    fonts = {
        str(font["/BaseFont"])
        for page in pdf.pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    assert all("BeVietnamPro" in font for font in fonts), fonts


def test_the_picture_is_one_and_as_wide_as_a_page(office: Office, spoken: Language) -> None:
    board, _, asked = whole(office)
    png = export(office, SYSTEM, board, asked, "png", spoken)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = (int.from_bytes(png[place : place + 4], "big") for place in (16, 20))
    assert wide == pytest.approx(297 / 25.4 * 144, abs=2)
    assert high > 1000


@pytest.mark.parametrize("kind", ["xlsx", "pdf", "png"])
def test_a_board_of_nothing_and_a_filter_that_does_not_fit_are_told_in_words(
    office: Office, spoken: Language, kind: File
) -> None:
    charts = (
        Chart(kind="bars", measures=("visits",), by=("holder",)),
        Chart(kind="heat", measures=("on_time_rate",), by=("department", "channel"),
              where={"field": "nobody"}),
        Chart(kind="line", measures=("backlog",), over_time=True, where={"field": "nobody"}),
        Chart(kind="number", measures=("on_time_rate",), where={"field": "nobody"}),
        Chart(kind="dots", measures=("queue_working_p50",), by=("step",), where={"procedure": "nobody"}),
        Chart(kind="table", measures=("received",)),
    )  # fmt: skip
    board = ready_made("vi")[0].model_copy(update={"charts": charts, "name": '#"$\\ *_`<b>'})
    made_ = export(office, SYSTEM, board, setting(office, channel="online"), kind, spoken)
    if kind == "pdf":
        text = " ".join(PdfReader(io.BytesIO(made_)).pages[0].extract_text().split())
        assert "không lọc theo “Hình thức tiếp nhận” được" in text
        assert "chưa có số liệu" in text
        assert board.name in text
    else:
        assert len(made_) > 1000


def test_an_export_is_in_the_audit_and_refused_to_those_who_may_not(office: Office, spoken: Language) -> None:
    board, _, asked = whole(office)
    before = len(exported(office))
    with pytest.raises(NotAllowed):
        export(office, CLERK, board, asked, "xlsx", spoken)
    assert len(exported(office)) == before
    export(office, LEADER, board, asked, "png", spoken)
    (entry,) = exported(office)[before:]
    assert (entry.actor, entry.subject, entry.detail["form"]) == ("l", "board", "png")


def test_figures_of_a_scope_are_those_of_its_departments(office: Office) -> None:
    scope = Scope(kind="department", departments=frozenset({"STNMT"}))
    narrow = Viewer(user_id="n", name="n", role="manager", scope=scope)
    board, everything, asked = whole(office)
    theirs = answers(office.cube, narrow, board.charts, asked)
    asking = Setting(asked.period, NAMES, asked.today)
    filtered = answers(office.cube, SYSTEM, board.charts, asking)
    assert any(answer.figures and "department" in answer.chart.by for answer in theirs)
    for mine, same, every in zip(theirs, filtered, everything, strict=True):
        if "department" in mine.chart.by:
            assert {f.group["department"] for f in mine.figures} <= {"STNMT"}
        assert [(f.value, f.n) for f in mine.figures] == [(f.value, f.n) for f in same.figures]
        assert len(mine.figures) <= len(every.figures)


def test_a_board_is_made_shared_copied_and_nothing_senseless_is_kept(office: Office) -> None:
    board = made(office, LEADER, "  Giao   ban ")
    assert (board.name, board.roles) == ("Giao ban", ())
    with pytest.raises(NoBoard):
        opened(office, CLERK, board.id, "vi")
    with pytest.raises(BadBoard):
        made(office, LEADER, "   ")
    with pytest.raises(BadBoard, match="nonsense"):
        changed(office, LEADER, board, charts=[Chart(kind="number", measures=("nonsense",))])
    board = changed(office, LEADER, board, roles=["clerk"], charts=ready_made("vi")[0].charts)
    assert opened(office, CLERK, board.id, "vi") == office.boards.get(LEADER, board.id) == board
    copy = copied(office, CLERK, opened(office, CLERK, board.id, "vi"), "vi")
    assert (copy.owner, copy.roles, copy.charts, copy.name) == ("c", (), board.charts, "Giao ban (bản sao)")
    assert office.boards.get(LEADER, copy.id) is None
    ready = opened(office, CLERK, "start-time", "en")
    assert copied(office, CLERK, ready, "en").name == ready.name


def test_the_names_of_sheets_and_files_hold_nothing_that_a_system_refuses() -> None:
    board, name = ready_made("vi")[0], "Bảng [1]: a/b\\c*?' " + "x" * 80
    assert len(sheet_name(3, name)) <= SHEET_LETTERS
    assert not set("[]:*?/\\'") & set(sheet_name(3, name))
    found = file_name(board.model_copy(update={"name": name}), 20_781)
    assert found.isascii() and len(found) < 80 and "/" not in found
    assert file_name(board.model_copy(update={"name": "!!!"}), 20_781) == "bang-20261124"
