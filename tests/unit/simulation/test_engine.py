"""Event by event: what small queues do, and what the formulas of M/M/c say of large ones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dashboard.simulation.engine import simulate
from dashboard.simulation.erlang import mean_wait, waits
from dashboard.simulation.figures import interval
from dashboard.simulation.jobs import RULES, Job, Stage, Worker

ANY = Worker(frozenset({0}))


def job(at: float, effort: float, due: float = math.inf, of: int = 0, **more: float) -> Job:
    return Job(at, (Stage(0, of, effort, **more),), due)


def test_one_person_does_one_after_the_other_and_what_waits_is_told() -> None:
    told = simulate([job(0, 10), job(1, 10), job(2, 10)], [[ANY]], 100)
    assert told.finished == [10, 20, 30]
    assert told.waits == [0, 9, 18]


def test_delay_is_nobodys_work_and_a_pause_moves_the_due_date() -> None:
    told = simulate([job(0, 10, 50, delay=5, pause=20), job(0, 10, 40)], [[ANY]], 100, "first")
    assert told.finished == [35, 20]
    assert told.due == [70, 40] and told.pauses == [20, 0]


def test_what_is_due_first_is_begun_first_by_all_rules_but_the_one_that_says_so() -> None:
    jobs = [job(0, 10, 90), job(1, 10, 80), job(2, 10, 20)]
    for rule in RULES:
        finished = simulate(jobs, [[ANY]], 100, rule).finished
        assert finished == ([10, 20, 30] if rule == "first" else [10, 30, 20]), rule


def test_a_dossier_waits_for_who_knows_its_field_while_others_are_idle() -> None:
    people = [Worker(frozenset({0})), Worker(frozenset({1}))]
    for rule in RULES:
        assert simulate([job(0, 10), job(0, 10)], [people], 100, rule).finished == [10, 20], rule
        assert simulate([job(0, 10), job(0, 10, of=1)], [people], 100, rule).finished == [10, 10], rule
        assert simulate([job(0, 10, of=9), job(0, 10, of=9)], [people], 100, rule).finished == [10, 10]


def test_who_goes_away_hands_over_and_where_nobody_is_left_it_waits_for_the_first_who_is_back() -> None:
    for rule in RULES:
        alone = simulate([job(0, 10)], [[Worker(frozenset({0}), away=((4, 50),))]], 100, rule)
        assert alone.finished == [56], rule
        two = [Worker(frozenset({0}), away=((4, 50),)), ANY]
        assert simulate([job(0, 10), job(1, 2)], [two], 100, rule).finished == [10, 3], rule


def test_the_least_loaded_by_limits_gets_the_next_and_in_turn_it_goes_round() -> None:
    jobs = [job(0, 30, limit=100.0), job(0, 1, limit=1.0), job(0.5, 1, limit=1.0), job(0.6, 1, limit=1.0)]
    assert simulate(jobs, [[ANY, ANY]], 100, "least").finished == [30, 1, 2, 3]
    assert simulate(jobs, [[ANY, ANY]], 100, "turn").finished == [30, 1, 31, 2]


def test_the_way_goes_on_to_other_departments_and_what_is_not_ours_only_takes_time() -> None:
    way = (Stage(0, 0, 10), Stage(-1, 0, 5, delay=7), Stage(1, 0, 3, lag=2, limit=4.0))
    told = simulate([Job(0, way)], [[ANY], [ANY]], 100)
    assert told.finished == [27] and told.ended == 3 and told.late == 1


SETTINGS = [
    (1, 0.5), (1, 0.8), (2, 0.6), (2, 0.85), (3, 0.7), (4, 0.9), (5, 0.8), (8, 0.75), (10, 0.9), (20, 0.85),
]  # fmt: skip


def queue(servers: int, load: float, seed: int, arrivals: int = 2_000, warm: float = 0.4) -> float:
    """The mean wait of one replication, service 1, from when the queue has settled."""
    chance = np.random.default_rng([servers, round(100 * load), seed])
    at = np.cumsum(chance.exponential(1 / (load * servers), arrivals)).tolist()
    service = chance.exponential(1.0, arrivals).tolist()
    jobs = [job(begin, effort) for begin, effort in zip(at, service, strict=True)]
    told = simulate(jobs, [[ANY] * servers], math.inf, "first")
    settled = [wait for began, wait in zip(told.began, told.waits, strict=True) if began > warm * at[-1]]
    return sum(settled) / len(settled)


def test_the_waiting_of_mmc_lies_within_the_simulations_own_interval_in_nine_of_ten_settings() -> None:
    within = []
    for servers, load in SETTINGS:
        low, high = interval([queue(servers, load, seed) for seed in range(12)])
        within.append(low <= mean_wait(load * servers, 1.0, servers) <= high)
    assert len(within) == 10
    assert sum(within) >= 9, within


def test_erlang_c_is_what_tables_say() -> None:
    assert waits(0.5, 1) == pytest.approx(0.5)
    assert mean_wait(0.8, 1, 1) == pytest.approx(4.0)
    assert waits(2.0, 3) == pytest.approx(0.4444, abs=1e-4)
    assert mean_wait(4.5, 1, 5) == pytest.approx(1.5249, abs=1e-3)
    with pytest.raises(ValueError, match="less than"):
        waits(3.0, 3)
