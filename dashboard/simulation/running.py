"""Simulations that run beside the screens: one at a time, with their progress, kept by what they are made of.

One thread of the process does them, one after the other; who leaves the page finds the result when they come
back. What is kept is told by its inputs: the viewer's scope, the levers, the day, and what the figures of
the Office and its staff are.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from dashboard.access.roles import require
from dashboard.cube.question import Question
from dashboard.simulation.compare import Check, Comparison, checked, compared
from dashboard.simulation.model import Fit, Levers, Model
from dashboard.simulation.reading import Read, past, present, read
from dashboard.trace import carried
from models.errors import MotcuaError
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: results that are kept
KEPT = 24
#: which share of a run is the past, which is simulated first
PAST = 0.3


@dataclass(frozen=True)
class Result:
    """What a run found. `checks` is empty where the past could not be simulated, and `why` says why not."""

    comparison: Comparison
    checks: tuple[Check, ...]
    why: MotcuaError | None
    fits: dict[str, Fit]
    people: int
    whole: bool


@dataclass
class Running:
    """One run: how much of it is done, and then its result, or what prevented it."""

    share: float = 0.0
    result: Result | None = None
    error: MotcuaError | None = None
    over: threading.Event = field(default_factory=threading.Event)


class Runs:
    """The runs of this process."""

    def __init__(self) -> None:
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._runs: OrderedDict[Hashable, Running] = OrderedDict()

    def start(self, office: Office, viewer: Viewer, levers: Levers) -> Running:
        """The run with these inputs: begun now, or under way, or over. Raises NotAllowed."""
        require(viewer, "page.what_if")
        key = inputs(office, viewer, levers)
        with self._lock:
            if (kept := self._runs.get(key)) is not None:
                self._runs.move_to_end(key)
                return kept
            running = self._runs[key] = Running()
            for old in [each for each, one in self._runs.items() if one.over.is_set()][: -KEPT or None]:
                del self._runs[old]
        threading.Thread(
            target=carried(self._do), args=(office, viewer, levers, running), name="what-if", daemon=True
        ).start()
        return running

    def _do(self, office: Office, viewer: Viewer, levers: Levers, running: Running) -> None:
        try:
            with self._turn:
                running.result = run(office, viewer, levers, running)
        except MotcuaError as error:
            running.error = error
        except Exception:  # noqa: BLE001 - a thread has nobody above it: it is logged, and people are told
            structlog.get_logger().exception("what_if_failed")
            running.error = MotcuaError(
                "Mô phỏng bị lỗi và đã dừng; không có gì bị thay đổi. Hãy thử lại.",
                "The simulation failed and has stopped; nothing was changed. Try again.",
            )
        finally:
            running.share = 1.0
            running.over.set()


def inputs(office: Office, viewer: Viewer, levers: Levers) -> Hashable:
    """What a result depends on, as something to be compared."""
    departments = tuple(id for id in (levers.department, levers.to) if id)
    where = {"department": departments} if departments else {}
    asked = Question(("received", "closed", "backlog", "visits"), end=office.today(), where=where)
    figures = tuple(figure.value for figure in office.cube.figures(viewer, asked))
    staff = hash(tuple(sorted(repr(one) for one in office.staff.all())))
    return office.settings.database, viewer.scope, viewer.role, levers, office.today(), figures, staff


def run(office: Office, viewer: Viewer, levers: Levers, running: Running) -> Result:
    """The past against what happened, then the levers against as is. Raises NotAllowed, MotcuaError."""
    departments = tuple(id for id in (levers.department, levers.to) if id)
    found = read(office, viewer, departments)
    checks, why = _past(office, found, running)

    def progress(share: float) -> None:
        running.share = PAST + (1 - PAST) * share

    progress(0.0)
    model = present(office, viewer, found, departments)
    return Result(
        compared(model, levers, progress), checks, why, dict(model.fits), len(model.people), found.whole
    )


def _past(office: Office, found: Read, running: Running) -> tuple[tuple[Check, ...], MotcuaError | None]:
    def progress(share: float) -> None:
        running.share = PAST * share

    try:
        model: Model
        model, begin = past(office, found)
        return tuple(checked(model, found.courses, begin, progress)), None
    except MotcuaError as error:
        return (), error


RUNS = Runs()
