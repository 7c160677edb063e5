"""The simulated history obeys the lifecycle, is the same for one seed, and ends when it should."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.cube.check import rebuild, verify
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Question
from dashboard.office import Office
from models.errors import MotcuaError
from models.viewer import SYSTEM, Scope, Viewer
from seed.demo import load_history
from tests.stores import leave

UNTIL = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DOSSIERS = 250


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(database="test_history", data=tmp_path_factory.mktemp("history"))
    office = Office.open(settings, mongodb_uri, lambda: UNTIL)
    load_history(office, DOSSIERS, UNTIL, 7)
    yield office
    leave(office)


def count(office: Office, measure: str, viewer: Viewer = SYSTEM, **question: object) -> int:
    figures = office.cube.figures(viewer, Question((measure,), **question))  # type: ignore[arg-type]
    return figures[0].n if figures else 0


def test_verify_accepts_it_and_a_rebuild_changes_nothing(office: Office) -> None:
    verdict = verify(office.store, office.today())
    assert verdict.ok, verdict.examples
    assert verdict.dossiers == DOSSIERS
    before = verdict.cells
    rebuild(office.store, office.today())
    again = verify(office.store, office.today())
    assert again.ok and again.cells == before


def test_nothing_lies_in_the_future_and_some_are_open_late_and_paused(office: Office) -> None:
    for row in office.dossiers.all():
        assert all(visit["entered_at"] <= UNTIL for visit in row.get("visits", ()))
    assert count(office, "backlog") > 0
    assert 0 < count(office, "late") < DOSSIERS // 5
    assert count(office, "resolved") > DOSSIERS // 2


def test_a_second_history_is_refused(office: Office) -> None:
    with pytest.raises(MotcuaError):
        load_history(office, 10, UNTIL, 7)


def test_the_same_seed_tells_the_same_history(
    office: Office, mongodb_uri: str, database: str, tmp_path: Path
) -> None:
    other = Office.open(Settings(database=database, data=tmp_path), mongodb_uri, lambda: UNTIL)
    try:
        load_history(other, DOSSIERS, UNTIL, 7)
        heads = [{row["_id"]: row["head"] for row in each.dossiers.all()} for each in (office, other)]
        assert heads[0] == heads[1]
    finally:
        other.close()


BUSY = Viewer(
    user_id="m", name="m", role="manager", scope=Scope(kind="department", departments=frozenset({"STNMT"}))
)
FIELDS = Viewer(
    user_id="s", name="s", role="staff", scope=Scope(kind="fields", fields=frozenset({"dat-dai", "ho-tich"}))
)


@pytest.mark.parametrize("viewer", [SYSTEM, BUSY, FIELDS], ids=["all", "department", "fields"])
@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_a_number_opens_its_dossiers(office: Office, measure: str, viewer: Viewer) -> None:
    today = office.today()
    for period in ({}, {"start": today - 75, "end": today - 12}, {"at": today - 40}):
        question = Question((measure,), **period)
        rows, after = 0, None
        while True:
            page = office.cube.members(viewer, measure, question, after, 60)
            rows += len(page.rows)
            after = page.after
            if after is None:
                break
        assert rows == count(office, measure, viewer, **period), (measure, period)
