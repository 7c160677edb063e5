"""The figures of a real log, against those that four independent tools computed from it."""

from __future__ import annotations

import csv
import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dashboard.clock import day_number
from dashboard.config import Settings
from dashboard.cube.check import rebuild, verify
from dashboard.cube.question import Figure, Question
from dashboard.exchange.log import Result, import_log
from dashboard.mining.lists import Find, places
from dashboard.mining.relations import arrows, handings, nodes, with_nodes
from dashboard.mining.ways import Cohort, Ways
from dashboard.office import Office
from dashboard.risk.backtest import backtest, origins_of
from dashboard.risk.history import AFTER, NEVER, history_of
from dashboard.risk.learning import Looker, learn
from models.viewer import SYSTEM
from tests.stores import leave

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LOG = DATA / "receipt.csv"
ZONE = ZoneInfo("Europe/Amsterdam")
COLUMNS = {
    "case": "case_id",
    "activity": "activity",
    "time": "timestamp",
    "resource": "resource",
    "holder": "org_group",
    "department": "case_department",
    "channel": "case_channel",
    "received": "case_startdate",
    "resolved": "case_enddate",
    "due": "case_deadline",
}

pytestmark = pytest.mark.skipif(not LOG.exists(), reason="the receipt log is not beside this checkout")


def office_of(uri: str, database: str, tmp: Path) -> Office:
    return Office.open(Settings(database=database, zone="Europe/Amsterdam", data=tmp), uri)


@pytest.fixture(scope="module")
def imported(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Result]]:
    office = office_of(mongodb_uri, "test_receipt", tmp_path_factory.mktemp("receipt"))
    office.store.client.drop_database("test_receipt")
    office.close()
    office = office_of(mongodb_uri, "test_receipt", tmp_path_factory.mktemp("receipt"))
    yield office, import_log(office, LOG, COLUMNS)
    leave(office)


@pytest.fixture(scope="module")
def office(imported: tuple[Office, Result]) -> Office:
    return imported[0]


@pytest.fixture(scope="module")
def cases() -> list[dict[str, str]]:
    with (DATA / "receipt_reference" / "receipt_0_cases.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def possible(case: dict[str, str]) -> bool:
    return not case["enddate"] or case["enddate"] >= case["startdate"]


def one(office: Office, measure: str, **question: object) -> Figure:
    (figure,) = office.cube.figures(SYSTEM, Question((measure,), **question))  # type: ignore[arg-type]
    return figure


def by_name(office: Office, measure: str, dimension: str, **question: object) -> dict[str, Figure]:
    asked = Question((measure,), (dimension,), **question)  # type: ignore[arg-type]
    figures = office.cube.figures(SYSTEM, asked)
    return {office.names.name(dimension, figure.group[dimension]): figure for figure in figures}


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("received", 1434),
        ("resolved", 1329),
        ("early", 951),
        ("on_due_day", 69),
        ("late", 309),
        ("on_time", 1020),
        ("data_problems", 2),
        ("visits", 8577),
        ("backlog", 105),
        ("held", 105),
    ],
)
def test_the_counts_are_those_of_the_reference(office: Office, measure: str, value: int) -> None:
    assert one(office, measure).value == value


def test_every_row_is_taken_and_what_was_unknown_is_listed(imported: tuple[Office, Result]) -> None:
    _, result = imported
    assert (result.rows, result.cases, result.new, result.refused_rows) == (8577, 1434, 1434, 0)
    assert len(result.created["step"]) == 27
    assert {"General", "Customer contact", "Experts"} <= set(result.created["department"])


def waits(cases: list[dict[str, str]], **wanted: str) -> list[float]:
    return [
        float(case["admin_h"])
        for case in cases
        if case["admin_h"] and possible(case) and all(case[name] == value for name, value in wanted.items())
    ]


def check_waiting(office: Office, expected: list[float], **where: tuple[str, ...]) -> None:
    mean = one(office, "waiting_calendar_mean", where=where)
    assert mean.n == len(expected)
    assert mean.value == pytest.approx(np.mean(expected), abs=0.001)
    for measure, q in (("waiting_calendar_p50", 0.5), ("waiting_calendar_p90", 0.9)):
        assert one(office, measure, where=where).value == pytest.approx(np.quantile(expected, q), rel=0.01)


def test_waiting_time_is_exact_in_the_mean_and_within_one_percent_in_quantiles(
    office: Office, cases: list[dict[str, str]]
) -> None:
    expected = waits(cases)
    assert len(expected) == 1327
    assert one(office, "waiting_calendar_mean").value == pytest.approx(1417.675, abs=0.001)
    check_waiting(office, expected)


@pytest.mark.parametrize("dimension", ["channel", "department"])
def test_waiting_time_of_every_channel_and_department_small_ones_too(
    office: Office, cases: list[dict[str, str]], dimension: str
) -> None:
    for value in {case[dimension] for case in cases}:
        check_waiting(
            office, waits(cases, **{dimension: value}), **{dimension: office.names.ids(dimension, value)}
        )


