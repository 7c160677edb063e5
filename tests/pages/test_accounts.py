"""The screen of the accounts, and the first steps that an administrator of an empty Office is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.access.accounts import create
from dashboard.config import Settings
from dashboard.first_start import load
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.setup import tasks
from models.department import Department
from models.viewer import SYSTEM, Scope, Viewer
from tests.stores import leave

PAGES = Path(__file__).resolve().parents[2] / "pages"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(database="test_accounts_page", data=tmp_path_factory.mktemp("accounts"))
    office = Office.open(settings, mongodb_uri, lambda: NOW)
    load(office, "empty")
    install(office)
    yield office
    install(None)
    leave(office)


def run(page: str, monkeypatch: pytest.MonkeyPatch, viewer: Viewer = SYSTEM, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=60)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def press(test: AppTest, label: str) -> AppTest:
    return next(one for one in test.button if one.label == label).click().run()


def box(kind: Any, label: str) -> Any:
    return next(one for one in kind if one.label == label)


def test_an_empty_office_has_what_the_law_names_and_nothing_else(office: Office) -> None:
    assert office.levels.all() and office.channels.all() and office.step_roles.all()
    for empty in (office.departments, office.fields, office.procedures, office.revisions):
        assert empty.all() == []


def test_the_overview_of_an_empty_office_tells_its_administrator_what_to_do_first(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = "".join(str(one.value) for one in run("overview", monkeypatch).get("html"))
    places = [shown.index(task.what[0]) for task in tasks(office)]
    assert places == sorted(places)
    assert "/procedures?list=departments" in shown and "/accounts" in shown
    assert [task.done for task in tasks(office)] == [False] * 6
    clerk = Viewer(user_id="c", name="c", role="clerk")
    assert tasks(office)[0].what[0] not in "".join(
        str(one.value) for one in run("overview", monkeypatch, clerk).get("html")
    )


def test_an_account_is_made_changed_closed_and_opened_on_the_screen(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.departments.put(Department(id="TT", name="Trung tâm", level="province", kind="centre"))
    office.names.forget()
    test = run("accounts", monkeypatch)
    box(test.text_input, "Tên đăng nhập *").set_value("lan.nguyen")
    box(test.text_input, "Họ và tên *").set_value("Nguyễn Thị Lan")
    refused = press(test, "Tạo tài khoản")
    assert any("ít nhất một cơ quan" in one.value for one in refused.error)
    assert office.users.by_login("lan.nguyen") is None
    box(refused.multiselect, "Cơ quan *").set_value(["TT"])
    made = press(refused, "Tạo tài khoản")
    assert not made.exception and not made.error
    user = office.users.by_login("lan.nguyen")
    assert user is not None and user.role == "clerk" and user.must_change
    assert user.scope == Scope(kind="department", departments=frozenset({"TT"}))
    (password,) = [one.value for one in made.code]
    assert password and all(one.value != password for one in run("accounts", monkeypatch).code)

    page = run("accounts", monkeypatch, account="lan.nguyen")
    box(page.selectbox, "Vai trò *").set_value("leadership").run()
    page.radio[0].set_value("all").run()
    saved = press(page, "Lưu")
    assert not saved.exception and not saved.error
    user = office.users.by_login("lan.nguyen")
    assert user is not None and (user.role, user.scope) == ("leadership", Scope())
    press(run("accounts", monkeypatch, account="lan.nguyen"), "Khóa tài khoản")
    assert office.users.by_login("lan.nguyen").disabled  # type: ignore[union-attr]
    press(run("accounts", monkeypatch, account="lan.nguyen"), "Mở lại tài khoản")
    assert not office.users.by_login("lan.nguyen").disabled  # type: ignore[union-attr]
    again = press(run("accounts", monkeypatch, account="lan.nguyen"), "Cấp mật khẩu mới")
    assert [one.value for one in again.code] not in ([], [password])


def test_the_last_administrator_cannot_be_closed_on_the_screen(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(office, SYSTEM, NOW, login="quantri", name="Q", role="administrator", scope=Scope())
    test = press(run("accounts", monkeypatch, account="quantri"), "Khóa tài khoản")
    assert any("ít nhất một tài khoản quản trị" in one.value for one in test.error)


def test_who_is_no_administrator_sees_no_account(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run("accounts", monkeypatch, Viewer(user_id="m", name="m", role="manager"))
    assert len(test.error) == 1 and not test.dataframe
