"""A board of six charts after a change of a filter, against the same page without any chart.

Both are whole runs of the application's script (navigation and page) by Streamlit's own test runner, without
a browser: what a server does when somebody chooses another department. The page's script alone is told too:
there the charts weigh more. Each redraw has a filter that the one before did not have; the sides take turns.
The figures of every board are compared with those that the cube gives for each chart alone before any time
is printed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import cycle
from typing import Any
from unittest.mock import patch

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from bench.asked import shown_to
from bench.ground import LEADERSHIP, Ground, Stand
from bench.table import Table
from bench.timing import Call, interleaved
from dashboard.boards.answering import Setting, answers
from dashboard.boards.starting import ready_made
from dashboard.config import ROOT
from dashboard.cube.question import Question
from dashboard.office import Office
from dashboard.period import DEFAULT, preset
from models.board import Board

SCRIPTS = {"whole script": "dashboard/main.py", "page alone": "pages/boards.py"}
#: so many filters are chosen one after the other: the departments with most dossiers
FILTERS = 12


def boards() -> list[Board]:
    """The ready-made boards and one without charts, as boards of the bench's own that are gone at its end."""
    ready = [board for board in ready_made("vi") if len(board.charts) == 6]
    assert ready
    bare = ready[0].model_copy(update={"id": "empty", "charts": ()})
    return [
        board.model_copy(update={"id": f"bench-{board.id}", "owner": LEADERSHIP.user_id})
        for board in (bare, *ready)
    ]


def departments(office: Office) -> list[str]:
    """Those with most dossiers."""
    figures = office.cube.figures(LEADERSHIP, Question(("received",), ("department",)))
    found = sorted(figures, key=lambda figure: (-figure.n, figure.group["department"]))
    return [figure.group["department"] for figure in found[:FILTERS]]


def redraw(board: Board, filters: list[str], script: str) -> Call:
    """A page of a board; each call chooses the next filter and runs the page again."""
    test = AppTest.from_file(str(ROOT / script), default_timeout=600)
    test._page_hash = calc_hash("boards")
    test.query_params["board"] = board.id
    following = cycle(filters)

    def call() -> None:
        test.query_params["department"] = next(following)
        test.run()
        if test.exception or test.error:
            raise RuntimeError(f"{board.id}: {[each.value for each in (*test.exception, *test.error)]}")

    return call


def differing(office: Office, board: Board, department: str) -> list[str]:
    """Where the board's figures, asked together, are not those that a chart gets alone."""
    today = office.today()
    setting = Setting(preset(DEFAULT, today), {"department": department}, today)
    told = []
    for chart, answer in zip(
        board.charts, answers(office.cube, LEADERSHIP, board.charts, setting), strict=True
    ):
        (alone,) = answers(office.cube, LEADERSHIP, [chart], setting)
        if (answer.figures, answer.before, answer.course) != (alone.figures, alone.before, alone.course):
            told.append(f"{board.id}, {chart.id}, {department}: together it says otherwise than alone")
    return told


def looks(office: Office, call: Call) -> int:
    """How often a redraw looks at the epochs: once, if all of it is read together."""
    cells = office.cube.frame._cells
    epochs: Callable[..., Any] = cells.epochs
    count = 0

    def counted(*given: object) -> object:
        nonlocal count
        count += 1
        return epochs(*given)

    with patch.object(cells, "epochs", counted):
        call()
    return count


def measure(ground: Ground, stand: Stand, table: Table) -> None:
    """One size."""
    office = stand.office
    office.cube.frame.load()
    filters, kept = departments(office), boards()
    for board in kept:
        for department in filters[:2]:
            table.wrong += differing(office, board, department)
        office.boards.remove(LEADERSHIP, board.id)
        office.boards.add(LEADERSHIP, board)
    # Streamlit warns of a page that runs without a browser: that is meant here.
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    try:
        for what, script in SCRIPTS.items():
            with shown_to(office, LEADERSHIP):
                told(ground, stand, table, what, {b.id: redraw(b, filters, script) for b in kept})
    finally:
        for board in kept:
            office.boards.remove(LEADERSHIP, board.id)


def told(ground: Ground, stand: Stand, table: Table, what: str, calls: dict[str, Call]) -> None:
    """The times of one script, with each filter once before: what it reads for the first time is kept."""
    for call in calls.values():
        for _ in range(FILTERS):
            call()
    read = {id: looks(stand.office, call) for id, call in calls.items()}
    times = interleaved(calls, ground.repeats, seconds=ground.seconds)
    bare = times[next(iter(calls))].median
    for id, timing in times.items():
        side = "no chart" if id == next(iter(calls)) else f"six charts ({id.removeprefix('bench-')})"
        name = f"{what}, {side}"
        table.add(name, stand.size, timing.median, timing.p95, timing.n, timing.median / bare, read[id])


def run(ground: Ground) -> list[Table]:
    """Measure all sizes."""
    heads = ("change of a filter", "dossiers", "median ms", "p95 ms", "times", "× no chart", "looks")
    table = Table("Boards", heads)
    for size in ground.sizes:
        with ground.at(size, cells_alone=True) as stand:
            measure(ground, stand, table)
    table.notes.append("goal: the whole script with six charts takes at most twice what it takes without any")
    table.notes.append(
        "a store filled for this bench holds the cells alone, which is all that boards read but for medians "
        "of a period before that is not whole months: those read the dossiers of its border days"
    )
    table.notes.append("looks: how often a redraw looks into the store for changes of the statistics")
    return [table]
