"""The appendix of form II.06a: each overdue dossier, with its reason as entered or as the data suggest.

The reasons are a list of data (`seed/report_06a.json`). What nobody has entered is suggested from the step
that ran over its limit by most, and is told as a suggestion: a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.access.roles import require
from dashboard.progress import Progress
from dashboard.reports.facts import Fact
from dashboard.reports.form import FIELDS, placed
from dashboard.reports.listed import NoSuchFigure
from dashboard.reports.reading import Asked, dossiers
from models.errors import MotcuaError
from models.report_entry import ReportEntry
from models.viewer import Viewer
from seed.reporting import reasons

if TYPE_CHECKING:
    from dashboard.office import Office

#: ids of the reasons that data can suggest, see `seed/report_06a.json`
MANY_DOSSIERS, COORDINATION, SLOW, OTHER = "1", "3", "5", "7"
#: what the suggestion reads beside the fields of the form
MORE = ("visits", "route", "dues")
#: the figures of the appendix: with a reason entered, with this one entered, with this one only suggested
ENTERED, REASON, SUGGESTED = "entered", "reason", "suggested"
MOST_LINES = 5_000
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the appendix. `due_day`: the one that it is overdue against; `stands`: late or overdue.

    `reason` is the id of what was entered, "" where nothing was; `suggested` what the data say, with the
    `step` and `holder` that ran over most ("" where that is not known). `apology`: of an extension.
    """

    code: str
    procedure: str
    department: str
    received_day: int
    due_day: int | None
    closed_day: int | None
    stands: str
    reason: str
    note: str
    suggested: str
    step: str = ""
    holder: str = ""
    apology: str = ""


def appendix(
    office: Office, viewer: Viewer, asked: Asked, progress: Progress | None = None
) -> list[Line]:
    """The dossiers of columns 10 and 13, the longest overdue first; as many as these columns say.

    Raises as `Reports.make`, and MotcuaError for more than `MOST_LINES`.
    """
    require(viewer, "page.reports")
    end, online = office.reports.end(asked), office.reports.online()
    found: list[tuple[Mapping[str, Any], str]] = []
    span = Asked(asked.start, end, asked.where, asked.known_by)
    if end < asked.start:
        return []
    for document in dossiers(office, viewer, span, (*FIELDS, *MORE), progress):
        one = placed(document, asked.start, end, online)
        if one is not None and one.stands in ("late", "overdue"):
            found.append((document, one.stands))
            if len(found) > MOST_LINES:
                raise MotcuaError(
                    f"Phụ lục có hơn {MOST_LINES} hồ sơ; hãy chọn một cơ quan hoặc kỳ ngắn hơn.",
                    f"The appendix has more than {MOST_LINES} dossiers; choose a department or fewer days.",
                )
    codes = [str(document["_id"]) for document, _ in found]
    entered = office.report_entries.latest("reason", codes, asked.known_by)
    lines = [line(document, stands, end, entered.get((document["_id"], ""))) for document, stands in found]
    return sorted(lines, key=lambda one: (-days_late(one, end), one.code))


def having(found: list[Line], fact: Fact) -> list[Line]:
    """The lines that one figure of the appendix counts; `of` is the id of a reason.

    Raises NoSuchFigure for what is none.
    """
    if fact == Fact(ENTERED):
        return [one for one in found if one.reason]
    if fact.person or fact.of not in reasons():
        raise NoSuchFigure
    if fact.name == REASON:
        return [one for one in found if one.reason == fact.of]
    if fact.name == SUGGESTED:
        return [one for one in found if not one.reason and one.suggested == fact.of]
    raise NoSuchFigure


def days_late(one: Line, end: int) -> int:
    """Calendar days past the due day, to the result or to the end of the report."""
    if one.due_day is None:
        return 0
    return (end if one.closed_day is None else one.closed_day) - one.due_day


def line(document: Mapping[str, Any], stands: str, end: int, entry: ReportEntry | None) -> Line:
    """One line."""
    closed = document.get("closed_day")
    late = stands == "late"
    due = document.get("law_due_day" if late else "due_day")
    suggested, step, holder = suggestion(document)
    granted = [change for change in document.get("dues", ()) if change.get("cause") == "extension"]
    return Line(
        code=str(document["_id"]),
        procedure=str(document.get("procedure", "none")),
        department=str(document.get("department", "none")),
        received_day=int(document["received_day"]),
        due_day=due,
        closed_day=closed if late else None,
        stands=stands,
        reason="" if entry is None else entry.value,
        note="" if entry is None else entry.note,
        suggested=suggested,
        step=step,
        holder=holder,
        apology=str(granted[-1].get("reason", "")) if granted else "",
    )


def suggestion(document: Mapping[str, Any]) -> tuple[str, str, str]:
    """What the data suggest: the id of a reason, and the step and holder that ran over most.

    Of the visits over their limit the longest one: at another department, it is coordination; where most
    of it was waiting to be begun, too much work; else slow handling. Of a dossier that is open, the visit
    at which it lies. Where nothing is known of visits, "other".
    """
    limits = {step["step"]: step.get("limit_ms") or 0 for step in document.get("route", ())}
    visits = document.get("visits", ())
    over = [visit for visit in visits if visit.get("late")]
    if visits and document.get("closed_day") is None and visits[-1].get("left_at") is None:
        over = [visits[-1]]
    if not over:
        return OTHER, "", ""
    worst = max(over, key=lambda visit: _worked(visit) - limits.get(visit["step"], 0))
    step, holder = str(worst["step"]), str(worst["holder"])
    if holder != document.get("department"):
        return COORDINATION, step, holder
    waited = worst.get("queue_ms")
    queued = worst.get("started_at") is None if waited is None else waited > worst.get("handling_ms", 0)
    return (MANY_DOSSIERS if queued else SLOW), step, holder


def _worked(visit: Mapping[str, Any]) -> int:
    return int(visit.get("queue_ms") or 0) + int(visit.get("handling_ms") or 0)


def enter_reason(office: Office, viewer: Viewer, code: str, reason: str, note: str) -> None:
    """Write why a dossier is overdue; what was entered before stays beside it.

    Raises NotAllowed, and MotcuaError for a dossier that the viewer may not see or a reason that is none.
    """
    require(viewer, "report.enter")
    told = " ".join(note.split())
    if reason not in reasons():
        raise MotcuaError("Hãy chọn một nguyên nhân trong danh mục.", "Choose one of the listed reasons.")
    if len(told) > LONGEST_NOTE or (reason == OTHER and not told):
        raise MotcuaError(
            f"“Nguyên nhân khác” phải ghi rõ (đến {LONGEST_NOTE} ký tự).",
            f"“Other” has to be told in words (up to {LONGEST_NOTE} letters).",
        )
    if office.dossiers.get(code, viewer) is None:
        raise MotcuaError(
            "Không có hồ sơ này trong phạm vi của bạn.", "There is no such dossier in your scope."
        )
    office.report_entries.add(
        ReportEntry(
            kind="reason", subject=code, value=reason, note=told, actor=viewer.user_id, at=office.now()
        )
    )
