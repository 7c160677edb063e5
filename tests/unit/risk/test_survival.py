"""Estimates from durations of which some still go on, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.risk.survival import EDGES, effects, hazard_at, life_tables, shrunk, straightened


def survival(durations: list[float], seen: list[bool], edges: list[float]) -> list[float]:
    """The share that lasts longer than each edge but the first, of one sample."""
    group = np.zeros(len(durations), np.int64)
    tables = life_tables(
        group, np.array(durations), np.array(seen), None, None, 1, np.array(edges, np.float64)
    )
    return [round(float(each), 4) for each in np.exp(-tables[0, 1:])]


def test_it_is_the_estimate_of_kaplan_and_meier_worked_out_by_hand() -> None:
    # 1, 2+, 3, 3, 5+, 8 (+: still going on): 5/6, then × (4 − 2)/4, then × (1 − 1)/1.
    edges = [0, 1, 2, 2.5, 3, 5, 6, 8]
    found = survival([1, 2, 3, 3, 5, 8], [True, False, True, True, False, True], edges)
    assert found[:6] == [0.8333, 0.8333, 0.8333, 0.4167, 0.4167, 0.4167]
    assert found[6] < 0.001


def test_what_still_goes_on_makes_the_estimate_longer_than_to_leave_it_out() -> None:
    edges = [0, 1, 2, 3, 4]
    with_open = survival([1, 1, 4, 4], [True, True, False, False], edges)
    ended_alone = survival([1, 1], [True, True], edges)
    assert with_open[0] == 0.5
    assert ended_alone[0] < 0.01


def test_half_of_an_interval_is_counted_for_what_is_lost_in_it() -> None:
    # Ten there, two lost and four ended in the first interval: 4 of 10 − 1.
    lasted, seen = [0.5] * 6 + [1.5] * 4, [True] * 4 + [False] * 2 + [True] * 4
    assert survival(lasted, seen, [0, 1, 2])[0] == round(1 - 4 / 9, 4)


def test_a_small_group_stands_between_its_own_and_the_group_above() -> None:
    edges = np.array([0.0, 1, 2])
    many = np.zeros(100, np.int64)
    higher = life_tables(many, np.repeat([0.5, 1.5], 50), np.ones(100, np.bool_), None, None, 1, edges)
    own = np.zeros(2, np.int64)
    few = life_tables(own, np.full(2, 1.5), np.ones(2, np.bool_), np.zeros(1, np.int64), higher, 1, edges, 10)
    # 0 of 2 ended in the first interval, beside 5 of 10 that the group above lends: 5 of 12.
    assert np.exp(-few[0, 1]) == pytest.approx(1 - 5 / 12)


def test_a_table_that_ends_flat_does_not_say_for_ever() -> None:
    tables = np.zeros((1, len(EDGES)))
    tables[0, 5:] = 0.7
    row = np.zeros(2, np.int64)
    near, far = hazard_at(tables, row, np.array([EDGES[-1], EDGES[-1] * 100]))
    assert near == pytest.approx(0.7)
    assert far > near


@given(st.lists(st.tuples(st.floats(0, 80), st.booleans()), min_size=1, max_size=40))
@settings(max_examples=50)
def test_the_hazard_never_falls(rows: list[tuple[float, bool]]) -> None:
    lasted, seen = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    tables = life_tables(np.zeros(len(rows), np.int64), lasted, seen, None, None, 1)
    grid = np.linspace(0, 100, 300)
    found = hazard_at(tables, np.zeros(300, np.int64), grid)
    assert (np.diff(found) >= -1e-12).all()
    assert np.isfinite(found).all()


def test_what_makes_work_faster_is_found_again() -> None:
    chance = np.random.default_rng(5)
    twice = chance.integers(0, 2, 4_000).astype(np.float64)
    lasted = chance.exponential(1 / np.exp(np.log(2) * twice))
    seen = lasted < 2
    found = effects(twice[:, None], seen, np.minimum(lasted, 2.0))
    assert found[0] == pytest.approx(np.log(2), abs=0.08)
    assert np.abs(effects(np.zeros((5, 2)), np.ones(5, np.bool_), np.ones(5))).max() == 0


def test_odds_that_were_told_too_boldly_are_drawn_nearer() -> None:
    chance = np.random.default_rng(6)
    truth = chance.normal(0, 1, 5_000)
    came = chance.random(5_000) < 1 / (1 + np.exp(-truth))
    shift, power = straightened(2 * truth + 1, came)
    assert power == pytest.approx(0.5, abs=0.06)
    assert shift == pytest.approx(-0.5, abs=0.12)
    assert straightened(np.zeros(0), np.zeros(0, np.bool_)) == (0.0, 1.0)


def test_a_department_with_few_ends_counts_as_one_of_usual_speed() -> None:
    speed = shrunk(np.array([0.0, 50.0]), np.array([2.0, 100.0]), 20)
    assert speed == pytest.approx([20 / 22, 70 / 120])
