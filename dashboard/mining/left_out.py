"""The lists behind the figures without closures in mass, read page by page like those of the statistics.

What was closed on those days by those departments is left out of a list of closed dossiers, and stands in the
list of the backlog behind those that are open. A number and its list leave out the same days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dashboard.cube.members import Page, Place, Row
from dashboard.cube.question import Question
from dashboard.mining.stock import Closure, Without, questions
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

Where = Mapping[str, tuple[str, ...]]
#: measures that have a list without closures in mass → where `Without` holds their number
FIGURES: Final[Mapping[str, str]] = {
    "closed": "closed", "on_time_rate": "judged", "backlog": "backlog", "waiting_working_mean": "results",
}  # fmt: skip


def count_without(found: Without, measure: str) -> int:
    """How many the list without closures in mass has."""
    both: tuple[int, int] = getattr(found, FIGURES[measure])
    return both[1]


def members_without(
    office: Office, viewer: Viewer, measure: str, question: Question, closures: Sequence[Closure],
    after: str | None, limit: int,
) -> Page:  # fmt: skip
    """One page of the members of a measure of `FIGURES` without closures in mass.

    `question`: its period and filters.
    """
    if measure == "backlog":
        return _with_closed(office, viewer, question, closures, after, limit)
    gone = {(one.department, one.day) for one in closures}
    rows: list[Row] = []
    place = after
    while len(rows) <= limit:
        page = office.cube.members(viewer, measure, question, place, limit + 1)
        rows += [row for row in page.rows if (row.dossier.department, row.day) not in gone]
        place = page.after
        if place is None:
            break
    return Page(rows[:limit], _place(rows[limit - 1]) if len(rows) > limit else None)


def _with_closed(
    office: Office, viewer: Viewer, question: Question, closures: Sequence[Closure], after: str | None,
    limit: int,
) -> Page:  # fmt: skip
    """What is open at the end of the period, and then what was closed on each of the days."""
    stands = Question(("backlog",), at=question.end, where=question.where)
    parts = [("backlog", stands)]
    parts += [("closed", each) for each in questions(("closed",), question.where, closures)]
    number, _, inner = (after or "0~").partition("~")
    part, place = int(number) if number.isdigit() else 0, inner or None
    rows: list[Row] = []
    while part < len(parts):
        name, asked = parts[part]
        page = office.cube.members(viewer, name, asked, place, limit - len(rows))
        rows += page.rows
        part, place = (part, page.after) if page.after is not None else (part + 1, None)
        if len(rows) >= limit:
            break
    return Page(rows, f"{part}~{place or ''}" if part < len(parts) else None)


def _place(row: Row) -> str:
    return str(Place(-row.day, row.dossier.id))
