"""Little's law, and closures in mass with and without: from the statistics, and against counting by hand."""

from __future__ import annotations

import pytest

from dashboard.cube.question import Question
from dashboard.mining.stock import Closure, day_of_label, little, mass_closures, outstanding, without
from dashboard.office import Office
from models.viewer import SYSTEM

USUAL = {day: 2 + day % 3 for day in range(100, 130)}


def test_a_day_far_above_the_usual_stands_out_and_no_other() -> None:
    assert outstanding({**USUAL, 131: 40}, 100, 140) == [(131, 40, 3)]
    assert outstanding(USUAL, 100, 140) == []


@pytest.mark.parametrize(
    "days",
    [
        {**USUAL, 131: 9},  # three times the usual, but few
        {100: 2, 101: 2, 131: 40},  # nothing usual is known
        {day: (1, 1, 1, 10, 20, 30, 40)[day % 7] for day in range(100, 131)} | {131: 45},  # it varies so
    ],
)
def test_a_day_is_no_mass_closure_where_it_may_be_usual(days: dict[int, int]) -> None:
    assert outstanding(days, 100, 140) == []


def test_days_before_the_period_tell_what_is_usual_but_do_not_stand_out() -> None:
    assert outstanding({**USUAL, 90: 50, 131: 40}, 100, 140) == [(131, 40, 3)]


def test_littles_law_is_made_of_the_measures_and_departments_add_up(told_office: Office) -> None:
    today = told_office.today()
    one = little(told_office, SYSTEM, today - 89, today, {})[""]
    backlogs = [
        figure.value or 0
        for day in range(today - 89, today + 1)
        for figure in told_office.cube.figures(SYSTEM, Question(("backlog",), at=day))
    ]
    assert one.backlog == pytest.approx(sum(backlogs) / 90)
    assert one.last == backlogs[-1] == one.first + one.came - one.went
    assert one.stay_days is not None and one.expected == pytest.approx(one.came / 90 * one.stay_days)
    each = little(told_office, SYSTEM, today - 89, today, {}, "department")
    assert sum(part.backlog for part in each.values()) == pytest.approx(one.backlog)
    assert sum(part.came for part in each.values()) == one.came


def test_without_a_closure_its_dossiers_are_backlog_and_in_no_rate(told_office: Office) -> None:
    today, cube = told_office.today(), told_office.cube
    start = today - 364
    found = {
        (figure.group["department"], figure.group["day"]): figure
        for figure in cube.figures(
            SYSTEM, Question(("closed",), ("department", "day"), start=start, end=today)
        )
        if figure.n
    }  # fmt: skip
    (department, _), figure = max(found.items(), key=lambda item: item[1].n)
    closure = Closure(department, day_of_label(figure), figure.n, 1.0)
    both = without(told_office, SYSTEM, start, today, {}, [closure])
    assert both.closed[0] - both.closed[1] == both.backlog[1] - both.backlog[0] == figure.n > 0
    assert both.results[0] > both.results[1] and both.judged[0] > both.judged[1]
    same = without(told_office, SYSTEM, start, today, {}, [])
    assert same.rate(0) == same.rate(1) and same.waiting_hours[0] == pytest.approx(same.waiting_hours[1])


def test_the_mass_closures_of_an_office_are_those_of_its_departments(
    told_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = told_office.today()
    for name, value in (("LEAST", 2), ("KNOWN", 2), ("TIMES", 1.5), ("SPREADS", 0.0)):
        monkeypatch.setattr(f"dashboard.mining.stock.{name}", value)
    found = mass_closures(told_office, SYSTEM, today - 200, today, {})
    assert found
    for one in found:
        asked = Question(("closed",), start=one.day, end=one.day, where={"department": (one.department,)})
        (figure,) = told_office.cube.figures(SYSTEM, asked)
        assert figure.n == one.closed > one.usual
