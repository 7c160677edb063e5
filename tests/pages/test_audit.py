"""The screen of the audit: wrong tries at a glance and in the list, a search in the address, its pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.config import Settings
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.public import following
from models.audit import AUDIT_ACTIONS, Entry
from models.viewer import SYSTEM, Viewer
from tests.pages.running import page_of, texts, well
from tests.stores import leave

CODE = "H33.904-260828-0001"
OPENED = 60


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An Office whose dossiers somebody tries to guess, and where a clerk looks at many."""
    settings = Settings(database=f"test_page_audit_{os.getpid()}", data=tmp_path_factory.mktemp("audit"))
    office = Office.open(settings, mongodb_uri)
    now = office.now()
    office.audit.add_many([
        Entry(at=now - timedelta(seconds=n), actor="lan", action="dossier_opened", subject=f"H-{n}")
        for n in range(OPENED)
    ])  # fmt: skip
    for _ in range(12):
        with pytest.raises((following.NotFound, following.Locked)):
            following.follow(office, CODE, "WRONGONE", "198.51.100.7")
    install(office)
    yield office
    install(None)
    leave(office)


def page(monkeypatch: pytest.MonkeyPatch, who: Viewer = SYSTEM, **params: str) -> AppTest:
    return page_of("audit", monkeypatch, who, **params)


def test_wrong_codes_are_counted_and_listed_with_their_address(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = texts(page(monkeypatch, action="refused"))
    wrong = len([one for one in office.audit.about(CODE) if one.action == "follow_refused"])
    assert wrong == following.CODE.free
    assert f"Tra cứu sai mã hoặc mã kiểm tra: <strong>{wrong}</strong>" in shown
    assert "Phải chờ vì thử quá nhiều lần: <strong>1</strong>" in shown
    assert shown.count("198.51.100.7") == wrong + 1
    assert CODE in shown and "Người nộp (trực tuyến)" in shown


def test_a_search_goes_into_the_address_and_pages_follow(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = page(monkeypatch)
    next(box for box in test.selectbox if box.label == "Việc").set_value("dossier_opened")
    well(next(one for one in test.button if one.label == "Tìm").click().run())
    assert test.query_params["action"] in ("dossier_opened", ["dossier_opened"])
    first = texts(test)
    assert "Dòng 1–50" in first and 'href="/dossier?code=H-0"' in first and "H-59<" not in first
    well(next(one for one in test.button if one.label == "Trang sau").click().run())
    assert "Dòng 51–60" in texts(test) and "H-59<" in texts(test)
    well(next(one for one in test.button if one.label == "Trang trước").click().run())
    assert "Dòng 1–50" in texts(test)


def test_no_raw_name_of_an_action_is_shown_in_either_language(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.audit.add_many([
        Entry(at=office.now(), actor="system", action=action, subject="x", address="192.0.2.1")
        for action in AUDIT_ACTIONS
    ])  # fmt: skip
    test = page(monkeypatch)
    for language in ("vi", "en"):
        test.session_state["language"] = language
        shown = texts(well(test.run()))
        # An address of a list names the action; what people read does not.
        read = shown.replace('action=', "").split(">")
        assert not [text for text in read for action in AUDIT_ACTIONS if text.split("<")[0] == action]
        assert "_" not in "".join(text.split("<")[0] for text in read)


def test_too_many_days_and_a_broken_address_are_met_with_grace(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = page(monkeypatch, **{"from": "2020-01-01", "to": "2026-01-01"})
    assert "nhiều nhất 366 ngày" in far.error[0].value
    odd = page(monkeypatch, action="nonsense", actor="không ai", **{"from": "x"})
    assert not odd.error and "Không có gì" in odd.info[0].value


def test_leadership_may_not_open_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = page(monkeypatch, Viewer(user_id="l", name="L", role="leadership"))
    assert len(test.error) == 1 and not texts(test)
