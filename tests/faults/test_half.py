"""Half a transaction is seen by nobody, holds up nobody for long, and a change sent again is done once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.cube.question import Question
from dashboard.flow import Action
from dashboard.office import Office
from models.dossier import Dossier
from models.embedded import EmbeddedServer
from models.errors import StoreError
from models.viewer import SYSTEM
from tests.helpers import BASE, submitted

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "half"


@pytest.fixture
def office(server: EmbeddedServer, tmp_path: Path) -> Iterator[Office]:
    office = Office.open(Settings(database=DATABASE, data=tmp_path), server.uri)
    yield office
    office.store.client.drop_database(DATABASE)
    office.close()


@contextmanager
def holding(office: Office, server: EmbeddedServer, code: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has written all of a commit and has not committed it."""
    command = [sys.executable, "-m", "tests.faults.holder", server.uri, DATABASE,
               str(office.settings.data), code]  # fmt: skip
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"held\n"
            yield process
        finally:
            process.kill()


def restarted(server: EmbeddedServer) -> None:
    """Kill the server, and start it again as the program does."""
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert server._process is not None
    server._process.wait()
    server.restart()


def received(office: Office) -> int:
    (figure,) = office.cube.figures(SYSTEM, Question(("received",)))
    return figure.n


def as_it_was(office: Office, before: Dossier) -> None:
    """Neither the dossier nor its history nor the figures know of the half."""
    assert office.dossiers.for_change(before.id) == before
    assert office.events.known("half") is None
    assert received(office) == 0
    verdict = verify(office.store, office.today())
    assert verdict.ok, verdict.examples


def works(office: Office, before: Dossier) -> None:
    """The dossier can be worked on, and the figures move once."""
    after = office.commit.act(before.id, Action(name="accept"), "u1", at=BASE + timedelta(hours=1))
    assert after.version == before.version + 1
    assert received(office) == 1
    verdict = verify(office.store, office.today())
    assert verdict.ok, verdict.examples


def touch(office: Office, code: str) -> Callable[[Any], Any]:
    """Something that needs the dossier's document in a transaction."""
    dossiers = office.store.collection("dossiers")
    return lambda session: dossiers.update_one({"_id": code}, {"$set": {"head": "x"}}, session=session)


def test_what_a_killed_process_left_half_done_is_seen_by_nobody_and_let_go(
    office: Office, server: EmbeddedServer
) -> None:
    before = office.commit.act("H1", submitted("H1"), "u1", at=BASE)
    with holding(office, server, "H1") as process:
        as_it_was(office, before)
        process.kill()
        process.wait()
    # The server does not notice the end of its client, and would hold the documents for a minute.
    with pytest.raises(StoreError) as told:
        office.store.transact(touch(office, "H1"), seconds=1.0)
    assert "chưa lưu được gì" in told.value.vi and "nothing was saved" in told.value.en
    as_it_was(office, before)
    server.end_transactions()
    works(office, before)


def test_what_is_half_done_when_the_server_is_killed_is_gone(office: Office, server: EmbeddedServer) -> None:
    before = office.commit.act("H2", submitted("H2"), "u1", at=BASE)
    with holding(office, server, "H2"):
        restarted(server)
    as_it_was(office, before)
    works(office, before)


def test_a_change_sent_again_after_the_servers_restart_is_done_once(
    office: Office, server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server forgets with its end which writes it was sent (a driver's retry is then done twice)."""
    before = office.commit.act("H3", submitted("H3"), "u1", at=BASE)
    real = office.store.transact

    def lost(fn: Callable[[Any], Any], *more: Any) -> Any:
        real(fn, *more)
        restarted(server)
        raise StoreError("Mất kết nối khi đang lưu.", "The connection was lost while saving.")

    monkeypatch.setattr(office.store, "transact", lost)
    accept = Action(name="accept")
    after = office.commit.act("H3", accept, "u1", at=BASE + timedelta(hours=1), change="once")
    monkeypatch.undo()
    other = Office.open(office.settings, server.uri)
    try:
        again = other.commit.act("H3", accept, "u1", at=BASE + timedelta(hours=2), change="once")
    finally:
        other.close()
    assert again == after == office.dossiers.for_change("H3")
    assert after.version == before.version + 1
    assert [event.id for event in office.events.of("H3")].count("once") == 1
    assert received(office) == 1
    verdict = verify(office.store, office.today())
    assert verdict.ok, verdict.examples


def test_ending_transactions_of_a_server_that_does_not_answer_does_nothing(tmp_path: Path) -> None:
    EmbeddedServer(tmp_path).end_transactions()
