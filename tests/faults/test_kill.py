"""Kill the server or a writer at any moment: what was acknowledged is there, once, and the cube agrees."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.killing import killed

ROUNDS = int(os.environ.get("MOTCUA_FAULT_ROUNDS", "20"))
WRITERS = 3


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_or_done_twice_and_the_cube_agrees(tmp_path: Path) -> None:
    tally = killed(tmp_path, ROUNDS, WRITERS)
    assert (tally.lost, tally.twice, tally.untold) == (set(), set(), set())
    assert tally.differences == 0, tally.examples
    assert tally.rounds == ROUNDS
    assert tally.acknowledged >= ROUNDS * WRITERS
    assert tally.notices > ROUNDS
