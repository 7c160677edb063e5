"""Alerts begin, are told once, are followed, and end; each within the scope of who sees it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from dashboard.alerts.acting import acknowledge, save_rule, subscribe
from dashboard.alerts.watching import look
from dashboard.cube.question import Question
from dashboard.office import Office
from models.alert import Alert
from models.errors import MotcuaError, NotAllowed
from models.notice import Notice
from models.subscription import Subscription
from models.viewer import SYSTEM, Viewer
from tests.unit.alerts.conftest import Clock, account, ruled

LEADER = Viewer(user_id="lan", name="Lan", role="leadership")


def told(office: Office) -> list[Notice]:
    return office.notices.between(["queued"], office.today(), office.today(), SYSTEM)


def opened(office: Office) -> list[Alert]:
    return office.alerts.open(SYSTEM)


def backlog(office: Office, department: str = "") -> int:
    where = {"department": (department,)} if department else {}
    (figure,) = office.cube.figures(SYSTEM, Question(("backlog",), at=office.today(), where=where))
    return int(figure.value or 0)


def busiest(office: Office) -> tuple[str, int]:
    figures = office.cube.figures(SYSTEM, Question(("backlog",), ("department",), at=office.today()))
    found = max(figures, key=lambda figure: figure.value or 0)
    return found.group["department"], int(found.value or 0)


def test_a_figure_past_its_threshold_is_one_alert_however_often_it_is_looked_at(office: Office) -> None:
    account(office, "lan")
    whole = backlog(office)
    assert whole > 0
    ruled(office, raise_at=whole, clear_at=0)
    assert len(look(office).raised) == 1
    assert look(office).raised == look(office).raised == []
    (alert,) = opened(office)
    assert (alert.value, alert.last_value, alert.group) == (whole, whole, "")
    (first,) = [one for one in told(office) if one.medium == "email"]
    assert first.address == "lan@example.vn"
    assert str(whole) in first.body
    assert "{" not in first.subject + first.body


def test_the_list_behind_an_alert_has_as_many_dossiers_as_it_says(office: Office) -> None:
    department, count = busiest(office)
    ruled(office, by="department", raise_at=count, clear_at=0)
    look(office)
    alert = next(one for one in opened(office) if one.group == department)
    question = Question((alert.measure,), at=alert.end, where={alert.by: (alert.group,)})
    assert len(office.cube.members(SYSTEM, alert.measure, question, limit=500).rows) == alert.last_n == count


def test_what_the_figure_counted_when_it_rang_is_kept_whatever_becomes_of_it(office: Office) -> None:
    whole = backlog(office)
    ruled(office, raise_at=whole, clear_at=0)
    look(office)
    (alert,) = opened(office)
    asked = Question(("backlog",), at=office.today())
    rows = office.cube.members(SYSTEM, "backlog", asked, limit=500).rows
    assert alert.listed
    assert office.alerts.members(alert, SYSTEM) == [(row.dossier.id, -1) for row in rows]
    assert len(rows) == alert.n == whole


def test_the_list_of_a_number_that_is_too_long_is_not_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.alerts.watching.MOST_KEPT", backlog(office) - 1)
    ruled(office, raise_at=1)
    look(office)
    (alert,) = opened(office)
    assert (alert.listed, office.alerts.members(alert, SYSTEM)) == (False, [])


def test_looks_at_the_same_time_tell_once(office: Office) -> None:
    account(office, "lan")
    ruled(office, raise_at=1)
    with ThreadPoolExecutor(4) as four:
        found = list(four.map(lambda _: look(office), range(4)))
    assert sum(len(one.raised) for one in found) == 1
    assert len([one for one in told(office) if one.medium == "email"]) == 1


def test_it_ends_on_the_good_side_and_rings_again_the_next_day_but_not_the_same(
    office: Office, clock: Clock
) -> None:
    account(office, "lan")
    whole = backlog(office)
    ruled(office, raise_at=whole, clear_at=0)
    look(office)
    ruled(office, raise_at=whole + 100, clear_at=whole)
    (ended,) = look(office).cleared
    assert opened(office) == []
    assert [one.id for one in office.alerts.ended(SYSTEM, office.today(), office.today())] == [ended]
    ruled(office, raise_at=whole, clear_at=0)
    assert look(office).raised == []
    assert [one.id for one in opened(office)] == [ended]
    assert len([one for one in told(office) if one.medium == "email"]) == 1

    ruled(office, raise_at=whole + 100, clear_at=whole)
    look(office)
    clock.at += timedelta(days=1)
    ruled(office, raise_at=1, clear_at=0)
    assert len(look(office).raised) == 1


def test_an_alert_whose_rule_is_gone_or_off_ends(office: Office) -> None:
    ruled(office, raise_at=1)
    look(office)
    ruled(office, raise_at=1, enabled=False)
    assert len(look(office).cleared) == 1


def test_a_manager_is_told_of_and_sees_only_the_own_departments(office: Office) -> None:
    department, count = busiest(office)
    mine = account(office, "mai", "manager", (department,)).viewer()
    other = account(office, "oanh", "manager", ("no-such",)).viewer()
    ruled(office, by="department", raise_at=count, clear_at=0)
    ruled(office, id="all", raise_at=1)
    look(office)
    assert {(one.rule, one.group) for one in office.alerts.open(mine)} == {("r", department)}
    assert office.alerts.open(other) == []
    assert {one.recipient for one in told(office)} == {"mai"}
    whole = next(one for one in opened(office) if one.rule == "all")
    assert office.alerts.get(whole.id, mine) is None
    with pytest.raises(NotAllowed):
        acknowledge(office, mine, whole.id)


def test_who_does_not_want_alerts_gets_none(office: Office) -> None:
    user = account(office, "lan")
    subscribe(office, user.viewer(), Subscription(user="lan", alerts=False))
    ruled(office, raise_at=1)
    assert len(look(office).raised) == 1
    assert told(office) == []


def test_an_alert_is_acknowledged_once_with_its_place_in_the_audit(office: Office) -> None:
    ruled(office, raise_at=1)
    (id,) = look(office).raised
    acknowledge(office, LEADER, id, "  gọi   Sở ")
    (alert,) = opened(office)
    assert (alert.acknowledged_by, alert.note) == ("lan", "gọi Sở")
    assert [entry.action for entry in office.audit.about(id)] == ["alert_acknowledged"]
    with pytest.raises(MotcuaError, match="trước bạn"):
        acknowledge(office, LEADER, id)
    with pytest.raises(MotcuaError, match="chưa lưu"):
        acknowledge(office, LEADER, id, "x" * 301)


def test_rules_are_changed_by_leadership_and_not_by_a_manager(office: Office) -> None:
    rule = ruled(office)
    save_rule(office, LEADER, rule.model_copy(update={"name": "Khác"}))
    assert [one.name for one in office.alert_rules.all()] == ["Khác"]
    with pytest.raises(NotAllowed):
        save_rule(office, account(office, "mai", "manager").viewer(), rule)
