"""Form II.06a: where a dossier stands in it, and its columns, identities and rows. Pure.

"Tình hình, kết quả giải quyết thủ tục hành chính" (TT 01/2020/TT-VPCP). Every dossier that the form counts
is in exactly one of the columns 4, 5, 6 and in exactly one of 8, 9, 10, 12, 13; so the identities
(3) = (4) + (5) + (6), (7) = (8) + (9) + (10), (11) = (12) + (13) and (3) = (7) + (11) cannot but hold.
By the form's own notes column 9 also has what was withdrawn, returned with reasons or stopped, and column
12 what waits for the applicant; how many these are stands beside it, so that nothing is flattered unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dashboard.cube.past import open_on, overdue_on, paused_on
from models.dossier import UNKNOWN

FORM = "II.06a"
#: what is counted, in the order of the form
COLUMNS = ("online", "direct", "carried", "early", "on_time", "late", "in_time", "overdue")
#: the form's number of each, and what the sums are made of
NUMBERS = dict(zip(COLUMNS, (4, 5, 6, 8, 9, 10, 12, 13), strict=True))
SUMS: dict[int, tuple[int, ...]] = {3: (4, 5, 6), 7: (8, 9, 10), 11: (12, 13)}
FIGURES = (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)
#: what a form does not show and its reader should know → vi, en
BESIDE: dict[str, tuple[str, str]] = {
    "withdrawn": ("cột 9: người nộp rút hồ sơ", "column 9: withdrawn by the applicant"),
    "rejected": ("cột 9: trả hồ sơ, nêu lý do", "column 9: returned with reasons"),
    "rejected_late": (
        "trong số trả hồ sơ nêu lý do: trả sau ngày hẹn", "of those returned with reasons: after the due day"
    ),
    "stopped": ("cột 9: dừng xử lý", "column 9: stopped"),
    "no_due": ("cột 9: đã giải quyết, không có ngày hẹn", "column 9: resolved, without a due date"),
    "excused": ("cột 10: trễ, nhưng trong hạn đã hẹn lại", "column 10: late, within an extension granted"),
    "paused": ("cột 12: chờ người nộp bổ sung hoặc nộp tiền", "column 12: waiting for the applicant"),
    "unknown_channel": ("cột 5: không rõ hình thức tiếp nhận", "column 5: of an unknown channel"),
}  # fmt: skip
#: the fields of a stored dossier that `placed` reads
FIELDS = (
    "received_day", "closed_day", "due_day", "law_due_day", "outcome", "timeliness", "excused", "problems",
    "pauses", "overdue", "runs_since", "channel", "level", "department", "field", "procedure", "holder",
)  # fmt: skip


class Place(NamedTuple):
    """The finest row of a form."""

    level: str
    department: str
    field: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one dossier stands: its row, its column of receipt, its column of state, and what is beside."""

    code: str
    place: Place
    came: str
    stands: str
    beside: tuple[str, ...] = ()

    def counts_in(self, number: int) -> bool:
        """Whether the column of this number counts it."""
        own = {NUMBERS[self.came], NUMBERS[self.stands]}
        return number in own or bool(own & set(SUMS.get(number, ())))


def counted(document: Mapping[str, Any], start: int, end: int) -> bool:
    """Whether the form of these days counts a dossier: received in them, or still open when they began."""
    received = document.get("received_day")
    if received is None or received > end or document.get("problems"):
        return False
    return bool(received >= start) or open_on(document, start - 1)


def placed(document: Mapping[str, Any], start: int, end: int, online: Collection[str]) -> Placed | None:
    """Where a stored dossier stands in the form of the days `start` to `end`; None where in no column.

    `online`: the ids of the channels that are online. Days are compared as the measures compare them:
    a result against the due day that the law set, what is open against the present one.
    """
    if not counted(document, start, end):
        return None
    beside: list[str] = []
    channel = document.get("channel", UNKNOWN)
    if document["received_day"] < start:
        came = "carried"
    else:
        came = "online" if channel in online else "direct"
        if channel == UNKNOWN:
            beside.append("unknown_channel")
    closed = document.get("closed_day")
    if closed is not None and closed <= end:
        stands = _resulted(document, beside)
    elif overdue_on(document, end):
        stands = "overdue"
    else:
        stands = "in_time"
        if paused_on(document, end):
            beside.append("paused")
    place = Place(*(str(document.get(name, UNKNOWN)) for name in Place._fields))
    return Placed(str(document["_id"]), place, came, stands, tuple(beside))


