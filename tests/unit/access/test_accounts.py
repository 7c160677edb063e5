from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.access import accounts, sessions
from dashboard.access.accounts import AccountRefused
from dashboard.access.first import first_accounts
from dashboard.access.lockout import Locked
from dashboard.access.passwords import PasswordRefused
from models.department import Department
from models.errors import NotAllowed
from models.field import Field
from models.procedure import Procedure
from models.user import LoginTaken
from models.viewer import ROLES, SYSTEM, Scope
from tests.unit.access.conftest import NOW, PASSWORD, add

if TYPE_CHECKING:
    from dashboard.office import Office

SNV = Scope(kind="department", departments=frozenset({"SNV"}))


def test_a_new_account_gets_a_generated_password_that_it_must_replace(office: Office) -> None:
    made = accounts.create(office, SYSTEM, NOW, login="Lan", name="", role="manager", scope=SNV)
    assert (made.user.login, made.user.name, made.user.must_change) == ("lan", "lan", True)
    token = sessions.sign_in(office, "lan", made.password, NOW).token
    assert office.sessions.viewer(token, NOW) is None
    assert made.password not in repr(office.users.get(made.user.id))


def test_a_name_that_is_taken_is_refused_and_nothing_is_written(office: Office) -> None:
    user = add(office)
    with pytest.raises(LoginTaken):
        add(office, " LAN")
    assert [entry.action for entry in office.audit.about(user.id)] == ["account_added"]
    assert len(office.users.all()) == 1


@pytest.mark.parametrize("login", ["", "  ", "hai tu", "x" * 65])
def test_a_sign_in_name_that_cannot_be_typed_is_refused(office: Office, login: str) -> None:
    with pytest.raises(AccountRefused):
        add(office, login)


def test_a_scope_without_departments_or_fields_is_refused(office: Office) -> None:
    with pytest.raises(AccountRefused):
        add(office, scope=Scope(kind="department"))
    with pytest.raises(AccountRefused):
        add(office, scope=Scope(kind="fields", departments=frozenset({"SNV"})))


def test_only_administrators_make_accounts(office: Office) -> None:
    manager = add(office, "quanly", "manager").viewer()
    with pytest.raises(NotAllowed):
        accounts.create(office, manager, NOW, login="hoa", name="Hoa", role="staff", scope=Scope())
    with pytest.raises(NotAllowed):
        accounts.disable(office, manager, NOW, "quanly")


def test_a_new_scope_acts_at_once_in_an_open_session(office: Office) -> None:
    add(office)
    token = sessions.sign_in(office, "lan", PASSWORD, NOW).token
    assert office.sessions.viewer(token, NOW) is not None
    accounts.change(office, SYSTEM, NOW, "lan", role="manager", scope=SNV)
    viewer = office.sessions.viewer(token, NOW)
    assert viewer is not None
    assert (viewer.role, viewer.scope, viewer.name) == ("manager", SNV, "Nguyễn Thị Lan")


def test_the_address_for_notices_is_given_taken_away_and_must_be_one(office: Office) -> None:
    add(office)
    assert accounts.change(office, SYSTEM, NOW, "lan", email="lan@example.vn").email == "lan@example.vn"
    for wrong in ("lan", "lan@example.vn, x@example.vn", "Lan <lan@example.vn>", "a b@c"):
        with pytest.raises(AccountRefused):
            accounts.change(office, SYSTEM, NOW, "lan", email=wrong)
    assert accounts.change(office, SYSTEM, NOW, "lan", name="Lan Anh").email == "lan@example.vn"
    assert accounts.change(office, SYSTEM, NOW, "lan", email="").email == ""


def test_closing_an_account_ends_its_sessions_at_once_and_opening_it_does_not_bring_them_back(
    office: Office,
) -> None:
    user = add(office)
    token = sessions.sign_in(office, "lan", PASSWORD, NOW).token
    assert office.sessions.viewer(token, NOW) is not None
    accounts.disable(office, SYSTEM, NOW, "lan")
    assert office.sessions.viewer(token, NOW) is None
    accounts.enable(office, SYSTEM, NOW, "lan")
    assert office.sessions.viewer(token, NOW) is None
    assert {entry.action for entry in office.audit.about(user.id)} >= {"account_disabled", "account_enabled"}


