"""The page of the weeks ahead: what it says of itself, and that its numbers open their lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.cube.question import Question
from dashboard.forecast.reading import outlook
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.period import typed_day
from models.errors import NotAllowed
from models.viewer import SYSTEM, Scope, Viewer

PAGE = Path(__file__).resolve().parents[2] / "pages" / "forecast.py"
MANAGER = Viewer(
    user_id="m", name="m", role="manager", scope=Scope(kind="department", departments=frozenset({"STNMT"}))
)


@pytest.fixture(scope="module")
def office(told_office: Office) -> Iterator[Office]:
    install(told_office)
    yield told_office
    install(None)


def shown(monkeypatch: pytest.MonkeyPatch, viewer: Viewer = SYSTEM, **params: str) -> str:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in params.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return "".join(one.proto.body for one in test.get("html"))


def test_every_chart_says_how_well_it_was_told_until_now(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = shown(monkeypatch)
    told = re.findall(r"lần cách lặp lại tuần gần nhất; dải|Không tốt hơn cách lặp lại tuần gần nhất", html)
    assert len(told) == 3
    assert html.count("(n = ") + html.count("n = ") >= 3


def test_a_number_of_the_past_opens_a_list_with_as_many_dossiers(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = shown(monkeypatch)
    links = re.findall(r'href="(/listing\?[^"]*department=[^"]*)"[^>]*>([\d.]+)</a>', html)
    assert {dict(parse_qsl(urlsplit(unescape(href)).query))["measure"] for href, _ in links} == {
        "received", "backlog",
    }  # fmt: skip
    for href, text in links[:6]:
        asked = dict(parse_qsl(urlsplit(unescape(href)).query))
        days = {key: typed_day(asked.get(key)) for key in ("from", "to", "at")}
        question = Question(
            (asked["measure"],), start=days["from"], end=days["to"], at=days["at"],
            where={"department": (asked["department"],)},
        )  # fmt: skip
        page = office.cube.members(SYSTEM, asked["measure"], question, limit=200)
        assert len(page.rows) == int(text), href


def test_a_manager_sees_the_own_department_alone_and_others_are_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = outlook(office, MANAGER)
    assert told is not None and told.departments == ("", "STNMT")
    assert told.past["received"][0].tolist() == told.past["received"][1].tolist()
    with pytest.raises(NotAllowed):
        outlook(office, Viewer(user_id="s", name="s", role="staff"))
    assert "nobody" not in shown(monkeypatch, MANAGER, department="nobody")
