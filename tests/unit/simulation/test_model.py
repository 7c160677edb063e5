"""Courses, what is drawn from them, the levers, the share of work, and the past against what happened."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dashboard.simulation.compare import Comparison, checked, compared, happened
from dashboard.simulation.courses import Course, Pool, Stay, open_at, path_of
from dashboard.simulation.fit import MOST_BUSY, fit
from dashboard.simulation.jobs import NOBODY
from dashboard.simulation.model import Fit, Levers, Model, Person, Scenario

INF, NAN = math.inf, math.nan
PEOPLE = tuple(Person(id, "A", frozenset({"f"})) for id in ("an", "binh", "chi"))
WEEKS = tuple((2_400.0 * week, 2_400.0 * (week + 1)) for week in range(8))


def course(received: float, queue: float = 60.0, handling: float = 600.0, closed: bool = True) -> Course:
    """A dossier with one stay at A."""
    started = received + queue
    left = started + handling if closed else NAN
    stay = Stay(
        "P-1", "review", "A", received, started, left, queue if closed else NAN, handling if closed else NAN,
        960.0,
    )  # fmt: skip
    return Course("A", "P", "f", received, left if closed else INF, 960.0, (stay,))


def history(many: int = 200, seed: int = 1) -> tuple[Course, ...]:
    chance = np.random.default_rng(seed)
    at = np.sort(chance.uniform(-30_000, -2_000, many)).tolist()
    queues, handled = (chance.exponential(mean, many).tolist() for mean in (200, 500))
    return tuple(course(*each) for each in zip(at, queues, handled, strict=True))


def model(**more: object) -> Model:
    given: dict[str, object] = {
        "people": PEOPLE,
        "paths": tuple(path for one in history() if (path := path_of(one)) is not None),
        "open": tuple(o for o in (open_at(course(-100.0, 30.0, closed=False), 0.0),) if o is not None),
        "weeks": WEEKS,
        "expected": {"A": [(30.0, 25.0, 36.0)] * 8},
        "fits": {"A": Fit(0.35, 0.1, 0.8)},
        "rules": {"A": "due"},
    }
    return Model(**(given | more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def leave() -> Comparison:
    return compared(model(), Levers(department="A", leave=("an", "binh"), weeks=8))


def test_a_closed_dossier_is_a_path_and_an_open_one_stands_where_it_was_at_any_instant() -> None:
    one = course(-700.0, 60.0, 600.0)
    path = path_of(one)
    assert path is not None and path.legs[0].queue == 60 and path.legs[0].handling == 600
    then = open_at(one, -400.0)
    assert then is not None and (then.handled, then.due, then.received) == (240.0, 660.0, -300.0)
    assert open_at(one, -10.0) is None and open_at(one, -701.0) is None
    assert path_of(course(-5.0, closed=False)) is None


def test_a_running_pause_moves_the_due_instant_and_is_no_handling() -> None:
    stay = Stay("P-1", "review", "A", -500.0, -400.0, NAN, NAN, NAN, 960.0)
    one = open_at(Course("A", "P", "f", -500.0, INF, 960.0, (stay,), ((-300.0, INF),)), 0.0)
    assert one is not None and one.standing == 300.0 and one.handled == 100.0
    assert one.due == -500 + 960 + 300 and one.paused == 300.0


def test_the_rest_of_an_open_dossier_is_that_of_one_that_took_longer_than_it_until_now() -> None:
    paths = [path for h in (100.0, 900.0) if (path := path_of(course(-5_000, 0.0, h))) is not None]
    one = open_at(course(-400.0, 0.0, closed=False), 0.0)
    assert one is not None
    found = Pool(paths).rest(one, [0.1, 0.1, 0.9])
    assert found is not None and found[0].legs[0].handling == 900


def test_both_scenarios_meet_the_same_dossiers_and_more_arrivals_are_these_and_others() -> None:
    as_is, more = Scenario(model()), Scenario(model(), Levers(department="A", arrivals=20))
    before, after = as_is.jobs(1, 0), more.jobs(1, 0)
    assert {job.at for job in before} < {job.at for job in after}
    ratios = [len(more.jobs(1, n)) / len(as_is.jobs(1, n)) for n in range(12)]
    assert np.mean(ratios) == pytest.approx(1.2, abs=0.02)
    fewer = Scenario(model(), Levers(department="A", arrivals=-50)).jobs(1, 0)
    assert {job.at for job in fewer} < {job.at for job in before}


def test_a_shorter_limit_shrinks_what_waits_within_the_step_and_not_the_work() -> None:
    plain = Scenario(model()).jobs(1, 0)[-1].stages[0]
    cut = Scenario(model(), Levers(department="A", kind="review", cut=50)).jobs(1, 0)[-1].stages[0]
    assert cut.effort == plain.effort and cut.delay == pytest.approx(plain.delay / 2)
    assert cut.limit == plain.limit / 2


def test_who_is_moved_is_gone_here_and_knows_all_there_and_what_is_nobodys_only_takes_time() -> None:
    moved = Scenario(model(), Levers(department="A", moved="an", to="B"))
    assert [len(team) for team in moved.people] == [2, 1]
    assert Scenario(model(), Levers(department="A", extra=2)).people[0][3:] != []
    nobody = Scenario(model(people=(), fits={})).jobs(1, 0)[-1].stages[0]
    assert nobody.station == NOBODY and nobody.effort == 0


def test_two_of_three_on_leave_make_people_wait_longer_clearly(leave: Comparison) -> None:
    sides = leave.figures[""]
    for figure in ("wait_p90", "queue", "backlog"):
        change = sides[figure].change
        assert change is not None and change.clear and change.mean > 0, figure
    assert leave.n >= 10 and set(leave.figures) == {"", "A"}


def test_the_change_over_the_same_chances_is_sharper_than_between_two_sides_of_their_own() -> None:
    side = compared(model(), Levers(department="A", arrivals=10)).figures[""]["closed"]
    assert side.as_is is not None and side.then is not None and side.change is not None
    apart = math.hypot(side.as_is.high - side.as_is.low, side.then.high - side.then.low)
    assert side.change.high - side.change.low < 0.7 * apart


def test_the_share_of_work_is_found_again_from_the_queue_that_it_made() -> None:
    chance = np.random.default_rng(4)
    at = np.cumsum(chance.exponential(100, 400)) - 41_000
    handled = chance.exponential(600, 400)
    free, courses = [-1e9] * 3, []
    for begin, handling in zip(at.tolist(), handled.tolist(), strict=True):
        # Three people, each begins when free; four tenths of the handling are work.
        place = int(np.argmin(free))
        started = max(begin, free[place])
        free[place] = started + 0.4 * handling
        courses.append(course(begin, started - begin, handling))
    found = fit(courses, PEOPLE, "A", "first", -42_000, 0)
    assert found is not None
    assert found.effort == pytest.approx(0.4, rel=0.1) and found.lag < 0.1


def test_where_people_are_not_busy_the_queue_is_not_for_want_of_them_and_stays() -> None:
    courses = [course(-40_000 + 2_000 * n, 480.0, 100.0) for n in range(18)]
    found = fit(courses, PEOPLE, "A", "due", -42_000, 0)
    assert found is not None and found.lag == pytest.approx(1.0, abs=0.05) and found.busy < MOST_BUSY
    assert fit(courses, (), "A", "due", -42_000, 0) is None


def test_the_past_is_told_as_it_happened_and_simulated_from_how_it_stood() -> None:
    courses = history()
    begin = -15_000.0
    jobs, told = happened(courses, begin, 12_000.0)
    came = [one for one in courses if begin <= one.received <= begin + 12_000]
    assert sum(job.received >= 0 for job in jobs) == len(came)
    closed = sum(begin < one.closed <= begin + 12_000 for one in courses)
    assert sum(not math.isnan(end) for end in told.finished) == closed
    learnt = tuple(path for one in courses if one.closed <= begin and (path := path_of(one)) is not None)
    then = model(
        paths=learnt, weeks=((0.0, 12_000.0),), expected={},
        open=tuple(one for each in courses if (one := open_at(each, begin)) is not None),
        came=tuple((one.received - begin, "A", "P") for one in came),
        fits={"A": fit([c for c in courses if c.closed <= begin], PEOPLE, "A", "due", -30_000, begin)},
    )  # fmt: skip
    checks = {check.figure: check for check in checked(then, courses, begin, n=10)}
    assert checks["closed"].within and checks["backlog"].within
