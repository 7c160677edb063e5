"""Closing a period: its figures are kept with a seal; what a later correction moves is shown beside them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.cube.question import narrowed
from dashboard.progress import Progress
from dashboard.reports.form import COLUMNS, FIGURES, FORM, Counts, Place, Placed, placed
from dashboard.reports.reading import Asked, Where, then_and_now
from models.audit import Entry
from models.errors import AlreadyThere, MotcuaError
from models.report_closing import ClosedCell, ReportClosing
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

LONGEST_NOTE = 500


class CannotClose(MotcuaError):
    """The period cannot be closed now; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row whose figures are no longer what was closed."""

    place: Place
    closed: Counts
    now: Counts

    @property
    def columns(self) -> dict[int, int]:
        """Column of the form → by how much it has moved; only those that have."""
        return {n: moved for n in FIGURES if (moved := self.now[n] - self.closed[n])}


@dataclass(frozen=True, slots=True)
class Since:
    """What was recorded of a dossier after the closing."""

    at: datetime.datetime
    action: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A dossier that stands elsewhere in the form than when the period was closed (None: in no column)."""

    code: str
    closed: Placed | None
    now: Placed | None
    since: tuple[Since, ...]


def close(office: Office, viewer: Viewer, start: int, end: int, note: str = "") -> ReportClosing:
    """Keep the figures of a period as they are now, written into the audit. Closing it again adds another.

    Raises NotAllowed, and CannotClose for a period that is not over, for somebody who does not see the whole
    Office, and where somebody else is closing a period at the same moment.
    """
    require(viewer, "report.close")
    if viewer.scope.kind != "all":
        raise CannotClose(
            "Chỉ người xem được toàn bộ số liệu mới chốt kỳ được.",
            "Only somebody who sees the whole Office closes a period.",
        )
    if start > end or end >= office.today():
        raise CannotClose(
            "Kỳ chưa hết, chưa chốt được; hãy chốt sau ngày cuối của kỳ.",
            "The period is not over; close it after its last day.",
        )
    known_by = _whole(office.now())
    report = office.reports.make(viewer, Asked(start, end))
    closing = ReportClosing(
        number=0, form=FORM, start=start, end=end, known_by=known_by, columns=COLUMNS,
        cells=tuple(
            ClosedCell(**place._asdict(), counts=counts.values)
            for place, counts in sorted(report.cells.items())
        ),
        left_out=report.left_out, note=" ".join(note.split())[:LONGEST_NOTE], actor=viewer.user_id,
        actor_name=viewer.name,
    )  # fmt: skip
    try:
        made = office.report_closings.add(closing)
    except AlreadyThere:
        raise CannotClose(
            "Người khác vừa chốt một kỳ; hãy xem lại rồi chốt.",
            "Somebody else has just closed a period; look again, then close.",
        ) from None
    detail = {"number": str(made.number), "from": str(start), "to": str(end), "hash": made.hash}
    office.audit.add(
        Entry(
            at=office.now(),
            actor=viewer.user_id,
            action="report_closed",
            subject=f"{FORM} {made.number}",
            detail=detail,
        )
    )
    return made


def cells_of(closing: ReportClosing, viewer: Viewer, where: Where | None = None) -> dict[Place, Counts]:
    """The closed figures of some conditions, within what the viewer's scope counts."""
    where = narrowed(where or {}, viewer)
    found: dict[Place, Counts] = {}
    for cell in closing.cells:
        place = Place(cell.level, cell.department, cell.field)
        if all(getattr(place, name) in values for name, values in where.items()):
            found[place] = Counts(cell.counts)
    return found


def differences(closed: Mapping[Place, Counts], now: Mapping[Place, Counts]) -> list[Difference]:
    """The rows whose figures have moved."""
    found = [
        Difference(place, closed.get(place, Counts()), now.get(place, Counts()))
        for place in sorted(closed.keys() | now.keys())
    ]
    return [one for one in found if one.closed != one.now]


def moved(
    office: Office, viewer: Viewer, closing: ReportClosing, progress: Progress | None = None,
    where: Where | None = None,
) -> list[Moved]:  # fmt: skip
    """The dossiers that stand elsewhere now, with what was recorded of them since; by code.

    Raises NotAllowed, and NoHistory in a store without events.
    """
    require(viewer, "page.reports")
    online, found = office.reports.online(), []
    asked = Asked(closing.start, closing.end, where or {}, closing.known_by)
    for one in then_and_now(office, viewer, asked, progress=progress):
        if one.touched:
            was = None if one.then is None else placed(one.then, closing.start, closing.end, online)
            now = placed(one.now, closing.start, closing.end, online)
            if was != now:
                code = str(one.now["_id"])
                found.append(Moved(code, was, now, _since(office, code, closing.known_by)))
    return sorted(found, key=lambda one: one.code)


def _since(office: Office, code: str, instant: datetime.datetime) -> tuple[Since, ...]:
    return tuple(
        Since(event.recorded_at, event.action, event.actor, str(event.params.get("reason") or event.note))
        for event in office.events.of(code)
        if event.recorded_at > instant
    )


def _whole(instant: datetime.datetime) -> datetime.datetime:
    """An instant as the store keeps it."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
