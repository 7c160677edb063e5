"""The server falls silent or is gone for seconds: all are told in a sentence, and all goes on by itself."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from bench.killing import kill
from dashboard.config import Settings
from dashboard.flow.commit import Commit
from dashboard.office import Office
from models.embedded import EmbeddedServer
from tests.faults.hands import Hands, whole

#: a person waits for twenty seconds; a test need not
SHORT = 1.0
#: how long the server is silent or gone, beyond the moment when everybody has been told
SECONDS = float(os.environ.get("MOTCUA_FAULT_SECONDS", "1"))
_numbers = count(1)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX"),
]


@pytest.fixture
def office(
    server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    monkeypatch.setattr(Commit, "patience", SHORT)
    monkeypatch.setattr("dashboard.flow.commit.ASK_SECONDS", SHORT)
    office = Office.open(Settings(database=f"gone_{next(_numbers)}", data=tmp_path), server.uri)
    yield office
    office.close()


def test_a_server_that_falls_silent_holds_nobody_for_ever_and_nobodys_dossier_after_it(
    office: Office, server: EmbeddedServer
) -> None:
    """It was amid transactions, of whose end nobody could tell it: their documents would be held a minute."""
    hands = Hands(office, 3)
    assert server.pid is not None
    with hands.at_work():
        hands.await_more(hands.done)
        os.kill(server.pid, signal.SIGSTOP)
        try:
            hands.await_more(hands.told)
            time.sleep(SECONDS)
            hands.await_more(hands.told)
        finally:
            os.kill(server.pid, signal.SIGCONT)
        hands.await_more(hands.done)
        hands.await_more(hands.done)
    whole(office, hands)


def test_a_server_that_is_gone_for_seconds_is_told_of_and_work_goes_on_when_it_is_back(
    office: Office, server: EmbeddedServer
) -> None:
    hands = Hands(office, 3)
    with hands.at_work():
        hands.await_more(hands.done)
        kill(server)
        hands.await_more(hands.told)
        time.sleep(SECONDS)
        server.restart()
        hands.await_more(hands.done)
        hands.await_more(hands.done)
    whole(office, hands)
    assert any("mất kết nối" in str(error).lower() or "không trả lời" in str(error)
               for error in hands.all_told())  # fmt: skip
