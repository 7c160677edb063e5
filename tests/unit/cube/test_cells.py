"""Cells as they are stored: in parts, so that no document grows over 16 KiB, and whole again when read."""

from __future__ import annotations

from datetime import timedelta

import bson
import pytest

from dashboard.cube.cells import cell_changes, part_of, stored
from dashboard.cube.contribution import Contribution, Key, add, contribution
from dashboard.cube.counters import FAMILIES, Family
from dashboard.cube.sketch import ZERO, bin_of
from dashboard.cube.table import Table
from dashboard.flow.apply import apply
from models.cell import nested
from tests.helpers import BASE, asked, calendar, submitted

LARGEST = 16 * 1024
#: longer than any id of the catalogue
LONG = "0" * 40
MONTH = 2026 * 12
DAY_MS = 86_400_000
#: a hundred years, and waiting a hundred thousand times as long as the law gives
LONGEST = {**dict.fromkeys("wcqh", 36_525 * DAY_MS), "x": 10**9}
STORED = [family for family in FAMILIES.values() if not family.name.startswith("border")]


def dense(family: Family) -> Contribution:
    """One cell with every counter on every day, and something in every bin of every sketch."""
    visits = "holder" in family.dimensions
    counters = {f"d.{day}.{name}": 2**40 for day in range(1, 32) for name in family.counters}
    for sketch in ("c", "q", "h") if visits else ("w", "c", "x"):
        bins = (ZERO, *range(bin_of(LONGEST[sketch]) + 1))
        counters |= {f"s.{sketch}.{place}": 2**31 - 1 for place in bins}
    return {Key(family.name, (LONG,) * len(family.dimensions), MONTH): counters}


@pytest.mark.parametrize("family", STORED, ids=lambda family: family.name)
def test_no_document_of_the_densest_month_is_over_16_KiB(family: Family) -> None:
    sizes = [len(bson.encode(nested(change, 2**31))) for change in cell_changes(dense(family), 0)]
    assert max(sizes) <= LARGEST
    # It would be with everything in one: the test looks at a cell that is dense enough.
    assert sum(sizes) > 2 * LARGEST


def test_the_parts_of_a_cell_put_together_are_the_cell() -> None:
    whole: Contribution = {}
    for number in range(12):
        now = BASE
        dossier, _ = apply(None, submitted(f"C{number}", number), "u", now, calendar())
        for name in ("accept", "finish", "start", "finish", "start", "resolve"):
            now += timedelta(hours=1 + 37 * number)
            dossier, _ = apply(dossier, asked(name, now), "u", now, calendar())  # type: ignore[arg-type]
        add(whole, contribution(dossier))
    changes = cell_changes(whole, today=0)
    assert len({change.id for change in changes}) == len(changes) > len(whole)
    assert dict(stored(nested(change, 1) for change in changes)) == whole
    for family in ("cases", "visits"):
        cells = [nested(change, 1) for change in changes if change.identity["family"] == family]
        counted = sum(n for key, counters in whole.items() if key.family == family
                      for path, n in counters.items() if path.startswith("s.c."))  # fmt: skip
        assert int(Table.of(family, cells).settled().base.sketch("c").counts.sum()) == counted > 0


def test_usual_durations_and_zero_lie_in_one_document() -> None:
    usual = [bin_of(minutes * 60_000) for minutes in (11, 60, 8 * 60, 5 * 24 * 60, 50 * 24 * 60)]
    assert {part_of("w", place) for place in (ZERO, *usual)} == {"|s0"}
    assert {part_of("x", bin_of(ratio)) for ratio in (60, 1_000, 10_000, 400_000)} == {"|s0"}
    assert part_of("c", bin_of(60_000)) != "|s0" != part_of("c", bin_of(60 * DAY_MS))
