"""What became of real dossiers, in working minutes, and what a simulation draws from it (pure).

An instant is working minutes from the beginning of the simulation; what lies before it is negative.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: a time of handling that a dossier goes beyond is drawn so often anew
TRIES = 8


@dataclass(frozen=True, slots=True)
class Stay:
    """One visit: where, from when to when (nan: not yet), and how much of it was queue and handling."""

    step: str
    kind: str
    holder: str
    entered: float
    started: float
    left: float
    queue: float
    handling: float
    limit: float


@dataclass(frozen=True, slots=True)
class Course:
    """One dossier as it went: `closed` is inf while it is open, `limit` what the law gives it (inf: nothing).

    `pauses`: from when to when (inf: still).
    """

    department: str
    procedure: str
    field: str
    received: float
    closed: float
    limit: float
    stays: tuple[Stay, ...]
    pauses: tuple[tuple[float, float], ...] = ()

    def due(self, at: float) -> float:
        """Until when the law gives it time, by the pauses until an instant."""
        return self.received + self.limit + self.paused(at)

    def paused(self, at: float) -> float:
        """How long its clock had stood by then."""
        return sum(max(0.0, min(end, at) - begin) for begin, end in self.pauses if begin < at)


@dataclass(frozen=True, slots=True)
class Leg:
    """A stay of a path that may be gone again."""

    step: str
    kind: str
    holder: str
    queue: float
    handling: float
    pause: float
    limit: float


@dataclass(frozen=True, slots=True)
class Path:
    """The way that a closed dossier went."""

    department: str
    procedure: str
    field: str
    legs: tuple[Leg, ...]
    limit: float


@dataclass(frozen=True, slots=True)
class Open:
    """A dossier that is open at the begin: where it lies, for how long it has been handled (nan: not yet).

    `standing`: for how long its clock stands (nan: it runs).
    """

    department: str
    procedure: str
    field: str
    received: float
    due: float
    paused: float
    step: str
    kind: str
    holder: str
    handled: float
    standing: float
    limit: float


def path_of(course: Course) -> Path | None:
    """The way of a closed dossier; None where it is open, or a duration is not known."""
    stays = [stay for stay in course.stays if stay.left <= course.closed]
    known = [stay for stay in stays if not (math.isnan(stay.queue) or math.isnan(stay.handling))]
    if math.isinf(course.closed) or not stays or len(known) < len(stays):
        return None
    legs = []
    for stay in stays:
        pause = sum(end - begin for begin, end in course.pauses if stay.entered <= begin < stay.left)
        legs.append(Leg(stay.step, stay.kind, stay.holder, stay.queue, stay.handling, pause, stay.limit))
    return Path(course.department, course.procedure, course.field, tuple(legs), course.limit)


def open_at(course: Course, at: float) -> Open | None:
    """How it stood at an instant, which becomes the begin; None where it was not open then."""
    if not course.received <= at < course.closed:
        return None
    here = next((s for s in reversed(course.stays) if s.entered <= at and not s.left <= at), None)
    if here is None:
        return None
    stands = next((at - begin for begin, end in course.pauses if begin <= at < end), math.nan)
    handled = math.nan
    if here.started <= at:
        within = sum(
            max(0.0, min(end, at) - max(begin, here.started)) for begin, end in course.pauses if begin < at
        )
        handled = max(0.0, at - here.started - within)
    return Open(
        course.department, course.procedure, course.field, course.received - at, course.due(at) - at,
        course.paused(at), here.step, here.kind, here.holder, handled, stands, here.limit,
    )  # fmt: skip


class Pool:
    """Paths to draw from: of a procedure at a department, else of the department, else of all."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)
        self._of: dict[tuple[str, ...], list[Path]] = {}
        self._at: dict[tuple[str, ...], list[tuple[Path, int]]] = {}
        self.pauses = sorted(leg.pause for path in paths for leg in path.legs if leg.pause > 0)
        for path in paths:
            for key in ((path.department, path.procedure), (path.department,), ()):
                self._of.setdefault(key, []).append(path)
            seen: set[str] = set()
            for place, leg in enumerate(path.legs):
                if leg.step not in seen:
                    seen.add(leg.step)
                    for key in ((path.procedure, leg.step), (leg.holder, leg.kind), (leg.kind,)):
                        self._at.setdefault(key, []).append((path, place))

    def path(self, department: str, procedure: str, u: float) -> Path | None:
        """The path that a new dossier will go; `u` from 0 to 1 chooses it."""
        keys: tuple[tuple[str, ...], ...] = ((department, procedure), (department,), ())
        found = next((self._of[key] for key in keys if key in self._of), [])
        return found[int(u * len(found))] if found else None

    def rest(self, one: Open, chances: Sequence[float]) -> tuple[Path, int] | None:
        """A path that passed where an open dossier lies, and its place there.

        One whose handling took longer than this one's until now, where `TRIES` draws find any.
        """
        keys: tuple[tuple[str, ...], ...] = (
            (one.procedure, one.step), (one.holder, one.kind), (one.kind,),
        )  # fmt: skip
        found = next((self._at[key] for key in keys if key in self._at), [])
        if not found:
            return None
        for u in chances[:TRIES]:
            path, place = found[int(u * len(found))]
            if not path.legs[place].handling <= one.handled:
                break
        return path, place

    def pause(self, past: float, u: float) -> float:
        """How long a pause that has lasted `past` will go on."""
        longer = [pause for pause in self.pauses if pause > past] or [past + 480.0]
        return longer[int(u * len(longer))] - past
