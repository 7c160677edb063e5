"""Letting go, noting, asking again, and handing over the result."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.flow import Action, ActionRefused, apply
from models.dossier import Dossier
from tests.helpers import BASE, HOUR_MS, calendar, submitted

CALENDAR = calendar()


def after(*actions: Action, dossier: Dossier | None = None, hours: float = 1, actor: str = "an") -> Dossier:
    """The dossier after the actions, an hour apart."""
    now = BASE if dossier is None else BASE + timedelta(days=1)
    for action in actions:
        now += timedelta(hours=hours)
        dossier, _ = apply(dossier, action, actor, now, CALENDAR)
    assert dossier is not None
    return dossier


def at_review() -> Dossier:
    return after(submitted("D1"), Action(name="accept"), Action(name="finish"), Action(name="start"))


def test_what_is_let_go_waits_again_and_its_queue_time_runs_on() -> None:
    held = at_review()
    assert held.turn == "A|taken"
    free = after(Action(name="release"), dossier=held)
    assert (free.turn, free.assignee) == ("A|todo", None)
    assert free.visit is not None and free.visit.started_at is None
    again = after(Action(name="start"), Action(name="finish"), dossier=free, hours=2, actor="binh")
    done = again.visits[-2]
    assert done.assignee == "binh"
    # Entered Monday 11:00, begun again Tuesday 10:00, left 12:00; work rests from 11:30 to 13:30.
    assert (done.queue_ms, done.handling_ms) == (7 * HOUR_MS, 1.5 * HOUR_MS)


def test_a_step_that_nobody_has_cannot_be_let_go() -> None:
    free = after(Action(name="release"), dossier=at_review())
    with pytest.raises(ActionRefused) as told:
        after(Action(name="release"), dossier=free)
    assert (told.value.vi, told.value.en) == (
        "Bước này chưa có ai nhận xử lý.",
        "Nobody has taken this step.",
    )


def test_a_note_is_an_event_and_changes_nothing_else() -> None:
    held = at_review()
    noted, event = apply(held, Action(name="note", note="hẹn gọi lại"), "an", BASE, CALENDAR)
    assert (event.action, event.note, event.changes) == ("note", "hẹn gọi lại", {})
    same = {"version", "head"}
    assert noted.model_dump(exclude=same) == held.model_dump(exclude=same)
    assert (noted.version, noted.head) == (held.version + 1, event.hash)
    with pytest.raises(ActionRefused):
        apply(held, Action(name="note", note="  "), "an", BASE, CALENDAR)


def test_asking_for_a_supplement_again_needs_an_approver() -> None:
    ask = Action(name="ask_supplement", reason="bản sao CCCD")
    once = after(ask, Action(name="receive_supplement"), dossier=at_review())
    with pytest.raises(ActionRefused) as told:
        after(ask, dossier=once)
    assert "phê duyệt" in told.value.vi and "approver" in told.value.en
    twice = after(ask.model_copy(update={"approver": "Trưởng phòng"}), dossier=once)
    assert twice.state == "supplement"


def test_the_result_is_handed_over_to_somebody_in_some_way() -> None:
    done = after(Action(name="finish"), Action(name="start"), Action(name="resolve"), dossier=at_review())
    assert done.turn == "desk|return"
    given = after(Action(name="return", method="post", receiver=" RB123456789VN "), dossier=done)
    assert (given.return_method, given.receiver, given.turn) == ("post", "RB123456789VN", None)


def test_a_fee_is_taken_once_and_the_clock_takes_no_notice() -> None:
    held = at_review()
    paid = after(Action(name="take_fee", paid_by="transfer", receipt=" 0012 "), dossier=held)
    assert paid.fee is not None and held.fee is not None
    assert (paid.fee.state, paid.fee.method, paid.fee.receipt) == ("paid", "transfer", "0012")
    same = {"version", "head", "fee"}
    assert paid.model_dump(exclude=same) == held.model_dump(exclude=same)
    with pytest.raises(ActionRefused, match="đã được xử lý xong"):
        after(Action(name="take_fee", paid_by="cash"), dossier=paid)
    free = held.model_copy(update={"fee": None})
    with pytest.raises(ActionRefused, match="không phải nộp phí"):
        after(Action(name="take_fee", paid_by="cash"), dossier=free)
