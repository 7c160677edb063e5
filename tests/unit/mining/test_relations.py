"""Arrows, hand-overs, steps again and lost time of a few ways that one can count by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from dashboard.mining.lists import Find, places
from dashboard.mining.losses import known, parts
from dashboard.mining.relations import VIEWS, arrows, handings, loops, nodes, with_nodes
from dashboard.mining.ways import Cohort, TooMany, Ways, columns
from dashboard.office import Office
from models.viewer import SYSTEM, Scope, Viewer

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
KINDS = {("R1", "s1"): "intake", ("R1", "s2"): "review", ("R1", "s3"): "sign", ("R1", "s4"): "return"}
MANAGER = Viewer(
    user_id="m", name="m", role="manager", scope=Scope(kind="department", departments=frozenset({"STNMT"}))
)


def visit(step: str, holder: str, hours: int, outcome: str = "finished", queue: int = 5, handling: int = 7
          ) -> dict[str, Any]:  # fmt: skip
    return {
        "step": step, "holder": holder, "outcome": outcome, "left_day": 20_000, "queue_ms": queue,
        "handling_ms": handling, "calendar_ms": 100, "entered_at": AT + timedelta(hours=hours),
    }  # fmt: skip


def ways_of(*dossiers: list[dict[str, Any]]) -> Ways:
    rows = [
        {
            "_id": f"D{number}", "revision": "R1", "department": "A", "closed_day": 20_000,
            "closed_at": AT + timedelta(hours=50), "outcome": "resolved", "waiting_ms": 10, "visits": visits,
        }
        for number, visits in enumerate(dossiers)
    ]  # fmt: skip
    return columns(rows, "closed_day", KINDS, AT)


@pytest.fixture
def ways() -> Ways:
    straight = [visit("s1", "desk", 0), visit("s2", "A", 1), visit("s3", "A", 2), visit("s4", "desk", 50)]
    sent_back = [
        visit("s1", "desk", 0), visit("s2", "A", 1), visit("s3", "A", 2, "sent_back"),
        visit("s2", "A", 3, queue=1, handling=2), visit("s3", "A", 4, queue=0, handling=4),
    ]  # fmt: skip
    handed = [visit("s1", "desk", 0), visit("s2", "A", 1, "handed_over"), visit("s2", "B", 2)]
    return ways_of(straight, sent_back, handed)


def test_arrows_count_moves_and_dossiers(ways: Ways) -> None:
    found = {(one.a, one.b): (one.n, one.cases) for one in arrows(with_nodes(ways, "kind"))}
    assert found == {
        ("intake", "review"): (3, 3), ("review", "sign"): (3, 2), ("sign", "return"): (1, 1),
        ("sign", "review"): (1, 1), ("review", "review"): (1, 1),
    }  # fmt: skip


def test_a_step_that_another_department_goes_on_with_is_not_done_again(ways: Ways) -> None:
    found = {one.node: (one.n, one.sent_back, one.time_ms) for one in loops(with_nodes(ways, "kind"))}
    assert found == {"review": (1, 1, 3), "sign": (1, 0, 4)}


def test_handovers_are_counted_where_they_leave_and_where_they_come(ways: Ways) -> None:
    found = {one.holder: (one.handed_out, one.handed_in, one.self_kept) for one in handings(ways)}
    assert found == {"A": (2, 3, 4), "desk": (3, 1, 0), "B": (0, 1, 0)}


def test_every_visit_within_the_offices_time_stands_in_one_part(ways: Ways) -> None:
    found = {one.part: (one.time_ms, one.n) for one in parts(ways)}
    assert found == {
        "queue": (25, 5), "handling": (35, 5), "other": (48, 4), "again": (7, 2), "pause": (0, 0),
    }  # fmt: skip


def test_a_step_of_no_process_is_its_own_kind() -> None:
    log = ways_of([visit("register", "X", 0), visit("decide", "X", 1)])
    assert not log.has_kinds
    assert {one.id for one in nodes(with_nodes(log, "kind"))} == {"register", "decide"}


def cohort(office: Office, by: Any) -> Cohort:
    return Cohort(by, office.cube.first_day(), office.today())


@pytest.mark.parametrize("by", ["closed", "received"])
@pytest.mark.parametrize("viewer", [SYSTEM, MANAGER], ids=["all", "department"])
def test_the_ways_are_those_of_as_many_dossiers_as_the_measure_counts(
    told_office: Office, by: str, viewer: Viewer
) -> None:
    from dashboard.cube.question import Question

    read = told_office.ways.read(viewer, cohort(told_office, by))
    (figure,) = told_office.cube.figures(viewer, Question((by,)))
    assert read.cases.height == figure.n > 0
    assert viewer is SYSTEM or set(read.cases["department"]) == {"STNMT"}


@pytest.mark.parametrize("view", VIEWS)
def test_every_number_lists_as_many_visits_as_it_says(told_office: Office, view: Any) -> None:
    read = told_office.ways.read(SYSTEM, cohort(told_office, "closed"))
    table = with_nodes(read, view)
    for one in arrows(table):
        assert len(set(places(read, Find("arrow", view, one.a, one.b)))) == one.n
    for node in nodes(table):
        assert len(places(read, Find("node", view, node.id))) == node.n
    for loop in loops(table):
        assert len(places(read, Find("again", view, loop.node))) == loop.n
        assert len(places(read, Find("sent_back", view, loop.node))) == loop.sent_back
    for part in parts(read):
        assert len(places(read, Find("part", view, part.part))) == part.n
    for handing in handings(read):
        assert len(places(read, Find("handed_out", "holder", handing.holder))) == handing.handed_out
        assert len(places(read, Find("handed_in", "holder", handing.holder))) == handing.handed_in


def test_the_parts_of_the_time_add_up_to_the_waiting_time_of_every_dossier(told_office: Office) -> None:
    read = told_office.ways.read(SYSTEM, cohort(told_office, "closed"))
    time = (pl.col("queue_ms") + pl.col("handling_ms")).sum()
    spent = known(read).group_by("case").agg(time.alias("spent"))
    joined = read.cases.filter(pl.col("waiting_ms").is_not_null()).join(spent, on="case", how="left")
    assert joined.height > 50
    assert joined.filter(pl.col("spent") != pl.col("waiting_ms")).height == 0


def test_a_period_with_too_many_dossiers_is_refused_and_nothing_is_read(
    told_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.mining.ways.MOST", 3)
    told_office.ways.forget()
    with pytest.raises(TooMany, match="nhiều hơn 3"):
        told_office.ways.read(SYSTEM, cohort(told_office, "closed"))
