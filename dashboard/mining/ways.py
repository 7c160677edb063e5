"""The ways of dossiers as columns: one row a visit, read from the dossiers of a period and kept a while.

The cube holds no pairs of visits, so this is the one place that reads dossiers for figures. What it costs
depends on the dossiers of the period: it is bounded by `MOST`, read month by month on an ascending
scalar index, and kept for the screens that follow (the list behind a number above all).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl

from dashboard.cube.members import equal
from dashboard.cube.question import Question, narrowed
from dashboard.telling import first_of, last_of
from models.cell import GENERATION, Cells
from models.dossier import UNKNOWN
from models.errors import MotcuaError
from models.viewer import Scope, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: dossiers that one question reads at most: about 20 MB of columns
MOST: Final = 20_000
#: dossiers that a process keeps of all questions together, and for how long a question is answered by what
#: was read before, while dossiers go on changing
KEPT_DOSSIERS, KEPT_SECONDS = 6 * MOST, 180.0
#: reads that a process keeps at most, however small they are
KEPT: Final = 48
#: the kind of a step that belongs to no process (an imported log)
NO_KIND: Final = ""
FIELDS: Final = dict.fromkeys(
    ("visits", "procedure", "revision", "field", "department", "received_day", "closed_day", "closed_at",
     "waiting_ms", "pause_ms", "outcome"), 1,
)  # fmt: skip

By = Literal["closed", "received"]

VISITS: Final[dict[str, Any]] = {
    "case": pl.UInt32, "place": pl.UInt16, "step": pl.String, "kind": pl.String, "holder": pl.String,
    "who": pl.String, "outcome": pl.String, "day": pl.Int32, "queue_ms": pl.Int64,
    "handling_ms": pl.Int64, "calendar_ms": pl.Int64, "after": pl.Boolean,
}  # fmt: skip
CASES: Final[dict[str, Any]] = {
    "case": pl.UInt32, "code": pl.String, "day": pl.Int32, "department": pl.String,
    "procedure": pl.String, "field": pl.String, "waiting_ms": pl.Int64, "pause_ms": pl.Int64,
    "result": pl.Boolean,
}  # fmt: skip


class TooMany(MotcuaError):
    """More dossiers than are read at once."""


@dataclass(frozen=True)
class Cohort:
    """Whose ways: dossiers closed (or received) in the days start … end, within `where`."""

    by: By
    start: int
    end: int
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The day of a dossier by which it belongs."""
        return "closed_day" if self.by == "closed" else "received_day"


@dataclass(frozen=True)
class Ways:
    """One row a dossier in `cases` (`CASES`), one a visit in `visits` (`VISITS`, in each dossier's order).

    `result`: it ended with a result whose waiting counts. `after`: the visit began when the Office's time
    had ended (the result waits to be fetched). `again`: see `with_rework`. `at`: when they were read.
    """

    cases: pl.DataFrame
    visits: pl.DataFrame
    at: datetime

    @property
    def stamp(self) -> str:
        """What stands for this read in an address, so that a list is of the read that its number is of."""
        return str(int(self.at.timestamp() * 1000))

    @property
    def has_kinds(self) -> bool:
        """Whether any step belongs to a process; those of an imported log do not."""
        return bool((self.visits["kind"] != NO_KIND).any())

    @property
    def has_queue(self) -> bool:
        """Whether queue and handling are known of any visit; an imported log has one instant an event."""
        return self.visits["queue_ms"].drop_nulls().len() > 0


Kinds = Mapping[tuple[str, str], str]


def columns(rows: Iterable[Mapping[str, Any]], key: str, kinds: Kinds, at: datetime) -> Ways:
    """The ways of stored dossiers. `kinds`: (revision, step) → kind of step. Pure."""
    cases: dict[str, list[Any]] = {name: [] for name in CASES}
    visits: dict[str, list[Any]] = {name: [] for name in VISITS}
    for number, row in enumerate(rows):
        waiting = row.get("waiting_ms")
        cases["case"].append(number)
        cases["code"].append(row["_id"])
        cases["day"].append(row[key])
        for name in ("department", "procedure", "field"):
            cases[name].append(row.get(name, UNKNOWN))
        cases["waiting_ms"].append(waiting)
        cases["pause_ms"].append(row.get("pause_ms", 0))
        cases["result"].append(waiting is not None and row.get("outcome") in ("resolved", "rejected"))
        revision, closed = row.get("revision", ""), row.get("closed_at")
        for place, visit in enumerate(row.get("visits", ())):
            visits["case"].append(number)
            visits["place"].append(place)
            visits["step"].append(visit["step"])
            visits["kind"].append(kinds.get((revision, visit["step"]), NO_KIND))
            visits["holder"].append(visit["holder"])
            visits["who"].append(visit.get("assignee"))
            visits["outcome"].append(visit.get("outcome"))
            visits["day"].append(visit.get("left_day"))
            entered = visit.get("entered_at")
            visits["after"].append(closed is not None and entered is not None and entered >= closed)
            for name in ("queue_ms", "handling_ms", "calendar_ms"):
                visits[name].append(visit.get(name))
    return Ways(pl.DataFrame(cases, schema=CASES), with_rework(pl.DataFrame(visits, schema=VISITS)), at)


