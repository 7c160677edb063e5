"""What is wrong with the data: each problem is found where it is put, and nowhere else."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from dashboard.cube.question import Question
from dashboard.mining.health import PROBLEMS, Known, able, examine, judge, windows
from dashboard.office import Office
from models.staff import Competence, StaffMember
from models.viewer import SYSTEM, Scope, Viewer

TODAY = 20_000
KNOWN = Known(
    departments=frozenset({"A", "B", "desk"}), procedures=frozenset({"P"}), fields=frozenset({"f"}),
    steps={"R": frozenset({"in", "work", "out"})}, people=frozenset({"an"}),
    able={"A": frozenset({"f"}), "desk": frozenset()},
)  # fmt: skip
ROUTE = [
    {"step": "in", "kind": "intake", "holder": "desk"}, {"step": "work", "kind": "review", "holder": "A"},
    {"step": "out", "kind": "return", "holder": "desk"},
]  # fmt: skip
SOUND: dict[str, Any] = {
    "_id": "D", "state": "processing", "procedure": "P", "revision": "R", "field": "f", "department": "A",
    "holder": "A", "step": "work", "assignee": "an", "route": ROUTE, "received_day": TODAY - 5,
    "due_day": TODAY + 5, "visits": [], "pauses": [],
}  # fmt: skip


def at_noon(instant: datetime.datetime) -> int:
    return (instant.date() - datetime.date(1970, 1, 1)).days


def judged(**changes: Any) -> list[str]:
    return list(judge({**SOUND, **changes}, KNOWN, TODAY, 30, at_noon))


def test_a_sound_dossier_has_no_problem() -> None:
    assert judged() == []


@pytest.mark.parametrize(
    ("problem", "changes"),
    [
        ("future", {"received_day": TODAY + 1}),
        ("due_first", {"due_day": TODAY - 6}),
        ("no_department", {"department": "gone"}),
        ("no_procedure", {"procedure": "gone"}),
        ("no_person", {"assignee": "gone"}),
        ("nobody_here", {"route": [{**ROUTE[1], "holder": "B"}], "holder": "B"}),
        ("nobody_knows", {"route": [{**ROUTE[1], "holder": "desk"}], "holder": "desk"}),
        ("nobody_ahead", {"route": [ROUTE[1], {**ROUTE[2], "holder": "B"}]}),
        ("still", {"received_day": TODAY - 31}),
        ("paused_long", {"state": "supplement", "pauses": [{"began_day": TODAY - 31}]}),
    ],
)
def test_each_problem_is_found_alone(problem: str, changes: dict[str, Any]) -> None:
    assert judged(**changes) == [problem]


def test_a_step_that_is_not_of_the_process_is_found() -> None:
    assert "no_step" in judged(step="gone")


def test_a_move_a_month_ago_is_not_standing_still_and_a_pause_is_no_standing_still() -> None:
    then = datetime.datetime(1970, 1, 1, 12, tzinfo=datetime.UTC) + datetime.timedelta(days=TODAY - 30)
    assert judged(received_day=TODAY - 90, visits=[{"entered_at": then}]) == []
    assert judged(received_day=TODAY - 90, state="payment", pauses=[{"began_day": TODAY - 2}]) == []


def test_of_an_imported_case_it_may_be_unknown_what_it_is_and_who_does_it() -> None:
    log = {"source": "log", "procedure": "none", "field": "none", "holder": "none", "assignee": "Resource21"}
    assert judged(**log, received_day=TODAY - 90) == []
    assert judged(**{**log, "department": "gone"}) == ["no_department"]


def test_who_has_left_can_do_nothing() -> None:
    left = StaffMember(
        id="x", name="x", department="A", competences=(Competence(field="f"),),
        valid_to=datetime.date(2026, 1, 1),
    )  # fmt: skip
    stays = StaffMember(id="y", name="y", department="B", competences=(Competence(field="f"),))
    assert able([left, stays], datetime.date(2026, 11, 20)) == {"B": frozenset({"f"})}


def test_the_windows_hold_every_day_once() -> None:
    ranges = list(windows(100, 1_200))
    days = [day for each in ranges[1:] for day in range(each["$gte"], each["$lte"] + 1)]
    assert sorted(days) == list(range(100, 1_201))
    assert ranges[0] == {"$gt": 1_200}


def test_all_of_the_backlog_is_judged_and_of_the_viewer_only_theirs(told_office: Office) -> None:
    scope = Scope(kind="department", departments=frozenset({"STNMT"}))
    manager = Viewer(user_id="m", name="m", role="manager", scope=scope)
    for viewer in (SYSTEM, manager):
        health = examine(told_office, viewer, {})
        (backlog,) = told_office.cube.figures(viewer, Question(("backlog",)))
        assert len(health.judged) == backlog.n > 0
        assert health.found.keys() <= PROBLEMS.keys()
        for codes in health.found.values():
            assert len(told_office.dossiers.many(codes, viewer)) == len(codes)
    assert not {"no_procedure", "no_step", "no_department"} & examine(told_office, SYSTEM, {}).found.keys()
