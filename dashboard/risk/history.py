"""The courses of dossiers as columns, and how they stood at any past instant. Pure.

All instants lie on one axis: working milliseconds since the beginning of the calendar, so that working time
is a difference. A dossier *runs* from its receipt, with pauses taken out.

A *passage* is the stay of a dossier at one step. A log has one instant an event: there a passage begins with
one event and lasts until the next, and is called by the event that it follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from dashboard.clock import WorkingCalendar, instant_ms
from dashboard.clock.zones import LAST_DAY
from dashboard.risk.survival import Bools, Floats, Ints
from models.dossier import OPEN, PAUSED, UNKNOWN

#: an instant that has not come
NEVER = 1 << 62
#: what of a dossier is read: no word of its applicant
FIELDS: dict[str, int] = dict.fromkeys(
    ("state", "procedure", "field", "department", "holders", "route", "received_at", "closed_at", "outcome",
     "limit_ms", "due_day", "visits", "pauses", "dues", "problems", "holder", "step", "assignee"), 1
)  # fmt: skip
#: how a dossier ended that counts as a result in time
RESULTS = frozenset({"resolved", "rejected"})
#: the mark before the name of a step that a log's passage follows
AFTER = "›"
Key = tuple[str, ...]


@dataclass(frozen=True)
class Passages:
    """Columns, one row a passage, ordered by dossier and time; `number` counts within the dossier."""

    case: Ints
    cell: Ints
    number: Ints
    entered: Ints
    left: Ints
    run_entered: Ints
    run_left: Ints
    #: what the dossier had been through before: supplements asked for, and steps sent back
    supplements: Ints
    returned: Ints


@dataclass(frozen=True)
class History:
    """Columns, one row a dossier; `cells` are the (procedure, step, kind, field, "") of the passages."""

    ids: list[str]
    received: Ints
    closed: Ints
    result: Bools
    paused_now: Bools
    department: Ints
    procedure: Ints
    limit: Floats
    passages: Passages
    #: pauses: dossier, began, ended
    pauses: tuple[Ints, Ints, Ints]
    #: due dates: dossier, when it was set, the end of the due day
    dues: tuple[Ints, Ints, Ints]
    cells: list[Key]
    departments: list[str]
    procedures: list[str]

    def ran(self, at: int) -> Ints:
        """How long each dossier has run at an instant (negative before its receipt)."""
        case, began, ended = self.pauses
        stood = np.zeros(len(self.ids), np.int64)
        np.add.at(stood, case, np.maximum(np.minimum(ended, at) - began, 0))
        return np.asarray(at - self.received - stood, np.int64)

    def due_at(self, at: int) -> tuple[Ints, Bools]:
        """The due instant of each dossier as it was known at an instant, and whether there was one."""
        case, told, due = self.dues
        known = told <= at
        found = np.full(len(self.ids), NEVER, np.int64)
        found[case[known]] = due[known]  # ordered by time: the last one stands
        return found, found < NEVER

    def standing_since(self, at: int) -> Ints:
        """When the pause began in which each dossier was at an instant; NEVER where it ran."""
        case, began, ended = self.pauses
        found = np.full(len(self.ids), NEVER, np.int64)
        within = (began <= at) & (at < ended)
        found[case[within]] = began[within]
        return found

    def open_by_department(self, at: int) -> Floats:
        """How many dossiers each department answered for at an instant."""
        there = (self.received <= at) & (at < self.closed)
        return np.bincount(self.department[there], minlength=len(self.departments)).astype(np.float64)


class _Axis:
    """Instants gathered in one list, so that all are put onto the axis in one go."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self.instants: list[int] = []

    def add(self, instant: datetime) -> int:
        self.instants.append(instant_ms(instant))
        return len(self.instants) - 1

    def places(self) -> Ints:
        return worked(self.calendar, self.instants)


def worked(calendar: WorkingCalendar, instants_ms: Any) -> Ints:
    """Instants in ms since 1970 as places on the axis."""
    first = int(calendar.table.first_ms)
    return calendar.elapsed_ms_array(first, np.asarray(instants_ms, np.int64))


def due_places(calendar: WorkingCalendar, days: Ints) -> Ints:
    """The end of each day on the axis: the opening of the working day after it."""
    following = calendar.next_working_days(np.minimum(days, LAST_DAY - 60))
    return worked(calendar, calendar.table.opening[following])


def history_of(documents: Iterable[Mapping[str, Any]], calendar: WorkingCalendar) -> History:
    """The columns of stored dossiers (with `FIELDS` at least). What has impossible dates is left out."""
    axis = _Axis(calendar)
    ids: list[str] = []
    case_rows: list[tuple[int, int, bool, bool, str, str, float]] = []
    passage_rows: list[tuple[int, Key, int, int, int, bool]] = []
    pause_rows: list[tuple[int, int, int, bool]] = []
    due_rows: list[tuple[int, int, int]] = []
    for row in documents:
        received = row.get("received_at")
        if received is None or row.get("problems"):
            continue
        closed = row.get("closed_at")
        if closed is None and row["state"] not in OPEN:
            continue
        case, began = len(ids), axis.add(received)
        ended = -1 if closed is None else axis.add(closed)
        ids.append(row["_id"])
        limit = row.get("limit_ms")
        case_rows.append((
            began, ended, row.get("outcome") in RESULTS, row["state"] in PAUSED,
            row.get("department", UNKNOWN), row.get("procedure", UNKNOWN), float(limit) if limit else np.nan,
        ))  # fmt: skip
        for number, (step, kind, entered, left, back) in enumerate(_stays(row, received, closed)):
            key = (row.get("procedure", UNKNOWN), step, kind, row.get("field", UNKNOWN), "")
            passage_rows.append(
                (case, key, number, axis.add(entered), -1 if left is None else axis.add(left), back)
            )
        for pause in row.get("pauses", ()):
            over = pause.get("ended_at")
            pause_rows.append(
                (case, axis.add(pause["began_at"]), -1 if over is None else axis.add(over),
                 pause["kind"] == "supplement")
            )  # fmt: skip
        for change in row.get("dues", ()):
            due_rows.append((case, axis.add(change["at"]), change["due_day"]))
    return _columns(axis, ids, case_rows, passage_rows, pause_rows, due_rows)


