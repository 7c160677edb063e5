"""Every number of the statutory reports opens a list of as many, for who sees all and for who sees a part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.reports.appendix as appendix_page
import dashboard.ui.reports.lists as lists_page
from dashboard.clock import day_number
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.reports.facts import HANDLED, OF_DEPARTMENT, Fact, read_facts
from dashboard.reports.listed import members
from dashboard.reports.reading import Asked
from dashboard.roster.protection import GROUP
from models.errors import NotAllowed
from models.viewer import Scope, Viewer
from tests.pages.running import page_of

PAGE = Path(__file__).resolve().parents[2] / "pages" / "reports.py"
LEADER = Viewer(user_id="l", name="Lãnh đạo", role="leadership")
MANAGER = Viewer(
    user_id="m", name="m", role="manager", scope=Scope(kind="department", departments=frozenset({"STNMT"}))
)
#: of a department that has overdue dossiers
LATE = MANAGER.model_copy(update={"scope": Scope(kind="department", departments=frozenset({"H-899"}))})
QUARTER = {"period": "2026-Q3"}
YEAR = day_number(date(2025, 12, 15)), day_number(date(2026, 12, 14))
DAYS = day_number(date(2026, 6, 15)), day_number(date(2026, 9, 14))


@pytest.fixture(scope="module")
def office(told_office: Office) -> Iterator[Office]:
    install(told_office)
    yield told_office
    install(None)


def run(monkeypatch: pytest.MonkeyPatch, viewer: Viewer, **params: str) -> AppTest:
    return page_of("reports", monkeypatch, viewer, **params)


Numbers = dict[tuple[tuple[str, str], ...], int]


def html(test: AppTest) -> str:
    return "".join(one.proto.body for one in test.get("html"))


def numbers(text: str, *kinds: str) -> Numbers:
    """The address of each list that is linked, and the number that links to it."""
    found: Numbers = {}
    for href, told in re.findall(r'<a [^>]*href="(/reports\?[^"]*)"[^>]*>([^<]*)</a>', text):
        params = tuple(parse_qsl(urlsplit(unescape(href)).query))
        if any(name in kinds for name, _ in params) and re.search(r"\d", told):
            n = int(re.sub(r"\D", "", told))
            assert found.setdefault(params, n) == n, "one list has one number"
    return found


def listed(text: str) -> int:
    (count,) = re.findall(r'data-count="(\d+)"', text)
    return int(count)


def rows(text: str) -> int:
    return len(re.findall(r"<tr><td", text))


def codes(text: str) -> list[str]:
    return re.findall(r'dossier\?code=([^"]*)"', text)


def opened(office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer, found: Numbers) -> None:
    """Each number opens as many, on the screen or (of many of one kind, most) where it reads them."""
    for place, (params, n) in enumerate(found.items()):
        asked = dict(params)
        if place % 6 and len(found) > 12 and asked["fact"] in (*OF_DEPARTMENT, HANDLED):
            fact = Fact(asked["fact"], asked["of"], asked.get("person", ""))
            assert len(members(office, viewer, Asked(*DAYS), fact)) == n, params
            continue
        text = html(run(monkeypatch, viewer, **asked))
        assert listed(text) == n, params
        if asked.get("view") == "overdue":
            assert len(codes(text)) == min(n, appendix_page.PAGE), params
        else:
            assert rows(text) == min(n, lists_page.PAGE), params


@pytest.mark.parametrize(
    ("viewer", "view", "more"),
    [
        (LEADER, "evaluation", {}),
        (MANAGER, "evaluation", {"department": "STNMT"}),
        (LEADER, "index", {}),
        (MANAGER, "index", {"asof": "2026-09-01", "level": "province"}),
        (LEADER, "overdue", {}),
        (LATE, "overdue", {}),
    ],
)
def test_every_number_opens_a_list_of_as_many(
    office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer, view: str, more: dict[str, str]
) -> None:
    text = html(run(monkeypatch, viewer, view=view, **QUARTER, **more))
    bare = re.sub(r"<a [^>]*>[^<]*</a>", "", text)
    assert not re.search(r"n = \d", bare), "no n stands without its list"
    found = numbers(text, "fact")
    assert found and all(found.values())
    opened(office, monkeypatch, viewer, found)


@pytest.mark.parametrize("viewer", [LEADER, LATE], ids=["all", "department"])
def test_what_the_form_says_beside_its_columns_opens_its_list(
    office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer
) -> None:
    text = html(run(monkeypatch, viewer, period="2026-Y"))
    found = numbers(text, "fact")
    beside = office.reports.make(viewer, Asked(*YEAR)).beside
    assert {dict(params)["fact"]: n for params, n in found.items()} == {k: v for k, v in beside.items() if v}
    assert len(found) >= 2 or viewer is LATE
    above = text.partition("mc-report")[0]
    opened(office, monkeypatch, viewer, found | (numbers(above, "cell") if viewer is LATE else {}))
    links = re.findall(r"cell=(\d+)", above)
    assert viewer is LATE or set(map(int, links)) == {3, 4, 5, 6, 7, 10, 11, 12, 13}, "and those of the tiles"
    tiles = above[above.index("mc-grid") :].partition("mc-plain")[0]
    bare = re.sub(r"<a .*?</a>|[\d,]+ %|<[^>]*>", "", tiles)
    assert not re.search(r"[1-9]", bare), "no number but nought stands without its list"


def test_a_long_list_has_pages_that_have_all_of_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists_page, "PAGE", 20)
    for more in ({"cell": "3"}, {"fact": "counted", "view": "index"}):
        found: list[str] = []
        page = 1
        while True:
            text = html(run(monkeypatch, LEADER, page=str(page), **QUARTER, **more))
            found += codes(text)
            if "Trang sau" not in text:
                break
            page += 1
        assert page > 1
        assert listed(text) == len(found) == len(set(found))


def test_the_overdue_dossiers_have_pages_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appendix_page, "PAGE", 3)
    text = html(run(monkeypatch, LEADER, view="overdue", **QUARTER))
    n = listed(text)
    pages = -(-n // 3)
    assert pages > 1
    last = html(run(monkeypatch, LEADER, view="overdue", page=str(pages), **QUARTER))
    assert "Trang sau" in text and "Trang sau" not in last
    assert len(codes(last)) == n - 3 * (pages - 1)


@pytest.mark.parametrize(
    ("viewer", "asked"),
    [
        (MANAGER, {"fact": "c1", "of": "SXD"}),
        (MANAGER, {"fact": "procedures", "of": "SXD"}),
        (MANAGER, {"fact": "result", "of": "SXD", "person": "u1"}),
        (MANAGER, {"fact": "handled", "of": "SXD"}),
        (LEADER, {"fact": "c1", "of": "STNMT", "person": "u1"}),
        (LEADER, {"fact": "handled", "of": "nobody"}),
        (LEADER, {"fact": "mood"}),
        (LEADER, {"fact": "c1"}),
        (LEADER, {"fact": "paid", "of": "STNMT"}),
        (LEADER, {"fact": "result", "person": "u1"}),
        (LEADER, {"fact": "mood", "view": "overdue"}),
        (LEADER, {"fact": "reason", "of": "99", "view": "overdue"}),
        (LEADER, {"fact": "mood", "of": "1", "view": "overdue"}),
    ],
)
def test_a_forged_address_gets_a_sentence_and_no_figure(
    office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer, asked: dict[str, str]
) -> None:
    test = run(monkeypatch, viewer, **QUARTER, **asked)
    assert len(test.error) == 1
    assert "data-count" not in html(test)
    assert "dossier?code=" not in html(test)


def test_a_list_of_persons_is_for_their_head_and_of_a_small_group_for_nobody(office: Office) -> None:
    people = read_facts(office, LEADER, Asked(*DAYS)).people()
    holder, small = (
        next(id for id, known in people.items() if len(known) >= GROUP),
        next(id for id, known in people.items() if len(known) < GROUP),
    )
    head = MANAGER.model_copy(update={"scope": Scope(kind="department", departments=frozenset({small}))})
    asked = Asked(*DAYS)
    assert members(office, LEADER, asked, Fact("handled", holder))
    with pytest.raises(NotAllowed):
        members(office, LEADER, asked, Fact("handled", small))
    with pytest.raises(NotAllowed):
        members(office, LEADER, asked, Fact("result", small, people[small][0]))
    members(office, head, asked, Fact("result", small, people[small][0]))
    members(office, head, asked, Fact("handled", small))
    outsider = LEADER.model_copy(update={"role": "staff"})
    with pytest.raises(NotAllowed):
        members(office, outsider, asked, Fact("counted"))
