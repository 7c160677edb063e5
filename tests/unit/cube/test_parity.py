"""Every figure has a list behind it with as many rows: over random filters, days, groups and viewers."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dashboard.cube.check import verify
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import CASE_DIMENSIONS, TIMES, VISIT_DIMENSIONS, Figure, Question
from dashboard.office import Office
from models.viewer import SYSTEM, Scope, Viewer
from tests.unit.cube.conftest import LOGGED, SIMULATED

Place = dict[str, list[str]]
EPOCH = date(1970, 1, 1)
#: questions to each measure: without groups, and by groups whose cells are then opened
PLAIN, GROUPED, CELLS = 3, 1, 3


def rows_of(office: Office, viewer: Viewer, measure: str, asked: Question, limit: int) -> int:
    """How many rows the pages hold, read to the end; none twice, newest first."""
    seen: list[tuple[int, str, int]] = []
    after: str | None = None
    while True:
        page = office.cube.members(viewer, measure, asked, after, limit)
        seen += [(-row.day, row.dossier.id, -1 if row.visit is None else row.visit) for row in page.rows]
        after = page.after
        if after is None:
            assert len(set(seen)) == len(seen), f"{measure}: a row is listed twice"
            assert seen == sorted(seen), f"{measure}: the list is not in its order"
            return len(seen)
        assert page.rows, f"{measure}: an empty page before the end"


def check(office: Office, viewer: Viewer, measure: str, asked: Question, figure: Figure) -> None:
    limit = 3 if figure.n < 20 else 17 if figure.n < 80 else 150
    assert rows_of(office, viewer, measure, asked, limit) == figure.n, (measure, asked, viewer.scope)


def places_of(office: Office) -> list[Place]:
    """What each dossier in the store belongs to: the ids by which it may be asked for."""
    found: list[Place] = []
    for row in office.dossiers.all():
        place = {name: {row.get(name, "none")} for name in (*CASE_DIMENSIONS, "holder", "step")}
        for visit in row.get("visits", ()):
            place["holder"].add(visit["holder"])
            place["step"].add(visit["step"])
        found.append({name: sorted(ids) for name, ids in place.items()})
    return found


def days(chance: random.Random, today: int) -> dict[str, int]:
    """A period, a day, or none: of the past, up to now, or reaching into the days to come."""
    ago = sorted(chance.choice((-2, 0, 1, 20, 60, 95, 130, 300)) + chance.randint(0, 9) for _ in range(2))
    start, end = today - ago[1], today - ago[0]
    return chance.choice(({}, {"start": start, "end": end}, {"start": start}, {"end": end}, {"at": end}))


def random_question(
    chance: random.Random, measure: str, places: list[Place], today: int, by: tuple[str, ...] = ()
) -> Question:
    """Some question; its filters are taken from a few dossiers, so that they often find something."""
    dimensions = CASE_DIMENSIONS if MEASURES[measure].subject == "cases" else VISIT_DIMENSIONS
    some = chance.choices(places, k=chance.choice((1, 4, 15)))
    where = {
        name: tuple(sorted({chance.choice(place[name]) for place in some}))
        for name in chance.sample(dimensions, chance.choice((0, 1, 1, 2)))
    }
    return Question((measure,), by, where=where, **days(chance, today))


def random_viewer(chance: random.Random, places: list[Place]) -> Viewer:
    """Somebody of two departments, of where dossiers lie, of fields, or of fields of departments."""
    some = chance.choices(places, k=3)
    departments = frozenset(place["department"][0] for place in some)
    holders = frozenset(chance.choice(place["holder"]) for place in some)
    fields = frozenset(place["field"][0] for place in some)
    scope = chance.choice((
        Scope(kind="department", departments=departments),
        Scope(kind="department", departments=holders),
        Scope(kind="fields", fields=fields),
        Scope(kind="fields", fields=fields, departments=departments),
    ))  # fmt: skip
    return Viewer(user_id="u", name="u", role="staff", scope=scope)


@pytest.fixture(scope="module")
def places(told: Office) -> list[Place]:
    return places_of(told)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_a_figure_counts_as_many_as_its_list_has_rows(
    told: Office, places: list[Place], measure: str
) -> None:
    chance = random.Random(measure)
    for number in range(PLAIN):
        viewer = SYSTEM if number % 2 else random_viewer(chance, places)
        asked = random_question(chance, measure, places, told.today())
        (figure,) = told.cube.figures(viewer, asked)
        check(told, viewer, measure, asked, figure)


def days_of(time: str, text: str) -> tuple[int, int]:
    """The first and the last day of a period by its label."""
    if time == "day":
        first = date.fromisoformat(text)
        after = first + timedelta(days=1)
    elif time == "week":
        first = date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
        after = first + timedelta(days=7)
    else:
        months = {"month": 1, "quarter": 3, "year": 12}[time]
        part = {"month": text[5:], "quarter": text[6:], "year": "1"}[time]
        at = int(text[:4]) * 12 + (int(part) - 1) * months
        first = date(at // 12, at % 12 + 1, 1)
        after = date((at + months) // 12, (at + months) % 12 + 1, 1)
    return (first - EPOCH).days, (after - EPOCH).days - 1


def opened(asked: Question, figure: Figure) -> Question:
    """The question behind one cell of an answer by groups: its group, its period, its day."""
    where = {**asked.where, **{name: (figure.group[name],) for name in asked.dimensions}}
    if MEASURES[figure.measure].standing:
        return Question(asked.measures, where=where, at=figure.end)
    start, end = (asked.at, asked.at) if asked.at is not None else (asked.start, asked.end)
    if asked.time is not None:
        first, last = days_of(asked.time, figure.group[asked.time])
        start = first if start is None else max(start, first)
        end = last if end is None else min(end, last)
    return Question(asked.measures, where=where, start=start, end=end)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_cell_of_an_answer_by_groups_opens_as_many_rows(
    told: Office, places: list[Place], measure: str
) -> None:
    chance = random.Random(f"groups of {measure}")
    dimensions = CASE_DIMENSIONS if MEASURES[measure].subject == "cases" else VISIT_DIMENSIONS
    for _ in range(GROUPED):
        time = chance.choice((None, *TIMES))
        by = (*chance.sample(dimensions, chance.choice((0, 1, 2))), *([time] if time else ()))
        asked = random_question(chance, measure, places, told.today(), by)
        figures = told.cube.figures(SYSTEM, asked)
        full = [figure for figure in figures if figure.n]
        for figure in chance.sample(full, min(CELLS, len(full))) + figures[:1]:
            check(told, SYSTEM, measure, opened(asked, figure), figure)


def test_the_random_questions_find_something(told: Office, places: list[Place]) -> None:
    """So that the two tests above do not compare nothing with nothing."""
    found = 0
    for measure in MEASURES:
        chance = random.Random(measure)
        for _ in range(PLAIN):
            asked = random_question(chance, measure, places, told.today())
            found += told.cube.figures(SYSTEM, asked)[0].n > 0
    assert found > len(MEASURES) * PLAIN / 4


def test_what_lies_nowhere_known_is_found_by_that(told: Office) -> None:
    """Open cases of a log lie at no known step of no known holder; that too is a group."""
    asked = Question(("held",), where={"holder": ("none",), "step": ("none",)})
    for question in (asked, replace(asked, at=told.today() - 3)):
        (figure,) = told.cube.figures(SYSTEM, question)
        assert figure.n > 0
        check(told, SYSTEM, "held", question, figure)


def test_a_viewer_without_a_department_counts_nothing(told: Office) -> None:
    viewer = Viewer(user_id="u", name="u", role="staff", scope=Scope(kind="department"))
    assert {figure.n for figure in told.cube.figures(viewer, Question(tuple(MEASURES)))} == {0}
    for measure in ("received", "due", "backlog", "at_risk", "visits", "held"):
        assert not told.cube.members(viewer, measure, Question((measure,))).rows, measure


def test_the_simulated_history_verifies(told: Office) -> None:
    verdict = verify(told.store, told.today())
    assert verdict.ok, verdict.examples
    assert verdict.dossiers == SIMULATED + LOGGED
