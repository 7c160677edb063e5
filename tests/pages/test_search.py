"""The search page: box, chips, filters, pages, kept searches, export."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

import dashboard.ui.search as screen
import dashboard.ui.session as session
from dashboard.config import Settings
from dashboard.cube.question import Question
from dashboard.exchange.dossiers import Wish, as_xlsx, counted, found
from dashboard.exchange.spreadsheet import csv_file
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.search import Wanted
from models.errors import MotcuaError, NotAllowed
from models.viewer import SYSTEM, Scope, Viewer
from seed.demo import load_history
from tests.stores import leave

PAGE = Path(__file__).resolve().parents[2] / "pages" / "search.py"
UNTIL = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CHIEF = Viewer(user_id="chief", name="Chánh Văn phòng", role="leadership")
CLERK = Viewer(user_id="clerk", name="Một cửa", role="clerk", scope=Scope())
NARROW = Viewer(
    user_id="s", name="s", role="staff", scope=Scope(kind="department", departments=frozenset({"STNMT"}))
)


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(database="test_search_page", data=tmp_path_factory.mktemp("pages"))
    office = Office.open(settings, mongodb_uri, lambda: UNTIL)
    load_history(office, 90, UNTIL, 3)
    install(office)
    yield office
    install(None)
    leave(office)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes of the dossiers that the page has opened."""
    codes: list[str] = []

    def switch(page: str, query_params: dict[str, Any]) -> None:
        assert page == screen.DOSSIER_PAGE
        codes.append(query_params["code"])

    monkeypatch.setattr(screen.st, "switch_page", switch)
    return codes


def run(monkeypatch: pytest.MonkeyPatch, viewer: Viewer = CHIEF, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGE), default_timeout=90)
    for name, value in params.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def shown(test: AppTest) -> list[str]:
    """The codes in the table."""
    html = "".join(block.proto.body for block in test.get("html"))
    return [part.split('"')[0].split("code=")[-1] for part in html.split('href="')[1:] if "code=" in part]


def press(test: AppTest, text: str) -> AppTest:
    """Type into the box and press Enter."""
    test.text_input(key="search_q").set_value(text)
    next(button for button in test.button if button.label in ("Tìm", "Search")).click()
    test.run()
    assert not test.exception
    return test


def some_code(office: Office) -> str:
    return str(next(iter(office.dossiers.all()))["_id"])


def test_a_code_and_enter_opens_the_dossier_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    code = some_code(office)
    press(run(monkeypatch), code.lower())
    assert opened == [code]


