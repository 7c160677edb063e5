"""Asked for more before the receipt, and what the applicant sends: whose turn it is, and when a term runs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.cube.contribution import contribution
from dashboard.flow import Action, ActionRefused, apply
from dashboard.flow.supplying import MOST_TIMES
from dashboard.work.order import Turn, intake_due, urgency
from models.dossier import Dossier, Paper
from tests.helpers import BASE, HOUR_MS, calendar, submitted

CALENDAR = calendar()
SCAN = Paper(id="f1", name="don.pdf", type="pdf", size=9, sha256="0" * 64)
ASK = Action(name="ask_more", reason="thiếu bản sao CCCD")
SEND = Action(name="supply", note="gửi bản sao", papers=(SCAN,))


def after(dossier: Dossier | None, *actions: Action) -> Dossier:
    """The dossier after the actions, an hour apart."""
    now = BASE if dossier is None else BASE + timedelta(hours=dossier.version)
    for action in actions:
        dossier, _ = apply(dossier, action, "an", now, CALENDAR)
        now += timedelta(hours=1)
    assert dossier is not None
    return dossier


def test_who_is_asked_for_more_before_the_receipt_has_the_turn_until_they_send_it() -> None:
    new = after(None, submitted("D1"))
    assert (new.turn, new.asked, new.supplied) == ("desk|accept", None, None)
    asked = after(new, ASK)
    assert asked.state == "submitted" and asked.turn == "desk|paused"
    assert asked.asked is not None and asked.asked.reason == "thiếu bản sao CCCD"
    assert intake_due(asked, CALENDAR) is None
    assert urgency(asked, BASE + timedelta(hours=2), CALENDAR).turn is Turn.PAUSED
    sent = after(asked, SEND)
    assert (sent.turn, sent.asked) == ("desk|accept", None)
    assert sent.papers == (SCAN,)
    assert sent.supplied is not None and sent.supplied.papers == ("f1",)
    assert contribution(sent) == contribution(new) == {}


def test_the_eight_hours_of_the_desk_begin_when_the_application_is_complete() -> None:
    new = after(None, submitted("D1"))
    assert new.submitted_at is not None
    assert intake_due(new, CALENDAR) == CALENDAR.add_ms(new.submitted_at, 8 * HOUR_MS)
    sent = after(new, ASK, SEND)
    assert intake_due(sent, CALENDAR) == CALENDAR.add_ms(BASE + timedelta(hours=2), 8 * HOUR_MS)
    taken = after(sent, Action(name="accept"))
    assert taken.received_at == BASE + timedelta(hours=3)
    assert (taken.supplied, intake_due(taken, CALENDAR)) == (None, None)


def test_a_supplement_sent_online_waits_at_the_desk_and_the_clock_stands_until_it_is_taken_in() -> None:
    paused = after(
        None, submitted("D1"), Action(name="accept"), Action(name="finish"), Action(name="start"),
        Action(name="ask_supplement", reason="thiếu bản vẽ"),
    )  # fmt: skip
    assert paused.turn == "A|paused"
    sent = after(paused, SEND)
    assert (sent.state, sent.turn, sent.holder) == ("supplement", "desk|accept", "A")
    assert sent.pauses[-1].ended_at is None
    taken = after(sent, Action(name="receive_supplement"))
    assert (taken.state, taken.turn, taken.supplied) == ("processing", "A|taken", None)
    assert taken.pauses[-1].ended_at == BASE + timedelta(hours=6)
    again = after(taken, Action(name="ask_supplement", reason="vẫn thiếu", approver="chief"))
    assert (again.supplied, again.turn) == (None, "A|paused")


def test_nobody_sends_what_was_not_asked_for_nor_without_end() -> None:
    new = after(None, submitted("D1"))
    with pytest.raises(ActionRefused):
        after(new, SEND)
    asked = after(new, ASK)
    for _ in range(MOST_TIMES):
        asked = after(asked, SEND)
    with pytest.raises(ActionRefused):
        after(asked, SEND)
    for _ in range(MOST_TIMES - 1):
        asked = after(asked, ASK)
    with pytest.raises(ActionRefused):
        after(asked, ASK)
    with pytest.raises(ActionRefused):
        after(after(None, submitted("D2"), Action(name="accept")), SEND)
