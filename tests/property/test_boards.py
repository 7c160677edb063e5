"""Random boards: sensible ones are drawn and each of their numbers has its list, others say why not."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.boards.answering import Answer, Setting, answers
from dashboard.boards.checking import check, troubles
from dashboard.boards.kinds import FACTS, ROWS
from dashboard.boards.paper import paper
from dashboard.boards.told import Language
from dashboard.boards.workbook import workbook
from dashboard.clock import day_number
from dashboard.cube.cube import Cube
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import CASE_DIMENSIONS, VISIT_DIMENSIONS, Figure, Question
from dashboard.period import OWN, PRESETS, Period, preset
from models.board import KINDS, WIDTHS, Board, Chart
from models.dossier import Dossier
from models.event import Event
from models.viewer import SYSTEM, Scope, Viewer
from tests.property.test_measures import CLOCK, cube_of, history

NOW = datetime(2026, 11, 24, tzinfo=UTC)
IDS: dict[str, tuple[str, ...]] = {
    "department": ("A", "B", "D"), "level": ("province", "commune"), "channel": ("counter", "online"),
    "field": ("f", "g"), "procedure": ("P", "Q", "R"), "holder": ("desk", "A", "B", "none"),
    "step": ("Preview", "Qsign", "x", "none"),
}  # fmt: skip
VIEWERS = (
    SYSTEM,
    Viewer(user_id="d", name="d", role="manager",
           scope=Scope(kind="department", departments=frozenset({"A"}))),
    Viewer(user_id="f", name="f", role="staff", scope=Scope(kind="fields", fields=frozenset({"g"}))),
)  # fmt: skip
LANGUAGES = (Language("vi", lambda dimension, id: f"{dimension} {id}"), Language("en", lambda _, id: id))


def allowed(measures: list[str]) -> list[str]:
    """By what all of the measures can be split: told from their subjects alone."""
    subjects = {MEASURES[name].subject for name in measures}
    found = [name for name in IDS if "cases" not in subjects or name in CASE_DIMENSIONS]
    return [name for name in found if "visits" not in subjects or name in VISIT_DIMENSIONS]


def sensible(chance: random.Random) -> Chart:
    """A chart that makes sense, of any kind and any measure."""
    kind = chance.choice(KINDS)
    names = [name for name in MEASURES if kind != "dots" or name.endswith(("_p50", "_p90"))]
    first = chance.choice(names)
    timed = {"line": True, "heat": chance.random() < 0.5, "table": chance.random() < 0.3}.get(kind, False)
    groups = {
        "number": 0, "bars": 1, "dots": 1, "heat": 2 - timed, "line": chance.choice((0, 1)),
        "table": chance.randint(0, 2 - timed),
    }[kind]  # fmt: skip
    most = {"number": 1, "heat": 1, "dots": 1, "line": 1 if groups else 4, "bars": 3, "table": 8}[kind]
    same = [name for name in names if kind != "line" or MEASURES[name].unit == MEASURES[first].unit]
    wanted = min(most, len(same), chance.randint(1, most))
    measures = list(dict.fromkeys([first, *chance.sample(same, wanted)]))[:most]
    dimensions = allowed(measures)
    where = chance.sample(dimensions, chance.choice((0, 0, 1)))
    return Chart(
        kind=kind, measures=tuple(measures), by=tuple(chance.sample(dimensions, groups)), over_time=timed,
        grain=chance.choice(("", "", "day", "week", "month")) if timed else "",  # type: ignore[arg-type]
        period=chance.choice(("", "", *PRESETS)), where={name: chance.choice(IDS[name]) for name in where},
        width=chance.choice(list(WIDTHS)), rows=chance.choice(ROWS),
    )  # fmt: skip


def setting(chance: random.Random, today: int) -> Setting:
    start = today - chance.choice((0, 10, 60, 200))
    period = chance.choice(
        (preset(chance.choice(list(PRESETS)), today), Period(OWN, start, today - chance.choice((0, 5))))
    )
    if period.start is not None and period.start > period.end:
        period = Period(OWN, period.end, period.end)
    name = chance.choice(("", "", "department", "field"))
    return Setting(period, {name: chance.choice(IDS[name])} if name else {}, today)


def listed(cube: Cube, viewer: Viewer, figure: Figure, params: Mapping[str, Any]) -> int:
    """How many rows the list of an address has, page by page."""
    told = {name: params[name] for name in ("from", "to", "at") if name in params}
    days = {name: day_number(date.fromisoformat(text)) for name, text in told.items()}
    where = {name: (str(id),) for name, id in params.items() if name in IDS}
    asked = Question(
        (figure.measure,), start=days.get("from"), end=days.get("to"), at=days.get("at"), where=where
    )
    count, after = 0, None
    while True:
        page = cube.members(viewer, figure.measure, asked, after, 50)
        count += len(page.rows)
        after = page.after
        if after is None:
            return count


def last_day(dossiers: list[tuple[Dossier, list[Event]]]) -> int:
    """The last day on which anything has happened; a log's result may lie after its last event."""
    days = [CLOCK.day(event.at) for _, events in dossiers for event in events]
    return max(days + [dossier.closed_day for dossier, _ in dossiers if dossier.closed_day is not None])


