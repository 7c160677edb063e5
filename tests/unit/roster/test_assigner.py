"""The roster's choice goes into the action that moves a dossier, and its reason into the event."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.access.acting import act
from dashboard.clock import day_number
from dashboard.flow import Action
from dashboard.office import Office
from dashboard.roster.week import monday_of
from models.roster import Assignment, Roster
from models.viewer import SYSTEM, Viewer
from tests.unit.roster.three import ACTOR, HOUR_MS, NOW, department_of_three, taken_in

DAY = day_number(NOW.date())


@pytest.fixture
def office(mongodb_uri: str, database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with department_of_three(mongodb_uri, database, tmp_path_factory.mktemp("office")) as office:
        on_duty = tuple(
            Assignment(day=DAY, half="morning", field="f0", person=person) for person in ("an", "binh")
        )
        office.rosters.save(
            Roster(department="A", monday=monday_of(DAY), draft=on_duty, published=on_duty, published_at=NOW)
        )
        yield office


def test_dossiers_go_to_those_on_duty_by_least_work_and_the_event_says_why(office: Office) -> None:
    given = []
    for number in range(4):
        taken_in(office, f"D-{number}")
        given.append(act(office, ACTOR, f"D-{number}", Action(name="finish")).assignee)
    assert given == ["user-an", "binh", "user-an", "binh"] or given == ["binh", "user-an", "binh", "user-an"]
    last = office.events.of("D-3")[-1]
    assert last.action == "finish"
    assert last.params["assignee"] == given[-1]
    assert "ít việc còn lại nhất" in last.params["assigned"]


def test_the_person_has_it_before_them_but_has_not_begun(office: Office) -> None:
    taken_in(office, "D-9")
    after = act(office, ACTOR, "D-9", Action(name="finish"))
    assert after.visit is not None
    assert after.visit.started_at is None
    assert after.visit.assignee == after.assignee
    person = Viewer(user_id=str(after.assignee), name="x", role="staff")
    begun = act(office, person, "D-9", Action(name="start"))
    assert begun.visit is not None and begun.visit.started_at == NOW


def test_where_nobody_is_on_duty_the_dossier_waits_for_whoever_claims_it(office: Office) -> None:
    taken_in(office, "D-5", field="f9")
    assert act(office, ACTOR, "D-5", Action(name="finish")).assignee is None
    taken_in(office, "D-6")
    act(office, ACTOR, "D-6", Action(name="finish"))
    after = act(office, SYSTEM_MANAGER, "D-6", Action(name="hand_over", department="C", limit_ms=HOUR_MS))
    assert after.assignee is None


def test_what_is_paused_is_no_work(office: Office) -> None:
    taken_in(office, "D-1")
    first = act(office, ACTOR, "D-1", Action(name="finish")).assignee
    act(office, ACTOR, "D-1", Action(name="ask_supplement", reason="thiếu giấy tờ"))
    taken_in(office, "D-2")
    assert act(office, ACTOR, "D-2", Action(name="finish")).assignee == first


SYSTEM_MANAGER = SYSTEM.model_copy(update={"role": "manager"})
