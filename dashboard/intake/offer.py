"""What somebody may take in: the procedures in force today whose dossiers would be theirs to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from dashboard.clock import Term, WorkingCalendar
from dashboard.clock.words import term_words, weekday_words
from dashboard.intake.desk import may_take_in
from dashboard.intake.route import Desk, desk_of, needs_place
from models.department import DepartmentTree
from models.errors import MotcuaError
from models.procedure import Procedure, Revision
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure, its revision of today, and the levels at which the viewer may take it in."""

    procedure: Procedure
    revision: Revision
    levels: tuple[str, ...]

    @property
    def term(self) -> Term:
        """The time limit."""
        return Term(value=self.revision.term.value, unit=self.revision.term.unit)

    def term_words(self, language: str) -> str:
        """The time limit in words."""
        return term_words(self.term, language)

    def due(self, calendar: WorkingCalendar, received: datetime, language: str) -> tuple[datetime, str]:
        """When the result is due if it is received then, and why in words."""
        return calendar.due(received, self.term), calendar.explain(received, self.term, language)

    def weekday(self, day: date, language: str) -> str:
        """The name of a day of the week."""
        return weekday_words(day, language)


def offers(office: Office, viewer: Viewer) -> dict[str, Offer]:
    """Procedure → what the viewer may take in of it today, in the order of the catalogue."""
    on = office.local_date()
    tree = office.departments.tree(on)
    revisions: dict[str, Revision] = {}
    for revision in office.revisions.all():
        if revision.in_force(on):
            revisions[revision.procedure] = revision  # sorted: the latest one in force stays
    found: dict[str, Offer] = {}
    for procedure in office.procedures.all():
        revision_today = revisions.get(procedure.id)
        if revision_today is None or not procedure.in_force(on) or not revision_today.steps:
            continue
        levels = tuple(
            level for level in procedure.levels
            if places(procedure, revision_today, tree, viewer, level, first_only=True)
        )  # fmt: skip
        if levels:
            found[procedure.id] = Offer(procedure, revision_today, levels)
    return found


def places(
    procedure: Procedure, revision: Revision, tree: DepartmentTree, viewer: Viewer, level: str,
    *, first_only: bool = False,
) -> list[Desk]:  # fmt: skip
    """The desks of a level that are the viewer's: one without a place, or one for each place."""
    if not needs_place(procedure, tree, level):
        candidates: list[str | None] = [None]
    else:
        candidates = [one.id for one in tree.in_force() if one.level == level and one.in_force(tree.on)]
    desks: list[Desk] = []
    for place in candidates:
        try:
            desk = desk_of(procedure, revision, tree, level, place)
        except MotcuaError:
            continue
        if may_take_in(viewer, procedure, desk):
            desks.append(desk)
            if first_only:
                break
    return desks
