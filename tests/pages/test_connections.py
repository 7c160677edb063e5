"""The screen of the connections: a token is made and shown once, hooked, tried and revoked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.api.delivery import Delivery
from dashboard.config import Settings
from dashboard.office import Office
from dashboard.office_holder import install
from models.department import Department
from models.viewer import SYSTEM, Viewer
from tests.stores import leave

PAGE = Path(__file__).resolve().parents[2] / "pages" / "api_access.py"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(database="test_connections", data=tmp_path_factory.mktemp("connections"))
    office = Office.open(settings, mongodb_uri, lambda: NOW)
    office.departments.put_many([Department(id="SNV", name="Sở Nội vụ", level="province")])
    install(office)
    yield office
    install(None)
    leave(office)


def run(monkeypatch: pytest.MonkeyPatch, viewer: Viewer = SYSTEM, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def box(kind: Any, label: str) -> Any:
    return next(one for one in kind if one.label == label)


def test_a_token_is_made_shown_once_hooked_tried_and_revoked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run(monkeypatch)
    box(test.text_input, "Hệ thống nào dùng *").input("Cổng dịch vụ công").run()
    box(test.button, "Tạo mã").click().run()
    assert test.error, "a token without a scope opens nothing"
    assert office.api_tokens.all() == []
    box(test.multiselect, "Quyền *").select("events:read").run()
    box(test.radio, "Thấy").set_value("all").run()
    box(test.button, "Tạo mã").click().run()
    assert not test.exception
    (token,) = office.api_tokens.all()
    (secret,) = [one.value for one in test.code]
    known = office.api_tokens.known(secret, NOW)
    assert known is not None
    assert known.id == token.id
    assert secret not in str(run(monkeypatch)), "shown once"

    test = run(monkeypatch, token=token.id)
    box(test.text_input, "Địa chỉ *").input("https://portal.example/hook").run()
    box(test.button, "Thêm").click().run()
    (hook,) = office.webhooks.all()
    assert [one.value for one in test.code] == [hook.secret]
    answers = iter([204, 500])
    monkeypatch.setattr(
        Delivery.__init__, "__defaults__", (lambda *_: httpx.Response(next(answers), text="why"), None)
    )
    box(test.button, "Gửi thử").click().run()
    assert [one.value for one in test.success] == ["Bên nhận đã nhận."]
    box(test.button, "Gửi thử").click().run()
    assert "HTTP 500 why" in test.error[0].value
    box(test.button, "Bỏ địa chỉ này").click().run()
    assert office.webhooks.all() == []
    box(test.checkbox, "Thu hồi ngay, không dùng lại được").check().run()
    box(test.button, "Thu hồi mã").click().run()
    assert not test.exception
    (token,) = office.api_tokens.all()
    assert not token.valid(NOW)


def test_who_is_no_administrator_sees_nothing_of_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run(monkeypatch, Viewer(user_id="m", name="m", role="manager"))
    assert len(test.error) == 1
    assert not test.button
