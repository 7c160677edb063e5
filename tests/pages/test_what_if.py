"""What if: the levers in the address, the two sides, what is said of the past, and who may see it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.cube.question import Figure, Question
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.simulation.compare import Check
from dashboard.simulation.figures import Estimate
from dashboard.simulation.model import Levers
from dashboard.simulation.running import RUNS
from dashboard.ui.what_if_result import _happened
from models.errors import NotAllowed
from models.staff import Competence, StaffMember
from models.viewer import SYSTEM, Scope, Viewer
from tests.pages.opening import html_of, lines_behind, numbers

PAGE = Path(__file__).resolve().parents[2] / "pages" / "what_if.py"
OWN = "STNMT"
MANAGER = Viewer(
    user_id="m", name="m", role="manager", scope=Scope(kind="department", departments=frozenset({OWN}))
)


@pytest.fixture(scope="module")
def office(told_office: Office) -> Iterator[Office]:
    """The shared history, with three people at a department for as long as these tests take."""
    fields = {row["field"] for row in told_office.dossiers.of_department(OWN)}
    known = tuple(Competence(field=field) for field in sorted(fields))
    for id in ("an", "binh", "chi"):
        told_office.staff.put(StaffMember(id=id, name=id, department=OWN, competences=known))
    install(told_office)
    yield told_office
    install(None)
    told_office.store.collection("staff").delete_many({"department": OWN})


def shown(monkeypatch: pytest.MonkeyPatch, viewer: Viewer, **params: str) -> str:
    """The page once its simulation is over."""
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    for _ in range(120):
        test = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, value in params.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception and not test.error
        html = "".join(one.proto.body for one in test.get("html"))
        if "run" not in params or "Như hiện nay" in html:
            return html
        time.sleep(0.5)
    raise AssertionError("the simulation did not end")


def test_before_anything_is_asked_it_says_what_it_does_and_opens_the_dossiers_it_begins_with(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = shown(monkeypatch, SYSTEM, department=OWN)
    (figure,) = office.cube.figures(SYSTEM, Question(("backlog",), where={"department": (OWN,)}))
    assert f"{figure.value} hồ sơ tồn đọng" in html
    assert f'href="/listing?measure=backlog&amp;department={OWN}"' in html
    assert "không có gì trong hồ sơ hay lịch phân công bị thay đổi" in html


def test_both_sides_stand_side_by_side_with_intervals_and_the_past_beside_what_happened(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = office.dossiers.count()
    html = shown(monkeypatch, MANAGER, department=OWN, run="1", arrivals="50")
    assert "lần chạy" in html and "khoảng tin cậy 95 %" in html
    assert "Kết thúc trong kỳ" in html and "▲ +" in html
    assert "chỉ số nằm trong khoảng của 9 trên 10 lần chạy" in html
    assert office.dossiers.count() == before


@pytest.mark.parametrize("viewer", [SYSTEM, MANAGER], ids=["all", "department"])
def test_what_really_happened_opens_the_lists_of_those_weeks(
    office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer
) -> None:
    html = shown(monkeypatch, viewer, department=OWN, run="1", arrivals="50")
    found = numbers(html, ("listing",))
    assert {number.params["measure"] for number in found} >= {"closed", "backlog"}
    for number in found:
        assert lines_behind(office, viewer, number) == number.said, number


def test_where_what_happened_is_not_one_list_the_counts_of_the_lists_stand_beside_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Check("closed", 7.0, Estimate(6.0, 5.0, 7.0, 4.0, 8.0, 20))
    monkeypatch.setattr("dashboard.ui.what_if_result.tr", lambda vi, en: vi)
    assert _happened(told, [(7, "/listing?a")]) == '<a class="" href="/listing?a" target="_self">7</a>'
    two = _happened(told, [(5, "/listing?a"), (3, "/listing?b")])
    assert two.startswith("7 ") and ">5</a> + " in two and ">3</a>" in two


def test_it_opens_with_the_department_that_has_most_open_of_those_the_viewer_may_see(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = next(
        figure.group["department"]
        for figure in office.cube.figures(SYSTEM, Question(("backlog",), ("department",)))
        if figure.n and figure.group["department"] != OWN
    )
    many = {OWN: 3, other: 9}
    real = office.cube.figures

    def figures(viewer: Viewer, question: Question) -> list[Figure]:
        found = real(viewer, question)
        if question.by != ("department",):
            return found
        return [replace(each, n=many.get(each.group["department"], 0)) for each in found]

    monkeypatch.setattr(office.cube, "figures", figures)
    office.staff.put(StaffMember(id="dung", name="dung", department=other))
    try:
        assert f"department={other}" in shown(monkeypatch, SYSTEM)
        assert f"department={OWN}" in shown(monkeypatch, MANAGER)
    finally:
        office.staff.remove("dung")


def test_a_department_that_is_not_theirs_is_told_and_another_shown(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "viewer", lambda: MANAGER)
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    test.query_params["department"] = "SXD"
    test.run()
    assert "ngoài phạm vi" in test.warning[0].value
    assert f"department={OWN}" in html_of(test)


def test_without_any_change_both_sides_are_alike(office: Office) -> None:
    running = RUNS.start(office, SYSTEM, Levers(department=OWN))
    assert running.over.wait(300) and running.result is not None
    for side in running.result.comparison.figures[""].values():
        assert side.as_is == side.then
        assert side.change is None or (side.change.mean == 0 and not side.change.clear)


def test_the_same_inputs_are_simulated_once_and_other_ones_anew(office: Office) -> None:
    levers = Levers(department=OWN)
    assert RUNS.start(office, SYSTEM, levers) is RUNS.start(office, SYSTEM, levers)
    assert RUNS.start(office, MANAGER, levers) is not RUNS.start(office, SYSTEM, levers)


def test_who_may_not_see_it_is_refused_and_a_manager_sees_no_other_department(office: Office) -> None:
    with pytest.raises(NotAllowed):
        RUNS.start(office, Viewer(user_id="s", name="s", role="staff"), Levers())
    running = RUNS.start(office, MANAGER, Levers(department="STP"))
    assert running.over.wait(300)
    assert running.result is None and running.error is not None
    assert "phạm vi" in running.error.vi


def test_an_address_that_cannot_be_meant_is_read_as_far_as_it_can(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = shown(
        monkeypatch, SYSTEM, department="nobody", arrivals="x", leave="nobody", kind="?", rule="?", extra="-4"
    )
    assert "Nếu …" in html
