"""What was asked before is answered from memory, and never after something has changed."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from dashboard.cube import answer
from dashboard.cube.kept import KeptAnswers
from dashboard.cube.question import Figure, Question
from dashboard.cube.table import Table
from dashboard.office import Office
from models.viewer import SYSTEM, Scope
from tests.helpers import calendar

ASKED = Question(("received", "waiting_working_p90", "backlog"), ("department",))


def figures(count: int) -> list[Figure]:
    return [Figure("received", {"department": str(number)}, 1, 1, "dossier") for number in range(count)]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each answer that is made."""
    made: list[int] = []
    real = answer.figures
    monkeypatch.setattr(answer, "figures", lambda *given: made.append(1) or real(*given))
    return made


def test_a_question_that_is_repeated_is_answered_once(told: Office, made: list[int]) -> None:
    first = told.cube.figures(SYSTEM, ASKED)
    again = told.cube.figures(SYSTEM, ASKED)
    assert again == first
    assert len(made) == 1
    again.clear()  # whoever asked may do what they want with their list
    assert told.cube.figures(SYSTEM, ASKED) == first


def test_another_viewer_question_day_or_calendar_is_answered_anew(
    told: Office, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told.cube.figures(SYSTEM, ASKED)
    whole = len(made)
    narrow = SYSTEM.model_copy(update={"scope": Scope(kind="none")})
    assert all(not figure.n for figure in told.cube.figures(narrow, ASKED))
    told.cube.figures(SYSTEM, replace(ASKED, where={"channel": ("counter",)}))
    told.cube.figures(SYSTEM, replace(ASKED, end=told.today()))
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(told.cube, "today", lambda: told.today() + 1)
        told.cube.figures(SYSTEM, ASKED)
    told.calendar_changed()
    told.cube.figures(SYSTEM, ASKED)
    assert len(made) == whole + 5


def test_an_answer_that_read_dossiers_is_not_kept(told: Office) -> None:
    """A past day at risk, and border days of a sketch, are counted from the dossiers themselves."""
    before = len(told.cube._kept._answers)
    told.cube.figures(SYSTEM, Question(("at_risk",), at=told.today() - 40))
    told.cube.figures(SYSTEM, Question(("waiting_working_p50",), start=told.today() - 283))
    assert len(told.cube._kept._answers) == before


def test_answers_are_kept_up_to_so_many_figures_and_the_oldest_go_first() -> None:
    kept, office = KeptAnswers(most=10), calendar()
    tables = [Table.empty("cases") for _ in range(5)]
    keys = [kept.key(SYSTEM, ASKED, office, 1, [each]) for each in tables]
    assert len(set(keys)) == 5
    for key in keys[:3]:
        kept.put(key, figures(2), office)
    assert kept.get(keys[0]) == figures(2)
    kept.put(keys[3], figures(2), office)
    assert [kept.get(key) is not None for key in keys[:4]] == [True, False, True, True]
    kept.put(keys[4], figures(11), office)
    assert kept.get(keys[4]) is None


def test_another_calendar_is_another_answer() -> None:
    kept, table = KeptAnswers(), Table.empty("cases")
    one, other = calendar(), copy.copy(calendar())
    assert kept.key(SYSTEM, ASKED, one, 1, [table]) != kept.key(SYSTEM, ASKED, other, 1, [table])
