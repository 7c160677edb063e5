"""Opinions of coordinating departments as people use them: asked at once, given, awaited, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access.acting import act, not_allowed
from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.flow import Action, ActionName, ActionRefused
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.work.doing import do as do_it
from dashboard.work.doing import take_back
from models.department import Department
from models.dossier import Dossier
from models.errors import NotAllowed
from models.viewer import Scope, Viewer
from tests.helpers import ASKING_ROUTE, submitted
from tests.pages.test_work import AT_REVIEW, DESK, HEAD, NOW, REVIEW, do, now, page, person
from tests.stores import leave

ASKED_B, ASKED_C = person("staff", "B"), person("staff", "C")
#: of B, but for a field that is not the dossier's
OTHER_FIELD = Viewer(
    user_id="b2", name="Bình", role="staff",
    scope=Scope(kind="fields", departments=frozenset({"B"}), fields=frozenset({"elsewhere"})),
)  # fmt: skip


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(database="test_opinions", data=tmp_path_factory.mktemp("opinions"))
    office = Office.open(settings, mongodb_uri, lambda: NOW)
    for id in ("A", "B", "C", "desk"):
        office.departments.put(Department(id=id, name=f"Cơ quan {id}", level="province"))
    install(office)
    yield office
    install(None)
    leave(office)


def at_review(office: Office, code: str, days_ago: int = 0) -> Dossier:
    """A dossier whose present step of department A needs the opinions of B and C."""
    at = NOW - timedelta(days=days_ago, hours=1)
    office.commit.act(code, submitted(code, 0, 10, ASKING_ROUTE), DESK.user_id, at=at)
    for name in AT_REVIEW:
        dossier = office.commit.act(code, Action(name=name), REVIEW.user_id, at=at)
    return dossier


def shown(test: AppTest) -> str:
    return " ".join(str(one.value) for one in (*test.get("html"), *test.markdown, *test.success))


def test_opinions_are_asked_at_once_given_on_the_screen_and_then_the_step_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = at_review(office, "O-1")
    with pytest.raises(ActionRefused, match="Chưa xin ý kiến phối hợp của 2 cơ quan"):
        act(office, REVIEW, dossier.id, Action(name="finish"))
    test = do(page("dossier", monkeypatch, REVIEW, code="O-1"), dossier, "ask_opinions", reason="Quy hoạch?")
    asked = now(office, dossier)
    assert asked.awaited == ("B", "C") and asked.holder == "A" and asked.state == dossier.state
    assert {one.question for one in asked.opinions} == {"Quy hoạch?"}
    assert "Chờ ý kiến phối hợp" in shown(test) and "Cơ quan B (từ 10/06/2026" in shown(test)
    assert office.events.of("O-1")[-1].action == "ask_opinions"
    with pytest.raises(ActionRefused, match="Còn chờ ý kiến phối hợp của 2 cơ quan, hạn"):
        act(office, REVIEW, dossier.id, Action(name="finish"))

    # B finds it among its work, though its people have other fields; who is not asked does not.
    work = page("work", monkeypatch, ASKED_B, list="asked")
    assert "O-1" in shown(work)
    assert office.dossiers.get("O-1", OTHER_FIELD) is not None
    assert office.dossiers.asked_of("B", OTHER_FIELD)
    assert not office.dossiers.asked_of("B", person("staff", "D"))
    assert isinstance(not_allowed(asked, OTHER_FIELD, "finish"), NotAllowed)

    # Neither may speak for the other.
    with pytest.raises(NotAllowed):
        act(office, ASKED_B, "O-1", Action(name="give_opinion", department="C", verdict="agreed", reason="x"))
    test = page("dossier", monkeypatch, ASKED_B, code="O-1")
    test = do(test, asked, "give_opinion", verdict="remarks", reason="Lùi 2 m, văn bản 15/SXD")
    assert not test.error
    given = now(office, dossier)
    assert given.awaited == ("C",)
    first = given.opinions[0]
    assert (first.department, first.ending, first.text) == ("B", "remarks", "Lùi 2 m, văn bản 15/SXD")
    assert first.given_by == ASKED_B.user_id and first.working_ms is not None
    # What came on paper is recorded by who holds the dossier.
    act(office, REVIEW, "O-1", Action(name="give_opinion", verdict="agreed", reason="công văn 7"))
    after = act(office, REVIEW, "O-1", Action(name="finish"))
    assert after.step == "sign" and after.holder == "B"
    assert "có góp ý" in shown(page("dossier", monkeypatch, HEAD, code="O-1"))
    assert verify(office.store, office.today()).ok


def test_asking_and_giving_are_taken_back_by_actions_of_their_own(office: Office) -> None:
    dossier = at_review(office, "O-2")
    asked = do_it(office, REVIEW, "O-2", "ask_opinions", {}, dossier.version)
    given = do_it(
        office, ASKED_B, "O-2", "give_opinion", {"department": "B", "verdict": "agreed", "reason": "ok"},
        asked.after.version,
    )  # fmt: skip
    back = take_back(office, ASKED_B, given)
    assert back.awaited == ("B", "C")
    again = do_it(office, REVIEW, "O-2", "recall_opinions", {}, back.version)
    assert again.after.awaited == () and {one.ending for one in again.after.opinions} == {"dropped"}
    with pytest.raises(ActionRefused, match="Chưa xin ý kiến"):
        act(office, REVIEW, "O-2", Action(name="finish"))
    actions = [event.action for event in office.events.of("O-2")][-4:]
    assert actions == ["ask_opinions", "give_opinion", "take_opinion_back", "recall_opinions"]


def test_silence_is_consent_after_the_limit_where_the_step_says_so(office: Office) -> None:
    at_review(office, "O-3", days_ago=5)
    at = NOW - timedelta(days=5)
    office.commit.act("O-3", Action(name="ask_opinions"), REVIEW.user_id, at=at)
    after = act(office, REVIEW, "O-3", Action(name="finish"))
    assert after.step == "sign" and not after.awaited
    for one in after.opinions:
        assert one.ending == "silent" and one.given_at == one.due_at and not one.late


def test_a_head_goes_on_without_a_department_that_does_not_answer_with_a_reason(office: Office) -> None:
    dossier = at_review(office, "O-4")
    asked = act(office, REVIEW, "O-4", Action(name="ask_opinions"))
    assert isinstance(not_allowed(asked, REVIEW, "waive_opinion"), NotAllowed)
    with pytest.raises(ActionRefused, match="lý do"):
        act(office, HEAD, "O-4", Action(name="waive_opinion", department="B"))
    for department in ("B", "C"):
        act(office, HEAD, "O-4", Action(name="waive_opinion", department=department, reason="đã giải thể"))
    assert act(office, REVIEW, "O-4", Action(name="finish")).step == "sign"
    assert dossier.opinions == ()


@pytest.mark.parametrize("name", ["send_back", "reject", "withdraw", "stop"])
def test_what_is_awaited_is_no_longer_needed_when_the_dossier_leaves_the_step_otherwise(
    office: Office, name: ActionName
) -> None:
    at_review(office, f"O-5-{name}")
    office.commit.act(f"O-5-{name}", Action(name="ask_opinions"), REVIEW.user_id)
    after = office.commit.act(f"O-5-{name}", Action(name=name, reason="vì thế"), REVIEW.user_id)
    assert after.awaited == () and {one.ending for one in after.opinions} == {"dropped"}
