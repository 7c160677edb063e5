"""Codes of dossiers: drawn with the dossier, none skipped and none twice, whoever works beside."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.flow import Action, ActionRefused
from dashboard.office import Office
from models.dossier import Dossier
from models.errors import MotcuaError
from tests.helpers import submitted
from tests.unit.intake.conftest import NOW

CLERKS, EACH = 16, 50
AGENCY = "H33.902"


def making(code: str) -> list[Action]:
    return [submitted(code), Action(name="accept")]


def serials(codes: list[str]) -> list[int]:
    return sorted(int(code.rpartition("-")[2]) for code in codes)


def taken_in(office: Office, clerk: int, count: int) -> list[str]:
    return [
        office.commit.take_in(making, f"c{clerk}", agency=AGENCY, change=f"{clerk}-{number}").id
        for number in range(count)
    ]


@pytest.mark.slow
def test_sixteen_clerks_with_fifty_dossiers_each_get_eight_hundred_codes_and_skip_none(
    office: Office,
) -> None:
    with ThreadPoolExecutor(CLERKS) as pool:
        told = list(pool.map(lambda clerk: taken_in(office, clerk, EACH), range(CLERKS)))
    codes = [code for some in told for code in some]
    assert len(set(codes)) == CLERKS * EACH
    assert serials(codes) == list(range(1, CLERKS * EACH + 1))
    assert all(code.startswith("H33.902-260828-") for code in codes)
    assert office.dossiers.count() == CLERKS * EACH
    verdict = verify(office.store, office.today())
    assert verdict.ok, verdict.examples


def test_clerks_of_two_servers_share_one_counter(
    office: Office, furnished: tuple[Settings, str]
) -> None:
    """The queue of a process does not reach the other: the store alone keeps them apart."""
    other = Office.open(*furnished, lambda: NOW)
    try:
        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(lambda clerk: taken_in((office, other)[clerk % 2], clerk, 5), range(4)))
    finally:
        other.close()
    assert serials([code for some in told for code in some]) == list(range(1, 21))


def test_one_submission_that_comes_several_times_at_once_is_one_dossier(office: Office) -> None:
    def submit(_: int) -> Dossier:
        return office.commit.take_in(making, "an", agency=AGENCY, change="the-form")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(submit, range(8)))
    assert {answer.id for answer in answers} == {"H33.902-260828-0001"}
    assert {answer.head for answer in answers} == {answers[0].head}
    assert office.dossiers.count() == 1
    following = office.commit.take_in(making, "an", agency=AGENCY, change="the-next-form")
    assert following.id == "H33.902-260828-0002"


def test_a_number_drawn_for_what_is_refused_is_given_to_the_next(office: Office) -> None:
    def refused(code: str) -> list[Action]:
        return [submitted(code), Action(name="resolve")]

    with pytest.raises(ActionRefused):
        office.commit.take_in(refused, "an", agency=AGENCY, change="a")
    assert office.dossiers.count() == 0
    assert office.commit.take_in(making, "an", agency=AGENCY, change="b").id == "H33.902-260828-0001"


def test_a_code_that_an_import_has_taken_is_passed_over(office: Office) -> None:
    office.commit.act("H33.902-260828-0001", submitted("H33.902-260828-0001"), "import", at=NOW)
    assert office.commit.take_in(making, "an", agency=AGENCY, change="b").id == "H33.902-260828-0002"


def test_each_agency_and_each_day_counts_from_one(office: Office) -> None:
    codes = [
        office.commit.take_in(making, "an", agency=agency, change=f"{agency}-{n}").id
        for agency in ("H33.902", "H33.903")
        for n in range(2)
    ]
    assert codes == [
        "H33.902-260828-0001", "H33.902-260828-0002", "H33.903-260828-0001", "H33.903-260828-0002",
    ]  # fmt: skip


def test_submitted_and_accepted_in_one_go_are_two_events_of_one_chain(office: Office) -> None:
    dossier = office.commit.take_in(making, "an", agency=AGENCY, change="form")
    events = office.events.of(dossier.id)
    assert [(event.id, event.action) for event in events] == [("form", "submit"), ("form:1", "accept")]
    assert events[1].previous == events[0].hash
    assert dossier.head == events[1].hash
    assert dossier.state == "received"
    assert office.dossiers.for_change(dossier.id) == dossier


def test_what_else_is_written_with_it_can_stop_it(office: Office) -> None:
    def full(*_: object) -> None:
        raise MotcuaError("đầy", "full")

    office.commit.also(full)
    with pytest.raises(MotcuaError):
        office.commit.take_in(making, "an", agency=AGENCY, change="form")
    assert office.dossiers.count() == 0
    assert office.events.known("form") is None
