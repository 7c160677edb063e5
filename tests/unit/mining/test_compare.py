"""Two periods compared: the means are those of the measures, and nothing of the load is left out."""

from __future__ import annotations

import polars as pl
import pytest
from scipy.stats import ttest_ind

from dashboard.cube.question import Question
from dashboard.mining.change import FACTORS
from dashboard.mining.compare import compare, welch
from dashboard.mining.ways import Cohort
from dashboard.office import Office
from models.viewer import SYSTEM

MS_PER_HOUR = 3_600_000


def test_the_means_and_the_load_are_those_of_the_measures_and_the_parts_add_up(told_office: Office) -> None:
    today = told_office.today()
    cohorts = Cohort("closed", today - 180, today - 91), Cohort("closed", today - 90, today)
    found = compare(told_office, SYSTEM, *cohorts)
    assert found is not None
    for cohort, mean, n, load in zip(
        cohorts, (found.change.before, found.change.after), (found.change.n_before, found.change.n_after),
        found.load, strict=True,
    ):  # fmt: skip
        asked = Question(("waiting_working_mean", "received"), start=cohort.start, end=cohort.end)
        waiting, received = told_office.cube.figures(SYSTEM, asked)
        assert float(mean) / MS_PER_HOUR == pytest.approx(waiting.value, rel=1e-12)
        assert (n, load.arrivals) == (waiting.n, received.n)
        assert load.person_weeks > 0
    assert sum(found.change.part(factor) for factor in FACTORS) == found.change.total
    assert found.interval is not None
    assert found.interval.low < float(found.change.total) < found.interval.high


def test_periods_without_results_are_not_compared(told_office: Office) -> None:
    today = told_office.today()
    assert compare(told_office, SYSTEM, Cohort("closed", 0, 30), Cohort("closed", today - 90, today)) is None


def test_the_interval_is_welchs_as_scipy_tells_it() -> None:
    a = pl.Series([27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4])
    b = pl.Series([27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.6, 24.0])
    found = welch(a, b)
    assert found is not None and not found.may_be_chance
    peer = ttest_ind(b.to_list(), a.to_list(), equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((peer.low, peer.high))
    assert welch(a.head(1), b) is None
