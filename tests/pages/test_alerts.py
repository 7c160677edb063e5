"""The screen of alerts, for those who may use it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.alerts.watching import look
from dashboard.config import Settings
from dashboard.office import Office
from dashboard.office_holder import install
from models.alert_rule import AlertRule
from models.viewer import SYSTEM, Scope, Viewer
from seed.demo import load_history
from tests.pages.opening import lines_behind, numbers
from tests.stores import leave

PAGE = Path(__file__).resolve().parents[2] / "pages" / "alerts.py"
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LEADER = Viewer(user_id="l", name="l", role="leadership")
ELSEWHERE = Viewer(
    user_id="m", name="m", role="manager", scope=Scope(kind="department", departments=frozenset({"no-such"}))
)
CLERK = Viewer(user_id="c", name="c", role="clerk")


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    told = Settings(database="test_alerts_page", data=tmp_path_factory.mktemp("pages"))
    office = Office.open(told, mongodb_uri, lambda: NOW)
    load_history(office, 120, NOW, 5)
    office.store.clear("alert_rules")
    office.alert_rules.put(
        AlertRule(
            id="r",
            name="Tồn đọng nhiều",
            measure="backlog",
            by="",
            raise_at=1,
            clear_at=0,
            roles=("leadership",),
        )
    )
    look(office)
    install(office)
    yield office
    install(None)
    leave(office)


def run(monkeypatch: pytest.MonkeyPatch, viewer: Viewer, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def shown(test: AppTest) -> str:
    assert not test.exception
    kinds = (test.info, test.warning, test.error, test.success)
    return " ".join(str(each.value) for kind in kinds for each in kind) + " ".join(
        each.proto.body for each in test.get("html")
    )


def test_an_alert_is_shown_with_its_list_and_acknowledged_with_a_note(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    (alert,) = office.alerts.open(SYSTEM)
    test = run(monkeypatch, LEADER)
    assert "Tồn đọng nhiều" in shown(test)
    assert "listing?measure=backlog" in shown(test)
    test.text_input(key=f"note_{alert.id}").set_value("họp chiều nay")
    test.button(key=f"known_{alert.id}").click().run()
    assert "Đã ghi nhận." in shown(test)
    (after,) = office.alerts.open(SYSTEM)
    assert (after.acknowledged_by, after.note) == ("l", "họp chiều nay")


@pytest.fixture(scope="module")
def departments(office: Office) -> tuple[str, ...]:
    """Two alerts of departments that are open, and one that is over."""
    (rule,) = office.alert_rules.all()
    for id in ("open", "over"):
        fields = {"id": id, "name": id, "by": "department", "raise_at": 1.0, "clear_at": 0.0}
        office.alert_rules.put(rule.model_copy(update=fields))
        look(office)
    over = [alert for alert in office.alerts.open(SYSTEM) if alert.rule == "over"]
    for alert in over:
        office.alerts.clear(alert.id, office.now(), office.today())
    office.alert_rules.remove("over")
    return tuple(alert.group for alert in over)


@pytest.mark.parametrize("whole", [True, False], ids=["all", "department"])
def test_every_number_of_the_alerts_opens_a_list_with_as_many_lines(
    office: Office, departments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    scope = Scope() if whole else Scope(kind="department", departments=frozenset({departments[0]}))
    viewer = Viewer(user_id="m", name="m", role="manager", scope=scope)
    found = numbers(shown(run(monkeypatch, viewer)), ("listing", "alerts"))
    lists = {number.page for number in found}
    assert lists == {"listing", "alerts"}
    # Each open one has the figure of now and that of its beginning; each that is over has the latter.
    many = (1 + len(departments) if whole else 1) * 2 + (len(departments) if whole else 1)
    assert len(found) == many
    for number in found:
        if number.page == "listing":
            assert lines_behind(office, viewer, number) == number.said > 0
            continue
        alert = office.alerts.get(number.params["alert"], viewer)
        assert alert is not None and len(office.alerts.members(alert, viewer)) == number.said > 0
    kept = next(number for number in found if number.page == "alerts")
    test = run(monkeypatch, viewer, **kept.params)
    assert f'data-count="{kept.said}"' in shown(test)
    assert shown(test).count('href="/dossier?') == min(kept.said, 50)


def test_an_address_of_an_alert_that_is_not_there_or_not_theirs_is_met_with_a_sentence(
    office: Office, departments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = next(one for one in office.alerts.open(SYSTEM) if one.rule == "open")
    for viewer, id in ((LEADER, "nonsense"), (ELSEWHERE, alert.id)):
        test = run(monkeypatch, viewer, alert=id)
        assert "trong phạm vi của bạn" in test.warning[0].value
        assert "data-count" not in shown(test)


def test_an_alert_whose_list_was_not_kept_says_so(
    office: Office, departments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = next(one for one in office.alerts.open(SYSTEM) if one.rule == "open")
    bare = alert.model_copy(update={"listed": False})
    monkeypatch.setattr(office.alerts, "get", lambda id, viewer: bare)
    assert "không được giữ" in run(monkeypatch, LEADER, alert=alert.id).info[0].value
    monkeypatch.setattr(office.alerts, "open", lambda viewer: [bare])
    assert "không giữ danh sách lúc đó" in shown(run(monkeypatch, LEADER))


def test_a_rule_with_its_end_on_the_wrong_side_is_refused_and_nothing_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run(monkeypatch, LEADER)
    test.text_input(key="new_name").set_value("Sai")
    test.number_input(key="new_raise").set_value(5.0)
    test.number_input(key="new_clear").set_value(9.0)
    test.button(key="new_save").click().run()
    assert "Chưa lưu gì." in shown(test)
    assert "Sai" not in {rule.name for rule in office.alert_rules.all()}


def test_a_new_rule_is_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run(monkeypatch, LEADER)
    test.text_input(key="new_name").set_value("Quá hạn nhiều")
    test.button(key="new_save").click().run()
    made = next(rule for rule in office.alert_rules.all() if rule.id not in ("r", "open"))
    assert (made.name, made.measure, made.by) == ("Quá hạn nhiều", "overdue", "department")
    office.alert_rules.remove(made.id)


def test_a_manager_of_elsewhere_sees_none_and_no_rules_and_a_clerk_no_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run(monkeypatch, ELSEWHERE)
    assert "Không có cảnh báo nào đang mở" in shown(test)
    assert not [tab for tab in test.tabs if tab.label == "Quy tắc"]
    assert "Tồn đọng nhiều" not in shown(run(monkeypatch, CLERK))


def test_alerts_beyond_the_first_are_offered(
    office: Office, departments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.ui.alerts.present.SHOWN", 1)
    every = {alert.id for alert in office.alerts.open(LEADER)}

    def told(test: AppTest) -> set[str]:
        return {one.params["alert"] for one in numbers(shown(test), ("alerts",)) if "alert" in one.params}

    test = run(monkeypatch, LEADER)
    assert len(told(test) & every) == 1 < len(every)
    test.toggle(key="every_alert").set_value(True).run()
    assert told(test) >= every
