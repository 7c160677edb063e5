"""The screens that ask why (process map, what changed, health of the data), and the lists behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.mining.left_out import FIGURES
from dashboard.office import Office
from dashboard.office_holder import install
from models.viewer import SYSTEM, Scope, Viewer
from tests.pages.opening import Number, figure_behind, html_of, lines_behind, numbers

PAGES = Path(__file__).resolve().parents[2] / "pages"
CLERK = Viewer(
    user_id="c", name="c", role="clerk", scope=Scope(kind="department", departments=frozenset({"TTPVHCC"}))
)
MANAGER = Viewer(
    user_id="m", name="m", role="manager", scope=Scope(kind="department", departments=frozenset({"STNMT"}))
)


@pytest.fixture(scope="module")
def office(told_office: Office) -> Iterator[Office]:
    install(told_office)
    yield told_office
    install(None)


def run(page: str, monkeypatch: pytest.MonkeyPatch, viewer: Viewer = SYSTEM, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=60)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def listed(test: AppTest) -> int:
    assert not test.exception
    (count,) = re.findall(r'data-count="(\d+)"', html_of(test)) or ["0"]
    return int(count)


def check(office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer, found: list[Number]) -> None:
    """Every number has as many lines; and of each kind one list is opened as a screen."""
    kinds = {
        (number.page, *(number.params.get(name) for name in ("find", "of", "measure", "without"))): number
        for number in found
    }
    with office.cube.reading():
        for number in found:
            if number.page == "listing" and "without" not in number.params:
                assert figure_behind(office, viewer, number) == number.said, number
            elif number.page == "ways":
                assert lines_behind(office, viewer, number) == number.said, number
    for number in kinds.values():
        assert lines_behind(office, viewer, number) == number.said, number
    screens = {(one.page, one.params.get("find"), "without" in one.params): one for one in kinds.values()}
    for number in screens.values():
        assert listed(run(number.page, monkeypatch, viewer, **number.params)) == number.said, number


@pytest.mark.parametrize(
    ("viewer", "view"), [(SYSTEM, "kind"), (MANAGER, "holder")], ids=["all", "department"]
)
def test_the_numbers_of_the_process_map_open_lists_with_as_many_rows(
    office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer, view: str
) -> None:
    test = run("process_map", monkeypatch, viewer, view=view, period="all", arrows="45", rows="all")
    assert not test.exception
    found = numbers(html_of(test))
    assert len(found) > 20
    kinds = {(number.params["find"], number.params.get("of")) for number in found}
    assert kinds >= {(what, None) for what in ("all", "arrow", "node", "known_node", "part")}
    assert kinds >= {("all", "dossiers"), ("arrow", "dossiers")}
    check(office, monkeypatch, viewer, found)


@pytest.mark.parametrize("viewer", [SYSTEM, MANAGER], ids=["all", "department"])
def test_the_numbers_of_the_comparison_open_lists_with_as_many_rows(
    office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer
) -> None:
    test = run("why", monkeypatch, viewer, period="last_12_months" if viewer is MANAGER else "last_3_months")
    assert not test.exception
    found = numbers(html_of(test))
    assert {number.params.get("find", "received") for number in found} == {"group", "result", "received"}
    check(office, monkeypatch, viewer, found)


def test_a_list_is_of_the_read_that_its_number_was_of_and_says_so_where_that_is_gone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = numbers(html_of(run("process_map", monkeypatch, period="all")))
    whole = next(number for number in found if number.params["find"] == "all" and "of" in number.params)
    monkeypatch.setattr("dashboard.mining.ways.KEPT_SECONDS", -1.0)
    monkeypatch.setattr(type(office.ways), "_epochs", lambda *args: {"changed": 1})
    monkeypatch.setattr(office.ways, "_rows", lambda *args: [])  # what a new read would find
    old = run("ways", monkeypatch, **whole.params)
    assert (listed(old), len(old.info)) == (whole.said, 0)
    office.ways.forget()
    later = office.now() + timedelta(minutes=5)
    monkeypatch.setattr(office, "now", lambda: later)
    new = run("ways", monkeypatch, **whole.params)
    assert listed(new) == 0
    assert "lần đọc trước" in new.info[0].value
    office.ways.forget()


@pytest.mark.parametrize(
    "asked", [{"period": "all"}, {"from": "2020-01-01", "to": "2020-01-31"}, {"department": "nobody"}]
)
def test_what_cannot_be_compared_is_told_in_a_sentence(
    office: Office, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str]
) -> None:
    test = run("why", monkeypatch, **asked)
    assert not test.exception
    assert len(test.info) + len(test.warning) == 1


@pytest.mark.parametrize("viewer", [SYSTEM, MANAGER], ids=["all", "department"])
def test_every_problem_of_the_data_opens_a_list_with_as_many_rows(
    office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer
) -> None:
    test = run("data_health", monkeypatch, viewer, days="15")
    assert not test.exception
    found = numbers(html_of(test))
    assert {"looked", "nobody_here"} <= {number.params.get("problem") for number in found}
    for number in found:
        assert lines_behind(office, viewer, number) == number.said, number
        assert listed(run(number.page, monkeypatch, viewer, **number.params)) == number.said, number


def on_some_days(days: Mapping[int, int], start: int, end: int) -> list[tuple[int, int, float]]:
    """Some of them, so that there are few lists to read."""
    return [row for row in on_two_weekdays(days, start, end) if row[0] % 5 == 0]


def on_two_weekdays(days: Mapping[int, int], start: int, end: int) -> list[tuple[int, int, float]]:
    """Every Wednesday and Friday is one of closures in mass: a small history has none."""
    return [(day, n, 1.0) for day, n in sorted(days.items()) if start <= day <= end and day % 7 in (6, 1)]


@pytest.mark.parametrize("viewer", [SYSTEM, MANAGER], ids=["all", "department"])
def test_the_numbers_of_the_backlog_in_depth_open_lists_with_as_many_rows(
    office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer
) -> None:
    monkeypatch.setattr("dashboard.mining.stock.outstanding", on_some_days)
    test = run("backlog", monkeypatch, viewer, view="depth", period="last_12_months", rows="all")
    assert not test.exception
    found = numbers(html_of(test))
    assert {"backlog", "received", "closed", "held"} <= {number.params["measure"] for number in found}
    rest = [number for number in found if "without" in number.params]
    assert {number.params["measure"] for number in rest} == {*FIGURES}
    check(office, monkeypatch, viewer, found)


def test_closures_beyond_the_first_are_offered(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.mining.stock.outstanding", on_two_weekdays)
    few, every = (
        html_of(run("backlog", monkeypatch, view="depth", period="last_12_months", **more))
        for more in ({}, {"rows": "all"})
    )
    assert re.search(r'href="/backlog\?[^"]*view=depth[^"]*rows=all"', few)
    assert 12 < every.count("mc-risk") > few.count("mc-risk")


@pytest.mark.parametrize(("page", "many"), [("overview", 2), ("waiting", 2), ("backlog", 1)])
def test_a_chart_that_bad_dates_touch_is_marked_and_leads_to_them(
    office: Office, monkeypatch: pytest.MonkeyPatch, page: str, many: int
) -> None:
    assert "mc-mark" not in html_of(run(page, monkeypatch))
    monkeypatch.setattr("dashboard.ui.mining.mark.impossible", lambda who, filters: 2)
    marked = run(page, monkeypatch)
    assert html_of(marked).count("mc-mark") == many
    found = {(number.said, number.params["measure"]) for number in numbers(html_of(marked), ("listing",))}
    assert (2, "data_problems") in found


def test_a_choice_of_the_map_is_written_into_the_address(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run("process_map", monkeypatch)
    test.select_slider(key="map_arrows").set_value(30).run()
    assert test.query_params["arrows"] in ("30", ["30"])
    assert not test.exception


def test_a_list_whose_address_is_broken_says_where_to_come_from(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = {"find": "node", "from": "x", "to": "2026-01-01"}
    broken: list[dict[str, str]] = [{}, {"find": "nonsense"}, node]
    for params in broken:
        test = run("ways", monkeypatch, **params)
        assert not test.exception
        assert "Hãy mở từ một con số" in html_of(test)


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("data_health", {"problem": "nonsense"}),
        ("data_health", {"problem": "ends_first"}),
        ("listing", {"measure": "closed", "without": "nonsense", "from": "2026-01-01", "to": "2026-03-31"}),
        ("listing", {"measure": "late", "without": "mass", "from": "2026-01-01", "to": "2026-03-31"}),
        ("listing", {"measure": "closed", "without": "mass", "from": "2026-01-01"}),
        ("ways", {"find": "group", "a": "STNMT|*", "from": "2026-01-01", "to": "2026-03-31"}),
        ("ways", {"find": "node", "a": "nobody", "from": "2026-01-01", "to": "2026-03-31", "of": "dossiers"}),
        ("ways", {"find": "all", "from": "2026-01-01", "to": "2026-03-31", "department": "nobody"}),
    ],
)
def test_a_forged_address_is_met_with_a_sentence(
    office: Office, monkeypatch: pytest.MonkeyPatch, page: str, asked: dict[str, str]
) -> None:
    test = run(page, monkeypatch, MANAGER, **asked)
    assert not test.exception
    assert len(test.info) + len(test.warning) >= 1


@pytest.mark.parametrize("page", ["process_map", "ways", "why", "data_health"])
def test_who_may_not_see_the_map_is_told_so(
    office: Office, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    test = run(page, monkeypatch, CLERK)
    assert not test.exception
    assert len(test.error) == 1
