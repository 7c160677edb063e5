"""The parts of a change add up to it exactly, and each says what it should where it alone moved."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.mining.change import FACTORS, PACES, Group, Load, Sums, decompose, partition, shapley

ms = st.integers(0, 10**10)
counts = st.integers(0, 40)


@st.composite
def sums(draw: st.DrawFn) -> Sums:
    n = draw(counts)
    if not n:
        return Sums()
    repeats = draw(st.integers(0, 9))
    again = draw(ms) if repeats else 0
    return Sums(n, draw(ms), draw(ms), draw(ms), repeats, again, draw(ms))


loads = st.builds(Load, counts, counts, st.integers(1, 90))
units = st.sampled_from(["A", "B", ""])
drawn = st.lists(st.tuples(units, sums(), sums()), min_size=1, max_size=7)


def groups_of(rows: list[tuple[str, Sums, Sums]]) -> list[Group]:
    always = Group("always", "A", Sums(1, 5, 6, 7, 0, 0, 8), Sums(2, 50, 60, 70, 1, 3, 80))
    return [always, *(Group(str(place), *row) for place, row in enumerate(rows))]


@settings(max_examples=80, deadline=None)
@given(drawn, st.fixed_dictionaries({unit: st.tuples(loads, loads) for unit in ("A", "B", "")}))
def test_the_parts_add_up_to_the_change_exactly(
    rows: list[tuple[str, Sums, Sums]], load: dict[str, tuple[Load, Load]]
) -> None:
    change = decompose(groups_of(rows), load)
    assert sum(change.part(factor) for factor in FACTORS) == change.total
    assert sum(share.total for share in change.shares) == change.total
    assert sum(change.pace(pace) for pace in PACES) == change.part("pace")


@settings(max_examples=60, deadline=None)
@given(drawn, st.tuples(loads, loads))
def test_the_periods_the_other_way_round_give_the_opposite(
    rows: list[tuple[str, Sums, Sums]], load: tuple[Load, Load]
) -> None:
    groups = groups_of(rows)
    back = [Group(one.id, one.unit, one.after, one.before) for one in groups]
    change = decompose(groups, dict.fromkeys(("A", "B", ""), load))
    turned = decompose(back, dict.fromkeys(("A", "B", ""), load[::-1]))
    for factor in FACTORS:
        assert change.part(factor) == -turned.part(factor)


SUMS = Sums(10, 1000, 600, 300, 4, 200, 0)
LOAD = Load(100, 20, 60)


@pytest.mark.parametrize(
    ("factor", "after", "load"),
    [
        ("arrivals", replace(SUMS, queue_ms=2000), replace(LOAD, arrivals=200)),
        ("staffing", replace(SUMS, queue_ms=2000), replace(LOAD, person_weeks=10)),
        ("rework", replace(SUMS, repeats=8, again_ms=400), LOAD),
        ("pace", replace(SUMS, handling_ms=900), LOAD),
        ("pace", replace(SUMS, queue_ms=1500), LOAD),
    ],
)
def test_where_one_thing_moved_all_of_the_change_is_its(factor: str, after: Sums, load: Load) -> None:
    change = decompose([Group("g", "A", SUMS, after)], {"A": (LOAD, load)})
    assert change.total != 0
    assert {name: change.part(name) for name in FACTORS} == {
        name: change.total if name == factor else 0 for name in FACTORS
    }


def test_where_only_the_shares_moved_all_of_it_is_mix_and_stands_at_the_groups_that_differ() -> None:
    slow, quick = Sums(10, 0, 1000), Sums(10, 0, 100)
    groups = [
        Group("slow", "A", slow, replace(slow, n=30, handling_ms=3000)), Group("quick", "A", quick, quick),
    ]  # fmt: skip
    change = decompose(groups, {"A": (LOAD, LOAD)})
    assert change.part("mix") == change.total == Fraction(775) / 10 - 55
    assert all(share.parts["mix"] > 0 for share in change.shares)


def test_a_period_of_another_length_with_the_same_load_moves_nothing() -> None:
    longer = Load(200, 40, 120)
    change = decompose([Group("g", "A", SUMS, SUMS)], {"A": (LOAD, longer)})
    assert change.total == 0
    assert all(change.part(factor) == 0 for factor in FACTORS)


def test_a_product_of_three_is_shared_as_by_all_orders() -> None:
    one = Fraction(1)
    found = shapley([("a", one, one * 2), ("b", one * 3, one * 5), ("c", one, one)])
    assert found == {"a": Fraction(4), "b": Fraction(3), "c": Fraction(0)}


def test_every_procedure_stands_in_one_group_and_few_results_stand_together() -> None:
    before = {("A", "p"): 9, ("A", "q"): 2, ("B", "p"): 1}
    after = {("A", "p"): 7, ("A", "r"): 8, ("B", "p"): 50}
    assert partition(before, after) == {
        ("A", "p"): ("A", "A|p"), ("A", "q"): ("A", "A|*"), ("A", "r"): ("A", "A|*"), ("B", "p"): ("", "*"),
    }  # fmt: skip
