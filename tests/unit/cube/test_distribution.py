"""The distribution behind a quantile counts every value once, in its class."""

from __future__ import annotations

import pytest

from dashboard.cube.question import BadQuestion, Question
from dashboard.office import Office
from models.viewer import SYSTEM

EDGES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)


def test_a_distribution_agrees_with_the_dossiers_to_its_precision(told: Office) -> None:
    counts = told.cube.distribution(SYSTEM, "waiting_to_limit_p90", Question(()), EDGES)
    ratios = [
        row["waiting_ms"] / row["limit_ms"]
        for row in told.dossiers.all()
        if row.get("outcome") in ("resolved", "rejected") and "waiting_ms" in row and row.get("limit_ms")
    ]
    assert sum(counts) == len(ratios) > 0
    for place, edge in enumerate(EDGES):
        upto = sum(counts[: place + 1])
        assert (
            sum(ratio <= edge for ratio in ratios) <= upto <= sum(ratio <= edge * 1.021 for ratio in ratios)
        )


def test_a_distribution_has_as_many_values_as_its_median(told: Office) -> None:
    today = told.today()
    for days in ({"start": today - 100, "end": today - 10}, {"start": today - 200, "end": today}):
        question = Question(("waiting_working_p50",), **days)  # type: ignore[arg-type]
        (figure,) = told.cube.figures(SYSTEM, question)
        assert sum(told.cube.distribution(SYSTEM, "waiting_working_p50", question, (8.0, 40.0))) == figure.n


def test_a_count_has_no_distribution(told: Office) -> None:
    with pytest.raises(BadQuestion):
        told.cube.distribution(SYSTEM, "received", Question(()), EDGES)
