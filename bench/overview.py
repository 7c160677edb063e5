"""All figures of Tổng quan: from the cube, and the same ones by three rivals from the dossiers.

The page itself is run to learn what it asks; the rivals' answers must agree with the cube's before any
time is printed: counts and sums exactly, quantiles within the 1 % that the sketches promise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from bench.asked import questions
from bench.flat import flat
from bench.ground import LEADERSHIP, Ground, Stand
from bench.plain import Answers, Asked
from bench.rival_duckdb import DuckDBRival
from bench.rival_pipelines import PipelineRival
from bench.rival_polars import PolarsRival
from bench.table import Table
from bench.timing import Call, Timing, interleaved
from dashboard.cube.frame import Slice
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Question
from dashboard.office import Office

PAGE = "overview"
CUBE = "cube, warm frame"


class Rival(Protocol):
    """Somebody who answers the questions of a page without the cube."""

    @property
    def name(self) -> str:
        """What it is called in the table."""
        ...

    def answers(self, asked: Sequence[Asked]) -> list[Answers]:
        """The answers to each question."""
        ...


def from_cube(office: Office, asked: Sequence[Question]) -> list[Answers]:
    """The cube's answers in the form of the rivals': groups that have something."""
    found: list[Answers] = []
    for question in asked:
        answers: Answers = {}
        for figure in office.cube.figures(LEADERSHIP, question):
            if figure.n and figure.value is not None:
                answers[figure.measure, tuple(figure.group[name] for name in ordered(question))] = (
                    figure.value, figure.n
                )  # fmt: skip
        found.append(answers)
    return found


def ordered(question: Question) -> tuple[str, ...]:
    """Dimensions, then the time."""
    return (*question.dimensions, *([question.time] if question.time else []))


def disagreements(ours: Sequence[Answers], theirs: Sequence[Answers]) -> list[str]:
    """Where two lists of answers differ by more than a sketch may."""
    told: list[str] = []
    for mine, other in zip(ours, theirs, strict=True):
        for key in sorted(mine.keys() | other.keys()):
            a, b = mine.get(key), other.get(key)
            if a is None or b is None or a[1] != b[1] or not close(key[0], a[0], b[0]):
                told.append(f"{key[0]} {'/'.join(key[1])}: the cube says {a}, not {b}")
    return told


def close(measure: str, a: float, b: float) -> bool:
    """Equal, or within 1 % where a sketch answers; a sum of floats has rounding."""
    if MEASURES[measure].kind == "quantile":
        return abs(a - b) <= 0.01 * abs(b) + 1e-4
    return abs(a - b) <= 1e-9 * max(1.0, abs(b))


def resolved(office: Office, asked: Sequence[Question]) -> list[Asked]:
    """The questions with their days, for the rivals."""
    first, today = office.cube.first_day(), office.today()
    last = max(today, office.cube.frame.tables([Slice("cases")])[0].last or today)
    return [Asked.of(each, first, last, today, office.calendar().next_working_day) for each in asked]


def measure(ground: Ground, stand: Stand, table: Table) -> dict[str, Timing]:
    """One size: compare, then time."""
    office, size = stand.office, stand.size
    asked = questions(PAGE, office, LEADERSHIP)
    told = resolved(office, asked)
    files = flat(office, stand.folder)
    rivals: list[Rival] = [PolarsRival(files), DuckDBRival(files), PipelineRival(office.store)]
    ours = from_cube(office, asked)
    for rival in rivals:
        differ = disagreements(ours, rival.answers(told))
        table.wrong += [f"{size:,} dossiers, {rival.name}: {each}" for each in differ[:5]]
    if table.wrong:
        return {}
    calls: dict[str, Call] = {
        CUBE: partial(all_figures, office, asked, anew=True),
        "cube, asked before": partial(all_figures, office, asked),
    }
    calls |= {rival.name: partial(rival.answers, told) for rival in rivals}
    times = interleaved(calls, ground.repeats, seconds=ground.seconds)
    figures = sum(len(answers) for answers in ours)
    table.notes.append(
        f"{size:,} dossiers: {len(asked)} questions, {figures:,} figures, found equal by every rival"
    )
    return times


def all_figures(office: Office, asked: Sequence[Question], *, anew: bool = False) -> int:
    """What the page does to get its figures, all as of one instant; how many they are.

    `anew`: what is kept of earlier answers is forgotten first.
    """
    if anew:
        office.cube.forget()
    with office.cube.reading():
        return sum(len(office.cube.figures(LEADERSHIP, question)) for question in asked)


def three(timing: Timing) -> tuple[float, float, int]:
    """Median, p95 and how often."""
    return timing.median, timing.p95, timing.n


def run(ground: Ground) -> list[Table]:
    """Measure all sizes."""
    heads = ("figures of Tổng quan by", "dossiers", "median ms", "p95 ms", "times", "× cube", "growth")
    table = Table("All figures of Tổng quan", heads)
    found: dict[int, Mapping[str, Timing]] = {}
    for size in ground.sizes:
        with ground.at(size) as stand:
            found[size] = measure(ground, stand, table)
        if table.wrong:
            return [table]
    smallest = found[ground.sizes[0]]
    for size, times in found.items():
        for name, timing in times.items():
            ratio = timing.median / times[CUBE].median
            table.add(name, size, *three(timing), ratio, timing.median / smallest[name].median)
    table.notes.append(f"growth: against {ground.sizes[0]:,} dossiers")
    return [table]