def test_the_last_administrator_stays_open_and_stays_one(office: Office) -> None:
    add(office, "quantri", "administrator")
    with pytest.raises(AccountRefused):
        accounts.disable(office, SYSTEM, NOW, "quantri")
    with pytest.raises(AccountRefused):
        accounts.change(office, SYSTEM, NOW, "quantri", role="manager")
    add(office, "quantri2", "administrator")
    accounts.disable(office, SYSTEM, NOW, "quantri")


def test_ones_own_new_password_ends_ones_other_sessions(office: Office) -> None:
    user = add(office, must_change=True)
    here = sessions.sign_in(office, "lan", PASSWORD, NOW).token
    elsewhere = sessions.sign_in(office, "lan", PASSWORD, NOW).token
    known = office.sessions.known(here, NOW)
    assert known is not None
    accounts.change_own_password(office, user, known.session.id, PASSWORD, "ba chú gấu con", NOW)
    assert office.sessions.viewer(here, NOW) is not None
    assert office.sessions.viewer(elsewhere, NOW) is None
    sessions.sign_in(office, "lan", "ba chú gấu con", NOW)


def test_ones_own_new_password_needs_the_present_one_and_guessing_it_locks(office: Office) -> None:
    user = add(office)
    for _ in range(5):
        with pytest.raises(AccountRefused):
            accounts.change_own_password(office, user, "", "not this one", "ba chú gấu con", NOW)
    with pytest.raises(Locked):
        accounts.change_own_password(office, user, "", PASSWORD, "ba chú gấu con", NOW)


def test_a_new_password_must_be_another_and_a_good_one(office: Office) -> None:
    user = add(office)
    with pytest.raises(AccountRefused):
        accounts.change_own_password(office, user, "", PASSWORD, PASSWORD, NOW)
    with pytest.raises(PasswordRefused):
        accounts.change_own_password(office, user, "", PASSWORD, "short", NOW)


def test_the_administrator_ends_every_session_of_somebody(office: Office) -> None:
    add(office)
    tokens = [sessions.sign_in(office, "lan", PASSWORD, NOW).token for _ in range(3)]
    assert accounts.revoke_sessions(office, SYSTEM, NOW, "lan") == 3
    assert [office.sessions.viewer(token, NOW) for token in tokens] == [None, None, None]


def test_somebody_who_is_not_there_is_named(office: Office) -> None:
    with pytest.raises(AccountRefused, match="“hoa”"):
        accounts.revoke_sessions(office, SYSTEM, NOW, "hoa")
    with pytest.raises(AccountRefused, match="“hoa”"):
        accounts.set_password(office, SYSTEM, NOW, "hoa")


def test_the_first_start_makes_one_account_for_each_role_and_the_second_none(office: Office) -> None:
    made = first_accounts(office, NOW, "SNNPTNT", {"lam-nghiep"})
    assert {account.role for account in made} == set(ROLES)
    for account in made:
        user = sessions.sign_in(office, account.login, account.password, NOW).user
        assert user.role == account.role
        assert not user.must_change
    scopes = {user.role: user.scope for user in office.users.all()}
    assert scopes["manager"] == Scope(kind="department", departments=frozenset({"SNNPTNT"}))
    assert scopes["staff"].fields == {"lam-nghiep"}
    assert scopes["clerk"].departments == {"TTPVHCC"}
    assert first_accounts(office, NOW) == []


def test_the_demo_staff_gets_the_fields_that_its_department_answers_for(office: Office) -> None:
    office.departments.put_many([Department(id="STP", name="Sở Tư pháp", level="province")])
    office.fields.put_many(
        [
            Field(id="ho-tich", name="Hộ tịch", lead_department="STP"),
            Field(id="dat-dai", name="Đất đai", lead_department="STNMT"),
        ]
    )
    office.procedures.put_many([Procedure(id="P1", name="x", field="cong-chung", department="STP")])
    first_accounts(office, NOW)
    staff = office.users.by_login("chuyenvien")
    assert staff is not None
    assert staff.scope.fields == {"ho-tich", "cong-chung"}
    assert staff.scope.departments == {"STP"}


def test_in_an_empty_office_the_demo_staff_sees_the_department(office: Office) -> None:
    first_accounts(office, NOW, "SNV")
    staff = office.users.by_login("chuyenvien")
    assert staff is not None and staff.scope == SNV
