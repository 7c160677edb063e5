"""Kill the server and the writers at any moment, and count what of the acknowledged is lost or done twice.

The bench `faults` and tests/faults/test_kill.py are both made of this.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.killed_writer import BASE, NAMES, SHARED, application
from dashboard.config import ROOT, Settings
from dashboard.cube.check import verify
from dashboard.notices.causes import TOLD
from dashboard.office import Office
from models.embedded import EmbeddedServer
from models.errors import MotcuaError
from models.viewer import SYSTEM

#: how long writers may take to go on after a kill, in seconds: far more than they need
GO_ON_SECONDS = 240.0
#: the kill comes within so many seconds after all have gone on
WITHIN_SECONDS = 0.7
DATABASE = "faults"


@dataclass
class Tally:
    """What rounds of kills came to. What is not as it should be is counted once, however often it is seen."""

    rounds: int = 0
    acknowledged: int = 0
    notices: int = 0
    #: (code, change) that was acknowledged and is not there
    lost: set[tuple[str, str]] = field(default_factory=set)
    #: dossiers with more done to them than their writer did, or in another order
    twice: set[str] = field(default_factory=set)
    #: dossiers whose notices are not those of their events
    untold: set[str] = field(default_factory=set)
    #: what `verify` found, over all rounds
    differences: int = 0
    examples: list[str] = field(default_factory=list)
    #: what was killed ("server", "writer") and how many seconds later every living writer had gone on
    took: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def faults(self) -> int:
        """Everything that must be 0."""
        return len(self.lost) + len(self.twice) + len(self.untold) + self.differences


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
    """All writers there have been."""

    uri: str
    folder: Path
    writers: list[Writer] = field(default_factory=list)

    def add(self) -> None:
        """Start another."""
        name = f"R{len(self.writers)}"
        told, failed = self.folder / f"{name}.told", self.folder / f"{name}.failed"
        command = [sys.executable, "-m", "bench.killed_writer", self.uri, DATABASE, str(self.folder), name]
        with told.open("wb") as out, failed.open("wb") as errors:
            process = subprocess.Popen(
                command, cwd=ROOT, stdout=out, stderr=errors, env={**os.environ, "PYTHONPATH": str(ROOT)}
            )
        self.writers.append(Writer(process, told))

    def alive(self) -> list[Writer]:
        """Those that were not killed."""
        return [writer for writer in self.writers if writer.process.returncode is None]

    def acknowledged(self) -> list[tuple[str, str]]:
        """Everything that anybody was told is done: (code, change), each one's in its order."""
        return [done for writer in self.writers for done in writer.acknowledged()]

    def go_on(self, starting: bool = False) -> float:
        """Wait until every living writer has had something acknowledged that was not when this began.

        How many seconds that took. One that has had nothing yet is not waited for, unless those that are
        `starting` are, too. Raises MotcuaError where one ended by itself, or none goes on.
        """
        began = time.monotonic()
        had = [(writer, writer.told.stat().st_size) for writer in self.alive()]
        waited = [(writer, size) for writer, size in had if size or starting]
        while any(writer.told.stat().st_size == size for writer, size in waited):
            for writer in self.alive():
                if writer.process.poll() is not None:
                    why = writer.told.with_suffix(".failed").read_text()
                    raise MotcuaError(f"Tiến trình ghi tự dừng: {why}", f"A writer ended by itself: {why}")
            if time.monotonic() > began + GO_ON_SECONDS:
                raise MotcuaError("Các tiến trình ghi không tiếp tục được.", "The writers do not go on.")
            time.sleep(0.02)
        return time.monotonic() - began


@contextmanager
def crowd(uri: str, folder: Path, writers: int) -> Iterator[Crowd]:
    """Writers at work."""
    everybody = Crowd(uri, folder)
    try:
        for _ in range(writers):
            everybody.add()
        yield everybody
    finally:
        for writer in everybody.alive():
            writer.process.kill()
            writer.process.wait()


