from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.access import accounts, passwords, sessions
from dashboard.access.lockout import NAME, Locked
from dashboard.access.sessions import SignInRefused
from models.viewer import SYSTEM
from tests.unit.access.conftest import NOW, PASSWORD, add

if TYPE_CHECKING:
    from dashboard.office import Office

LATER = NOW + timedelta(seconds=1)


def test_the_right_password_opens_a_session_of_that_person(office: Office) -> None:
    user = add(office)
    signed_in = sessions.sign_in(office, " LAN ", PASSWORD, LATER, "10.0.0.1", "Firefox")
    assert office.sessions.viewer(signed_in.token, LATER) == user.viewer()
    (entry, _) = office.audit.about(user.id)
    assert (entry.action, entry.actor, entry.address) == ("signed_in", user.id, "10.0.0.1")


def test_a_wrong_password_and_a_wrong_name_get_the_same_answer(office: Office) -> None:
    add(office)
    with pytest.raises(SignInRefused) as wrong_password:
        sessions.sign_in(office, "lan", "not this one", NOW)
    with pytest.raises(SignInRefused) as wrong_name:
        sessions.sign_in(office, "hoa", PASSWORD, NOW)
    assert wrong_password.value.vi == wrong_name.value.vi


def test_a_wrong_name_costs_one_look_at_a_hash_like_a_wrong_password(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office)
    looked_at: list[bool] = []
    real = passwords.verify

    def verify(password: str, stored: str | None) -> bool:
        looked_at.append(stored is not None)
        return real(password, stored)

    monkeypatch.setattr(passwords, "verify", verify)
    for login in ("lan", "hoa"):
        with pytest.raises(SignInRefused):
            sessions.sign_in(office, login, "not this one", NOW)
    assert looked_at == [True, False]


def test_a_locked_name_is_refused_even_with_the_right_password_until_its_time_is_over(office: Office) -> None:
    add(office)
    for _ in range(NAME.free):
        with pytest.raises(SignInRefused):
            sessions.sign_in(office, "lan", "not this one", NOW)
    with pytest.raises(Locked):
        sessions.sign_in(office, "lan", PASSWORD, NOW)
    assert sessions.sign_in(office, "lan", PASSWORD, NOW + timedelta(seconds=30)).user.login == "lan"


def test_a_new_password_from_the_administrator_lifts_the_lock(office: Office) -> None:
    add(office)
    for _ in range(NAME.free):
        with pytest.raises(SignInRefused):
            sessions.sign_in(office, "lan", "not this one", NOW)
    fresh = accounts.set_password(office, SYSTEM, NOW, "lan")
    assert sessions.sign_in(office, "lan", fresh.password, NOW).user.must_change


def test_a_closed_account_is_told_so_only_with_its_password(office: Office) -> None:
    add(office)
    accounts.disable(office, SYSTEM, NOW, "lan")
    with pytest.raises(SignInRefused, match="đã bị khóa"):
        sessions.sign_in(office, "lan", PASSWORD, NOW)
    with pytest.raises(SignInRefused, match="không đúng"):
        sessions.sign_in(office, "lan", "not this one", NOW)


def test_signing_out_ends_the_session(office: Office) -> None:
    user = add(office)
    token = sessions.sign_in(office, "lan", PASSWORD, NOW).token
    sessions.sign_out(office, token, LATER)
    assert office.sessions.viewer(token, LATER) is None
    assert office.audit.about(user.id)[0].action == "signed_out"
    sessions.sign_out(office, token, LATER)


def test_nobody_ends_the_session_of_somebody_else(office: Office) -> None:
    lan, hoa = add(office), add(office, "hoa")
    token = sessions.sign_in(office, "lan", PASSWORD, NOW).token
    (session,) = office.sessions.of(lan.id, NOW)
    assert not sessions.end_session(office, hoa, session.id, NOW)
    assert office.sessions.viewer(token, NOW) is not None


def test_the_mark_of_a_form_fits_its_own_session_only() -> None:
    assert sessions.mark_fits("one", sessions.form_mark("one"))
    assert not sessions.mark_fits("two", sessions.form_mark("one"))
    assert not sessions.mark_fits("one", "")
    assert not sessions.mark_fits("one", "không phải")
