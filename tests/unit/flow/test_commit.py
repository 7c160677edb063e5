"""The one place that writes, on a real store: races, repeats, and many hands at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from dashboard.cube.check import verify
from dashboard.flow import Action, ActionRefused
from dashboard.flow.commit import Change, LostRace
from dashboard.meters import REGISTRY
from dashboard.office import Office
from dashboard.trace import tracing
from models.dossier import Dossier
from models.store import Session
from tests.helpers import BASE, submitted
from tests.logs import heard

CODE = "H33-0001"


def arrived(office: Office) -> Dossier:
    """A dossier that waits at its second step."""
    office.commit.act(CODE, submitted(CODE), "clerk", at=BASE)
    office.commit.act(CODE, Action(name="accept"), "clerk", at=BASE + timedelta(hours=1))
    return office.commit.act(CODE, Action(name="finish"), "clerk", at=BASE + timedelta(hours=2))


def clean(office: Office) -> None:
    verdict = verify(office.store, office.today())
    assert verdict.ok, verdict.examples


def test_a_stale_version_is_told_and_writes_nothing(office: Office) -> None:
    seen = arrived(office)
    started = office.commit.act(CODE, Action(name="start"), "an", version=seen.version)
    with pytest.raises(LostRace) as told:
        office.commit.act(CODE, Action(name="stop", reason="x"), "binh", version=seen.version)
    assert "Người khác" in str(told.value)
    assert office.dossiers.for_change(CODE) == started
    assert len(office.events.of(CODE)) == started.version
    clean(office)


def test_the_same_change_is_not_done_twice(office: Office) -> None:
    arrived(office)
    first = office.commit.act(CODE, Action(name="start"), "an", change="change-1")
    again = office.commit.act(CODE, Action(name="start"), "an", change="change-1")
    assert again == first
    assert [event.id for event in office.events.of(CODE)].count("change-1") == 1
    clean(office)


def test_an_event_holds_the_id_of_its_click_sealed_and_one_without_is_as_it_ever_was(office: Office) -> None:
    arrived(office)
    with tracing("run") as trace:
        office.commit.act(CODE, Action(name="start"), "an")
    office.commit.act(CODE, Action(name="note", note="x"), "an")
    events = office.store.collection("events")
    stored = list(events.find({"dossier": CODE}).sort("seq"))
    assert [row.get("trace") for row in stored] == [None, None, None, trace.id, None]
    clean(office)
    for forged in ({"$unset": {"trace": 1}}, {"$set": {"trace": "AAAAA-AAAAA"}}):
        events.update_one({"_id": stored[3]["_id"]}, forged)
        assert verify(office.store, office.today()).chain_differences == 1
    events.replace_one({"_id": stored[3]["_id"]}, stored[3])
    clean(office)


def test_actions_are_counted_by_outcome_and_told_to_the_log_without_a_word_of_the_reason(
    office: Office,
) -> None:
    seen = arrived(office)

    def counted(outcome: str) -> float:
        labels = {"action": "start", "outcome": outcome}
        return REGISTRY.get_sample_value("motcua_actions_total", labels) or 0.0

    before = {outcome: counted(outcome) for outcome in ("done", "repeated", "refused", "lost_race")}
    transactions = REGISTRY.get_sample_value("motcua_transactions_total", {"outcome": "committed"}) or 0.0
    with heard() as lines:
        after = office.commit.act(CODE, Action(name="start"), "an", change="one")
        office.commit.act(CODE, Action(name="start"), "an", change="one")
        for version in (None, seen.version):
            with pytest.raises(ActionRefused):
                office.commit.act(CODE, Action(name="start", reason="Trần Thị Bình"), "an", version=version)
    assert {outcome: counted(outcome) - before[outcome] for outcome in before} == dict.fromkeys(before, 1)
    ended = REGISTRY.get_sample_value("motcua_transactions_total", {"outcome": "committed"})
    assert ended == transactions + 1
    assert lines == [
        {"event": "done", "log_level": "info", "action": "start", "dossier": CODE, "seq": 4,
         "head": after.head[:16], "trace": ""},
        {"event": "not done", "log_level": "info", "action": "start", "outcome": "refused", "trace": ""},
        {"event": "not done", "log_level": "info", "action": "start", "outcome": "lost_race", "trace": ""},
    ]  # fmt: skip


def test_an_application_cannot_be_made_twice_under_one_code(office: Office) -> None:
    first = office.commit.act(CODE, submitted(CODE), "clerk", at=BASE)
    with pytest.raises(ActionRefused):
        office.commit.act(CODE, submitted(CODE), "clerk", at=BASE)
    assert office.dossiers.for_change(CODE) == first
    clean(office)


def test_of_sixteen_who_claim_one_dossier_one_wins_and_the_others_are_told(office: Office) -> None:
    seen = arrived(office)

    def claim(number: int) -> str:
        try:
            office.commit.act(CODE, Action(name="start"), f"u{number}", version=seen.version)
        except ActionRefused as refused:
            return str(refused)
        return f"u{number}"

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(claim, range(16)))
    winners = [answer for answer in answers if answer.startswith("u")]
    assert len(winners) == 1, answers
    now = office.dossiers.for_change(CODE)
    assert now is not None
    assert now.assignee == winners[0]
    assert now.version == seen.version + 1 == len(office.events.of(CODE))
    clean(office)


def test_hands_on_different_dossiers_of_one_department_all_get_through(office: Office) -> None:
    def work(number: int) -> int:
        code = f"H33-{number:04d}"
        office.commit.act(code, submitted(code), "clerk", at=BASE)
        for name, hours in (("accept", 1), ("finish", 2), ("start", 20)):
            done = office.commit.act(code, Action(name=name), "an", at=BASE + timedelta(hours=hours))  # type: ignore[arg-type]
        return done.version

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(16))) == [4] * 16
    clean(office)


def test_what_is_written_with_a_change_comes_and_goes_with_it(office: Office) -> None:
    beside = office.store.collection("beside")
    broken = False

    def write(session: Session, changes: Sequence[Change]) -> None:
        beside.insert_many([{"_id": change.event.id} for change in changes], session=session)
        if broken:
            raise ActionRefused("Không ghi được.", "It cannot be written.")

    office.commit.also(write)
    arrived(office)
    assert {row["_id"] for row in beside.find({})} == {event.id for event in office.events.of(CODE)}
    broken = True
    before = office.dossiers.for_change(CODE)
    with pytest.raises(ActionRefused):
        office.commit.act(CODE, Action(name="start"), "an")
    assert office.dossiers.for_change(CODE) == before
    assert beside.count_documents({}) == len(office.events.of(CODE)) == 3
    clean(office)
