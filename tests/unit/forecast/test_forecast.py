"""The weeks ahead: what a level, weekdays, holidays and a season make of them, and how they are scored."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.forecast.method import LEAST, SERIES, told
from dashboard.forecast.rolling import Rolling, rolled
from dashboard.forecast.weeks import AHEAD, Weeks, long_closings, year_before

MONDAY = 4


def weeks_of(
    received: np.ndarray, worked: np.ndarray | None = None, closed: np.ndarray | None = None,
    late: np.ndarray | None = None,
) -> Weeks:  # fmt: skip
    """Weeks whose backlog follows from what came and what was closed (as much as came, where not told)."""
    groups, many, _ = received.shape
    if worked is None:
        worked = np.tile(np.arange(7) < 5, (many + AHEAD, 1))
    came = received.sum(axis=2)
    closed = came if closed is None else closed
    return Weeks(
        MONDAY, received, closed, np.zeros((groups, many)) if late is None else late,
        10 + np.cumsum(came - closed, axis=1), worked,
    )  # fmt: skip


def steady(many: int = 30, groups: int = 1, day: tuple[int, ...] = (8, 6, 5, 4, 2, 0, 0)) -> np.ndarray:
    return np.tile(np.array(day, dtype=float), (groups, many, 1))


def noisy(many: int, groups: int, mean: float = 6.0, seed: int = 1) -> np.ndarray:
    """Poisson arrivals on weekdays."""
    received = np.random.default_rng(seed).poisson(mean, (groups, many, 7)).astype(float)
    received[:, :, 5:] = 0
    return received


def found(weeks: Weeks) -> Rolling:
    rolling = rolled(weeks)
    assert rolling is not None
    return rolling


def test_equal_weeks_are_told_as_they_were() -> None:
    weeks = weeks_of(steady())
    expected = told(weeks).expected
    assert expected[0, -1, :, 0] == pytest.approx([25.0] * AHEAD)
    assert expected[1, -1, :, 0] == pytest.approx([10.0] * AHEAD, abs=0.3)


def test_a_holiday_ahead_takes_what_that_weekday_brings_and_one_behind_does_not_lower_the_level() -> None:
    worked = np.tile(np.arange(7) < 5, (30 + AHEAD, 1))
    worked[30, 0] = False  # a Monday ahead
    worked[20] = False  # a week that was closed
    received = steady()
    received[:, 20] = 0
    expected = told(weeks_of(received, worked)).expected[0, -1, :, 0]
    assert expected[0] == pytest.approx(17.0, abs=0.6)
    assert expected[1:] == pytest.approx([25.0] * (AHEAD - 1), abs=0.1)


def test_a_swapped_saturday_brings_what_a_usual_day_does() -> None:
    worked = np.tile(np.arange(7) < 5, (30 + AHEAD, 1))
    worked[31, 5] = True
    expected = told(weeks_of(steady(), worked)).expected[0, -1, :, 0]
    assert expected[1] == pytest.approx(30.0, abs=0.5)


def test_what_comes_on_days_off_counts_for_the_next_that_is_worked_and_none_is_lost() -> None:
    worked = np.tile(np.arange(7) < 5, (30 + AHEAD, 1))
    worked[3, 0] = False
    received = steady(day=(8, 6, 5, 4, 2, 3, 1))
    weeks = weeks_of(received, worked)
    assert weeks.folded[0, 3].tolist() == [0, 14, 5, 4, 6, 0, 0]
    assert weeks.folded.sum() == received.sum()


def test_a_backlog_that_grows_is_told_to_grow_and_the_late_follow_what_is_closed() -> None:
    received = steady()
    closed = np.full((1, 30), 20.0)
    expected = told(weeks_of(received, closed=closed, late=closed / 4)).expected[:, -1, :, 0]
    stands = 10 + 30 * 5.0
    assert np.all(np.diff([stands, *expected[1]]) > 0)
    assert expected[1, 0] <= stands + 5, "and by no more than what comes beyond what is closed"
    gone = 25 - np.diff([stands, *expected[1]])
    assert expected[2] == pytest.approx(gone / 4)


def test_from_the_second_year_on_the_weeks_around_tet_are_told_by_those_of_the_year_before() -> None:
    many, worked = 108, np.tile(np.arange(7) < 5, (108 + AHEAD, 1))
    received = np.tile(np.array([20.0] * 5 + [0, 0]), (1, many, 1))
    for tet in (4, 4 + 54, 4 + 54 + 50):
        worked[tet] = False
        received[:, tet : tet + 1] = 0
        received[:, tet - 1 : tet] *= 0.4
    assert long_closings(worked) == [4, 58, 108]
    assert year_before(107, long_closings(worked)) == 57
    assert year_before(80, long_closings(worked)) == 28
    quiet = told(weeks_of(received, worked)).expected[0, 105, :, 0]
    assert quiet[2] < 75, "the quiet week before Tết, two weeks ahead, half believed"
    assert quiet[0] == pytest.approx(100, abs=8) and quiet[3] == 0.0


def test_nothing_that_came_later_changes_what_was_told_before() -> None:
    received = noisy(60, 3)
    long, short = weeks_of(received), weeks_of(received).until(40)
    assert np.array_equal(told(long).expected[:, :41], told(short).expected, equal_nan=True)
    assert np.array_equal(found(long).low[:, :41], found(short).low, equal_nan=True)


def test_without_a_dozen_complete_weeks_nothing_is_told() -> None:
    assert rolled(weeks_of(steady(LEAST - 1))) is None
    assert rolled(weeks_of(steady(LEAST))) is not None


def test_against_chance_alone_the_level_is_better_than_the_naive_and_the_band_holds_four_of_five() -> None:
    score = found(weeks_of(noisy(80, 6))).score("received")
    assert score.better and score.mase is not None and score.naive_mase is not None
    assert score.mase < 0.85 * score.naive_mase
    assert score.coverage is not None and 0.74 <= score.coverage <= 0.93


def test_where_each_week_is_like_the_last_the_naive_is_better_and_it_is_said() -> None:
    walk = 40 + np.cumsum(np.random.default_rng(5).choice([-9.0, 9.0], 80)).clip(-30, 90)
    received = np.zeros((1, 80, 7))
    received[0, :, 0] = walk
    score = found(weeks_of(received)).score("received", ahead=0)
    assert not score.better and score.mae > score.naive_mae


def test_scores_count_only_weeks_after_the_first_sixty_in_a_hundred() -> None:
    rolling = found(weeks_of(noisy(50, 2)))
    assert rolling.start == 30
    assert rolling.score("received", ahead=0).n == 2 * 20
    assert rolling.score("backlog", group=1, ahead=7).n == 13
    assert set(SERIES) == {"received", "backlog", "late"}
