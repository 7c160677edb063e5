"""Simulations by chance: nothing is lost, and more people never make the mean wait longer."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.simulation.engine import simulate
from dashboard.simulation.figures import figures_of, standing
from dashboard.simulation.jobs import RULES, Job, Stage, Worker

times = st.floats(0, 500, allow_nan=False)
stages = st.builds(
    Stage, station=st.integers(-1, 1), of=st.integers(0, 2), effort=st.floats(0, 60), delay=st.floats(0, 60),
    pause=st.sampled_from([0.0, 0.0, 45.0]), lag=st.sampled_from([0.0, 10.0]), limit=st.floats(1, 100),
)  # fmt: skip
jobs_ = st.lists(
    st.builds(
        lambda at, way, due: Job(at, tuple(way), at + due, at), times, st.lists(stages, max_size=4), times
    ),
    max_size=25,
)
spans = st.tuples(st.floats(0, 300), st.floats(1, 200)).map(lambda pair: ((pair[0], pair[0] + pair[1]),))
people = st.lists(
    st.builds(
        Worker, fields=st.frozensets(st.integers(0, 2)), capacity=st.integers(1, 5),
        away=st.one_of(st.just(()), spans),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(jobs_, st.tuples(people, people), st.sampled_from(RULES), st.floats(50, 800))
def test_what_came_is_finished_or_open_and_with_time_enough_all_is_finished(
    jobs: list[Job], stations: tuple[list[Worker], list[Worker]], rule: str, until: float
) -> None:
    told = simulate(jobs, stations, until, rule)  # type: ignore[arg-type]
    figures = figures_of(jobs, told, until)
    came = sum(job.received <= until for job in jobs)
    assert figures["closed"] + figures["backlog"] == came
    assert standing(jobs, told, [until]) == [figures["backlog"]]
    assert all(wait >= 0 for wait in told.waits)
    whole = simulate(jobs, stations, math.inf, rule)  # type: ignore[arg-type]
    assert not any(math.isnan(end) for end in whole.finished)
    assert whole.ended == sum(len(job.stages) for job in jobs)
    for job, end in zip(jobs, whole.finished, strict=True):
        least = sum(stage.effort + stage.delay + stage.pause + stage.lag for stage in job.stages)
        assert end >= job.at + least - 1e-6


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.floats(0.3, 1.2))
def test_one_more_person_never_makes_the_mean_wait_longer_in_a_queue_first_come_first_served(
    seed: int, servers: int, load: float
) -> None:
    chance = np.random.default_rng(seed)
    at = np.cumsum(chance.exponential(1 / (load * servers), 150)).tolist()
    jobs = [Job(t, (Stage(0, 0, s),)) for t, s in zip(at, chance.exponential(1, 150).tolist(), strict=True)]
    few, more = (
        simulate(jobs, [[Worker(frozenset({0}))] * many], math.inf, "first").waits
        for many in (servers, servers + 1)
    )
    assert sum(more) <= sum(few) + 1e-6
