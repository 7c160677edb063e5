"""A manager never sees, by any path, a dossier that their department neither answers for nor has held."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.access.gate import Gate
from dashboard.access.roles import may
from dashboard.api import door
from dashboard.api.rate import Buckets
from dashboard.api.table import PREFIX
from dashboard.api.tokens import create
from dashboard.boards.answering import Setting, answers
from dashboard.boards.starting import ready_made
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Question
from dashboard.exchange.dossiers import Wish, counted, found
from dashboard.forms.printing import render
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.period import preset
from dashboard.screens import SCREENS
from dashboard.search.wanted import Wanted
from dashboard.server import OPTIONS
from models.errors import MotcuaError
from models.viewer import ROLES, SYSTEM, Role, Scope, Viewer

with warnings.catch_warnings():
    # It would rather have httpx2; what it does with httpx is all that is needed here.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

PAGES = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True)
class Sides:
    """A manager of one department, the dossiers of theirs, and those that are not."""

    office: Office
    manager: Viewer
    own: frozenset[str]
    foreign: frozenset[str]

    def leaked(self, text: str) -> list[str]:
        return [code for code in self.foreign if code in text]


@pytest.fixture(scope="module")
def sides(told_office: Office) -> Iterator[Sides]:
    install(told_office)
    rows = list(told_office.dossiers.all())
    held: dict[str, set[str]] = {}
    for row in rows:
        for department in {row["department"], *row.get("holders", ())}:
            held.setdefault(department, set()).add(row["_id"])
    # The one that answers for most: the centre holds nearly all at some time, and answers for none.
    answers_for = Counter(row["department"] for row in rows)
    (department, count), *_ = answers_for.most_common(1)
    assert count > 1
    everything = frozenset(row["_id"] for row in rows)
    scope = Scope(kind="department", departments=frozenset({department}))
    manager = Viewer(user_id="m", name="m", role="manager", scope=scope)
    own = frozenset(held[department])
    assert own
    assert everything - own
    yield Sides(told_office, manager, own, everything - own)
    install(None)


def test_reads_by_code_and_by_query_give_none(sides: Sides) -> None:
    office, manager = sides.office, sides.manager
    assert all(office.dossiers.get(code, manager) is None for code in sides.foreign)
    codes = sorted(sides.own | sides.foreign)
    assert {one.id for one in office.dossiers.many(codes, manager)} == sides.own
    assert {row["_id"] for row in office.dossiers.find({}, manager)} == sides.own


def test_the_search_finds_none_by_code_name_or_number(sides: Sides) -> None:
    office, manager = sides.office, sides.manager
    for code in sorted(sides.foreign)[:12]:
        dossier = office.dossiers.get(code, SYSTEM)
        assert dossier is not None
        for text in (code, dossier.applicant.name, dossier.applicant.phone, code[-4:]):
            hits = office.finder.find(manager, text, Wanted(), limit=200).rows if text else []
            assert {one.id for one in hits} <= sides.own, text


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_no_list_behind_a_number_has_one_and_the_number_counts_none(sides: Sides, measure: str) -> None:
    office, manager, today = sides.office, sides.manager, sides.office.today()
    question = Question((measure,), start=office.cube.first_day(), end=today)
    if MEASURES[measure].standing:
        question = Question((measure,), at=today)
    rows = office.cube.members(manager, measure, question, limit=1_000).rows
    assert {row.dossier.id for row in rows} <= sides.own
    (figure,) = office.cube.figures(manager, question)
    assert figure.n == len(rows)


def test_charts_are_of_the_own_department_alone(sides: Sides) -> None:
    office, manager = sides.office, sides.manager
    setting = Setting(preset("last_12_months", office.today()), {}, office.today())
    for board in ready_made("vi"):
        for answer in answers(office.cube, manager, board.charts, setting):
            groups = {f.group["department"] for f in answer.figures if "department" in f.group}
            assert groups <= manager.scope.departments


def test_no_export_has_one(sides: Sides) -> None:
    office, manager = sides.office, sides.manager
    wish = Wish("csv")
    question = Question(("received",), start=office.cube.first_day(), end=office.today())
    for content in (
        found(office, manager, "", Wanted(received=(office.cube.first_day(), office.today())), wish),
        counted(office, manager, "received", question, wish),
    ):
        text = content.decode("utf-8-sig")
        assert any(code in text for code in sides.own)
        assert sides.leaked(text) == []


def test_no_paper_is_printed_of_one(sides: Sides) -> None:
    for code in sorted(sides.foreign)[:3]:
        with pytest.raises(MotcuaError):
            render(sides.office, sides.manager, "receipt", [code])


def test_the_api_tells_nothing_of_one(sides: Sides) -> None:
    office = sides.office
    made = create(
        office,
        SYSTEM,
        office.now(),
        name="x",
        role="manager",
        scope=sides.manager.scope,
        scopes=["dossiers:read", "events:read", "statistics:read"],
        rate=10_000,
    )
    door.BUCKETS = Buckets()
    client = TestClient(
        Starlette(routes=OPTIONS["routes"], middleware=[Middleware(Gate)]),
        headers={"authorization": f"Bearer {made.secret}"},
    )
    nobody = client.get(f"{PREFIX}/dossiers/NO-SUCH-CODE")
    for code in sorted(sides.foreign)[:10]:
        answer = client.get(f"{PREFIX}/dossiers/{code}")
        assert answer.status_code == nobody.status_code == 404
    assert client.get(f"{PREFIX}/dossiers/{min(sides.own)}").status_code == 200
    events = client.get(f"{PREFIX}/events").text
    assert sides.leaked(events) == []
    (figure,) = office.cube.figures(sides.manager, Question(("backlog",), at=office.today()))
    told = client.get(f"{PREFIX}/statistics", params={"measure": "backlog"}).json()
    assert [one["value"] for one in told["figures"]] == [figure.value]


def run(page: str, monkeypatch: pytest.MonkeyPatch, viewer: Viewer, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=120)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def whole(test: AppTest) -> str:
    """Everything that the page has sent to the browser."""
    return "\n".join(str(element.proto) for element in test.main) + "\n".join(
        str(element.proto) for kind in ("html", "markdown", "arrow_data_frame") for element in test.get(kind)
    )


@pytest.mark.parametrize("page", [one.file for one in SCREENS])
def test_no_page_shows_one_whatever_its_address_asks_for(
    sides: Sides, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    if not may(sides.manager, next(one.permission for one in SCREENS if one.file == page)):
        return
    code = min(sides.foreign)
    dossier = sides.office.dossiers.get(code, SYSTEM)
    assert dossier is not None
    assert dossier.applicant.phone
    assert dossier.applicant.identity
    asked = {"code": code, "department": dossier.department, "measure": "received", "period": "all"}
    for params in ({}, asked):
        test = run(page, monkeypatch, sides.manager, **params)
        assert not test.exception, page
        text = whole(test)
        # What was asked for may be said again; of the dossier itself nothing is.
        assert [one for one in sides.leaked(text) if one != code] == []
        # Names are shared by many people; numbers are not.
        assert dossier.applicant.phone not in text
        assert dossier.applicant.identity not in text


REFUSED = [
    (role, screen.file)
    for role in ROLES
    for screen in SCREENS
    if not may(Viewer(user_id="x", name="x", role=role), screen.permission)
]


@pytest.mark.parametrize(("role", "page"), REFUSED, ids=lambda value: str(value))
def test_a_page_that_a_role_does_not_have_says_so_and_nothing_else(
    sides: Sides, monkeypatch: pytest.MonkeyPatch, role: Role, page: str
) -> None:
    looker = Viewer(user_id="x", name="x", role=role)
    test = run(page, monkeypatch, looker, code=min(sides.own))
    assert not test.exception
    assert len(test.error) == 1
    assert "không được dùng" in test.error[0].value
    assert not test.get("html")
    assert not test.get("arrow_data_frame")
    assert not test.button
