"""Every figure has a list behind it with as many rows."""

from __future__ import annotations

from collections import Counter

import pytest

from dashboard.cube.check import verify
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Question
from dashboard.office import Office
from models.viewer import SYSTEM, Scope, Viewer

DAYS_AGO = ({}, {"start": 200, "end": 40}, {"at": 30})


def rows_of(office: Office, viewer: Viewer, measure: str, question: Question) -> int:
    """How many different rows the pages hold."""
    seen: list[tuple[str, int | None]] = []
    after: str | None = None
    while True:
        page = office.cube.members(viewer, measure, question, after, 25)
        seen += [(row.dossier.id, row.visit) for row in page.rows]
        after = page.after
        if after is None:
            assert len(set(seen)) == len(seen), f"{measure}: a row is listed twice"
            return len(seen)


def busiest(office: Office, field: str) -> str:
    counted = Counter(str(row.get(field)) for row in office.dossiers.all())
    return counted.most_common(1)[0][0]


def viewers(office: Office) -> dict[str, Viewer]:
    def viewer(scope: Scope) -> Viewer:
        return Viewer(user_id="u", name="u", role="staff", scope=scope)

    department, field = busiest(office, "department"), busiest(office, "field")
    return {
        "all": SYSTEM,
        "department": viewer(Scope(kind="department", departments=frozenset({department}))),
        "no department": viewer(Scope(kind="department")),
        "fields": viewer(Scope(kind="fields", fields=frozenset({field}))),
        "fields of a department": viewer(
            Scope(kind="fields", fields=frozenset({field}), departments=frozenset({department}))
        ),
    }


def check(office: Office, viewer: Viewer, measure: str, question: Question) -> None:
    (figure,) = office.cube.figures(viewer, question)
    assert rows_of(office, viewer, measure, question) == figure.n, (measure, question)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_a_figure_counts_as_many_as_its_list_has_rows(told: Office, measure: str) -> None:
    today = told.today()
    for ago in DAYS_AGO:
        days = {name: today - back for name, back in ago.items()}
        check(told, SYSTEM, measure, Question((measure,), **days))  # type: ignore[arg-type]


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_figures_and_lists_agree_within_filters(told: Office, measure: str) -> None:
    where = {"department": (busiest(told, "department"),), "procedure": (busiest(told, "procedure"),)}
    check(told, SYSTEM, measure, Question((measure,), where=where, end=told.today() - 45))


@pytest.mark.parametrize("scope", ["department", "no department", "fields", "fields of a department"])
def test_figures_and_lists_agree_within_a_viewers_scope(told: Office, scope: str) -> None:
    viewer, today = viewers(told)[scope], told.today()
    for measure in MEASURES:
        check(told, viewer, measure, Question((measure,), start=today - 120, end=today - 20))


def test_a_viewer_without_a_department_counts_nothing(told: Office) -> None:
    viewer = viewers(told)["no department"]
    assert {figure.n for figure in told.cube.figures(viewer, Question(tuple(MEASURES)))} == {0}


def test_the_simulated_history_verifies(told: Office) -> None:
    verdict = verify(told.store, told.today())
    assert verdict.ok, verdict.examples
    assert verdict.dossiers == 70
