"""The screens that ask why (process map, what changed, health of the data), and the lists behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.office import Office
from dashboard.office_holder import install
from models.viewer import SYSTEM, Scope, Viewer

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


def html_of(test: AppTest) -> str:
    return "\n".join(each.proto.body for each in test.get("html"))


def numbers(html: str, page: str) -> list[tuple[int, dict[str, str]]]:
    """The numbers that lead to a page: what each says, and the address it leads to."""
    found = []
    for href, inside in re.findall(rf'<a [^>]*href="(/{page}\?[^"]*)"[^>]*>(.*?)</a>', html):
        said = re.search(r"\d[\d.]*", re.sub(r"<strong>.*?</strong>", "", inside))
        if said:
            count = int(said.group().replace(".", ""))
            found.append((count, dict(parse_qsl(urlsplit(unescape(href)).query))))
    return found


def listed(test: AppTest) -> int:
    assert not test.exception
    (count,) = re.findall(r'data-count="(\d+)"', html_of(test)) or ["0"]
    return int(count)


@pytest.mark.parametrize(
    ("viewer", "view"), [(SYSTEM, "kind"), (MANAGER, "holder")], ids=["all", "department"]
)
def test_the_numbers_of_the_process_map_open_lists_with_as_many_rows(
    office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer, view: str
) -> None:
    test = run("process_map", monkeypatch, viewer, view=view, period="all", arrows="45")
    assert not test.exception
    found = numbers(html_of(test), "ways")
    assert len(found) > 20
    whats = {params["find"]: (count, params) for count, params in found}
    assert {"arrow", "node", "known_node", "part"} <= whats.keys()
    for count, params in whats.values():  # one of each kind: the screen itself is the slow part
        assert listed(run("ways", monkeypatch, viewer, **params)) == count, params


def test_the_numbers_of_the_comparison_open_lists_with_as_many_rows(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run("why", monkeypatch, period="last_3_months")
    assert not test.exception
    html = html_of(test)
    groups = numbers(html, "ways")
    assert {params["b"] for _, params in groups} == {"before", "after"}
    for count, params in groups[:4]:
        assert listed(run("ways", monkeypatch, **params)) == count, params
    others = numbers(html, "listing")
    assert {params["measure"] for _, params in others} == {"waiting_working_mean", "received"}
    for count, params in others:
        assert listed(run("listing", monkeypatch, **params)) == count, params


@pytest.mark.parametrize(
    "asked", [{"period": "all"}, {"from": "2020-01-01", "to": "2020-01-31"}, {"department": "nobody"}]
)
def test_what_cannot_be_compared_is_told_in_a_sentence(
    office: Office, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str]
) -> None:
    test = run("why", monkeypatch, **asked)
    assert not test.exception
    assert len(test.info) + len(test.warning) == 1


def test_every_problem_of_the_data_opens_a_list_with_as_many_rows(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run("data_health", monkeypatch, days="15")
    assert not test.exception
    found = numbers(html_of(test), "data_health")
    assert found
    for count, params in found:
        assert listed(run("data_health", monkeypatch, **params)) == count, params


def test_the_numbers_of_the_backlog_in_depth_open_lists_with_as_many_rows(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run("backlog", monkeypatch, view="depth", period="last_12_months")
    assert not test.exception
    found = {params["measure"]: (count, params) for count, params in numbers(html_of(test), "listing")}
    assert {"backlog", "received", "closed", "held"} <= found.keys()
    for count, params in found.values():
        assert listed(run("listing", monkeypatch, **params)) == count, params


@pytest.mark.parametrize(("page", "many"), [("overview", 2), ("waiting", 2), ("backlog", 1)])
def test_a_chart_that_bad_dates_touch_is_marked_and_leads_to_them(
    office: Office, monkeypatch: pytest.MonkeyPatch, page: str, many: int
) -> None:
    assert "mc-mark" not in html_of(run(page, monkeypatch))
    monkeypatch.setattr("dashboard.ui.mining.mark.impossible", lambda who, filters: 2)
    marked = run(page, monkeypatch)
    assert html_of(marked).count("mc-mark") == many
    assert {(count, params["measure"]) for count, params in numbers(html_of(marked), "listing")} >= {
        (2, "data_problems")
    }


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


@pytest.mark.parametrize("page", ["process_map", "ways", "why", "data_health"])
def test_who_may_not_see_the_map_is_told_so(
    office: Office, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    test = run(page, monkeypatch, CLERK)
    assert not test.exception
    assert len(test.error) == 1