def killed(
    folder: Path,
    rounds: int,
    writers: int,
    chance: random.Random | None = None,
    verified: int = 1,
    told: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Rounds of kills, the server's and a writer's in turn, under so many writers; what came of them.

    After each, everybody has gone on and all that was acknowledged is looked for; every `verified` rounds and
    at the end `verify` is asked. `told` is called with what there is so far.
    """
    chance, tally = chance or random.Random(), Tally()
    server = EmbeddedServer.start(folder / "server")
    try:
        office = Office.open(Settings(database=DATABASE, data=folder), server.uri)
        office.commit.act(SHARED, application(SHARED), "u1", at=BASE)
        with crowd(server.uri, folder, writers) as everybody:
            everybody.go_on(starting=True)
            for number in range(rounds):
                time.sleep(chance.uniform(0, WITHIN_SECONDS))
                if number % 2:
                    victim = chance.choice(everybody.alive()).process
                    victim.send_signal(signal.SIGKILL)
                    victim.wait()
                    # What the program does when its web server was killed, before it starts another.
                    server.end_transactions()
                    tally.took["writer"].append(everybody.go_on())
                    everybody.add()
                else:
                    killed_at = time.monotonic()
                    kill(server)
                    server.restart()
                    everybody.go_on()
                    tally.took["server"].append(time.monotonic() - killed_at)
                check(office, everybody.acknowledged(), tally)
                tally.rounds += 1
                if tally.rounds % verified == 0:
                    prove(office, tally)
                told(tally)
            everybody.go_on(starting=True)
        check(office, everybody.acknowledged(), tally)
        prove(office, tally)
        check_notices(office, everybody.acknowledged(), tally)
        office.close()
    finally:
        server.stop()
    return tally


def kill(server: EmbeddedServer) -> None:
    """End the server as a loss of power does."""
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    while server.alive():
        time.sleep(0.01)


def check(office: Office, done: Sequence[tuple[str, str]], tally: Tally) -> None:
    """All that was acknowledged is in the events and in the dossiers, in its order, and nothing twice.

    The writers may go on meanwhile.
    """
    acknowledged: defaultdict[str, list[str]] = defaultdict(list)
    for code, change in done:
        acknowledged[code].append(change)
    tally.acknowledged = sum(map(len, acknowledged.values()))
    histories = office.events.of_many(list(acknowledged))
    dossiers = office.dossiers.many_for_change(list(acknowledged))
    for code, changes in acknowledged.items():
        history = histories.get(code, [])
        ids = [event["_id"] for event in history]
        tally.lost |= {(code, change) for change in set(changes) - set(ids)}
        if code not in dossiers or dossiers[code].version < len(changes):
            tally.lost.add((code, "its effect"))
        if code == SHARED:
            notes = Counter(event["note"] for event in history)
            wrong = any(times > 1 for times in notes.values())
        else:
            actions = tuple(event["action"] for event in history)
            wrong = ids[: len(changes)] != changes or actions != NAMES[: len(ids)]
        if wrong:
            tally.twice.add(code)


def prove(office: Office, tally: Tally) -> None:
    """The cube, the dossiers and the chains of events agree. What does not, stays so and is found later."""
    verdict = verify(office.store, office.today())
    tally.differences += verdict.differences
    tally.examples += verdict.examples


def check_notices(office: Office, done: Sequence[tuple[str, str]], tally: Tally) -> None:
    """Each event that the applicant is told of has its notice, once, and no notice is without its event.

    Nobody writes any more.
    """
    codes = {code for code, _ in done}
    for code, history in office.events.of_many(sorted(codes)).items():
        told = sorted(event["_id"] for event in history if event["action"] in TOLD)
        causes = sorted(notice.cause for notice in office.notices.of(code, SYSTEM))
        if causes != told:
            tally.untold.add(code)
        tally.notices += len(causes)
