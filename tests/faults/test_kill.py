"""Kill the server or a writer at any moment: what was acknowledged is there, once, and the cube agrees."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.notices.causes import TOLD
from dashboard.office import Office
from models.embedded import EmbeddedServer
from models.viewer import SYSTEM
from tests.faults.writer import NAMES, SHARED
from tests.helpers import BASE, submitted

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("MOTCUA_FAULT_ROUNDS", "20"))
WRITERS = 3
#: how long writers may take to go on after a kill, in seconds: far more than they need
GO_ON_SECONDS = 120.0
DATABASE = "faults"


@dataclass
class Writer:
    """A process that writes, and the file that it tells what was acknowledged."""

    process: subprocess.Popen[bytes]
    told: Path

    def acknowledged(self) -> list[tuple[str, str]]:
        """(code, change) in the order they were acknowledged; a line that was cut off was not told."""
        whole = self.told.read_text().rpartition("\n")[0].splitlines()
        return [(code, change) for code, change in (line.split() for line in whole)]


@dataclass
class Crowd:
    """All writers there have been; the last `WRITERS` of them are alive."""

    uri: str
    folder: Path
    writers: list[Writer] = field(default_factory=list)

    def add(self) -> None:
        name = f"R{len(self.writers)}"
        told, failed = self.folder / f"{name}.told", self.folder / f"{name}.failed"
        command = [sys.executable, "-m", "tests.faults.writer", self.uri, DATABASE, str(self.folder), name]
        with told.open("wb") as out, failed.open("wb") as errors:
            process = subprocess.Popen(
                command, cwd=ROOT, stdout=out, stderr=errors, env={**os.environ, "PYTHONPATH": str(ROOT)}
            )
        self.writers.append(Writer(process, told))

    def alive(self) -> list[Writer]:
        return [writer for writer in self.writers if writer.process.returncode is None]

    def go_on(self) -> None:
        """Wait until every living writer has had something acknowledged that was not when this began."""
        had = {id(writer): writer.told.stat().st_size for writer in self.alive()}
        until = time.monotonic() + GO_ON_SECONDS
        while any(writer.told.stat().st_size == had[id(writer)] for writer in self.alive()):
            for writer in self.alive():
                failed = writer.told.with_suffix(".failed")
                assert writer.process.poll() is None, failed.read_text()
            assert time.monotonic() < until, "the writers do not go on"
            time.sleep(0.02)


@contextmanager
def crowd(server: EmbeddedServer, folder: Path) -> Iterator[Crowd]:
    """Writers at work."""
    everybody = Crowd(server.uri, folder)
    try:
        for _ in range(WRITERS):
            everybody.add()
        yield everybody
    finally:
        for writer in everybody.alive():
            writer.process.kill()
            writer.process.wait()


def check(office: Office, everybody: Crowd) -> int:
    """All that was acknowledged is in the events and in the dossiers, in its order, and nothing twice.

    Returns how many changes there were. The writers may go on meanwhile.
    """
    acknowledged: defaultdict[str, list[str]] = defaultdict(list)
    for writer in everybody.writers:
        for code, change in writer.acknowledged():
            acknowledged[code].append(change)
    histories = office.events.of_many(list(acknowledged))
    dossiers = office.dossiers.many_for_change(list(acknowledged))
    for code, changes in acknowledged.items():
        ids = [event["_id"] for event in histories.get(code, ())]
        assert len(set(ids)) == len(ids), code
        assert set(changes) <= set(ids), f"{code}: lost"
        assert dossiers[code].version >= len(changes), f"{code}: the effect is lost"
        if code != SHARED:
            assert ids[: len(changes)] == changes, f"{code}: out of order"
            assert tuple(event["action"] for event in histories[code]) == NAMES[: len(ids)], f"{code}: twice"
    return sum(map(len, acknowledged.values()))


def check_notices(office: Office, everybody: Crowd) -> int:
    """Each event that the applicant is told of has its notice, once, and no notice is without its event.

    Returns how many notices there are. Nobody writes any more.
    """
    codes = {code for writer in everybody.writers for code, _ in writer.acknowledged()}
    histories = office.events.of_many(sorted(codes))
    found = 0
    for code, history in histories.items():
        told = sorted(event["_id"] for event in history if event["action"] in TOLD)
        causes = sorted(notice.cause for notice in office.notices.of(code, SYSTEM))
        assert causes == told, f"{code}: notices and events differ"
        found += len(causes)
    return found


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_or_done_twice_and_the_cube_agrees(tmp_path: Path) -> None:
    chance = random.Random()
    server = EmbeddedServer.start(tmp_path / "server")
    try:
        office = Office.open(Settings(database=DATABASE, data=tmp_path), server.uri)
        office.commit.act(SHARED, submitted(SHARED), "u1", at=BASE)
        with crowd(server, tmp_path) as everybody:
            everybody.go_on()
            for number in range(ROUNDS):
                time.sleep(chance.uniform(0, 0.7))
                if number % 2:
                    killed = chance.choice(everybody.alive()).process
                    killed.send_signal(signal.SIGKILL)
                    killed.wait()
                    # What the program does when its web server was killed, before it starts another.
                    server.end_transactions()
                    everybody.add()
                else:
                    assert server.pid is not None
                    os.kill(server.pid, signal.SIGKILL)
                    while server.alive():
                        time.sleep(0.01)
                    server.restart()
                everybody.go_on()
                check(office, everybody)
                verdict = verify(office.store, office.today())
                assert verdict.ok, (number, verdict.examples)
        assert check(office, everybody) >= ROUNDS * len(NAMES)
        assert check_notices(office, everybody) > ROUNDS
        verdict = verify(office.store, office.today())
        assert verdict.ok, verdict.examples
        office.close()
    finally:
        server.stop()