def _stays(
    row: Mapping[str, Any], received: datetime, closed: datetime | None
) -> list[tuple[str, str, datetime, datetime | None, bool]]:
    """The passages of a dossier: (step, kind, entered, left, whether it was sent back)."""
    visits = row.get("visits", ())
    if any(visit.get("outcome") == "logged" for visit in visits) or not visits:
        return _logged(visits, received, closed)
    kinds = {step["step"]: step["kind"] for step in row.get("route", ())}
    found = []
    for visit in visits:
        entered = max(visit.get("entered_at") or received, received)
        if closed is not None and entered >= closed:
            break  # to hand over the result takes no time of the Office's
        left = visit.get("left_at")
        if left is not None and left <= received:
            continue
        step = visit["step"]
        found.append((step, kinds.get(step, step), entered, left, visit.get("outcome") == "sent_back"))
    return found


def _logged(
    visits: Iterable[Mapping[str, Any]], received: datetime, closed: datetime | None
) -> list[tuple[str, str, datetime, datetime | None, bool]]:
    """The passages between the events of a log: the first from the receipt, the last to the result."""
    found = []
    step, since = AFTER, received
    for visit in sorted(visits, key=lambda one: one["left_at"]):
        at = visit["left_at"]
        if closed is not None and at >= closed:
            break
        if at > received:
            found.append((step, step, since, at, False))
            since = at
        step = AFTER + visit["step"]
    return [*found, (step, step, since, closed, False)]


def _columns(
    axis: _Axis, ids: list[str], case_rows: list[Any], passage_rows: list[Any], pause_rows: list[Any],
    due_rows: list[Any],
) -> History:  # fmt: skip
    places = np.append(axis.places(), NEVER)  # the place −1 is that of what has not happened

    def at(rows: list[Any], column: int) -> Ints:
        return places[np.array([row[column] for row in rows], np.int64)]

    def numbers(rows: list[Any], column: int) -> Ints:
        return np.array([row[column] for row in rows], np.int64)

    departments, department = _numbered([row[4] for row in case_rows])
    procedures, procedure = _numbered([row[5] for row in case_rows])
    cells, cell = _numbered([row[1] for row in passage_rows])
    pause_case, began, ended = numbers(pause_rows, 0), at(pause_rows, 1), at(pause_rows, 2)
    ended = np.maximum(ended, began)
    asked = np.array([row[3] for row in pause_rows], np.bool_)
    due_case, told = numbers(due_rows, 0), at(due_rows, 1)
    order = np.lexsort((np.arange(len(due_rows)), told, due_case))
    received = at(case_rows, 0)
    entered, left, case = at(passage_rows, 3), at(passage_rows, 4), numbers(passage_rows, 0)
    history = History(
        ids=ids, received=received, closed=at(case_rows, 1),
        result=np.array([row[2] for row in case_rows], np.bool_),
        paused_now=np.array([row[3] for row in case_rows], np.bool_),
        department=department, procedure=procedure, limit=np.array([row[6] for row in case_rows], np.float64),
        passages=Passages(
            case, cell, numbers(passage_rows, 2), entered, left,
            _ran_at(case, entered, received, pause_case, began, ended),
            _ran_at(case, left, received, pause_case, began, ended),
            _before(case, entered, pause_case[asked], began[asked]),
            _before(case, entered, case[sent := numbers(passage_rows, 5) == 1], left[sent]),
        ),
        pauses=(pause_case, began, ended),
        dues=(due_case[order], told[order], due_places(axis.calendar, numbers(due_rows, 2))[order]),
        cells=cells, departments=departments, procedures=procedures,
    )  # fmt: skip
    return history


def _numbered(values: list[Any]) -> tuple[list[Any], Ints]:
    """The distinct values in order of appearance, and the number of each."""
    numbers: dict[Any, int] = {}
    found = np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)
    return list(numbers), found


def _ran_at(case: Ints, at: Ints, received: Ints, pause_case: Ints, began: Ints, ended: Ints) -> Ints:
    """How long the dossiers of some rows had run at the rows' instants; NEVER for one that has not come."""
    stood = np.zeros(len(case), np.int64)
    first = np.searchsorted(case, pause_case, "left")
    last = np.searchsorted(case, pause_case, "right")
    for one, until, begin, end in zip(first, last, began, ended, strict=True):
        stood[one:until] += np.maximum(np.minimum(at[one:until], end) - begin, 0)
    return np.where(at == NEVER, NEVER, at - received[case] - stood)


def _before(case: Ints, at: Ints, what: Ints, when: Ints) -> Ints:
    """How often something had happened to the dossiers of some rows by the rows' instants."""
    count = np.zeros(len(case), np.int64)
    first, last = np.searchsorted(case, what, "left"), np.searchsorted(case, what, "right")
    for one, until, instant in zip(first, last, when, strict=True):
        count[one:until] += at[one:until] >= instant
    return count
