"""The hours that departments keep of their own, as a table, and which limits of open steps a change moves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dashboard.access.acting import act
from dashboard.access.roles import require
from dashboard.catalogue.calendars import MOST, Moved, day_read, hours_read, hours_told
from dashboard.catalogue.lists import Wrong
from dashboard.clock import WorkingCalendar, with_places
from dashboard.flow import Action, apply
from dashboard.work.desk import LAST_DAY
from models.audit import Entry
from models.calendar import BadHours, Intervals
from models.dossier import Dossier, WorkKind
from models.errors import MotcuaError
from models.hours import DepartmentHours
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

WEEKDAYS = tuple(f"day{number}" for number in range(7))
COLUMNS = ("department", "valid_from", *WEEKDAYS)
#: the work of a department whose step has a limit that runs
RUNNING: tuple[WorkKind, ...] = ("todo", "taken", "paused")


def rows_of(known: Sequence[DepartmentHours]) -> list[dict[str, Any]]:
    """The hours as rows of the table; a row without any says that the Office's hold again."""
    return [
        {"department": one.department, "valid_from": one.valid_from}
        | {day: hours_told(one.hours[place]) if one.hours else "" for place, day in enumerate(WEEKDAYS)}
        for one in known
    ]


def read(
    rows: Sequence[Mapping[str, Any]], departments: Collection[str]
) -> tuple[list[DepartmentHours], list[Wrong]]:
    """The hours that the rows say, and what is wrong with their cells (pure)."""
    made: dict[str, DepartmentHours] = {}
    wrong: list[Wrong] = []
    for number, row in enumerate(rows, 1):
        if all(value in (None, "") for value in row.values()):
            continue
        found: list[Wrong] = []
        department, since = str(row.get("department") or ""), day_read(row.get("valid_from"))
        if department not in departments:
            found.append(Wrong(number, "department", "chưa chọn cơ quan.", "no department is chosen."))
        if since is None:
            found.append(Wrong(number, "valid_from", "chưa điền.", "is missing."))
        week: list[Intervals] = []
        for day in WEEKDAYS:
            try:
                week.append(hours_read(str(row.get(day) or "")))
            except BadHours as bad:
                found.append(Wrong(number, day, bad.vi, bad.en))
        if not found and since is not None:
            one = DepartmentHours(
                department=department, valid_from=since, hours=tuple(week) if any(week) else None
            )
            if one.id in made:
                found.append(Wrong(
                    number, "valid_from", "cơ quan này đã có giờ từ ngày này.",
                    "this department has hours from this day already.",
                ))  # fmt: skip
            made[one.id] = one
        wrong += found
    return sorted(made.values(), key=lambda one: (one.department, one.valid_from)), wrong


def changed_departments(
    before: Sequence[DepartmentHours], after: Sequence[DepartmentHours]
) -> list[str]:
    """The departments whose hours differ."""
    return sorted({one.department for one in set(before) ^ set(after)})


def preview(office: Office, viewer: Viewer, hours: Sequence[DepartmentHours]) -> list[Moved]:
    """The open steps whose limit the hours would move; nothing is written. Raises MotcuaError."""
    require(viewer, "catalogue")
    calendar = with_places(plain(office), hours)
    action, now = Action(name="retime", reason="?"), office.now()
    found: list[Moved] = []
    for dossier in lying_at(office, viewer, changed_departments(office.department_hours.all(), hours)):
        try:
            after, _ = apply(dossier, action, viewer.user_id, now, calendar)
        except MotcuaError:
            continue  # a step without a limit of the process has none that moves
        if after.visits[-1].due_at != dossier.visits[-1].due_at:
            found.append(Moved(dossier, after, None))
    return found


def plain(office: Office) -> WorkingCalendar:
    """The Office's calendar as it is, without any department's own hours."""
    now = office.calendar()
    return WorkingCalendar(now.hours, now.exceptions, now.zone, now.names, now.same_day_until)


def lying_at(office: Office, viewer: Viewer, departments: Sequence[str]) -> Iterator[Dossier]:
    """The dossiers at open steps of the departments, at most `MOST`."""
    count = 0
    for department in departments:
        for kind in RUNNING:
            for dossier in office.dossiers.at_desk(department, kind, 0, LAST_DAY, viewer):
                if count == MOST:
                    return
                count += 1
                yield dossier


def keep(
    office: Office, viewer: Viewer, hours: Sequence[DepartmentHours], seen: Sequence[DepartmentHours],
    moved: Sequence[Moved], reason: str, progress: Callable[[int, int], None] | None = None,
) -> list[Moved]:  # fmt: skip
    """Keep the hours in place of `seen`, and move the limits chosen, each by an action of its own.

    Raises NotAllowed; MotcuaError where the hours are others by now or the reason is missing.
    """
    require(viewer, "catalogue")
    if not reason.strip():
        raise MotcuaError("Hãy ghi lý do sửa giờ làm việc.", "Say why the hours are changed.")
    if office.department_hours.all() != list(seen):
        raise MotcuaError(
            "Người khác vừa sửa giờ làm việc; hãy mở lại.",
            "Somebody else has just changed the hours; open them again.",
        )
    office.department_hours.replace(hours)
    office.calendar_changed()
    office.audit.add_many([
        Entry(at=office.now(), actor=viewer.user_id, action="catalogue_changed", subject=department,
              detail={"what": "hours", "reason": reason.strip(), "moved": str(len(moved))})
        for department in changed_departments(seen, hours)
    ])  # fmt: skip
    results: list[Moved] = []
    for count, one in enumerate(moved, start=1):
        try:
            action = Action(name="retime", reason=reason.strip())
            after = act(office, viewer, one.dossier.id, action, one.dossier.version)
            results.append(replace(one, after=after))
        except MotcuaError as refused:
            results.append(Moved(one.dossier, None, refused))
        if progress is not None:
            progress(count, len(moved))
    return results
