"""Thresholds with hysteresis: an alert begins once, and ends only on the good side."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dashboard.alerts.judging import BadRule, check, judged
from models.alert_rule import AlertRule

values = st.floats(-1e6, 1e6)


def rule(**changed: Any) -> AlertRule:
    usual: dict[str, Any] = {
        "id": "r", "name": "n", "measure": "overdue", "raise_at": 10, "clear_at": 5, "roles": ("manager",)
    }  # fmt: skip
    return AlertRule.model_validate(usual | changed)


def test_a_figure_rings_at_its_threshold_and_is_over_only_at_the_other() -> None:
    above = rule()
    assert [judged(above, value, 0, False) for value in (9, 10, 11)] == ["keep", "raise", "raise"]
    assert [judged(above, value, 0, True) for value in (11, 10, 6, 5, 4)] == [
        "keep", "keep", "keep", "clear", "clear",
    ]  # fmt: skip


def test_a_rate_rings_when_it_falls() -> None:
    below = rule(worse="below", raise_at=0.8, clear_at=0.9)
    assert [judged(below, value, 50, False) for value in (0.81, 0.8, 0.1)] == ["keep", "raise", "raise"]
    assert [judged(below, value, 50, True) for value in (0.8, 0.89, 0.9)] == ["keep", "keep", "clear"]


def test_no_data_and_few_data_neither_begin_an_alert_nor_end_one() -> None:
    few = rule(least=20)
    for is_open in (False, True):
        assert judged(few, None, 0, is_open) == "keep"
        assert judged(few, 99, 19, is_open) == judged(few, 0, 19, is_open) == "keep"
    assert judged(few, 99, 20, False) == "raise"


@given(st.lists(values, max_size=40), values, st.floats(0, 1e6), st.sampled_from(["above", "below"]))
def test_between_two_alerts_the_figure_has_been_on_the_good_side(
    course: list[float], raise_at: float, gap: float, worse: str
) -> None:
    """Whatever the course: it rings again only after it has been at, or beyond, the end."""
    clear_at = raise_at - gap if worse == "above" else raise_at + gap
    watched = rule(worse=worse, raise_at=raise_at, clear_at=clear_at)
    is_open, good = False, True
    for value in course:
        past = value >= raise_at if worse == "above" else value <= raise_at
        verdict = judged(watched, value, 0, is_open)
        assert (verdict == "raise") == (past and not is_open)
        if verdict == "raise":
            assert good
            is_open, good = True, False
        elif verdict == "clear":
            assert not past
            assert value <= clear_at if worse == "above" else value >= clear_at
            is_open, good = False, True


@pytest.mark.parametrize(
    "wrong", [{"clear_at": 11}, {"worse": "below", "clear_at": 5}, {"raise_at": float("nan")}]
)
def test_an_end_on_the_bad_side_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rule(**wrong)


@pytest.mark.parametrize("wrong", [{"measure": "no_such"}, {"roles": ()}, {"measure": "held", "by": "level"}])
def test_a_rule_that_cannot_be_judged_is_refused_with_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises((BadRule, ValidationError)) as refused:
        check(rule(**wrong))
    assert str(refused.value)
