"""What people have before them: who may see it, and moving it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dashboard.access.acting import act
from dashboard.clock import day_number
from dashboard.flow import Action
from dashboard.office import Office
from dashboard.roster.demand import Demand
from dashboard.roster.week import monday_of
from dashboard.roster.workload import Workload
from models.absence import Absence
from models.errors import MotcuaError, NotAllowed
from models.field import Field
from models.staff import Competence, StaffMember
from models.viewer import Scope, Viewer
from tests.unit.roster.three import ACTOR, HOUR_MS, NOW, department_of_three, taken_in

OWN = Scope(kind="department", departments=frozenset({"A"}))
MANAGER = Viewer(user_id="m", name="m", role="manager", scope=OWN)
LEADER = Viewer(user_id="l", name="l", role="leadership")
STAFF = Viewer(user_id="user-an", name="an", role="staff", scope=OWN)


@pytest.fixture
def office(mongodb_uri: str, database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with department_of_three(mongodb_uri, database, tmp_path_factory.mktemp("office")) as office:
        for number in range(6):
            code = f"D-{number}"
            taken_in(office, code, days=3)
            act(office, ACTOR, code, Action(name="finish"))
            act(office, ACTOR, code, Action(name="start", assignee="user-an"))
        act(office, ACTOR, "D-5", Action(name="ask_supplement", reason="thiếu bản sao"))
        yield office


def test_a_head_sees_each_person_and_what_is_paused_is_not_running(office: Office) -> None:
    held = {one.person: one for one in Workload(office).held(MANAGER, "A")}
    assert (held["an"].running, held["an"].paused, held["binh"].running) == (5, 1, 0)
    assert held["an"].remaining_ms == 5 * 16 * HOUR_MS


def test_staff_see_themselves_alone_and_leadership_no_group_under_five(office: Office) -> None:
    own = Workload(office).held(STAFF, "A")
    assert [(one.person, one.running) for one in own] == [("an", 5)]
    assert Workload(office).held(LEADER, "A") == []
    for id in ("dung", "em"):
        office.staff.put(StaffMember(id=id, name=id, department="A"))
    groups = Workload(office).held(LEADER, "A")
    assert [(one.person, one.people, one.running) for one in groups] == [("", 5, 5)]


def test_a_proposal_moves_work_that_would_be_late_and_can_be_taken_back(office: Office) -> None:
    workload = Workload(office)
    proposal, tasks = workload.proposal(MANAGER, "A")
    assert proposal.late_after < proposal.late_before
    assert {move.source for move in proposal.moves} == {"user-an"}
    assert set(tasks) == {f"D-{number}" for number in range(5)}, "what is paused is not moved"
    done = workload.move(MANAGER, "A", [(m.code, m.target) for m in proposal.moves], "cân bằng")
    assert [one.error for one in done] == [None] * len(proposal.moves)
    after = {one.person: one.running for one in workload.held(MANAGER, "A")}
    assert after["an"] == 5 - len(proposal.moves)
    first = proposal.moves[0]
    assert office.events.of(first.code)[-1].params["assigned"] == "cân bằng"
    workload.move(MANAGER, "A", [(m.code, m.source) for m in proposal.moves], "hoàn tác")
    assert {one.person: one.running for one in workload.held(MANAGER, "A")}["an"] == 5


def test_whoever_leaves_hands_everything_over_to_those_who_are_there(office: Office) -> None:
    day = day_number((NOW + timedelta(hours=7)).date())
    office.absences.put(
        Absence(
            id="a",
            person="chi",
            department="A",
            kind="leave",
            first_day=day,
            last_day=day + 60,
            state="approved",
            asked_by="m",
            asked_at=NOW,
        )
    )
    proposal, _ = Workload(office).proposal(MANAGER, "A", leaving="an")
    assert {move.code for move in proposal.moves} == {f"D-{number}" for number in range(5)}
    assert {move.target for move in proposal.moves} == {"binh"}


def test_only_heads_move_work_and_one_that_fails_is_told(office: Office) -> None:
    workload = Workload(office)
    with pytest.raises(MotcuaError):
        workload.proposal(STAFF, "A")
    with pytest.raises(MotcuaError):
        workload.proposal(MANAGER.model_copy(update={"scope": Scope(kind="department")}), "A")
    done = workload.move(MANAGER, "A", [("D-0", "binh"), ("X-9", "binh"), ("D-1", "user-an")], "thử")
    assert [one.error is None for one in done] == [True, False, False]
    assert all(one.error.told("en") for one in done if one.error is not None)


def test_arrivals_of_a_field_are_forecast_with_their_band_from_the_cube(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.fields.put(Field(id="f0", name="Lĩnh vực"))
    monday = monday_of(office.today())

    def told() -> dict[str, tuple[float, float]]:
        flows = Demand(office).flows(MANAGER, "A", monday + 14)
        return {"" if one.whole else one.fields[0]: (one.arrivals, round(one.high, 6)) for one in flows}

    # The week that runs is not whole yet, so it does not count.
    assert told() == {"f0": (0.0, 0.0), "": (0.0, 0.0)}
    monkeypatch.setattr(office, "now", lambda: NOW + timedelta(days=7))
    # Six came in one of eight weeks: the middle is 0, and the 90th part in a hundred lies 0.3 of the way.
    assert told() == {"f0": (0.0, 1.8), "": (0.0, 1.8)}


def turn(office: Office, monkeypatch: pytest.MonkeyPatch, on: timedelta) -> None:
    """Turn the clock of what is read and of what is done."""
    monkeypatch.setattr(office, "now", lambda: NOW + on)
    monkeypatch.setattr(office.commit, "_now", lambda: NOW + on)


def test_queue_time_in_hand_ends_when_somebody_begins_and_runs_until_now_where_nobody_did(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(office, "W-1")
    act(office, ACTOR, "W-1", Action(name="finish", assignee="binh", assigned="thử"))
    # From Thursday 10:00 to 15:00: 1,5 hours before and 1,5 hours after noon.
    turn(office, monkeypatch, timedelta(hours=5))
    held = {one.person: one for one in Workload(office).held(MANAGER, "A")}
    assert (held["binh"].queue_ms, held["binh"].queue_n, held["binh"].waiting) == (3 * HOUR_MS, 1, 1)
    assert (held["an"].queue_ms, held["an"].queue_n, held["an"].waiting) == (0, 6, 0)
    assert (held["chi"].queue_ms, held["chi"].queue_n) == (None, 0)
    act(office, ACTOR, "W-1", Action(name="start", assignee="binh"))
    turn(office, monkeypatch, timedelta(days=4))
    held = {one.person: one for one in Workload(office).held(MANAGER, "A")}
    assert (held["binh"].queue_ms, held["binh"].waiting) == (3 * HOUR_MS, 0)


def test_queue_time_of_a_field_is_of_the_visits_that_left_the_department_and_is_told_in_groups_to_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for id in ("f0", "f1"):
        office.fields.put(Field(id=id, name=id))
    # A fourth knows another field: alone, so their queue time is their own.
    office.staff.put(
        StaffMember(id="du", name="du", department="A", competences=(Competence(field="f1"),))
    )
    taken_in(office, "W-1", "f1")
    act(office, ACTOR, "W-1", Action(name="finish"))
    turn(office, monkeypatch, timedelta(hours=5))
    act(office, ACTOR, "W-1", Action(name="start", assignee="du"))
    for code in ("D-0", "W-1"):
        act(office, ACTOR, code, Action(name="finish"))
    turn(office, monkeypatch, timedelta(days=7))
    demand, monday = Demand(office), monday_of(office.today())

    def queues(viewer: Viewer) -> dict[tuple[str, ...], tuple[float | None, int]]:
        return {
            () if one.whole else one.fields: (one.queue_hours, one.queue_n)
            for one in demand.flows(viewer, "A", monday)
        }

    assert queues(MANAGER) == {("f0",): (0.0, 1), ("f1",): (3.0, 1), (): (1.5, 2)}
    for viewer in (LEADER, STAFF):
        (few,) = demand.flows(viewer, "A", monday)
        assert few.whole and few.completions is few.rostered_hours is few.queue_hours is None
        assert few.queue_n == 0
    assert demand.coverage(LEADER, "A", monday)[1] == {}
    assert list(demand.coverage(STAFF, "A", monday)[1]) == [("f0",), ("f1",)]
    office.staff.put(StaffMember(id="em", name="em", department="A", competences=(Competence(field="f0"),)))
    for viewer in (LEADER, STAFF):
        assert queues(viewer) == {("f0", "f1"): (1.5, 2), (): (1.5, 2)}
    assert list(demand.coverage(LEADER, "A", monday)[1]) == [("f0", "f1")]
    narrow = STAFF.model_copy(
        update={"scope": Scope(kind="fields", departments=OWN.departments, fields=frozenset({"f1"}))}
    )
    assert [one.queue_n for one in demand.flows(narrow, "A", monday)] == [0], "one field, known by one"


def test_a_proposal_names_persons_so_it_is_for_heads_alone(office: Office) -> None:
    with pytest.raises(NotAllowed):
        Workload(office).proposal(LEADER, "A")
