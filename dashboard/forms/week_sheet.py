"""The roster of a week on paper: A4 across, fields down, half-days across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.clock import date_of
from dashboard.exchange.roster_grid import heads, table
from dashboard.forms.printing import NoForm
from dashboard.forms.runs import clean, runs
from dashboard.forms.typeset import pdf
from dashboard.forms.words import Around, head_of
from dashboard.roster.planning import Planning
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office


def week_pdf(office: Office, viewer: Viewer, department: str, monday: int) -> bytes:
    """The published week; for who plans the draft, and told so, where it differs.

    Raises NotAllowed outside the viewer's departments, NoForm where the week is closed or empty.
    """
    plan, roster = Planning(office).week(viewer, department, monday)
    draft = bool(roster.draft) and roster.changed
    shown = roster.draft if draft else roster.published
    if not plan.slots or not shown:
        raise NoForm("Tuần này chưa có phân công.", "This week has no roster.")
    around = Around.of(office)
    head = head_of(around.department(department), around)
    today = f"ngày {around.now:%d} tháng {around.now:%m} năm {around.now:%Y}"
    title = "Lịch phân công trực" + (" (bản nháp)" if draft else "")
    period = f"Từ ngày {date_of(monday):%d/%m/%Y} đến ngày {date_of(plan.slots[-1].day):%d/%m/%Y}"
    fields = {one.id: one.name for one in office.fields.all()}
    counters = {one.id: one.name for one in office.counters.of(department)}
    rows = table(plan, shown, fields, counters, between="; ")
    page = {
        "kind": "register",
        "paper": "a4",
        "title": title,
        "period": clean(f"{office.names.name('department', department)} – {period}"),
        "footer": period,
        "authority": clean(head["authority"]),
        "unit": clean(head["unit"]),
        "number": [],
        "place_date": runs("{place}, {today}", head | {"today": today}),
        "heads": ["Lĩnh vực", *heads(plan)],
        "widths": [3, *[2] * len(plan.slots)],
        "rows": [[clean(cell) for cell in row] for row in rows],
    }
    return pdf([page], f"{title} – {period}", around.now)
