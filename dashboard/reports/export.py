"""A report as a file, made of what the screen shows; every export is in the audit first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from dashboard.access.roles import require
from dashboard.clock import date_of
from dashboard.forms.words import Around, head_of
from dashboard.reports import content
from dashboard.reports.form import FORM, Counts, Place, Row, rows
from dashboard.reports.overdue import Line, appendix
from dashboard.reports.paper import paper
from dashboard.reports.reading import Asked
from dashboard.reports.sheet import workbook
from dashboard.search.fold import fold
from models.audit import Entry
from models.report_closing import ReportClosing
from models.viewer import Viewer
from seed.reporting import reasons, titles

if TYPE_CHECKING:
    from dashboard.office import Office

File = Literal["xlsx", "pdf"]
TYPES: dict[File, tuple[str, str]] = {
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": ("PDF", "application/pdf"),
}


def file_name(asked: Asked, kind: File) -> str:
    """The name of the file."""
    return f"II.06a-{date_of(asked.start):%Y%m%d}-{date_of(asked.end):%Y%m%d}.{kind}"


def export(
    office: Office, viewer: Viewer, asked: Asked, by: str, kind: File, name: str = "",
    closing: ReportClosing | None = None,
) -> bytes:  # fmt: skip
    """The file of a report, within the viewer's scope. `name`: of the period; `closing`: that it is of.

    Raises NotAllowed, NoHistory, CannotPrint, and MotcuaError for an appendix that is too long.
    """
    require(viewer, "page.reports")
    require(viewer, "export")
    report = office.reports.make(viewer, asked)
    around = Around.of(office)
    lines = appendix(office, viewer, asked)
    office.audit.add(
        Entry(
            at=office.now(), actor=viewer.user_id, action="exported", subject="report",
            detail={
                "report": FORM, "form": kind, "lines": str(len(lines)),
                "from": str(date_of(asked.start)), "to": str(date_of(asked.end)),
                **{one: ",".join(ids) for one, ids in asked.where.items()},
            },
        )
    )  # fmt: skip
    names = office.names
    only = asked.where.get("department", ())
    department = around.department(only[0]) if len(only) == 1 else None
    reporter = department.name if department else head_of(None, around)["unit"]
    profile = around.profile
    known = (asked.known_by or report.made_at).astimezone(office.store.zone)
    seal = "" if closing is None else f"Kỳ đã chốt, số {closing.number}, mã băm {closing.hash[:16]}"
    head = content.head(
        titles(), reporter or "…", f"UBND {profile.province_vi}" if profile else "…", asked.start,
        asked.end, report.end, known, name, seal,
    )  # fmt: skip
    told = content.told_rows(
        in_order(office, report.cells, by),
        lambda id: names.name(by, id) or "không rõ",
        lambda id: names.name("level", id) or "không rõ",
    )
    words = reasons()
    late = [
        content.appendix_row(
            number, line, words, names.name("department", line.department), where_text(office, line)
        )
        for number, line in enumerate(lines, 1)
    ]
    beneath = content.beside(dict(report.beside), report.left_out)
    if kind == "xlsx":
        return workbook(head, by, told, late, beneath)
    return paper(head, by, told, late, beneath, office.now())


def in_order(office: Office, cells: Mapping[Place, Counts], by: str) -> list[Row]:
    """The rows of a report, levels from the top, lines by their names."""
    levels = [one.id for one in office.levels.all()]
    order = None if by == "level" else {id: fold(name) for id, name in office.names.of(by).items()}
    return rows(cells, by, levels, order)


def where_text(office: Office, line: Line) -> str:
    """The step that ran over most, in words."""
    if not line.step:
        return ""
    steps = office.names.of("step")
    task = steps.get(f"{line.procedure}:{line.step}") or steps.get(line.step) or line.step
    return f"bước “{task}”, {office.names.name('department', line.holder) or 'không rõ'}"
