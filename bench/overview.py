"""All figures of Tổng quan: from the cube, and the same ones by three rivals from the dossiers.

The page itself is run to learn what it asks; the rivals' answers must agree with the cube's before any
time is printed: counts and sums exactly, quantiles within the 1 % that the sketches promise.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from bench.asked import questions
from bench.flat import flat
from bench.ground import LEADERSHIP, Ground, Stand
from bench.lifecycle import next_actions
from bench.plain import Answers, Asked
from bench.rival_duckdb import DuckDBRival
from bench.rival_pipelines import PipelineRival
from bench.rival_polars import PolarsRival
from bench.table import Table
from bench.timing import Call, Timing, interleaved, once
from dashboard.config import ROOT
from dashboard.cube.frame import Frame, Slice
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


def cold(stand: Stand, times: int) -> Timing:
    """Reading the coarse families in a new process, its imports not counted."""
    settings = stand.office.settings
    command = [sys.executable, "-m", "bench.cold", settings.database, settings.zone]
    taken: list[float] = []
    for _ in range(times):
        # The address holds a password: it goes through a pipe and not on a command line.
        done = subprocess.run(
            command, input=stand.uri, text=True, stdout=subprocess.PIPE, cwd=ROOT, check=True
        )
        taken.append(float(done.stdout))
    return Timing.of(taken)


def refreshed(office: Office, actions: int) -> Timing:
    """Bringing the frame up to date after one action of the lifecycle."""
    frame: Frame = office.cube.frame
    frame.load()
    taken: list[float] = []
    for code, action in next_actions(office, actions):
        office.commit.act(code, action, "bench")
        taken.append(once(frame.load))
    return Timing.of(taken)


def looked(office: Office, times: int) -> Timing:
    """Finding that nothing has changed."""
    return Timing.of([once(office.cube.frame.load) for _ in range(times)])


def measure(ground: Ground, stand: Stand, table: Table, extra: Table) -> dict[str, Timing]:
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
    calls: dict[str, Call] = {CUBE: partial(all_figures, office, asked)}
    calls |= {rival.name: partial(rival.answers, told) for rival in rivals}
    times = interleaved(calls, ground.repeats, seconds=ground.seconds)
    figures = sum(len(answers) for answers in ours)
    table.notes.append(
        f"{size:,} dossiers: {len(asked)} questions, {figures:,} figures, found equal by every rival"
    )
    rows, bytes_ = office.cube.frame.size
    extra.add("cold load of the coarse families", size, *three(cold(stand, ground.few)))
    extra.add("look for changes, none", size, *three(looked(office, ground.repeats)))
    extra.add("up to date after one action", size, *three(refreshed(office, ground.repeats)))
    extra.notes.append(f"{size:,} dossiers: the frame has {rows:,} rows in {bytes_ / 2**20:.1f} MiB")
    return times


def all_figures(office: Office, asked: Sequence[Question]) -> int:
    """What the page does to get its figures, all as of one instant; how many they are."""
    with office.cube.reading():
        return sum(len(office.cube.figures(LEADERSHIP, question)) for question in asked)


def three(timing: Timing) -> tuple[float, float, int]:
    """Median, p95 and how often."""
    return timing.median, timing.p95, timing.n


def run(ground: Ground) -> list[Table]:
    """Measure all sizes."""
    heads = ("figures of Tổng quan by", "dossiers", "median ms", "p95 ms", "times", "× cube", "growth")
    table = Table("All figures of Tổng quan", heads)
    extra = Table("The frame", ("what", "dossiers", "median ms", "p95 ms", "times"))
    found: dict[int, Mapping[str, Timing]] = {}
    for size in ground.sizes:
        with ground.at(size) as stand:
            found[size] = measure(ground, stand, table, extra)
        if table.wrong:
            return [table]
    smallest = found[ground.sizes[0]]
    for size, times in found.items():
        for name, timing in times.items():
            ratio = timing.median / times[CUBE].median
            table.add(name, size, *three(timing), ratio, timing.median / smallest[name].median)
    table.notes.append(f"growth: against {ground.sizes[0]:,} dossiers")
    return [table, extra]
