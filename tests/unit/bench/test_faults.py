"""What the bench of faults tells of rounds of kills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bench import faults
from bench.faults import counted, went_on
from bench.ground import Ground
from bench.killing import Tally


def test_rounds_without_a_fault_are_told_as_numbers() -> None:
    tally = Tally(rounds=4, acknowledged=50, notices=8)
    tally.took["server"] += [1.0, 4.0, 2.0]
    tally.took["writer"] += [0.5]
    table = counted(tally, 8)
    assert table.wrong == []
    assert table.rows == [(4, 8, 50, 0, 0, 0, 8, 0)]
    assert went_on(tally).rows == [("server", 3, 2.0, 4.0), ("writer", 1, 0.5, 0.5)]


def test_a_lost_change_a_doubled_one_and_a_difference_are_wrong() -> None:
    lost = Tally(rounds=1, acknowledged=3, lost={("R1-00001", "c7")}, twice={"R2-00001"}, differences=1)
    lost.examples.append("cases|A: {'d.1.r': 1}")
    table = counted(lost, 8)
    assert "R1-00001" in table.wrong[0] and "R2-00001" in table.wrong[0]
    assert table.wrong[1].startswith("cases|A")


def test_what_is_broken_off_tells_of_the_rounds_so_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, told: Callable[[Tally], None], **__: object) -> Tally:
        told(Tally(rounds=1, acknowledged=7))
        told(Tally(rounds=2, acknowledged=9))
        raise KeyboardInterrupt

    monkeypatch.setattr(faults, "killed", killed)
    table, _ = faults.run(replace(Ground(), folder=tmp_path, rounds=100))
    assert table.rows == [(2, 8, 9, 0, 0, 0, 0, 0)]