def test_a_name_shows_its_hits_and_a_second_enter_opens_the_first(
    office: Office, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    test = press(run(monkeypatch), "nguyen")
    found = office.finder.find(CHIEF, "nguyen")
    assert shown(test) == [dossier.id for dossier in found.rows]
    assert opened == []
    press(test, "nguyen")
    assert opened == [found.rows[0].id]
    assert test.query_params["q"] == "nguyen"


def test_what_was_read_from_the_text_can_be_taken_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run(monkeypatch, q="nguyen đã trả")
    chip = next(button for button in test.button if button.key == "search_chip_0")
    assert "đã trả" in chip.label
    chip.click().run()
    assert test.query_params["q"] == "nguyen"
    assert test.text_input(key="search_q").value == "nguyen"


def test_filters_live_in_the_address(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run(monkeypatch, state="returned", late="late", received="2025-01-01..2026-11-20")
    assert test.multiselect(key="search_f_state").value == ["returned"]
    assert test.selectbox(key="search_f_lateness").value == "late"
    test.multiselect(key="search_f_channel").set_value(["online"]).run()
    assert test.query_params["channel"] == "online"
    assert test.query_params["state"] == "returned"
    next(button for button in test.button if button.key == "search_chip_lateness").click().run()
    assert "late" not in test.query_params
    assert not test.exception


def test_pages_go_forth_and_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run(monkeypatch)
    first = shown(test)
    test.button(key="search_next").click().run()
    second = shown(test)
    assert len(first) == 20
    assert not set(first) & set(second)
    test.button(key="search_next").click().run()
    test.button(key="search_back").click().run()
    assert shown(test) == second
    test.button(key="search_back").click().run()
    assert shown(test) == first
    assert "after" not in test.query_params


def test_nothing_found_says_what_to_do(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run(monkeypatch, q="zzzz", state="stopped")
    assert "4 số cuối" in test.info[0].value
    test.button(key="search_clear").click().run()
    assert "state" not in test.query_params


def test_a_search_is_saved_for_a_role_and_seen_there(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.saved_searches.save(CHIEF, "Chờ bổ sung", {"state": "supplement"}, "clerk", UNTIL)
    test = run(monkeypatch, CLERK)
    button = next(button for button in test.button if button.label.startswith("Chờ bổ sung"))
    button.click().run()
    assert test.query_params["state"] == "supplement"
    assert not any(button.label == "Xóa" for button in test.button)


def test_a_narrow_scope_and_a_broken_address_are_met(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run(
        monkeypatch, NARROW, q="0001", state="x,y", late="?", received="z", department="nobody", after="~"
    )
    assert shown(test) == []
    mine = run(monkeypatch, NARROW)
    for code in shown(mine):
        assert office.dossiers.get(code, NARROW) is not None


def test_names_are_initials_for_whoever_handles_no_dossiers(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = str(next(iter(office.dossiers.all()))["applicant"]["name"])
    assert name not in "".join(
        b.proto.body for b in run(monkeypatch, SYSTEM, q=some_code(office)).get("html")
    )
    assert name in "".join(b.proto.body for b in run(monkeypatch, CLERK, q=some_code(office)).get("html"))


def test_an_export_needs_the_permission_and_a_reason_for_personal_data(office: Office) -> None:
    with pytest.raises(NotAllowed):
        found(office, CLERK, "", Wanted(), Wish("csv"))
    with pytest.raises(MotcuaError):
        found(office, CHIEF, "", Wanted(), Wish("csv", personal=True, reason=" ngắn "))
    assert office.audit.about("search") == []


def test_an_export_has_all_hits_and_is_written_down(office: Office) -> None:
    wish = Wish("csv", personal=True, reason="báo cáo tháng 11")
    text = found(office, CHIEF, "nguyen", Wanted(), wish).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    hits = office.finder.find(CHIEF, "nguyen", limit=500).rows
    assert [row[0] for row in rows[1:]] == [dossier.id for dossier in hits]
    assert all("•" in row[10] for row in rows[1:])
    book = CalamineWorkbook.from_filelike(io.BytesIO(found(office, CHIEF, "nguyen", Wanted(), Wish("xlsx"))))
    sheet = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet[1:]] == [dossier.id for dossier in hits]
    assert len(sheet[0]) == 9
    entries = office.audit.between(UNTIL - timedelta(days=1), UNTIL + timedelta(days=1))
    told = [entry.detail for entry in entries if entry.action == "exported"]
    assert {(each["form"], each["personal"], each["reason"]) for each in told} == {
        ("csv", "yes", "báo cáo tháng 11"), ("xlsx", "no", "")
    }  # fmt: skip


@pytest.mark.parametrize("measure", ["backlog", "visits"])
def test_the_list_behind_a_number_leaves_by_the_same_way(office: Office, measure: str) -> None:
    question = Question((measure,))
    (figure,) = office.cube.figures(CHIEF, question)
    before = len(office.audit.about("list"))
    with pytest.raises(NotAllowed):
        counted(office, CLERK, measure, question, Wish("csv"))
    with pytest.raises(MotcuaError):
        counted(office, CHIEF, measure, question, Wish("csv", personal=True))
    assert len(office.audit.about("list")) == before
    plain = counted(office, CHIEF, measure, question, Wish("csv"))
    assert plain.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(plain.decode("utf-8-sig"))))
    assert len(rows) - 1 == figure.n > 0
    names = {str(row["applicant"]["name"]) for row in office.dossiers.all()}
    assert "Người nộp" not in rows[0] and names.isdisjoint(cell for row in rows for cell in row)
    wish = Wish("xlsx", personal=True, reason="thanh tra tháng 11")
    whole = counted(office, CHIEF, measure, question, wish)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(whole)).get_sheet_by_index(0).to_python()
    assert len(sheet) == len(rows) and sheet[1][sheet[0].index("Người nộp")] in names
    told = [each.detail for each in office.audit.about("list") if each.detail["measure"] == measure]
    assert {(each["reason"], each["lines"]) for each in told} == {
        ("", str(figure.n)), ("thanh tra tháng 11", str(figure.n))
    }  # fmt: skip


@pytest.mark.parametrize("name", ["=1+1", "+84", "-2", "@sum", "\tx"])
def test_no_cell_of_an_export_is_a_formula(name: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_file(["h"], [[name]]).decode("utf-8-sig"))))
    assert rows[1] == [f"'{name}"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(["h"], [[name]])))
    assert book.get_sheet_by_index(0).to_python()[1] == [name]
