"""A table that was changed a little answers as one that was read whole."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from dashboard.cube import reading, table
from dashboard.cube.cells import identity
from dashboard.cube.contribution import Key
from dashboard.cube.measure import Term
from dashboard.cube.places import Places
from dashboard.cube.rows import EVER_SINCE, FOR_EVER, Rows
from dashboard.cube.table import Table, first_day

MONTHS = range(24_310, 24_316)
AGENCIES = ("A", "B", "C", "D")


def cell(chance: random.Random, month: int, agency: str, channel: str) -> dict[str, Any]:
    """A stored cell of cases with a few days and bins; some amounts have come down to zero."""
    days: dict[str, dict[str, int]] = {}
    for _ in range(chance.randint(0, 5)):
        counted = days.setdefault(str(chance.randint(1, 28)), {})
        counted[chance.choice(("r", "o", "k", "c"))] = chance.choice((0, 1, 2, 5, 2**40))
    places = [str(chance.choice((-1, 700, 701, 900))) for _ in range(chance.randint(0, 4))]
    bins = {place: chance.randint(0, 4) for place in places}
    told = identity(Key("cases", (agency, "p", channel), month))
    return {"_id": f"cases|{agency}|p|{channel}|{month}", **told, "d": days, "s": {"w": bins}}


def changed(chance: random.Random, before: dict[str, Any]) -> dict[str, Any]:
    """The cell after some actions: what it has had it keeps, be it as zero, and there may be more."""
    after = cell(chance, before["month"], before["department"], before["channel"])
    for day, counted in before["d"].items():
        for name in counted:
            after["d"].setdefault(day, {}).setdefault(name, 0)
    for place in before["s"]["w"]:
        after["s"]["w"].setdefault(place, 0)
    return after


def answers(of: Table) -> list[Any]:
    """What all readings say of a table."""
    found: list[Any] = [of.first, of.last, of.span, of.last_with("c")]
    start, middle = first_day(MONTHS[0]), first_day(MONTHS[3]) + 3
    for by, where in (((), {}), (("department",), {}), (("channel",), {"department": ("A", "C")})):
        places = Places.of(of, where, by)
        found.append(list(places.names))
        for counter in ("r", "o", "k", "c", "b"):
            found.append(reading.sums(of, counter, places, None, None).tolist())
            found.append(reading.sums(of, counter, places, start + 9, middle, [start, start + 40]).tolist())
            found.append(reading.ever(of, [counter], places).tolist())
        terms = (Term("r"), Term("k", -1), Term("o", -1, 8))
        found += [part.tolist() for part in reading.standing(of, terms, places, [start, start + 50, middle])]
        found.append(places.holding(of.sketched("w")).tolist())
    return found


def counted_bins(of: Table, stretches: Sequence[tuple[int, int]]) -> dict[tuple[Any, ...], int]:
    """The bins of a sketch in some periods by spot's name, period and bin, without zeros."""
    found: dict[tuple[Any, ...], int] = {}
    for sign, part in of.parts:
        for spot, period, place, n in zip(*(c.tolist() for c in part.within("w", stretches)), strict=True):
            key = (of.spots.names[spot], period, place)
            found[key] = found.get(key, 0) + sign * n
    return {key: n for key, n in found.items() if n}


@pytest.mark.parametrize("seed", range(6))
def test_changes_on_top_answer_as_all_read_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "FRESH_ROWS", (0, 40, 10**9)[seed % 3])
    chance = random.Random(seed)
    cells: dict[str, dict[str, Any]] = {}
    for month in MONTHS:
        for agency in AGENCIES[:3]:
            one = cell(chance, month, agency, "counter")
            cells[one["_id"]] = one
    known = Table.of("cases", cells.values()).settled()
    for _ in range(25):
        touched = [changed(chance, each) for each in chance.sample(list(cells.values()), 3)]
        place = chance.choice(AGENCIES), chance.choice(("counter", "online"))
        new = cell(chance, chance.choice(MONTHS), *place)
        if new["_id"] not in cells:
            touched.append(new)
        cells |= {each["_id"]: each for each in touched}
        known = known.merged(touched)
        whole = Table.of("cases", cells.values())
        assert answers(known) == answers(whole) == answers(known.settled())
        for stretches in ([], [(MONTHS[0], MONTHS[-1])], [(MONTHS[1], MONTHS[1]), (MONTHS[3], MONTHS[4])]):
            assert counted_bins(known, stretches) == counted_bins(whole, stretches)


def test_a_table_that_nothing_is_added_to_is_the_same() -> None:
    one = Table.of("cases", [cell(random.Random(1), MONTHS[0], "A", "counter")])
    assert one.merged([]) is one


def test_a_cell_that_is_met_twice_in_one_reading_counts_once() -> None:
    one = cell(random.Random(3), MONTHS[0], "A", "counter")
    assert answers(Table.of("cases", [one, one])) == answers(Table.of("cases", [one]))


def test_an_empty_table_answers_with_nothing() -> None:
    empty = Table.empty("cases")
    assert (empty.first, empty.last, empty.span, empty.last_with("c")) == (None, None, None, -1)
    assert reading.sums(empty, "r", Places.of(empty, {}, ()), None, None).tolist() == [[0]]


def test_the_tables_of_places_that_are_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Table.of("cases", [cell(random.Random(5), MONTHS[0], "A", "counter")]).settled()
    rows: Rows = one.base
    for edge in range(100):
        rows.places([EVER_SINCE, edge, FOR_EVER], one.spots.count)
    assert len(rows._made["places"]) <= 24
    assert np.array_equal(rows.places([EVER_SINCE, FOR_EVER], 1), [[0, rows.days.height]])
