"""What belongs to a dossier: whether its history is whole, and the others of the same applicant."""

from __future__ import annotations

import pytest

from dashboard.flow import Action
from dashboard.office import Office
from dashboard.work.related import chain_of, others_of
from models.dossier import Applicant
from models.viewer import Scope, Viewer
from tests.helpers import submitted
from tests.unit.work.conftest import NOW


def filed(office: Office, code: str, number: int, applicant: Applicant) -> None:
    action = submitted(code, number)
    assert action.intake is not None
    intake = action.intake.model_copy(update={"applicant": applicant})
    office.commit.act(code, action.model_copy(update={"intake": intake}), "u1", at=NOW)
    office.commit.act(code, Action(name="accept"), "u1", at=NOW)


@pytest.fixture(scope="module", autouse=True)
def four(office: Office) -> None:
    """Three of one person, found by phone or by identity number, and one of somebody else."""
    same = Applicant(name="Lê Văn Bảy", phone="0911222333", identity="091099911122")
    filed(office, "R-0001", 0, same)
    filed(office, "R-0002", 1, same.model_copy(update={"identity": "", "phone": "+84 911 222 333"}))
    filed(office, "R-0003", 0, same.model_copy(update={"phone": "0900000000"}))
    filed(office, "R-0004", 0, Applicant(name="Lê Văn Bảy", phone="0911222334", identity="091099911123"))


def viewer(*departments: str) -> Viewer:
    scope = Scope(kind="department", departments=frozenset(departments)) if departments else Scope()
    return Viewer(user_id="u", name="u", role="manager", scope=scope)


def test_others_of_the_same_person_are_found_by_either_number_and_no_namesake(office: Office) -> None:
    dossier = office.dossiers.for_change("R-0001")
    assert dossier is not None
    assert {other.id for other in others_of(office, viewer(), dossier)} == {"R-0002", "R-0003"}


def test_others_outside_the_scope_are_not_there(office: Office) -> None:
    dossier = office.dossiers.for_change("R-0001")
    assert dossier is not None
    assert {other.id for other in others_of(office, viewer("A"), dossier)} == {"R-0003"}


def test_a_history_that_was_touched_is_told_with_the_first_event_that_does_not_fit(office: Office) -> None:
    dossier, events = office.dossiers.for_change("R-0001"), office.events.of("R-0001")
    assert dossier is not None
    assert chain_of(dossier, events).whole
    assert chain_of(dossier, events).events == 2
    forged = [events[0].model_copy(update={"actor": "somebody"}), events[1]]
    assert chain_of(dossier, forged).broken == 1
    assert chain_of(dossier, events[:1]).broken == 2
    assert chain_of(dossier, events[1:]).broken == 1
