"""An absence that is handed over: what waits, who takes it, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dashboard.access.acting import act
from dashboard.clock import day_number
from dashboard.flow import Action
from dashboard.office import Office
from dashboard.roster.balance import Task, Worker
from dashboard.roster.handover import Handovers, waiting
from models.absence import Absence
from models.errors import MotcuaError
from models.viewer import Scope, Viewer
from tests.stores import leave
from tests.unit.roster.three import ACTOR, NOW, department_of_three, taken_in

OWN = Scope(kind="department", departments=frozenset({"A"}))
MANAGER = Viewer(user_id="m", name="m", role="manager", scope=OWN)
AN = Viewer(user_id="user-an", name="an", role="staff", scope=OWN)
TODAY = day_number((NOW + timedelta(hours=7)).date())


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An with four dossiers: two due tomorrow, one paused, one due in a month."""
    with department_of_three(mongodb_uri, "test_handover", tmp_path_factory.mktemp("office")) as office:
        for number, days in enumerate((1, 1, 1, 25)):
            code = f"D-{number}"
            taken_in(office, code, days=days)
            act(office, ACTOR, code, Action(name="finish"))
            act(office, ACTOR, code, Action(name="start", assignee="user-an"))
        act(office, ACTOR, "D-2", Action(name="ask_supplement", reason="thiếu bản sao"))
        yield office
        leave(office)


def absence(state: str = "approved", days: int = 6) -> Absence:
    return Absence(
        id="x", person="an", department="A", kind="leave", first_day=TODAY, last_day=TODAY + days,
        state=state, asked_by="m", asked_at=NOW,
    )  # type: ignore[arg-type]  # fmt: skip


def test_an_absence_keeps_waiting_what_is_due_meanwhile_and_neither_what_is_paused_nor_what_has_time(
    office: Office,
) -> None:
    found = Handovers(office).preview(MANAGER, absence())
    assert {one.task.code for one in found} == {"D-0", "D-1"}
    assert {one.target for one in found} == {"binh", "chi"}
    assert not any(one.beyond for one in found)
    with pytest.raises(MotcuaError):
        Handovers(office).preview(AN, absence())


def test_what_was_handed_over_is_kept_with_the_absence_told_to_both_and_can_be_taken_back(
    office: Office,
) -> None:
    handovers = Handovers(office)
    office.absences.put(absence("asked"))
    with pytest.raises(MotcuaError, match="duyệt"):
        handovers.hand_over(MANAGER, "x", [("D-0", "binh")])
    office.absences.put(absence())
    moves = [(one.task.code, one.target) for one in handovers.preview(MANAGER, absence())]
    after, done = handovers.hand_over(MANAGER, "x", [*moves, ("Z-9", "binh")])
    assert [one.code for one in done if one.error is not None] == ["Z-9"]
    assert [(one.code, one.source, one.target) for one in after.handed] == [
        (code, "user-an", target) for code, target in moves
    ]
    assert office.events.of("D-0")[-1].params["assigned"].startswith("thay an vắng 26/11–")
    assert handovers.preview(MANAGER, after) == []
    member = office.staff.get("binh")
    assert member is not None
    office.staff.put(member.model_copy(update={"user": "binh"}))
    binh = AN.model_copy(update={"user_id": "binh"})
    assert handovers.concerning(AN) == handovers.concerning(binh) == [after]
    assert handovers.concerning(MANAGER) == []
    back = handovers.take_back(MANAGER, "x")
    assert {one.code for one in back} == {"D-0", "D-1"} and not any(one.error for one in back)
    assert {row["assignee"] for row in office.dossiers.at_work(["user-an", "binh", "chi"])} == {"user-an"}
    assert handovers.concerning(AN) == []


def test_who_can_finish_before_the_absence_hands_nothing_over_and_what_is_late_in_any_case_is_told() -> None:
    gone = absence().model_copy(update={"first_day": 3, "last_day": 4})
    here = Worker("an", {1: 480, 2: 960, 3: 1_440, 4: 1_920, 5: 2_400}, 9)
    away = Worker("an", {1: 480, 2: 960, 3: 960, 4: 960, 5: 1_440}, 9)

    def task(code: str, minutes: int, due: int) -> Task:
        return Task(code, minutes, due, "an", frozenset())

    tasks = [task("soon", 900, 2), task("meant", 500, 4), task("next", 400, 5), task("never", 60, 4_000_000)]
    assert waiting(tasks, here, away, gone) == {"meant": "absence", "next": "absence"}
    assert waiting([task("much", 3_000, 4)], here, away, gone) == {"much": "anyway"}
    assert waiting([task("early", 960, 4)], here, away, gone) == {}
