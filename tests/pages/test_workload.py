"""The workload tab: who sees which of its rows, and a map of the week that does not speak by colour alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.access.acting import act
from dashboard.flow import Action
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.roster.planning import Planning
from dashboard.roster.week import monday_of
from models.department import Department
from models.field import Field
from models.roster import Assignment
from models.staff import Competence, StaffMember
from models.viewer import Scope, Viewer
from tests.stores import leave
from tests.unit.roster.three import ACTOR, department_of_three, taken_in

ROSTER = Path(__file__).resolve().parents[2] / "pages" / "roster.py"
OWN = Scope(kind="department", departments=frozenset({"A"}))
MANAGER = Viewer(user_id="m", name="m", role="manager", scope=OWN)
STAFF = Viewer(user_id="user-an", name="an", role="staff", scope=OWN)
LEADER = Viewer(user_id="l", name="l", role="leadership")
NAMES = ("Lê Văn An", "Trần Thị Bình", "Phạm Minh Chi", "Vũ Thu Dung", "Đỗ Quốc Em")


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A department of five: f0 is known by four of them, f1 by one; a dossier is in the first one's hands."""
    name = f"test_tab_{os.getpid()}"
    with department_of_three(mongodb_uri, name, tmp_path_factory.mktemp("tab")) as office:
        office.departments.put(Department(id="A", name="Sở Thử", level="province"))
        for id in ("f0", "f1"):
            office.fields.put(Field(id=id, name=f"Lĩnh vực {id}"))
        for place, called in enumerate(NAMES):
            id = ("an", "binh", "chi", "dung", "em")[place]
            office.staff.put(StaffMember(
                id=id, name=called, department="A", user="user-an" if id == "an" else "",
                competences=(Competence(field="f1" if id == "em" else "f0"),),
            ))  # fmt: skip
        taken_in(office, "D-1")
        act(office, ACTOR, "D-1", Action(name="finish"))
        act(office, ACTOR, "D-1", Action(name="start", assignee="user-an"))
        install(office)
        yield office
        install(None)
        leave(office)


def shown(monkeypatch: pytest.MonkeyPatch, viewer: Viewer) -> str:
    """The HTML of the tab."""
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(ROSTER), default_timeout=60)
    test.session_state["roster_tab"] = "Khối lượng"
    test.run()
    assert not test.exception
    return "".join(one.proto.body for one in test.get("html")) + "".join(one.label for one in test.button)


def map_of(html: str) -> str:
    """The heat map of the week."""
    table = re.search(r'<table class="[^"]*mc-cover.*?</table>', html, re.S)
    assert table is not None
    return table[0]


def test_the_head_sees_persons_and_fields_and_every_cell_of_the_map_has_a_sign_and_its_numbers(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monday = monday_of(office.today())
    _, roster = Planning(office).week(MANAGER, "A", monday)
    week = office.rosters.save(roster.model_copy(update={"draft": (
        Assignment(day=monday, half="morning", field="f0", person="binh"),
        Assignment(day=monday, half="morning", field="f0", person="chi", part="stand_in"),
        Assignment(day=monday, half="afternoon", field="f0", person="binh"),
    )}))  # fmt: skip
    html = shown(monkeypatch, MANAGER)
    assert all(name in html for name in NAMES)
    first, second = re.findall(r'<tr><th scope="row">.*?</tr>', map_of(html), re.S)[:2]
    cells = re.findall(r"<td[^>]*>([✗!✓–] ?[\d/]*)<small>(.*?)</small>", first)
    assert cells[:3] == [("✓ 1/1", "thay 1"), ("! 1/1", "thay 0"), ("✗ 0/1", "thay 0")]
    assert second.count("✗ 0/1") == len(cells) > 4
    assert "Lập đề xuất" in html
    office.rosters.save(week.model_copy(update={"draft": ()}))


def test_leadership_sees_groups_of_five_or_more_in_every_table_and_no_person(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = shown(monkeypatch, LEADER)
    assert "cả nhóm 5 người" in html
    assert not any(name in html for name in NAMES)
    # Neither field is known by five; together they are, in the map and in the table of fields.
    assert html.count("<summary>Nhóm 2 lĩnh vực</summary>") == 2
    assert "✗ 0/2" in map_of(html)
    assert "Lập đề xuất" not in html


def test_staff_see_their_own_figures_and_no_colleague(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = shown(monkeypatch, STAFF)
    assert [name for name in NAMES if name in html] == [NAMES[0]]
    assert html.count("<summary>Nhóm 2 lĩnh vực</summary>") == 1
    assert "0,0 giờ (1)" in html, "the queue time of the one dossier in hand, with its n"
