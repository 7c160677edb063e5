"""A transaction that conflicts for ever: it ends in time and in words, writes nothing, holds up nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pymongo.errors import OperationFailure

from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.cube.question import Question
from dashboard.flow import Action
from dashboard.flow.commit import Change, Commit
from dashboard.office import Office
from models.errors import StoreError
from models.store import Session
from models.viewer import SYSTEM
from tests.helpers import BASE, submitted
from tests.stores import leave

LATER = BASE + timedelta(hours=1)
ACCEPT = Action(name="accept")


@pytest.fixture
def office(
    mongodb_uri: str, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    monkeypatch.setattr(Commit, "patience", 1.5)
    office = Office.open(Settings(database=database, data=tmp_path), mongodb_uri)
    for number, code in enumerate(("H1", "H2", "H3")):
        office.commit.act(code, submitted(code, number), "u1", at=BASE)
    yield office
    leave(office)


def received(office: Office) -> int:
    (figure,) = office.cube.figures(SYSTEM, Question(("received",)))
    return figure.n


def refused(office: Office, code: str) -> None:
    """The action ends with the sentence, and has written nothing."""
    before, figure = office.dossiers.for_change(code), received(office)
    with pytest.raises(StoreError) as told:
        office.commit.act(code, ACCEPT, "u1", at=LATER, change=f"refused {code}")
    assert "đang bận, chưa lưu được gì" in told.value.vi
    assert "busy and nothing was saved" in told.value.en
    assert office.dossiers.for_change(code) == before
    assert office.events.known(f"refused {code}") is None
    assert received(office) == figure
    verdict = verify(office.store, office.today())
    assert verdict.ok, verdict.examples


def test_who_waits_for_a_dossier_that_another_transaction_holds_is_told_and_others_are_not_held_up(
    office: Office,
) -> None:
    done: list[str] = []

    def others() -> None:
        for code in ("H2", "H3"):
            office.commit.act(code, ACCEPT, "u2", at=LATER)
            done.append(code)

    dossiers = office.store.collection("dossiers")
    with office.store.client.start_session() as holder, holder.start_transaction():
        dossiers.update_one({"_id": "H1"}, {"$set": {"head": "x"}}, session=holder)
        beside = threading.Thread(target=others)
        beside.start()
        with pytest.raises(StoreError, match="đang bận, chưa lưu được gì"):
            office.commit.act("H1", ACCEPT, "u1", at=LATER, change="held")
        beside.join(60)
        assert done == ["H2", "H3"]
        refused(office, "H1")
        assert office.events.known("held") is None
        holder.abort_transaction()
    assert office.commit.act("H1", ACCEPT, "u1", at=LATER, change="held").version == 2
    assert received(office) == 3


def test_a_conflict_that_comes_back_each_time_ends_too(office: Office) -> None:
    tries: list[float] = []

    def conflicting(session: Session, changes: list[Change]) -> None:
        """All is written, and then the store says what it says of a conflict."""
        if changes[0].after.id == "H1":
            tries.append(time.monotonic())
            conflict = OperationFailure("write conflict", 112, {"errorLabels": ["TransientTransactionError"]})
            raise conflict

    office.commit.also(conflicting)  # type: ignore[arg-type]
    refused(office, "H1")
    assert len(tries) > 1, "it was tried again"
    office.commit.act("H2", ACCEPT, "u1", at=LATER)
    assert received(office) == 1
