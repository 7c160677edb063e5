"""What a person enters where nothing can be computed: points of a criterion or an item, with the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.reports.index766 import key_of
from models.errors import MotcuaError, NotAllowed
from models.report_entry import EntryKind, ReportEntry
from models.viewer import Viewer
from seed.reporting import criteria, index

if TYPE_CHECKING:
    from dashboard.office import Office

LONGEST_NOTE = 300
#: the whole Office, where points are not of one department
WHOLE = "*"


def subject_of(start: int, end: int, department: str = WHOLE) -> str:
    """What points are of: a period and a department."""
    return f"{start}|{end}|{department}"


def most_of(kind: EntryKind, key: str) -> float:
    """The most points of a criterion or an item. Raises KeyError for one that is none."""
    if kind == "tt01":
        return {str(one["no"]): 2.0 for one in criteria()["criteria"]}[key]
    return {
        key_of(str(group["key"]), place): float(item["max"])
        for group in index()["groups"]
        for place, item in enumerate(group["items"], 1)
    }[key]


def enter_points(
    office: Office, viewer: Viewer, kind: EntryKind, start: int, end: int, department: str, key: str,
    points: float, note: str,
) -> None:  # fmt: skip
    """Keep the points of a criterion, with what they rest on; an earlier entry stays beside it.

    Raises NotAllowed outside the viewer's departments, MotcuaError for points that cannot be and without a
    note.
    """
    require(viewer, "report.enter")
    scope = viewer.scope
    if scope.kind != "all" and department not in scope.departments:
        raise NotAllowed(
            "Bạn chỉ ghi điểm cho cơ quan của mình.", "You enter points for your own department only."
        )
    told = " ".join(note.split())
    most = most_of(kind, key)
    if not 0 <= points <= most:
        raise MotcuaError(f"Điểm từ 0 đến {most:g}.", f"Points are 0 to {most:g}.")
    if not told or len(told) > LONGEST_NOTE:
        raise MotcuaError(
            f"Hãy ghi căn cứ của điểm (đến {LONGEST_NOTE} ký tự).",
            f"Say what the points rest on (up to {LONGEST_NOTE} letters).",
        )
    office.report_entries.add(
        ReportEntry(
            kind=kind, subject=subject_of(start, end, department), key=key, value=f"{points:g}", note=told,
            actor=viewer.user_id, at=office.now(),
        )
    )  # fmt: skip