def test_waiting_of_a_period_that_is_no_whole_month_reads_its_border_days(
    office: Office, cases: list[dict[str, str]]
) -> None:
    start, end = datetime.date(2011, 3, 11), datetime.date(2011, 7, 19)
    expected = [
        float(case["admin_h"])
        for case in cases
        if case["admin_h"] and possible(case) and start <= local_day(case["enddate"]) <= end
    ]
    for measure, q in (("waiting_calendar_p50", 0.5), ("waiting_calendar_p90", 0.9)):
        figure = one(office, measure, start=day_number(start), end=day_number(end))
        assert figure.n == len(expected)
        assert figure.value == pytest.approx(np.quantile(expected, q), rel=0.01)


def test_visit_time_of_every_activity(office: Office) -> None:
    means = by_name(office, "visit_calendar_mean", "step")
    counts = by_name(office, "visits", "step")
    with (DATA / "receipt_reference" / "receipt_3_activity_wait.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert counts.keys() == {row["activity"] for row in rows}
    for row in rows:
        assert counts[row["activity"]].value == int(row["n_events"])
        if int(row["n_waits"]):
            assert means[row["activity"]].n == int(row["n_waits"])
            assert means[row["activity"]].value == pytest.approx(float(row["mean_h"]), abs=0.001)
        else:
            assert row["activity"] not in means or means[row["activity"]].value is None


def local_day(instant: str) -> datetime.date:
    return datetime.datetime.fromisoformat(instant).astimezone(ZONE).date()


@pytest.mark.parametrize("dimension", [None, "channel", "department"])
def test_the_backlog_at_every_month_end(
    office: Office, cases: list[dict[str, str]], dimension: str | None
) -> None:
    kept = [case for case in cases if possible(case)]
    ends = [datetime.date(2010 + m // 12, m % 12 + 1, 1) - datetime.timedelta(1) for m in range(10, 28)]
    for end in ends:
        expected: Counter[str] = Counter()
        for case in kept:
            closed = local_day(case["enddate"]) if case["enddate"] else datetime.date.max
            if local_day(case["startdate"]) <= end < closed:
                expected[case[dimension] if dimension else ""] += 1
        if dimension is None:
            assert one(office, "backlog", at=day_number(end)).value == expected[""]
        else:
            found = by_name(office, "backlog", dimension, at=day_number(end))
            assert {name: figure.value for name, figure in found.items() if figure.value} == dict(expected)


def test_the_monthly_series_of_the_backlog_is_that_of_single_days(office: Office) -> None:
    series = office.cube.figures(
        SYSTEM, Question(("backlog",), ("month", "channel"), end=day_number(datetime.date(2012, 1, 31)))
    )
    assert len(series) > 60
    for figure in series:
        same = one(office, "backlog", at=figure.end, where={"channel": (figure.group["channel"],)})
        assert figure.value == same.value


def test_what_is_held_lies_nowhere_known_and_is_the_backlog(office: Office) -> None:
    held = by_name(office, "held", "holder")
    assert {name: figure.value for name, figure in held.items()} == {"": 105}


def test_the_lists_behind_the_figures_have_as_many_rows(office: Office) -> None:
    for measure in ("received", "late", "backlog", "overdue", "waiting_calendar_p90", "data_problems"):
        for at in ({}, {"end": day_number(datetime.date(2011, 6, 17))}):
            question = Question((measure,), **at)  # type: ignore[arg-type]
            rows, after = [], None
            while True:
                page = office.cube.members(SYSTEM, measure, question, after, 400)
                rows += page.rows
                after = page.after
                if after is None:
                    break
            (figure,) = office.cube.figures(SYSTEM, question)
            assert len({row.dossier.id for row in rows}) == len(rows) == figure.n, measure


def cube_of(office: Office) -> dict[str, object]:
    from dashboard.cube.cells import cell_id, stored
    from models.cell import Cells

    return {cell_id(key): counters for key, counters in stored(Cells(office.store).all()) if counters}


def test_the_same_file_again_changes_nothing_and_verify_agrees(office: Office) -> None:
    before = office.events.count()
    again = import_log(office, LOG, COLUMNS)
    assert (again.new, again.grown, again.unchanged) == (0, 0, 1434)
    assert office.events.count() == before
    verdict = verify(office.store, office.today())
    assert verdict.ok, verdict.examples
    assert verdict.dossiers == 1434


def test_a_longer_extract_adds_what_is_new_and_ends_at_the_same_cube(
    office: Office, mongodb_uri: str, database: str, tmp_path: Path
) -> None:
    with LOG.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    time, end = header.index("timestamp"), header.index("case_enddate")
    middle = "2011-05-01"
    early = tmp_path / "early.csv"
    with early.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in rows:
            if row[time] < middle:
                writer.writerow([*row[:end], "" if row[end] >= middle else row[end], *row[end + 1 :]])
    other = office_of(mongodb_uri, database, tmp_path)
    try:
        first = import_log(other, early, COLUMNS)
        assert 0 < first.new < 1434
        second = import_log(other, LOG, COLUMNS)
        assert second.grown > 0
        assert second.new + first.new == 1434
        assert verify(other.store, other.today()).ok
        assert cube_of(other) == cube_of(office)
        rebuild(other.store, other.today())
        assert cube_of(other) == cube_of(office)
    finally:
        other.close()


def test_a_dry_run_tells_the_same_and_writes_nothing(mongodb_uri: str, database: str, tmp_path: Path) -> None:
    other = office_of(mongodb_uri, database, tmp_path)
    try:
        result = import_log(other, LOG, COLUMNS, dry_run=True)
        assert (result.new, result.events, result.problems) == (1434, 8577, 2)
        assert other.dossiers.count() == 0
        assert other.departments.all() == []
    finally:
        other.close()


def test_handovers_and_groups_are_told_by_name(office: Office) -> None:
    groups: defaultdict[str, int] = defaultdict(int)
    with LOG.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            groups[row["org_group"]] += 1
    found = by_name(office, "visits", "holder")
    assert {name: figure.value for name, figure in found.items()} == dict(groups)


@pytest.fixture(scope="module")
def ways(office: Office) -> Ways:
    return office.ways.read(SYSTEM, Cohort("received", office.cube.first_day(), office.today()))


def test_the_process_map_counts_as_the_reference(office: Office, ways: Ways) -> None:
    table = with_nodes(ways, "step")
    called = office.names.of("step")
    found = {(called[arrow.a], called[arrow.b]): arrow.n for arrow in arrows(table)}
    with (DATA / "receipt_reference" / "receipt_5_dfg_top20.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    assert [found[row["from"], row["to"]] for row in rows] == [int(row["count"]) for row in rows]
    # No arrow that the reference leaves out is as frequent as its last one: the twenty are the twenty first.
    assert sorted(found.values(), reverse=True)[:20] == [int(row["count"]) for row in rows]
    assert sum(found.values()) == 8577 - 1434
    assert sum(node.n for node in nodes(table)) == 8577


def test_handovers_count_as_the_reference(office: Office, ways: Ways) -> None:
    called = office.names.of("department")
    found = {
        called[one.holder]: (one.handed_out, one.handed_in, one.self_kept) for one in handings(ways)
    }
    with (DATA / "receipt_reference" / "receipt_6_handover_per_group.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        counts = tuple(int(row[name]) for name in ("handed_out", "handed_in", "self_kept"))
        assert found[row["group"]] == counts


def test_every_arrow_and_box_lists_as_many_visits_as_it_says(ways: Ways) -> None:
    for view in ("step", "holder"):
        table = with_nodes(ways, view)  # type: ignore[arg-type]
        for arrow in arrows(table):
            found = places(ways, Find("arrow", view, arrow.a, arrow.b))  # type: ignore[arg-type]
            assert len(set(found)) == len(found) == arrow.n
            assert len({place.code for place in found}) == arrow.cases
        for node in nodes(table):
            assert len(places(ways, Find("node", view, node.id))) == node.n  # type: ignore[arg-type]


def test_the_risk_is_learnt_from_a_log_and_judged_by_what_came_after(office: Office) -> None:
    """What it scores is told by the bench, and on the screen; here, that the judging is sound."""
    found = history_of(office.dossiers.all(), office.calendar())
    assert len(found.ids) == 1432, "the two with an impossible end are left out"
    assert int((found.closed == NEVER).sum()) == 105
    left = found.passages.left
    end = int(max(found.closed[found.closed < NEVER].max(), left[left < NEVER].max()))
    origin = origins_of(found, end, 0.6, 1)
    verdict = backtest(found, origin, end)
    assert verdict.n > 1_000 and 0 < verdict.late < verdict.n
    assert verdict.dossiers <= int((found.closed > origin[0]).sum())
    assert sum(group.n for group in verdict.groups) == verdict.n
    assert sum(group.n * group.came for group in verdict.groups) == pytest.approx(verdict.late)
    # Without procedures the base is the share of all: the two are one.
    assert verdict.brier_base == verdict.brier_all
    assert verdict.gain == pytest.approx((verdict.brier_base or 0) - (verdict.brier or 0))


def test_an_open_case_of_a_log_is_foretold_from_its_last_event(office: Office) -> None:
    found = history_of(office.dossiers.all(), office.calendar())
    end = int(found.passages.left[found.passages.left < NEVER].max())
    rows = Looker(learn(found, end), found).at(end)
    assert len(rows) == 105
    assert {found.cells[cell][1][0] for cell in found.passages.cell.tolist()} == {AFTER}
    last = {
        row["_id"]: max(visit["left_at"] for visit in row["visits"])
        for row in office.dossiers.all() if row.get("closed_at") is None
    }  # fmt: skip
    first = dict(zip([found.ids[case] for case in rows.case.tolist()], rows.spent.tolist(), strict=True))
    assert first.keys() == last.keys()
    newest, oldest = max(last, key=lambda id: last[id]), min(last, key=lambda id: last[id])
    assert first[newest] <= first[oldest]
