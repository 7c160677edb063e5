"""My work and the dossier, as people use them: every action through its form, undo, races, many at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.flow import Action, ActionName
from dashboard.office import Office
from dashboard.office_holder import install
from models.department import Department
from models.dossier import Dossier
from models.viewer import Role, Scope, Viewer
from tests.helpers import HOUR_MS, submitted
from tests.stores import leave

PAGES = Path(__file__).resolve().parents[2] / "pages"
#: a Wednesday, 14:00 in Vietnam
NOW = datetime(2026, 6, 10, 7, 0, tzinfo=UTC)
_numbers = count(1)


def person(role: Role, *departments: str) -> Viewer:
    scope = Scope(kind="department", departments=frozenset(departments)) if departments else Scope()
    return Viewer(user_id=f"{role}-{'-'.join(departments)}", name="An", role=role, scope=scope)


DESK, REVIEW, HEAD = person("clerk", "desk"), person("staff", "A"), person("manager", "A")
ADMIN = person("administrator")


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(database="test_work", data=tmp_path_factory.mktemp("work"))
    office = Office.open(settings, mongodb_uri, lambda: NOW)
    install(office)
    yield office
    install(None)
    leave(office)


def made(office: Office, *names: ActionName) -> Dossier:
    """A new dossier of department A after its submission and some actions of the usual way."""
    code, at = f"W-{next(_numbers):04d}", NOW - timedelta(days=2)
    dossier = office.commit.act(code, submitted(code, 0, 10), DESK.user_id, at=at)
    for name in names:
        at += timedelta(minutes=10)
        actor = DESK.user_id if dossier.step in (None, "intake") else REVIEW.user_id
        dossier = office.commit.act(code, Action(name=name, reason="vì thế"), actor, at=at)
    return dossier


AT_REVIEW: tuple[ActionName, ...] = ("accept", "finish", "start")
RESOLVED: tuple[ActionName, ...] = (*AT_REVIEW, "finish", "start", "resolve")


def page(name: str, monkeypatch: pytest.MonkeyPatch, viewer: Viewer, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
    for key, value in params.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    return test


def do(test: AppTest, dossier: Dossier, action: str, **typed: Any) -> AppTest:
    """Choose an action, fill its form in, and press its button."""
    more = f"more|{dossier.id}"
    offered = {box.key: box for box in test.selectbox}
    if more in offered and action in _values(offered[more]):
        offered[more].set_value(action).run()
    for need, value in typed.items():
        field(test, f"in|{dossier.id}|{action}|{need}").set_value(value)
    test.button(key=f"do|{dossier.id}|{action}").click().run()
    assert not test.exception
    return test


def _values(box: Any) -> list[str]:
    """What a select box offers; its options are told by their titles."""
    from dashboard.flow import RULES

    titles = {rule.vi: name for name, rule in RULES.items()}
    return [titles.get(option, option) for option in box.options]


def field(test: AppTest, key: str) -> Any:
    kinds = (test.text_area, test.text_input, test.selectbox, test.radio, test.date_input, test.number_input)
    return next(each for kind in kinds for each in kind if each.key == key)


def now(office: Office, dossier: Dossier) -> Dossier:
    found = office.dossiers.for_change(dossier.id)
    assert found is not None
    return found


CASES: tuple[tuple[ActionName, tuple[ActionName, ...], Viewer, dict[str, Any], str], ...] = (
    ("accept", (), DESK, {}, "received"),
    ("refuse", (), DESK, {"reason": "không thuộc thẩm quyền"}, "refused"),
    ("start", ("accept", "finish"), REVIEW, {}, "processing"),
    ("finish", AT_REVIEW, REVIEW, {}, "processing"),
    ("send_back", AT_REVIEW, REVIEW, {"reason": "thiếu bản vẽ"}, "processing"),
    ("release", AT_REVIEW, REVIEW, {}, "processing"),
    ("ask_supplement", AT_REVIEW, REVIEW, {"reason": "bản sao CCCD"}, "supplement"),
    ("receive_supplement", (*AT_REVIEW, "ask_supplement"), DESK, {}, "processing"),
    ("ask_payment", AT_REVIEW, REVIEW, {"reason": "lệ phí trước bạ"}, "payment"),
    ("receive_payment", (*AT_REVIEW, "ask_payment"), DESK, {}, "processing"),
    ("extend", AT_REVIEW, HEAD, {"reason": "hồ sơ phức tạp"}, "processing"),
    ("hand_over", AT_REVIEW, REVIEW, {"department": "C", "limit_ms": 4.0}, "processing"),
    ("resolve", (*AT_REVIEW, "finish", "start"), person("staff", "B"), {}, "resolved"),
    ("reject", AT_REVIEW, REVIEW, {"reason": "không đủ điều kiện"}, "rejected"),
    ("return", RESOLVED, DESK, {"method": "post", "receiver": "RB123456789VN"}, "returned"),
    ("withdraw", AT_REVIEW, REVIEW, {"reason": "không còn nhu cầu"}, "withdrawn"),
    ("stop", AT_REVIEW, HEAD, {"reason": "hết thời hạn bổ sung"}, "stopped"),
    ("rate", (*RESOLVED, "return"), DESK, {"rating": 3}, "returned"),
    ("take_fee", AT_REVIEW, DESK, {"paid_by": "transfer", "receipt": "BL 0012"}, "processing"),
    ("note", AT_REVIEW, REVIEW, {"note": "đã gọi cho người nộp"}, "processing"),
)


@pytest.mark.parametrize(
    ("action", "before", "viewer", "typed", "state"), CASES, ids=[case[0] for case in CASES]
)
def test_every_action_is_done_from_the_dossier(
    office: Office, monkeypatch: pytest.MonkeyPatch, action: ActionName, before: tuple[ActionName, ...],
    viewer: Viewer, typed: dict[str, Any], state: str,
) -> None:  # fmt: skip
    if "department" in typed:
        office.departments.put(Department(id="C", name="Cơ quan C", level="province"))
        office.names.forget()
    dossier = made(office, *before)
    test = do(page("dossier", monkeypatch, viewer, code=dossier.id), dossier, action, **typed)
    after = now(office, dossier)
    assert after.state == state
    event = office.events.of(dossier.id)[-1]
    assert (event.action, event.actor, after.version) == (action, viewer.user_id, dossier.version + 1)
    assert [dossier.id in message.value for message in test.success] == [True]
    for need, value in typed.items():
        told = round(value * HOUR_MS) if need == "limit_ms" else value
        assert (event.note if need == "note" else event.params[need]) == told


def test_a_correction_changes_what_was_typed_and_nothing_else(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = made(office, *AT_REVIEW)
    wrong = {"applicant.phone": "12", "reason": "gõ nhầm số"}
    test = do(page("dossier", monkeypatch, HEAD, code=dossier.id), dossier, "correct", **wrong)
    assert any("Điện thoại đúng" in message.value for message in test.error)
    assert now(office, dossier) == dossier
    told = {"applicant.phone": "+84 987 000 111", "applicant.address": "12 Trần Phú"}
    test = do(test, dossier, "correct", **told)
    after = now(office, dossier)
    right = {"phone": "0987000111", "address": "12 Trần Phú"}
    assert after.applicant == dossier.applicant.model_copy(update=right)
    assert after.model_copy(update={"version": 0, "head": "", "applicant": dossier.applicant}) == (
        dossier.model_copy(update={"version": 0, "head": ""})
    )
    event = office.events.of(dossier.id)[-1]
    assert (event.action, event.params["reason"]) == ("correct", "gõ nhầm số")
    assert office.finder.find(HEAD, "0987000111").rows[0].id == dossier.id
    nothing = do(page("dossier", monkeypatch, HEAD, code=dossier.id), dossier, "correct", reason="x")
    assert any("ít nhất một mục" in message.value for message in nothing.error)


def test_reassigning_offers_the_people_of_the_department_and_nobody_else(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.access.accounts import create
    from models.viewer import SYSTEM

    scope = Scope(kind="department", departments=frozenset({"A"}))
    lan = create(office, SYSTEM, NOW, login="lan", name="Lan", role="staff", scope=scope).user
    other = scope.model_copy(update={"departments": frozenset({"B"})})
    create(office, SYSTEM, NOW, login="binh", name="Bình", role="staff", scope=other)
    office.names.forget()
    dossier = made(office, *AT_REVIEW)
    test = page("dossier", monkeypatch, HEAD, code=dossier.id)
    test.selectbox(key=f"more|{dossier.id}").set_value("reassign").run()
    box = test.selectbox(key=f"in|{dossier.id}|reassign|assignee")
    assert box.options == ["Lan"]
    box.set_value(lan.id)
    test.button(key=f"do|{dossier.id}|reassign").click().run()
    assert now(office, dossier).assignee == lan.id


def test_what_is_missing_is_told_and_what_was_typed_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = made(office, *RESOLVED)
    test = page("dossier", monkeypatch, DESK, code=dossier.id)
    do(test, dossier, "return", method="post", receiver=" ")
    assert ["Người nhận kết quả" in error.value for error in test.error] == [True]
    assert test.radio(key=f"in|{dossier.id}|return|method").value == "post"
    assert now(office, dossier) == dossier


def test_a_second_supplement_warns_and_asks_who_approves(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = made(office, *AT_REVIEW, "ask_supplement", "receive_supplement")
    test = page("dossier", monkeypatch, REVIEW, code=dossier.id)
    test.selectbox(key=f"more|{dossier.id}").set_value("ask_supplement").run()
    assert ["Đã yêu cầu bổ sung 1 lần" in warning.value for warning in test.warning] == [True]
    do(test, dossier, "ask_supplement", reason="bản gốc")
    assert ["Người phê duyệt" in error.value for error in test.error] == [True]
    do(test, dossier, "ask_supplement", reason="bản gốc", approver="Trưởng phòng")
    assert now(office, dossier).state == "supplement"


def test_a_day_off_as_the_new_due_date_becomes_the_next_working_day_and_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = made(office, *AT_REVIEW)  # due on Monday 22/06/2026
    test = page("dossier", monkeypatch, HEAD, code=dossier.id)
    test.selectbox(key=f"more|{dossier.id}").set_value("extend").run()
    key = f"in|{dossier.id}|extend|due_at"
    test.date_input(key=key).set_value(datetime(2026, 6, 27).date()).run()  # a Saturday
    assert any("29/06/2026" in each.value and "5 ngày làm việc" in each.value for each in test.caption)
    do(test, dossier, "extend", reason="chờ ý kiến")
    assert now(office, dossier).due_at == datetime(2026, 6, 29, 10, 0, tzinfo=UTC)


def test_a_lost_race_is_told_in_words_and_loses_no_input(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = made(office, *AT_REVIEW)
    test = page("dossier", monkeypatch, REVIEW, code=dossier.id)
    test.selectbox(key=f"more|{dossier.id}").set_value("ask_supplement").run()
    key = f"in|{dossier.id}|ask_supplement|reason"
    test.text_area(key=key).set_value("giấy phép xây dựng")
    office.commit.act(dossier.id, Action(name="note", note="người nộp vừa gọi"), "binh")
    test.button(key=f"do|{dossier.id}|ask_supplement").click().run()
    assert ["Người khác vừa thay đổi" in error.value for error in test.error] == [True]
    assert any("người nộp vừa gọi" in line.value for line in test.markdown)
    assert now(office, dossier).state == "processing"
    assert test.text_area(key=key).value == "giấy phép xây dựng"
    test.button(key=f"do|{dossier.id}|ask_supplement").click().run()
    assert now(office, dossier).state == "supplement"


def test_undo_corrects_and_the_history_tells_both(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = made(office, *AT_REVIEW)
    test = do(page("dossier", monkeypatch, REVIEW, code=dossier.id), dossier, "finish")
    assert now(office, dossier).step == "sign"
    test.button(key="undo").click().run()
    assert not test.exception and not test.error
    after = now(office, dossier)
    assert (after.step, after.holder, after.assignee) == ("review", "A", REVIEW.user_id)
    assert [event.action for event in office.events.of(dossier.id)][-3:] == ["finish", "send_back", "start"]


def test_what_cannot_be_taken_back_offers_no_undo(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = made(office, *RESOLVED)
    test = page("dossier", monkeypatch, DESK, code=dossier.id)
    do(test, dossier, "return", receiver="Nguyễn Thị An")
    assert [button.key for button in test.button if button.key == "undo"] == []


def test_a_step_at_another_department_is_not_offered_and_says_why(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = made(office, "accept", "finish")
    test = page("dossier", monkeypatch, DESK, code=dossier.id)
    keys = [button.key for button in test.button]
    assert f"do|{dossier.id}|start" not in keys
    why = next(line.value for line in test.markdown if "Nhận xử lý" in line.value)
    assert "cơ quan khác" in why


def test_my_work_is_in_order_and_its_first_is_open_with_its_next_action(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = person("staff", "Q")
    made_own = [route_of(office, "Q", term) for term in (9, 2, 5)]
    for dossier in made_own:
        office.commit.act(dossier.id, Action(name="start"), own.user_id, at=NOW)
    test = page("work", monkeypatch, own)
    keys = [str(button.key) for button in test.button]
    order = [key.removeprefix("open|") for key in keys if key.startswith("open|")]
    assert order == [made_own[1].id, made_own[2].id, made_own[0].id]
    assert test.button(key=f"do|{order[0]}|finish")
    test.button(key=f"open|{order[2]}").click().run()
    test.button(key=f"do|{order[2]}|finish").click().run()
    assert not test.exception and not test.error
    assert now(office, made_own[0]).step == "sign"


def route_of(office: Office, holder: str, term: int) -> Dossier:
    """A dossier that waits at the second step, which is at `holder`."""
    code, at = f"Q-{next(_numbers):04d}", NOW - timedelta(days=1)
    action = submitted(code, 0, term)
    assert action.intake is not None
    route = tuple(
        step.model_copy(update={"holder": holder}) if step.step == "review" else step
        for step in action.intake.route
    )
    intake = action.intake.model_copy(update={"route": route})
    office.commit.act(code, action.model_copy(update={"intake": intake}), DESK.user_id, at=at)
    office.commit.act(code, Action(name="accept"), DESK.user_id, at=at)
    return office.commit.act(code, Action(name="finish"), DESK.user_id, at=at + timedelta(hours=1))


def test_many_are_previewed_done_one_by_one_and_a_failure_keeps_the_rest(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = person("staff", "M")
    dossiers = [route_of(office, "M", term) for term in (3, 4, 5)]
    test = page("work", monkeypatch, own, list="todo")
    for dossier in dossiers:
        test.checkbox(key=f"pick|{dossier.id}").check()
    test.run()
    test.selectbox(key="many_action").set_value("start").run()
    # One is taken by a colleague before the preview, one after it.
    office.commit.act(dossiers[0].id, Action(name="start"), "binh")
    test.button(key="many_preview").click().run()
    assert test.button(key="many_do").label == "Nhận xử lý: 2 hồ sơ"
    office.commit.act(dossiers[1].id, Action(name="start"), "binh")
    test.button(key="many_do").click().run()
    assert not test.exception
    assert [now(office, each).assignee for each in dossiers] == ["binh", "binh", own.user_id]
    assert ["xong 1/3" in warning.value for warning in test.warning] == [True]
    assert verify(office.store, office.today()).ok


def test_personal_data_are_masked_until_a_reason_is_given_and_the_look_is_written_down(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = made(office, "accept", "finish")
    test = page("dossier", monkeypatch, DESK, code=dossier.id)
    assert any("•••••••567" in html.proto.body for html in test.get("html"))
    assert not any("0901234567" in html.proto.body for html in test.get("html"))
    test.text_input(key="lift_reason").set_value("hỏi")
    next(button for button in test.button if button.label == "Xem").click().run()
    assert ["ít nhất 8 ký tự" in error.value for error in test.error] == [True]
    test.text_input(key="lift_reason").set_value("người nộp gọi điện hỏi")
    next(button for button in test.button if button.label == "Xem").click().run()
    looks = [entry for entry in office.audit.about(dossier.id) if entry.action == "mask_lifted"]
    told = [(look.actor, look.detail["reason"]) for look in looks]
    assert told == [(DESK.user_id, "người nộp gọi điện hỏi")]
    assert any("0901234567" in html.proto.body for html in test.get("html"))


def test_opening_is_written_down_once_a_day_and_shown_to_heads(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = made(office, *AT_REVIEW)
    for _ in range(2):
        page("dossier", monkeypatch, REVIEW, code=dossier.id).run()
    entries = [entry.actor for entry in office.audit.about(dossier.id) if entry.action == "dossier_opened"]
    assert entries == [REVIEW.user_id]
    shown = {
        viewer.role: [tab.label for tab in page("dossier", monkeypatch, viewer, code=dossier.id).tabs]
        for viewer in (HEAD, REVIEW)
    }
    assert "Ai đã xem" in shown["manager"] and "Ai đã xem" not in shown["staff"]
