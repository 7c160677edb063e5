"""The working calendar as it is edited: hours and exceptional days, and what a change moves."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from dashboard.access.acting import act
from dashboard.access.roles import require
from dashboard.catalogue.lists import Wrong
from dashboard.clock import WorkingCalendar
from dashboard.cube.question import Question
from dashboard.flow import Action, apply
from models.audit import Entry
from models.calendar import (
    BadHours,
    CalendarDocument,
    CalendarException,
    CalendarName,
    ExceptionKind,
    Intervals,
    checked_intervals,
)
from models.dossier import Dossier
from models.errors import MotcuaError
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

OFFICE = "office"
#: open dossiers that are looked at for one change
MOST = 5_000
KINDS: tuple[ExceptionKind, ...] = get_args(ExceptionKind)
_SPAN = re.compile(r"^(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)$")


@dataclass(frozen=True, slots=True)
class Moved:
    """An open dossier whose due date another calendar moves: as it is, as it would be (or has become)."""

    dossier: Dossier
    after: Dossier | None
    why: MotcuaError | None


def hours_told(intervals: Intervals) -> str:
    """ "07:00-11:30, 13:30-17:00"; "" for a day off."""
    return ", ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in intervals)


def hours_read(text: str) -> Intervals:
    """The intervals that a text says; () for an empty one. Raises BadHours."""
    spans = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        match = _SPAN.match(part)
        if match is None or int(match[2]) > 59 or int(match[4]) > 59:
            raise BadHours(text)
        spans.append((int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])))
    return checked_intervals(spans)


def document_of(
    before: CalendarDocument, week: Sequence[str], days: Sequence[Mapping[str, Any]]
) -> tuple[CalendarDocument | None, list[Wrong], list[Wrong]]:
    """The calendar that the two tables say, and what is wrong with the cells of each (pure)."""
    wrong_week: list[Wrong] = []
    hours: list[Intervals] = []
    for number, text in enumerate(week, 1):
        try:
            hours.append(hours_read(text or ""))
        except BadHours as bad:
            wrong_week.append(Wrong(number, "hours", bad.vi, bad.en))
    wrong: list[Wrong] = []
    exceptions: dict[date, CalendarException] = {}
    for number, row in enumerate(days, 1):
        if all(value in (None, "") for value in row.values()):
            continue
        found: list[Wrong] = []
        day = day_read(row.get("day"))
        if day is None:
            found.append(Wrong(number, "day", "chưa điền.", "is missing."))
        elif day in exceptions:
            found.append(Wrong(number, "day", "ngày này đã có.", "this day is there already."))
        name, kind = str(row.get("name") or "").strip(), row.get("kind")
        for column, missing in (("name", not name), ("kind", kind not in KINDS)):
            if missing:
                found.append(Wrong(number, column, "chưa điền.", "is missing."))
        try:
            spans = hours_read(str(row.get("hours") or ""))
        except BadHours as bad:
            found.append(Wrong(number, "hours", bad.vi, bad.en))
        wrong += found
        if found or day is None:
            continue
        was = before.exceptions.get(day)
        english = was.name.en if was is not None and was.name.vi == name else name
        exceptions[day] = CalendarException(
            kind=kind, name=CalendarName(vi=name, en=english), intervals=spans
        )  # fmt: skip
    if wrong or wrong_week:
        return None, wrong_week, wrong
    return before.model_copy(update={"hours": tuple(hours), "exceptions": exceptions}), [], []


def day_read(value: Any) -> date | None:
    """The day of a cell; None where there is none."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def preview(office: Office, viewer: Viewer, document: CalendarDocument) -> list[Moved]:
    """The open dossiers whose due date the calendar would move; nothing is written. Raises MotcuaError."""
    require(viewer, "catalogue")
    calendar = WorkingCalendar.from_document(document, office.store.zone)
    action, now = Action(name="recount", reason="?"), office.now()
    found: list[Moved] = []
    for row in office.cube.members(viewer, "backlog", Question(("backlog",)), limit=MOST).rows:
        try:
            after, _ = apply(row.dossier, action, viewer.user_id, now, calendar)
        except MotcuaError:
            continue  # what has no due date of ours has none that moves
        if after.due_at != row.dossier.due_at:
            found.append(Moved(row.dossier, after, None))
    return found


def keep(
    office: Office, viewer: Viewer, document: CalendarDocument, seen: CalendarDocument,
    moved: Sequence[Moved], reason: str, progress: Callable[[int, int], None] | None = None,
) -> list[Moved]:  # fmt: skip
    """Keep the calendar in place of `seen`, and move the due dates chosen, each by an action of its own.

    What came of every dossier; one that somebody has changed since the preview stays, and says so. Raises
    NotAllowed, MotcuaError where the calendar is another one by now or the reason is missing.
    """
    require(viewer, "catalogue")
    if not reason.strip():
        raise MotcuaError("Hãy ghi lý do sửa lịch.", "Say why the calendar is changed.")
    if office.calendars.get(OFFICE) != seen:
        raise MotcuaError(
            "Người khác vừa sửa lịch; hãy mở lại.",
            "Somebody else has just changed the calendar; open it again.",
        )
    office.calendars.put(document)
    office.calendar_changed()
    office.audit.add(Entry(
        at=office.now(), actor=viewer.user_id, action="catalogue_changed", subject=OFFICE,
        detail={"what": "calendar", "reason": reason.strip(), "moved": str(len(moved))},
    ))  # fmt: skip
    results: list[Moved] = []
    for count, one in enumerate(moved, start=1):
        try:
            action = Action(name="recount", reason=reason.strip())
            after = act(office, viewer, one.dossier.id, action, one.dossier.version)
            results.append(Moved(one.dossier, after, None))
        except MotcuaError as refused:
            results.append(Moved(one.dossier, None, refused))
        if progress is not None:
            progress(count, len(moved))
    return results
