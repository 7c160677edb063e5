"""How long people wait in the hall, by group and half-day, beside how long their dossiers take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.cube.question import Question
from dashboard.cube.sketch import quantile
from dashboard.hall.halls import groups_of
from models.absence import HALVES, Half
from models.hall import HallGroup
from models.hall_cell import HallCell
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Wait:
    """Some cells together; the wait to the first call in minutes, None where nobody was called."""

    taken: int
    called: int
    done: int
    no_show: int
    mean: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """A group in one half-day, and the median working hours that dossiers of its fields took (n of them)."""

    group: HallGroup
    half: Half
    hall: Wait
    dossiers: float | None
    dossiers_n: int


def added(cells: Iterable[HallCell]) -> Wait:
    """The cells as one; quantiles are within 1 %, as those of the cube."""
    rows = list(cells)
    bins: dict[int, int] = {}
    for row in rows:
        for bin, count in row.bins.items():
            bins[bin] = bins.get(bin, 0) + count
    places = sorted(bins)
    counts = [bins[place] for place in places]
    called = sum(row.called for row in rows)
    mean = sum(row.wait_ms for row in rows) / called / MINUTE_MS if called else None
    p50, p90 = (quantile(places, counts, q) if counts else None for q in (0.5, 0.9))
    return Wait(
        sum(row.taken for row in rows),
        called,
        sum(row.done for row in rows),
        sum(row.no_show for row in rows),
        mean,
        None if p50 is None else p50 / MINUTE_MS,
        None if p90 is None else p90 / MINUTE_MS,
    )


def table(office: Office, viewer: Viewer, hall: str, first: int, last: int) -> list[Row]:
    """A row a group and half-day of the days `first` to `last` (a quarter at most) with any number taken."""
    groups = groups_of(office, hall)
    cells = office.hall_cells.between(hall, first, last)
    dossiers = _dossiers(office, viewer, groups, first, last)
    rows = []
    for group in groups:
        for half in HALVES:
            own = added(one for one in cells if one.group == group.id and one.half == half)
            if own.taken:
                rows.append(Row(group, half, own, *dossiers[group.id]))
    return rows


def _dossiers(
    office: Office, viewer: Viewer, groups: Sequence[HallGroup], first: int, last: int
) -> dict[str, tuple[float | None, int]]:
    """Group → median waiting time of the dossiers of its fields, in working hours, and how many they are."""
    questions = [
        Question(("waiting_working_p50",), start=first, end=last, where={"field": group.fields})
        for group in groups
    ]
    answers = office.cube.answers(viewer, questions)
    return {
        group.id: (found[0].value, found[0].n) if found else (None, 0)
        for group, found in zip(groups, answers, strict=True)
    }
