"""The screen of retention: what is due, a typed confirmation, a rule changed, the dossier afterwards."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.office import Office
from dashboard.office_holder import install
from models.procedure import Revision
from models.viewer import SYSTEM, Viewer
from tests.pages.running import page_of, texts, well
from tests.unit.intake.conftest import furnished, office
from tests.unit.intake.test_desk import CLERK, revision
from tests.unit.retention.helpers import ADMIN, ELEVEN_YEARS, PAPERS, filed, later

__all__ = ["furnished", "office", "revision"]


def page(name: str, monkeypatch: pytest.MonkeyPatch, who: Viewer = ADMIN, **params: str) -> AppTest:
    return page_of(name, monkeypatch, who, **params)


def test_what_is_due_is_counted_removed_after_a_typed_word_and_told_on_the_dossier(
    office: Office, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(office)
    closed = filed(office, revision, "form-1", files=2)
    office.retention_rules.put(PAPERS)
    later(office, ELEVEN_YEARS)
    test = page("retention", monkeypatch)
    shown = texts(test)
    assert "2 tệp của 1 hồ sơ" in shown and "28/08/2026" in shown and "Mất nội dung các tệp" in shown
    assert "90 ngày sau khi lập" in shown and "Không bao giờ xóa" in shown
    well(test.button(key="removal:papers:go").click().run())
    assert "XÓA 2" in test.error[0].value
    test.text_input(key="removal:papers:typed").set_value("XÓA 2")
    well(test.button(key="removal:papers:go").click().run())
    assert "Đã xóa 2 tệp" in test.success[0].value
    assert "2 tệp của" not in texts(test)
    for who in (CLERK, SYSTEM):
        dossier = texts(page("dossier", monkeypatch, who, code=closed.id))
        assert closed.papers[0].name in dossier
        assert f"đã xóa ngày {office.now():%d/%m/%Y} theo quy tắc lưu giữ “Giữ mười năm”" in dossier
    install(None)


def test_a_rule_is_changed_and_what_is_outside_its_limits_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(office)
    office.retention_rules.put(PAPERS.model_copy(update={"enabled": False}))
    test = page("retention", monkeypatch)
    assert "đang tắt" in texts(test)
    test.number_input(key="papers_papers_keep").set_value(20)
    test.toggle(key="papers_enabled").set_value(True)
    well(test.button(key="papers_save").click().run())
    kept = office.retention_rules.get("papers")
    assert kept is not None and (kept.keep, kept.enabled) == (20, True)
    test.selectbox(key="retention_rule").set_value("").run()
    test.selectbox(key="new_kind").set_value("bookings").run()
    test.text_input(key="new_name").set_value("Lịch hẹn quá lâu")
    test.number_input(key="new_bookings_keep").set_value(60)
    well(test.button(key="new_save").click().run())
    assert "từ 1 đến 29 ngày" in test.error[0].value
    test.number_input(key="new_bookings_keep").set_value(5)
    well(test.button(key="new_save").click().run())
    assert "Lịch hẹn quá lâu" in texts(test)
    install(None)


def test_leadership_may_not_open_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    install(office)
    test = page("retention", monkeypatch, Viewer(user_id="l", name="L", role="leadership"))
    assert len(test.error) == 1 and not texts(test)
    install(None)