def with_rework(visits: pl.DataFrame) -> pl.DataFrame:
    """The visits with `again`: whether the dossier has been at this step before.

    A step that another department goes on with (liên thông) is one stay at it, and not another.
    """
    before = pl.col("step").shift(1).over("case")
    handed = (pl.col("outcome").shift(1).over("case") == "handed_over") & (before == pl.col("step"))
    seen = pl.int_range(pl.len()).over("case", "step") > 0
    return visits.with_columns((seen & ~handed.fill_null(False)).alias("again"))


@dataclass(frozen=True)
class _Kept:
    ways: Ways
    epochs: Mapping[str, int]


class WaysReader:
    """Reads ways within a viewer's scope, and keeps the last ones."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._cells = Cells(office.store)
        self._kept: OrderedDict[tuple[tuple[object, ...], str], _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def months(self, viewer: Viewer, cohort: Cohort) -> dict[str, int]:
        """How many dossiers of a cohort each month has; from the statistics, without reading them."""
        question = Question((cohort.by,), ("month",), start=cohort.start, end=cohort.end, where=cohort.where)
        return {figure.group["month"]: figure.n for figure in self._office.cube.figures(viewer, question)}

    def read(self, viewer: Viewer, cohort: Cohort, stamp: str = "") -> Ways:
        """The ways of a cohort: as they are, or as they were at most `KEPT_SECONDS` ago (see `Ways.at`).

        With `stamp` the read of that stamp, however old, where it is still kept. Raises TooMany where the
        period holds more than `MOST` dossiers; then nothing is read.
        """
        where = tuple(sorted(cohort.where.items()))
        key = (scope_key(viewer.scope), cohort.by, cohort.start, cohort.end, where)
        kept = self._find(key, stamp) if stamp else None
        if kept is not None:
            return kept.ways
        epochs, kept = self._epochs(viewer, cohort), self._find(key)
        if kept is not None and (
            kept.epochs == epochs or abs((self._office.now() - kept.ways.at).total_seconds()) < KEPT_SECONDS
        ):
            return kept.ways
        months = self.months(viewer, cohort)
        many = sum(months.values())
        if many > MOST:
            raise TooMany(
                f"Kỳ này có {many} hồ sơ, nhiều hơn {MOST} hồ sơ đọc được một lần; không đọc gì. "
                "Hãy chọn kỳ ngắn hơn hoặc lọc theo cơ quan, lĩnh vực, thủ tục.",
                f"This period has {many} dossiers, more than the {MOST} that are read at once; nothing was "
                "read. Choose a shorter period, or filter by department, field or procedure.",
            )
        full = [month for month, n in months.items() if n]
        rows = self._rows(viewer, cohort, full)
        ways = columns(rows, cohort.key, self.kinds(), self._office.now())
        self._keep(key, _Kept(ways, epochs))
        return ways

    def _find(self, key: tuple[object, ...], stamp: str = "") -> _Kept | None:
        """The read of a stamp, or the last one."""
        with self._lock:
            places = [each for each in self._kept if each[0] == key and stamp in ("", each[1])]
            if not places:
                return None
            place = max(places, key=lambda each: self._kept[each].ways.at)
            self._kept.move_to_end(place)
            return self._kept[place]

    def _keep(self, key: tuple[object, ...], kept: _Kept) -> None:
        """Keep a read, and let go of those that nobody has asked for the longest."""
        with self._lock:
            self._kept[key, kept.ways.stamp] = kept
            self._kept.move_to_end((key, kept.ways.stamp))
            many = sum(each.ways.cases.height for each in self._kept.values())
            while len(self._kept) > 1 and (many > KEPT_DOSSIERS or len(self._kept) > KEPT):
                _, gone = self._kept.popitem(last=False)
                many -= gone.ways.cases.height

    def forget(self) -> None:
        """Read anew when it is next asked for."""
        with self._lock:
            self._kept.clear()

    def kinds(self) -> dict[tuple[str, str], str]:
        """(revision, step) → the kind of step."""
        return {
            (revision.id, step.id): step.kind
            for revision in self._office.revisions.all()
            for step in revision.steps
        }

    def _epochs(self, viewer: Viewer, cohort: Cohort) -> dict[str, int]:
        """What rises with every change of a dossier that may belong to the cohort."""
        concerned = narrowed(cohort.where, viewer).get("department")
        found = self._cells.epochs()
        return found if concerned is None else {id: found.get(id, 0) for id in (*concerned, GENERATION)}

    def _rows(self, viewer: Viewer, cohort: Cohort, months: Iterable[str]) -> Iterable[Mapping[str, Any]]:
        """The dossiers of those months, one month at a time."""
        where = equal(narrowed(cohort.where, viewer))
        for month in months:
            days = {
                "$gte": max(first_of("month", month), cohort.start),
                "$lte": min(last_of("month", month), cohort.end),
            }
            yield from self._office.dossiers.find({cohort.key: days, **where}, viewer, FIELDS)


def scope_key(scope: Scope) -> tuple[object, ...]:
    """What two viewers who see the same have in common."""
    return scope.kind, tuple(sorted(scope.departments)), tuple(sorted(scope.fields))