def told_alike(answer: Answer) -> None:
    """A count says how many it counts, and nothing says anything of nothing."""
    for figure in answer.figures:
        if figure.unit in ("dossier", "visit"):
            assert figure.value == figure.n
        elif not figure.n:
            assert figure.value is None


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**12))
def test_a_sensible_board_is_drawn_and_each_number_has_a_list_of_its_length(seed: int) -> None:
    chance = random.Random(seed)
    dossiers = history(chance)
    today = last_day(dossiers) + chance.choice((0, 1, 30))
    cube = cube_of([dossier for dossier, _ in dossiers], today)
    charts = tuple(sensible(chance) for _ in range(chance.randint(1, 6)))
    board = check(Board(name="Bảng", owner="an", charts=charts, made_at=NOW, changed_at=NOW))
    viewer, asked, language = chance.choice(VIEWERS), setting(chance, today), chance.choice(LANGUAGES)
    found = answers(cube, viewer, charts, asked)
    for chart, answer in zip(charts, found, strict=True):
        assert [chart] == [answer.chart]
        told_alike(answer)
        (alone,) = answers(cube, viewer, [chart], asked)
        assert alone == answer
        figures = [*answer.figures, *answer.course]
        for figure in chance.sample(figures, min(len(figures), 5)):
            assert listed(cube, viewer, figure, answer.params(figure)) == figure.n, (seed, figure)
    sheet = paper(board, found, asked, viewer, language, NOW, "pdf")
    assert sum(len(row["charts"]) for row in sheet["rows"]) == len(charts)
    assert workbook(board, found, asked, viewer, language, NOW)[:2] == b"PK"


def planted(chart: Chart, chance: random.Random) -> tuple[Chart, str, str]:
    """A sensible chart with one fault, the part that it is in, and what the reason must name."""
    facts = FACTS[chart.kind]
    foreign = [name for name in IDS if name not in allowed(list(chart.measures))]
    faults: list[Callable[[], tuple[dict[str, Any], str, str]]] = [
        lambda: ({"measures": (*chart.measures[1:], "nonsense")}, "measures", "nonsense"),
        lambda: ({"measures": ()}, "measures", ""),
        lambda: ({"measures": (chart.measures[0],) * 2}, "measures", ""),
        lambda: ({"by": (*chart.by, "colour")}, "by", "colour"),
        lambda: ({"where": {**chart.where, "colour": "red"}}, "where", "colour"),
        lambda: ({"where": {**chart.where, foreign[0]: "x"}}, "where", ""),
        lambda: ({"period": "some_day"}, "period", "some_day"),
        lambda: ({"rows": chance.choice((0, -1, 3, 10_000))}, "rows", ""),
        lambda: ({"title": "x" * 81}, "title", "80"),
    ]
    if facts.time is not None:
        faults.append(lambda: ({"over_time": not facts.time}, "over_time", facts.vi))
    if len(chart.by) + chart.over_time == facts.groups[1] and len(set(allowed(list(chart.measures)))) > 2:
        more = next(name for name in allowed(list(chart.measures)) if name not in chart.by)
        faults.append(lambda: ({"by": (*chart.by, more)}, "by", facts.vi))
    change, part, named = chance.choice(faults)()
    return chart.model_copy(update=change), part, named


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**12))
def test_a_planted_fault_is_named_and_nothing_else_is_blamed(seed: int) -> None:
    chance = random.Random(seed)
    chart = sensible(chance)
    assert troubles(chart) == [], (seed, chart)
    wrong, part, named = planted(chart, chance)
    found = troubles(wrong)
    assert any(each.part == part and named in each.vi for each in found), (seed, wrong, found)
    # Without time a chart that needs it also lacks a group: that is the same fault seen from another side.
    assert {each.part for each in found} <= {part, "by"}, (seed, wrong, found)
    assert all(each.vi and each.en and each.vi != each.en for each in found)