def _resulted(document: Mapping[str, Any], beside: list[str]) -> str:
    """The column of a dossier that has ended; what is beside it is added to the list."""
    outcome, timeliness = document.get("outcome"), document.get("timeliness")
    if outcome != "resolved":
        beside.append(str(outcome))
        if outcome == "rejected" and timeliness == "late":
            beside.append("rejected_late")
        return "on_time"
    if timeliness is None:
        beside.append("no_due")
        return "on_time"
    if timeliness == "late" and document.get("excused"):
        beside.append("excused")
    return {"early": "early", "on_due_day": "on_time", "late": "late"}[timeliness]


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of one row, in the order of `COLUMNS`."""

    values: tuple[int, ...] = (0,) * len(COLUMNS)

    def __getitem__(self, number: int) -> int:
        """The figure of a column of the form, 3 to 13."""
        if number in SUMS:
            return sum(self[each] for each in SUMS[number])
        return self.values[_PLACES[number]]

    def __add__(self, other: Counts) -> Counts:
        return Counts(tuple(a + b for a, b in zip(self.values, other.values, strict=True)))

    def __sub__(self, other: Counts) -> Counts:
        return Counts(tuple(a - b for a, b in zip(self.values, other.values, strict=True)))

    def __bool__(self) -> bool:
        return any(self.values)


_PLACES = {NUMBERS[name]: place for place, name in enumerate(COLUMNS)}
_AT = {name: place for place, name in enumerate(COLUMNS)}


@dataclass
class Tally:
    """A form while it is counted: a few numbers a row, however many dossiers there are."""

    cells: dict[Place, list[int]] = field(default_factory=dict)
    beside: Counter[str] = field(default_factory=Counter)
    #: dossiers with impossible dates, received in the period: in no column
    left_out: int = 0

    def take(self, one: Placed) -> None:
        """Count a dossier."""
        cell = self.cells.setdefault(one.place, [0] * len(COLUMNS))
        cell[_AT[one.came]] += 1
        cell[_AT[one.stands]] += 1
        self.beside.update(one.beside)

    def counts(self) -> dict[Place, Counts]:
        """The rows as they were counted."""
        return {place: Counts(tuple(cell)) for place, cell in self.cells.items()}


def total(cells: Mapping[Place, Counts]) -> Counts:
    """The sum of all rows."""
    return sum(cells.values(), Counts())


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the printed form: a group of a level with its sum, a line in it, or the total."""

    kind: str
    counts: Counts
    level: str = ""
    id: str = ""


def rows(
    cells: Mapping[Place, Counts], by: str, levels: Sequence[str], order: Mapping[str, str] | None = None
) -> list[Row]:
    """The rows of a form: each level with its lines by "department" or "field" (none by "level"), a total.

    `levels`: the order of the levels; those that are not in it come last. `order`: id → by what the lines
    are sorted. No row at all where nothing is counted.
    """
    if not cells:
        return []
    known = order or {}
    found: list[Row] = []
    present = {place.level for place in cells}
    for level in (*[one for one in levels if one in present], *sorted(present - set(levels))):
        inside = {place: counts for place, counts in cells.items() if place.level == level}
        found.append(Row("group", total(inside), level))
        if by == "level":
            continue
        lines: dict[str, Counts] = {}
        for place, counts in inside.items():
            id = getattr(place, by)
            lines[id] = lines.get(id, Counts()) + counts
        found += [
            Row("line", lines[id], level, id)
            for id in sorted(lines, key=lambda id: (id == UNKNOWN, known.get(id, id).casefold(), id))
        ]
    return [*found, Row("total", total(cells))]


def holding(counts: Counts) -> bool:
    """Whether the four identities of the form hold."""
    sums = all(counts[whole] == sum(counts[part] for part in parts) for whole, parts in SUMS.items())
    return sums and counts[3] == counts[7] + counts[11]


def of_row(placed: Iterable[Placed], number: int, level: str = "", **where: str) -> list[str]:
    """The codes that a figure counts: of the column `number`, in a row."""
    return [
        one.code for one in placed
        if one.counts_in(number) and (not level or one.place.level == level)
        and all(getattr(one.place, name) == id for name, id in where.items())
    ]  # fmt: skip
