"""A pick-up from the call to the result at the door, on a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from dashboard.access.acting import act
from dashboard.flow import Action
from dashboard.intake.desk import Application, take_in
from dashboard.postal.calls import enter
from dashboard.postal.desk import begin_intake
from dashboard.postal.legs import LEGS, WHOLE, figures, finished
from dashboard.postal.lifecycle import PostalRefused
from dashboard.postal.people import opened
from models.dossier import HandedIn
from models.errors import NotAllowed
from models.event import seal_of
from models.postal import PostalRequest
from models.viewer import Scope, Viewer
from tests.unit.intake.conftest import NOW
from tests.unit.postal.helpers import (
    CLERK,
    OTHER_POSTMAN,
    POSTMAN,
    PROCEDURE,
    STRANGER,
    call,
    entered,
    postmen,
    went,
)

if TYPE_CHECKING:
    from dashboard.office import Office


def arrived(office: Office) -> PostalRequest:
    request = went(office, entered(office), "assign", carrier=POSTMAN.user_id)
    request = went(office, request, "pick_up", POSTMAN, signed="Thị Ngọc Hân, 2 giấy tờ")
    return went(office, request, "arrive")


def taken_in(office: Office) -> PostalRequest:
    request = arrived(office)
    draft = begin_intake(office, CLERK, request.id)
    kept = office.drafts.get(draft, CLERK.user_id)
    assert kept is not None
    answers = dict(kept.given["answers"])
    block = next(iter(answers))
    answers[block] = {**answers[block], "identity": "091090000001"}
    application = Application(
        procedure=PROCEDURE,
        revision=kept.revision,
        level="province",
        place=None,
        channel=kept.given["channel"],
        given={**answers, "loai_giay": "khai_tu", "so_ban": 1},
        components=(HandedIn(component="to_khai", originals=1),),
    )
    take_in(office, CLERK, application, draft)
    found = office.postal_requests.get(request.id, CLERK)
    assert found is not None
    return found


def resolved(office: Office, code: str) -> None:
    boss = Viewer(user_id="chi", name="Chi", role="manager", scope=Scope())
    for _ in range(20):
        dossier = office.dossiers.get(code, boss)
        assert dossier is not None
        if dossier.state == "resolved":
            return
        here = next(i for i, step in enumerate(dossier.route) if step.step == dossier.step)
        last = here + 1 == len(dossier.route) or dossier.route[here + 1].kind == "return"
        if dossier.visit is not None and dossier.visit.started_at is None:
            act(office, boss, code, Action(name="start"))
        act(office, boss, code, Action(name="resolve" if last else "finish"))
    pytest.fail("the dossier is not resolved")


def test_a_pick_up_goes_from_the_call_to_the_result_at_the_door(office: Office) -> None:
    postmen(office)
    request = taken_in(office)
    assert (request.state, request.carrier) == ("taken_in", "")
    dossier = office.dossiers.get(request.dossier, CLERK)
    assert dossier is not None
    assert (dossier.channel, dossier.applicant.name, dossier.applicant.phone) == (
        "postal",
        "Thị Ngọc Hân",
        "0912345678",
    )
    assert (dossier.applicant.commune, dossier.applicant.address) == (request.commune, "12 Nguyễn Trãi")
    with pytest.raises(PostalRefused, match="chưa có kết quả"):
        went(office, request, "send", tracking="RG123456789VN", carrier=POSTMAN.user_id)
    resolved(office, request.dossier)
    request = went(office, request, "send", tracking="RG123456789VN", carrier=OTHER_POSTMAN.user_id)
    dossier = office.dossiers.get(request.dossier, CLERK)
    assert dossier is not None
    assert (dossier.state, dossier.return_method, dossier.receiver) == ("returned", "post", "RG123456789VN")
    assert [one.id for one in office.postal_requests.carried_by("buuta2", OTHER_POSTMAN)] == [request.id]
    request = went(office, request, "deliver", OTHER_POSTMAN, received_by="Thị Ngọc Hân")
    assert request.state == "delivered"
    assert office.postal_requests.carried_by("buuta2", OTHER_POSTMAN) == []
    told = office.postal_events.of(request.id)
    assert [event.action for event in told] == [
        "request",
        "assign",
        "pick_up",
        "arrive",
        "open_form",
        "take_in",
        "send",
        "deliver",
    ]
    for before, after in pairwise(told):
        assert after.previous == before.hash
    for event in told:
        assert event.hash == seal_of({k: v for k, v in event.__dict__.items() if k != "hash"})
    kept = office.postal_requests.for_change(request.id)
    found = {one.leg.id: one.n for one in figures([kept] if kept else [], office.calendar())}
    assert found == {leg.id: 1 for leg in (*LEGS, WHOLE)}


def test_an_attempt_that_failed_says_why_and_counts_in_its_leg(office: Office) -> None:
    postmen(office)
    request = went(office, entered(office), "assign", carrier=POSTMAN.user_id)
    with pytest.raises(PostalRefused, match="lý do"):
        went(office, request, "miss", POSTMAN, reason=" ")
    first = request.assigned_at
    office.now = lambda: NOW + timedelta(hours=3)  # type: ignore[method-assign]
    request = went(office, request, "miss", POSTMAN, reason="Nhà đóng cửa")
    assert (request.state, request.carrier, request.missed) == ("requested", "", 1)
    request = went(office, request, "assign", carrier=OTHER_POSTMAN.user_id)
    assert request.assigned_at == first
    assert office.postal_events.of(request.id)[2].note == "Nhà đóng cửa"


def test_what_is_not_possible_is_refused_in_words_and_changes_nothing(office: Office) -> None:
    postmen(office)
    request = entered(office)
    with pytest.raises(PostalRefused, match="Chờ giao"):
        went(office, request, "arrive")
    with pytest.raises(PostalRefused, match="Không có nhân viên"):
        went(office, request, "assign", carrier="nobody")
    assert office.postal_requests.get(request.id, CLERK) == request
    went(office, request, "assign", carrier=POSTMAN.user_id)
    with pytest.raises(PostalRefused, match="vừa thay đổi"):
        went(office, request, "refuse", reason="Ngoài địa bàn")
    assert len(office.postal_events.of(request.id)) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "họ tên"),
        ({"phone": "12"}, "Số điện thoại"),
        ({"commune": "x"}, "xã, phường"),
        ({"address": ""}, "địa chỉ"),
        ({"procedure": "P0"}, "bưu chính"),
        ({"wanted_day": 1}, "ngày làm việc"),
        ({"note": "x" * 501}, "Ghi chú"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(
    office: Office, change: dict[str, object], words: str
) -> None:
    with pytest.raises(PostalRefused, match=words):
        enter(office, CLERK, replace(call(office), **change))
    assert office.postal_requests.in_states(("requested",), CLERK) == []


def test_a_call_sent_twice_is_one_request(office: Office) -> None:
    first = enter(office, CLERK, call(office), "the-call")
    assert enter(office, CLERK, call(office), "the-call").id == first.id
    assert first.id == "BC-260828-0001"
    assert enter(office, CLERK, call(office)).id == "BC-260828-0002"


def test_a_postal_worker_sees_what_they_carry_and_nothing_else(office: Office) -> None:
    postmen(office)
    mine = went(office, entered(office), "assign", carrier=POSTMAN.user_id)
    others = went(office, entered(office), "assign", carrier=OTHER_POSTMAN.user_id)
    loose = entered(office)
    assert [one.id for one in office.postal_requests.carried_by("buuta", POSTMAN)] == [mine.id]
    assert office.postal_requests.carried_by("buuta2", POSTMAN) == []
    assert office.postal_requests.in_states(("requested", "assigned"), POSTMAN) == [mine]
    assert office.postal_requests.get(loose.id, POSTMAN) is None
    with pytest.raises(NotAllowed):
        went(office, others, "pick_up", POSTMAN, signed="Ai đó ký")
    with pytest.raises(NotAllowed):
        went(office, mine, "assign", POSTMAN, carrier="buuta2")
    with pytest.raises(NotAllowed):
        enter(office, POSTMAN, call(office))
    with pytest.raises(NotAllowed):
        begin_intake(office, POSTMAN, mine.id)


def test_requests_are_read_within_the_scope_of_their_dossiers(office: Office) -> None:
    request = entered(office)
    assert office.postal_requests.get(request.id, STRANGER) is None
    assert office.postal_requests.in_states(("requested",), STRANGER) == []
    assert office.postal_requests.called_between(0, 99_999, STRANGER) == []
    assert office.postal_requests.called_between(0, 99_999, CLERK) == [request]


def test_a_request_has_one_dossier_whoever_opened_forms_for_it(office: Office) -> None:
    postmen(office)
    request = taken_in(office)
    assert len(request.drafts) == 1
    assert finished([request], LEGS[3]) == [request]
    again = office.postal_requests.of_draft(request.drafts[0])
    assert again is not None and again.dossier == request.dossier


def test_who_has_seen_whose_papers_these_are_is_written_down_once_a_day(office: Office) -> None:
    postmen(office)
    mine = went(office, entered(office), "assign", carrier=POSTMAN.user_id)
    opened(office, POSTMAN, [mine])
    opened(office, POSTMAN, [mine])
    assert [(e.action, e.actor) for e in office.audit.about(mine.id)] == [("postal_opened", "buuta")]
