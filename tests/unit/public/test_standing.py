"""How a dossier stands for who waits for it; the secrets of a receipt; where its printed QR code leads."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from dashboard.flow import Action
from dashboard.forms.printing import qr_text
from dashboard.office import Office
from dashboard.public.keys import ALPHABET, Keys, in_an_hour, phone_end, typed_code
from dashboard.public.standing import STATES, standing
from dashboard.search.query import scanned
from models.dossier import Dossier, State
from tests.helpers import submitted
from tests.unit.public.conftest import NOW, Clock

CODE = "H33.904-260828-0001"


@pytest.fixture
def office(bare: Office) -> Office:
    bare.commit.act(CODE, submitted(CODE), "clerk")
    return bare


def after(office: Office, *actions: Action) -> Dossier:
    """The dossier after some actions of the desk."""
    dossier = office.dossiers.for_change(CODE)
    for action in actions:
        dossier = office.commit.act(CODE, action, "an")
    assert dossier is not None
    return dossier


def test_every_state_has_plain_words_in_both_languages(office: Office) -> None:
    assert set(STATES) == set(get_args(State))
    assert all(vi and en and vi != en for (vi, en), _ in STATES.values())


def test_what_is_asked_where_it_lies_and_the_way_are_told_and_no_person(office: Office) -> None:
    asked = standing(office, after(office, Action(name="ask_more", reason="thiếu bản sao")), "")
    assert (asked.tone, asked.asked, asked.where, asked.may_supply) == ("ask", "thiếu bản sao", "desk", True)
    office.commit.act(CODE, Action(name="supply", note="gửi"), "applicant")
    sent = standing(office, after(office), "")
    assert (sent.tone, sent.asked) == ("wait", "") and sent.sent_at == "09:00 28/08/2026"
    taken = standing(office, after(office, Action(name="accept"), Action(name="finish")), "")
    assert (taken.where, taken.due, taken.may_supply) == ("A", "17:00 09/09/2026", False)
    assert [(stage.title, stage.state) for stage in taken.stages] == [
        ("intake", "done"), ("review", "now"), ("sign", "later"), ("return", "later"),
    ]  # fmt: skip
    assert "An" not in str(taken) and "0901234567" not in str(taken)


def test_who_is_late_apologises_and_who_has_a_result_may_be_rated(office: Office, clock: Clock) -> None:
    dossier = after(office, Action(name="accept"), Action(name="finish"), Action(name="start"))
    assert standing(office, dossier, "").apology is None
    assert dossier.due_at is not None
    extended = after(
        office, Action(name="extend", reason="chờ xác minh", due_at=dossier.due_at + timedelta(days=2))
    )
    told = standing(office, extended, "").apology
    assert told is not None and "chờ xác minh" in told[0] and "17:00 11/09/2026" in told[1]
    clock.at = NOW + timedelta(days=17)
    late = standing(office, after(office), "")
    assert late.tone == "late" and late.apology is not None and "quá ngày hẹn 3 ngày" in late.apology[0]
    done = after(office, Action(name="finish"), Action(name="start"), Action(name="resolve"))
    ready = standing(office, done, "")
    assert (ready.tone, ready.where, ready.due, ready.may_rate) == ("good", "desk", "", True)
    assert ready.apology is not None
    rated = after(office, Action(name="rate", rating=3))
    assert standing(office, rated, "").may_rate is False


def test_secrets_are_of_one_code_and_one_store_and_are_typed_as_people_type(office: Office) -> None:
    keys = office.secrets
    letters = keys.check_letters(CODE)
    assert set(letters) <= {*ALPHABET, "-"} and len(letters) == 9
    assert keys.is_check(CODE, letters.lower().replace("-", " "))
    assert not keys.is_check("H33.904-260828-0002", letters)
    assert Keys(office.meta).check_letters(CODE) == letters
    assert keys.is_qr(CODE, keys.qr_secret(CODE)) and not keys.is_qr(CODE, letters)
    assert typed_code(" h33.904–260828 - 0001\n") == CODE
    assert (phone_end("0901 234 567"), phone_end("12"), phone_end("")) == ("4567", "none", "none")
    signed = keys.signed("a", "text", in_an_hour(office.now()))
    assert keys.opened("a", signed, office.now()) == "text"
    assert keys.opened("b", signed, office.now()) is None
    assert keys.opened("a", signed, in_an_hour(office.now())) is None
    for broken in ("", "x", "é", signed[1:], signed + "AAAA"):
        assert keys.opened("a", broken, office.now()) is None


def test_the_code_of_a_printed_receipt_leads_to_the_dossier_and_the_desk_reads_it_too(office: Office) -> None:
    dossier = after(office)
    assert qr_text(office, "receipt", dossier) == CODE
    office.settings = office.settings.model_copy(update={"public_url": "https://motcua.example.vn"})
    link = qr_text(office, "receipt", dossier)
    assert link == f"https://motcua.example.vn/cong/h/{CODE}/{office.secrets.qr_secret(CODE)}"
    assert scanned(link) == CODE
    # What stays in the house has no secret of the applicant.
    assert qr_text(office, "control", dossier) == CODE
