"""Each bench runs on a small store, and its sides agree; no time is asserted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pymongo import MongoClient

from bench import (
    assignment,
    backtest,
    backup,
    boards,
    catalogue,
    cold,
    cube_size,
    forecast,
    overview,
    proposal,
    search,
    start,
    transition,
    upkeep,
    writers,
)
from bench.__main__ import BENCHES, main
from bench.desks import Arrival, Desk, Outcome
from bench.ground import Ground
from bench.plain import Answers
from bench.table import Table, text
from bench.timing import Timing, interleaved
from dashboard.boards.answering import Answer, Setting
from dashboard.cube.check import verify
from dashboard.cube.cube import Cube
from dashboard.forecast.weeks import Weeks
from models.board import Chart
from models.viewer import Viewer
from tests.helpers import calendar

SIZE = 200


@pytest.fixture(scope="module")
def ground(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("bench")
    ground = Ground((SIZE,), folder, repeats=2, few=1, actions=6, uri=mongodb_uri)
    yield ground
    with MongoClient[dict[str, object]](mongodb_uri) as client:
        client.drop_database(ground.settings(SIZE).database)


def column(table: Table, head: str) -> list[object]:
    return [row[table.heads.index(head)] for row in table.rows]


def test_a_messy_list_goes_in_once_comes_out_the_same_and_is_taken_back(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "ROWS", 60)
    (table,) = catalogue.run(ground)
    assert table.wrong == []
    assert column(table, "procedures") == [60] * 6


def test_the_rivals_find_the_figures_of_the_overview_that_the_cube_finds(ground: Ground) -> None:
    (figures,) = overview.run(ground)
    assert figures.wrong == []
    assert column(figures, "figures of Tổng quan by") == [
        "cube, warm frame", "cube, asked before", "Polars", "DuckDB", "aggregation pipelines"
    ]  # fmt: skip
    assert "found equal by every rival" in figures.notes[0]


def test_a_new_process_is_measured_with_the_copy_and_without(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cold, "BEHIND", 3)
    with ground.at(SIZE):
        pass  # with its dossiers, of which the rivals' rows are made
    frame, pages = cold.run(ground)
    assert column(frame, "coarse families of a process") == [
        "everything read", "making the copy", "from the copy", "look for changes, none",
        "up to date after one commit", "from the copy, 3 commits behind",
    ]  # fmt: skip
    assert set(column(pages, "page")) == set(cold.PAGES.values())
    assert {"DuckDB", "Polars", "cube, after one commit"} <= set(column(pages, "its figures by"))
    with ground.at(SIZE) as stand:  # the commits that were measured added nothing
        assert verify(stand.office.store, stand.office.today()).cell_differences == 0


def test_a_rival_that_counts_differently_is_noticed() -> None:
    ours: list[Answers] = [{("received", ("A",)): (5, 5), ("waiting_to_limit_p90", ()): (1.0, 9)}]
    near: list[Answers] = [{("received", ("A",)): (5, 5), ("waiting_to_limit_p90", ()): (1.009, 9)}]
    far: list[Answers] = [{("received", ("A",)): (6, 6), ("waiting_to_limit_p90", ()): (1.02, 9)}]
    assert overview.disagreements(ours, near) == []
    assert len(overview.disagreements(ours, far)) == 2
    assert len(overview.disagreements(ours, [{}])) == 2


def test_the_size_of_the_cube_is_that_of_its_documents(ground: Ground) -> None:
    (table,) = cube_size.run(ground)
    assert table.wrong == []
    with ground.at(SIZE) as stand:
        stored = list(stand.office.store.collection("cells").find())
    assert sum(row[table.heads.index("documents")] for row in table.rows) == len(stored)  # type: ignore[misc]
    assert all(isinstance(size, int) and 0 < size <= cube_size.LARGEST for size in column(table, "largest"))


def test_the_risk_is_judged_on_a_small_store(ground: Ground) -> None:
    tables = [Table("", heads) for heads in (backtest.RISK, backtest.CALIBRATION, backtest.REMAINING)]
    with ground.at(SIZE) as stand:
        found = backtest.history(stand.office)
        backtest.judged(tables, "seeded", found, backtest.last_known(found))
    risk, calibration, remaining = tables
    assert risk.wrong == [] and len(risk.rows) == len(remaining.rows) == 2
    for origins, looks in zip(column(risk, "origins"), column(risk, "looks"), strict=True):
        groups = [row for row in calibration.rows if row[1] == origins]
        assert sum(row[-1] for row in groups) == looks  # type: ignore[misc]


def test_the_forecast_is_scored_by_rolling_origin_on_a_small_store() -> None:
    received = np.random.default_rng(2).poisson(4, (2, 40, 7)).astype(float)
    came = received.sum(axis=2)
    worked = np.ones((48, 7), dtype=bool)
    weeks = Weeks(4, received, came, came / 10, np.full((2, 40), 9.0), worked)
    table = Table("", forecast.HEADS)
    forecast.scored(table, "by chance", "departments", weeks)
    assert table.wrong == [] and len(table.rows) == 9
    first = dict(zip(table.heads, table.rows[0], strict=True))
    assert (first["pairs"], first["what"]) == (2 * 16, "received, departments")
    assert first["MASE"] < first["MASE naive"]  # type: ignore[operator]


def test_a_bare_transaction_writes_what_commit_would_have_written(ground: Ground) -> None:
    (table,) = transition.run(ground)
    assert table.wrong == []
    assert "any action, bare transaction" in column(table, "what")
    with ground.at(SIZE) as stand:
        assert verify(stand.office.store, stand.office.today()).ok


def test_a_store_that_was_not_filled_to_its_end_is_filled_again(ground: Ground) -> None:
    small = replace(ground, sizes=(3,))
    try:
        with small.at(3) as stand:
            stand.office.store.collection("meta").delete_one({"_id": "bench"})
        with small.at(3) as stand:
            assert stand.office.dossiers.count() == 3
            assert stand.office.meta.get("bench")["dossiers"] == 3
    finally:
        with MongoClient[dict[str, object]](str(ground.uri)) as client:
            client.drop_database(small.settings(3).database)


@pytest.mark.slow
def test_a_start_is_measured_until_the_sign_in_page(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "FIRST", "reference")
    (table,) = start.run(ground)
    assert len(table.rows) == 4


def test_an_unknown_bench_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["nonsense"])
    told = capsys.readouterr().err
    assert "nonsense" in told
    assert all(name in told for name in BENCHES)


def test_a_run_is_written_as_json(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table("T", ("what", "ms"), [("a", 1.5)])
    monkeypatch.setattr(overview, "run", lambda ground: [table])
    assert main(["overview", "--data", str(tmp_path)]) == 0
    written = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert written["tables"][0]["rows"] == [{"what": "a", "ms": 1.5}]
    assert written["machine"]["cores"] >= 1
    table.wrong.append("something")
    assert main(["overview", "--data", str(tmp_path)]) == 1


def test_a_median_lies_in_the_middle() -> None:
    assert Timing.of([3.0, 1.0, 2.0]) == Timing(2.0, 3.0, 3)
    assert Timing.of([1.0, 2.0]).median == 1.5


def test_a_side_that_takes_too_long_is_left_out_of_further_rounds() -> None:
    called = {"slow": 0, "quick": 0}

    def call(name: str) -> None:
        called[name] += 1

    times = interleaved({name: lambda name=name: call(name) for name in called}, 4, seconds=0.0)  # type: ignore[misc]
    assert {name: timing.n for name, timing in times.items()} == {"slow": 1, "quick": 1}


@pytest.mark.parametrize(
    ("value", "told"),
    [(None, "–"), (12_345, "12,345"), (0.01234, "0.0123"), (1.234, "1.23"), (4321.9, "4,322")],
)
def test_a_value_is_told_with_three_digits_that_count(value: float | None, told: str) -> None:
    assert text(value) == told


def test_a_board_says_what_its_charts_say_alone_and_looks_once(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "FILTERS", 2)
    (table,) = boards.run(ground)
    assert table.wrong == []
    assert [str(name).split(",")[0] for name in column(table, "change of a filter")] == [
        "whole script", "whole script", "whole script", "page alone", "page alone", "page alone"
    ]  # fmt: skip
    assert column(table, "looks") == [0, 1, 1] * 2
    with ground.at(SIZE) as stand:
        assert stand.office.boards.seen_by(boards.LEADERSHIP) == []


def test_a_board_that_says_otherwise_than_its_charts_alone_is_noticed(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = boards.answers

    def swapped(cube: Cube, who: Viewer, charts: Sequence[Chart], setting: Setting) -> list[Answer]:
        return answer(cube, who, charts[::-1], setting)

    with ground.at(SIZE) as stand:
        office, board = stand.office, boards.boards()[1]
        (department,) = boards.departments(office)[:1]
        assert boards.differing(office, board, department) == []
        monkeypatch.setattr(boards, "answers", swapped)
        assert boards.differing(office, board, department)


def test_writers_at_once_leave_a_store_that_verifies(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "WRITERS", (4,))
    (table,) = writers.run(replace(ground, actions=4))
    assert table.wrong == []
    assert column(table, "what") == ["Commit", "bare transactions"]
    assert any("verify finds no difference" in note for note in table.notes)


def test_upkeep_imports_every_dossier_and_verifies(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "IMPORTED", 40)
    (table,) = upkeep.run(ground)
    assert table.wrong == []
    assert column(table, "what")[::2] == ["import of an event log", "verify", "rebuild"]


def test_a_search_finds_what_a_search_in_memory_finds(ground: Ground) -> None:
    (table,) = search.run(ground)
    try:
        assert table.wrong == []
        assert column(table, "typed")[0] == "find by unique key"
        assert {"rare name", "common name"} <= set(column(table, "typed"))
    finally:
        with MongoClient[dict[str, object]](str(ground.uri)) as client:
            client.drop_database(f"motcua_bench_search_{SIZE}")


def test_the_simulated_policies_all_do_the_same_work_and_the_same_seed_tells_the_same(ground: Ground) -> None:
    means, differences = assignment.run(ground, seeds=1, dossiers=400)
    assert column(means, "policy") == list(assignment.POLICIES)
    assert column(differences, "policy") == [assignment.ROUND, assignment.CHANCE, assignment.BLIND]
    told = assignment.year(0, 400, calendar())
    late = [100 * sum(one.late for one in told[name]) for name in assignment.POLICIES]
    assert column(means, "late %") == [
        many / sum(len(one.waits) for one in told[name])
        for many, name in zip(late, assignment.POLICIES, strict=True)
    ]
    done = {name: [len(one.waits) for one in outcomes] for name, outcomes in told.items()}
    assert len(set(map(tuple, done.values()))) == 1 and sum(done[assignment.ROSTER]) > 300


def test_a_week_is_proposed_for_a_made_up_department_without_a_hard_conflict(ground: Ground) -> None:
    (table,) = proposal.run(ground, people=12, fields=4, seeds=1)
    assert table.wrong == [] and column(table, "half-days") == [10]
    assert column(table, "duties")[0] != 0


def test_somebody_works_through_what_is_due_first_around_an_absence() -> None:
    desk = Desk(starts=[0, 100, 200, 300], own=[0, 100, 100, 200])
    told = Outcome()
    desk.take(0, 0, 150.0, Arrival(0, "f", 240, 150.0))
    desk.take(10, 1, 10.0, Arrival(10, "f", 400, 10.0))
    desk.take(10, 2, 20.0, Arrival(10, "f", 250, 20.0))
    assert desk.open_minutes(50) == 180.0, "nothing is done before it is looked at"
    desk.work(300, told)
    # 150 minutes: a hundred before the absence, and fifty after it, until 250; then what is due at 260.
    assert told.waits == [0.0, 240.0, 260.0] and told.late == 2 and (desk.held, desk.limits) == (0, 0)


def test_an_interval_is_that_of_students_t() -> None:
    mean, half = assignment.interval([1.0, 2.0, 3.0])
    assert (mean, round(half, 3)) == (2.0, 2.484)
    assert assignment.interval([4.0]) == (4.0, 0.0)


def test_a_backup_is_restored_beside_the_bare_way_and_verifies(ground: Ground) -> None:
    (table,) = backup.run(ground)
    assert table.wrong == []
    assert column(table, "what") == [
        "backup", "bare read of all", "restore, compared", "bare insert_many", "check of the file"
    ]  # fmt: skip
