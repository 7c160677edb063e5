"""The screen of the system's state: what is well, what is to be looked at, a proof from a button."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import log
from dashboard.config import Settings
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.readiness import READINESS
from dashboard.state import reading
from dashboard.ui import session
from dashboard.ui.state import page as screen
from models.errors import StoreError
from models.viewer import Viewer

PAGE = Path(__file__).resolve().parents[2] / "pages" / "state.py"
ADMIN = Viewer(user_id="a", name="A", role="administrator")


@pytest.fixture
def office(
    mongodb_uri: str, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    office = Office.open(Settings(database=database, data=tmp_path), mongodb_uri)
    office.cube.frame.load()
    install(office)
    READINESS.forget()
    monkeypatch.setattr(screen, "READER", reading.Reader())
    monkeypatch.setattr(session, "viewer", lambda: ADMIN)
    log._recent.clear()
    yield office
    log._recent.clear()
    install(None)
    READINESS.forget()
    office.close()


def opened() -> AppTest:
    test = AppTest.from_file(str(PAGE), default_timeout=60).run()
    assert not test.exception, test.exception
    return test


def texts(test: AppTest) -> str:
    return " ".join(str(block.proto.body) for block in test.get("html"))


def test_each_part_stands_in_a_card_and_what_needs_a_look_above_them(office: Office) -> None:
    shown = texts(opened())
    assert "Đang phục vụ bình thường" in shown
    assert "Dữ liệu chưa được kiểm chứng lần nào" in shown
    for title in (
        "Kho dữ liệu", "Số liệu trong bộ nhớ", "Kiểm chứng gần nhất", "Sao lưu gần nhất",
        "Thông báo chờ gửi", "Webhook",
        "Phiên đăng nhập", "Đĩa còn trống", "Việc chạy nền", "Lỗi, cảnh báo gần đây", "Motcua",
    ):  # fmt: skip
        assert title in shown, title


def test_a_proof_is_begun_by_a_button_and_its_result_is_shown(office: Office) -> None:
    test = opened()
    test.button(key="state_prove").click().run()
    ends = time.monotonic() + 120
    while "Kiểm chứng gần nhất</span></header><div class=\"mc-big mc-mid \">khớp" not in texts(test):
        assert time.monotonic() < ends, texts(test)
        time.sleep(0.5)
        test = opened()
    assert "0 hồ sơ, 0 sự kiện" in texts(test)
    assert "chưa được kiểm chứng" not in texts(test)


def test_a_store_that_is_silent_is_told_on_the_screen_that_says_what_is_wrong(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> None:
        raise StoreError("Máy chủ dữ liệu không trả lời.", "The database server does not answer.")

    monkeypatch.setattr("dashboard.readiness.pulse", silent)
    monkeypatch.setattr(office.notices, "waiting", silent)
    shown = texts(opened())
    assert "Không phục vụ được lúc này" in shown and "Máy chủ dữ liệu không trả lời." in shown


def test_the_number_that_a_person_was_told_stands_beside_what_failed(office: Office) -> None:
    log._recent.append({
        "timestamp": "2026-11-24T02:00:00Z", "level": "error", "event": "page failed", "page": "backlog",
        "error": "ValueError", "places": ["pages/backlog.py:12 <module>"], "trace": "K7F3M-9QXWT",
    })  # fmt: skip
    shown = texts(opened())
    assert "K7F3M-9QXWT" in shown and "backlog · ValueError · pages/backlog.py:12 &lt;module&gt;" in shown
    assert "24/11/2026 09:00" in shown


def test_who_is_no_administrator_is_not_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = Viewer(user_id="c", name="C", role="clerk")
    monkeypatch.setattr(session, "viewer", lambda: clerk)
    test = opened()
    assert "không được dùng" in test.error[0].value
    assert "Kho dữ liệu" not in texts(test)
