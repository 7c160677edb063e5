"""The weeks of the departments that a viewer may see, read from the cube, and what is told of them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from dashboard.access.roles import require
from dashboard.clock import day_number
from dashboard.cube.question import Question, label_of
from dashboard.forecast.method import SERIES
from dashboard.forecast.rolling import Rolling, Score, rolled
from dashboard.forecast.weeks import Weeks, working_days
from dashboard.roster.week import monday_of
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: two years of weeks at most, so that the season of the year before is known
MOST = 112
#: how many scopes and filters are kept
KEPT = 8
_kept: OrderedDict[bytes, tuple[Rolling, Rolling]] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Ahead:
    """One series of the weeks ahead: one value a week; `naive`: it is the rival's, which tells better."""

    middle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    naive: bool
    score: Score

    @property
    def total(self) -> float:
        """Over all weeks ahead."""
        return sum(self.middle)


@dataclass(frozen=True)
class Outlook:
    """The departments, each with its weeks ahead; the first of `rows` is of all of them together.

    `departments` are ids, "" for all. `past`: series → (groups, weeks) of what was. `monday`: of the week
    that runs, which is the first of the weeks ahead.
    """

    monday: int
    departments: tuple[str, ...]
    rows: tuple[dict[str, Ahead], ...]
    past: dict[str, np.ndarray]
    scores: dict[str, Score]

    def of(self, department: str) -> int:
        """The row of a department; ValueError where there is none."""
        return self.departments.index(department)


def outlook(
    office: Office, viewer: Viewer, where: dict[str, tuple[str, ...]] | None = None
) -> Outlook | None:
    """What the coming weeks will bring; None where fewer than a quarter of weeks is complete.

    From the cube: what it costs depends on the departments and weeks, not on the dossiers. `where`: filters
    of a question. Raises NotAllowed.
    """
    require(viewer, "page.forecast")
    found = read_weeks(office, viewer, where or {})
    if found is None:
        return None
    departments, weeks = found
    both = _rolled(weeks)
    if both is None:
        return None
    alone, together = both
    rows = [ahead_of(together, 0), *(ahead_of(alone, place) for place in range(len(departments)))]
    parts = zip(SERIES, (weeks.came, weeks.backlog, weeks.late), strict=True)
    past = {name: np.vstack([part.sum(axis=0, keepdims=True), part]) for name, part in parts}
    scores = {name: alone.score(name) for name in SERIES}
    return Outlook(weeks.monday + 7 * weeks.many, ("", *departments), tuple(rows), past, scores)


def _rolled(weeks: Weeks) -> tuple[Rolling, Rolling] | None:
    """The departments each by themselves, and all together; kept by what they are made of.

    Complete weeks seldom change, and to tell all origins anew takes about a second for 200 departments.
    """
    parts = (weeks.received, weeks.closed, weeks.late, weeks.backlog, weeks.worked)
    key = sha256(repr((weeks.monday, weeks.received.shape)).encode())
    for part in parts:
        key.update(np.ascontiguousarray(part).tobytes())
    with _lock:
        if (kept := _kept.get(key.digest())) is not None:
            _kept.move_to_end(key.digest())
            return kept
    alone, together = rolled(weeks), rolled(weeks.together())
    if alone is None or together is None:
        return None
    with _lock:
        _kept[key.digest()] = (alone, together)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return alone, together


def ahead_of(rolling: Rolling, group: int) -> dict[str, Ahead]:
    """Series → the weeks ahead of a group, by the method or by the rival, whichever told better."""
    rows: dict[str, Ahead] = {}
    for place, name in enumerate(SERIES):
        score = rolling.score(name, group)
        now = (place, -1, slice(None), group)
        method = (rolling.told.expected, rolling.low, rolling.high)
        rival = (rolling.told.naive, rolling.naive_low, rolling.naive_high)
        parts = ([float(value) for value in part[now]] for part in (method if score.better else rival))
        middle, low, high = map(tuple, parts)
        rows[name] = Ahead(middle, low, high, not score.better, score)
    return rows


def read_weeks(
    office: Office, viewer: Viewer, where: dict[str, tuple[str, ...]], today: int | None = None
) -> tuple[tuple[str, ...], Weeks] | None:
    """The departments by id and their weeks that are complete `today`; None where there are none."""
    now = monday_of(office.today() if today is None else today)
    first = max(monday_of(office.cube.first_day() + 6), now - 7 * MOST)
    many = (now - first) // 7
    if many < 1:
        return None
    asked = [
        Question(measures, ("department", time), start=first, end=now - 1, where=where)
        for measures, time in ((("received",), "day"), (("closed", "late", "backlog"), "week"))
    ]
    by_day, by_week = office.cube.answers(viewer, asked)
    departments = tuple(sorted({figure.group["department"] for figure in (*by_day, *by_week) if figure.n}))
    if not departments:
        return None
    place = {id: number for number, id in enumerate(departments)}
    received = np.zeros((len(departments), many, 7))
    sums = {name: np.zeros((len(departments), many)) for name in ("closed", "late", "backlog")}
    week_of = {label_of("week", first + 7 * week): week for week in range(many)}
    for figure in by_day:
        if figure.n:
            day = day_number(date.fromisoformat(figure.group["day"])) - first
            received[place[figure.group["department"]], day // 7, day % 7] = figure.n
    for figure in by_week:
        if figure.n:
            sums[figure.measure][place[figure.group["department"]], week_of[figure.group["week"]]] = figure.n
    worked = working_days(first, many, office.calendar().is_working_day)
    return departments, Weeks(first, received, sums["closed"], sums["late"], sums["backlog"], worked)

