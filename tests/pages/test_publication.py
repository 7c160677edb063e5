"""The administrator publishes: words, hotline, documents; what is wrong is told, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.public import editing
from models.viewer import SYSTEM, Viewer
from tests.unit.intake.test_content import pdf

PAGE = Path(__file__).resolve().parents[2] / "pages" / "publication.py"
CLERK = Viewer(user_id="an", name="An", role="clerk")


@pytest.fixture(scope="module")
def office(told_office: Office) -> Iterator[Office]:
    install(told_office)
    yield told_office
    install(None)
    for written in ("publications", "papers.files", "papers.chunks"):
        told_office.store.clear(written)
    told_office.published.forget()


def page(monkeypatch: pytest.MonkeyPatch, viewer: Viewer = SYSTEM) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGE), default_timeout=60).run()
    assert not test.exception, test.exception
    return test


def test_words_are_published_and_a_hotline_that_is_none_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = page(monkeypatch)
    test.text_input(key="pub_hotline").set_value("gọi cho tôi")
    test.text_area(key="pub_about_vi").set_value("Trung tâm tiếp nhận và trả kết quả.")
    test.button(key="publish").click().run()
    assert "Đường dây nóng" in test.error[0].value
    assert office.publications.current().about_vi == ""
    test.text_input(key="pub_hotline").set_value("0297 3 888 888")
    test.button(key="publish").click().run()
    assert not test.exception and not test.error
    kept = office.publications.current()
    assert (kept.hotline, kept.about_vi) == ("0297 3 888 888", "Trung tâm tiếp nhận và trả kết quả.")
    told = office.audit.about("publication")[0]
    assert (told.action, told.detail["changed"]) == ("publication_changed", "about_vi, hotline")


def test_documents_with_their_files_are_shown_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = editing.save(office, SYSTEM, {}, [{"kind": "regulation", "title": "Quy chế hoạt động"}])
    editing.attach(office, SYSTEM, kept.documents[0].id, "quy che.pdf", pdf())
    test = page(monkeypatch)
    assert "Quy chế hoạt động (quy che.pdf)" in test.selectbox(key="pub_document").options
    test.button(key="publish").click().run()
    assert office.publications.current().documents[0].file_name == "quy che.pdf"


def test_who_does_not_administrate_publishes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = page(monkeypatch, CLERK)
    assert len(test.error) == 1 and not test.button
