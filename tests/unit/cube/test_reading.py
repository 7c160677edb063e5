"""A page reads the epochs once, and its figures stay those of that instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.cube.question import Question
from dashboard.cube.spread import last_counted
from dashboard.cube.table import Table
from dashboard.flow import Action
from dashboard.office import Office
from models.viewer import SYSTEM
from tests.helpers import submitted

BACKLOG = Question(("received",))
DATABASE = "test_cube_reading"


@pytest.fixture
def told(mongodb_uri: str, tmp_path: Path) -> Iterator[Office]:
    """An Office with one dossier."""
    office = Office.open(Settings(database=DATABASE, data=tmp_path), mongodb_uri)
    take_in(office, "T-READING-0")
    yield office
    office.store.client.drop_database(DATABASE)
    office.close()


def take_in(office: Office, code: str) -> None:
    office.commit.act(code, submitted(code), "u", at=datetime(2026, 11, 2, 2, tzinfo=UTC))
    office.commit.act(code, Action(name="accept", reason=""), "u", at=datetime(2026, 11, 2, 3, tzinfo=UTC))


def received(office: Office) -> int:
    (figure,) = office.cube.figures(SYSTEM, BACKLOG)
    return figure.n


@pytest.fixture
def epochs_read(told: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """One entry for each time that the epochs are read."""
    read: list[int] = []
    cells = told.cube.frame._cells
    real = cells.epochs
    monkeypatch.setattr(cells, "epochs", lambda *given: read.append(1) or real(*given))
    yield read


def test_within_one_reading_the_epochs_are_read_once(told: Office, epochs_read: list[int]) -> None:
    received(told)
    epochs_read.clear()
    with told.cube.reading():
        for _ in range(3):
            told.cube.figures(SYSTEM, Question(("received", "visits"), ("department",)))
    assert len(epochs_read) == 1
    received(told)
    assert len(epochs_read) == 2


def test_within_one_reading_figures_stand_still_and_after_it_they_are_new(told: Office) -> None:
    with told.cube.reading():
        before = received(told)
        take_in(told, "T-READING-1")
        assert received(told) == before
    assert received(told) == before + 1


def test_an_empty_table_has_no_last_day() -> None:
    assert last_counted(Table.empty("cases")) == -1
