"""Kill the server or the writer at any moment: nothing acknowledged is lost, and the cube still agrees."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.office import Office
from models.embedded import EmbeddedServer

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("MOTCUA_FAULT_ROUNDS", "5"))
DATABASE = "faults"


def written_until_killed(server: EmbeddedServer, tmp: Path, number: int, chance: random.Random) -> list[str]:
    """The ids of the changes that a writer had acknowledged when the server, or it, was killed."""
    told = tmp / f"acknowledged-{number}.txt"
    with told.open("wb") as out:
        command = [sys.executable, "-m", "tests.faults.writer", server.uri, DATABASE, str(tmp), f"R{number}"]
        writer = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        try:
            begun = time.monotonic()
            while told.stat().st_size == 0 and time.monotonic() - begun < 60 and writer.poll() is None:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 1.5))
            assert server.pid is not None
            os.kill(server.pid if number % 2 == 0 else writer.pid, signal.SIGKILL)
            time.sleep(0.3)
        finally:
            writer.kill()
            writer.wait()
    # A line that was cut off in the middle was not told.
    return told.read_text().rpartition("\n")[0].splitlines()


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_the_cube_agrees(tmp_path: Path) -> None:
    chance = random.Random()
    server = EmbeddedServer.start(tmp_path / "server")
    acknowledged: list[str] = []
    try:
        for number in range(ROUNDS):
            acknowledged += written_until_killed(server, tmp_path, number, chance)
            if not server.alive():
                server.restart()
            office = Office.open(Settings(database=DATABASE, data=tmp_path), server.uri)
            try:
                lost = [change for change in acknowledged if office.events.known(change) is None]
                assert lost == [], number
                verdict = verify(office.store, office.today())
                assert verdict.ok, verdict.examples
                assert verdict.events >= len(acknowledged)
            finally:
                office.close()
        assert len(acknowledged) >= ROUNDS
    finally:
        server.stop()
