"""Planning a department's week: who may, what is read for it, saving, publishing, absences.

Everybody on the staff may read the published rosters of their departments; drafts, and the persons
behind them, are for those who plan.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.access.roles import may, require
from dashboard.clock import date_of
from dashboard.notices.rosters import roster_notices
from dashboard.roster.conflicts import Conflict, conflicts, sound
from dashboard.roster.edit import Told, differences, ordered
from dashboard.roster.week import Rules, WeekPlan, monday_of, slots_of
from models.absence import LONGEST_DAYS, Absence, AbsenceKind, Half
from models.audit import AuditAction, Entry
from models.department import Department
from models.errors import MotcuaError, NotAllowed
from models.roster import Assignment, Roster
from models.staff import StaffMember
from models.store import Session
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office


class NotPublishable(MotcuaError):
    """The week holds hard conflicts; `conflicts` are they."""

    def __init__(self, hard: Sequence[Conflict]) -> None:
        self.conflicts = tuple(hard)
        super().__init__(
            f"Chưa công bố được: còn {len(hard)} xung đột phải xử lý.",
            f"It cannot be published yet: {len(hard)} conflicts have to be resolved.",
        )


class Planning:
    """The service behind the roster's screen."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def departments(self, viewer: Viewer) -> list[Department]:
        """Departments whose weeks the viewer may see: their own; with the scope of all, all with staff."""
        require(viewer, "page.roster")
        on = self._office.local_date()
        staffed = {one.department for one in self._office.staff.all()}
        return [
            one
            for one in self._office.departments.tree(on).in_force()
            if one.id in staffed and within(viewer, one.id)
        ]

    def week(self, viewer: Viewer, department: str, monday: int) -> tuple[WeekPlan, Roster]:
        """What a week is judged by, and the week. Who does not plan sees only what was published.

        Raises NotAllowed outside the viewer's departments.
        """
        require(viewer, "page.roster")
        self._within(viewer, department)
        plan = self.plan(department, monday)
        roster = self._office.rosters.week(department, monday)
        if not may(viewer, "roster.edit"):
            roster = roster.model_copy(update={"draft": roster.published})
        return plan, roster

    def attendance(self, department: str, monday: int) -> WeekPlan:
        """Who is there in a department's week, and what they know: nothing of what the week should be.

        It is read with every dossier that is passed on, so it reads no more than that takes.
        """
        return WeekPlan(
            monday=monday,
            slots=slots_of(self._office.calendar(), monday),
            fields=(),
            people={one.id: one for one in self._office.staff.of(department)},
            absences=tuple(self._office.absences.between(department, monday, monday + 6)),
        )

    def plan(self, department: str, monday: int) -> WeekPlan:
        """What a department's week is judged by: its attendance, and its fields, counters and rules."""
        office = self._office
        there = self.attendance(department, monday)
        rules = office.roster_rules.of(department)
        return replace(
            there,
            fields=self.fields(department, there.people.values()),
            counters={
                one.id: frozenset(one.fields)
                for one in office.counters.of(department)
                if not one.ended(date_of(monday))
            },
            rules=Rules(primaries=dict(rules.primaries), stand_ins=rules.stand_ins),
        )

    def fields(self, department: str, people: Iterable[StaffMember]) -> tuple[str, ...]:
        """The rows of the roster: fields that the department answers for, and those its people know."""
        office = self._office
        procedures = [one for one in office.procedures.all() if not one.ended(self._office.local_date())]
        own = {one.field for one in procedures if one.department == department}
        known = {competence.field for person in people for competence in person.competences}
        return tuple(one.id for one in office.fields.all() if one.id in own | known)

    def save(self, viewer: Viewer, roster: Roster, draft: Iterable[Assignment]) -> Roster:
        """Keep a draft, conflicts and all. Raises NotAllowed, SomebodyElseSaved."""
        self._may_plan(viewer, roster.department)
        return self._office.rosters.save(roster.model_copy(update={"draft": ordered(draft)}))

    def publish(self, viewer: Viewer, roster: Roster) -> tuple[Roster, list[Told]]:
        """Publish the draft; the week, and whom it concerns. Raises NotPublishable, SomebodyElseSaved."""
        self._may_plan(viewer, roster.department)
        plan = self.plan(roster.department, roster.monday)
        hard = [one for one in conflicts(plan, roster.draft) if one.hard]
        if hard:
            raise NotPublishable(hard)
        told = differences(roster.published, roster.draft)
        now = self._office.now()
        after = self._tell(
            roster.model_copy(
                update={"published": roster.draft, "published_at": now, "published_by": viewer.user_id}
            ),
            told,
        )
        self._audit(viewer, "roster_published", roster.id, people=str(len(told)))
        return after, told

    def withdraw(self, department: str) -> list[Told]:
        """Take out of the published weeks what no longer holds, and tell whom that concerns.

        After an absence was approved, or staff or counters have changed: a published week never says
        that somebody is on duty who cannot be. The drafts stay, so that their conflicts are there to be
        mended.
        """
        concerned: list[Told] = []
        monday = monday_of(self._office.today())
        for roster in self._office.rosters.weeks(department, monday, monday + LONGEST_DAYS):
            left = sound(self.plan(department, roster.monday), roster.published)
            if len(left) < len(roster.published):
                told = differences(roster.published, left)
                self._tell(roster.model_copy(update={"published": left}), told)
                concerned += told
        return concerned

    def ask_absence(
        self,
        viewer: Viewer,
        person: StaffMember,
        kind: AbsenceKind,
        first: tuple[int, Half],
        last: tuple[int, Half],
        reason: str = "",
    ) -> Absence:
        """Enter an absence: approved at once by those who decide on it, asked for by the person.

        Raises NotAllowed, BadAbsence, and MotcuaError where it overlaps one that is there.
        """
        decides = may(viewer, "absence.decide") and within(viewer, person.department)
        if not decides and (person.user != viewer.user_id or not person.user):
            raise NotAllowed("Bạn chỉ nhập được vắng mặt của mình.", "You can only enter your own absence.")
        now = self._office.now()
        absence = Absence(
            id=uuid.uuid4().hex,
            person=person.id,
            department=person.department,
            kind=kind,
            first_day=first[0],
            first_half=first[1],
            last_day=last[0],
            last_half=last[1],
            reason=reason.strip(),
            state="approved" if decides else "asked",
            asked_by=viewer.user_id,
            asked_at=now,
            decided_by=viewer.user_id if decides else "",
            decided_at=now if decides else None,
        )
        there = self._office.absences.of(person.id, absence.first_day, absence.last_day)
        if any(one.state in ("asked", "approved") and overlaps(one, absence) for one in there):
            raise MotcuaError(
                "Đã có vắng mặt trong những ngày này.", "There is an absence on these days already."
            )
        self._office.absences.put(absence)
        self._audit(viewer, "absence_entered", person.id, kind=kind, state=absence.state)
        if absence.state == "approved":
            self.withdraw(person.department)
        return absence

    def decide_absence(self, viewer: Viewer, id: str, approve: bool) -> Absence:
        """Approve or refuse what was asked for, or cancel (refuse) what was approved."""
        require(viewer, "absence.decide")
        absence = self._office.absences.get(id)
        if absence is None:
            raise MotcuaError("Không còn mục vắng mặt này.", "This absence is no longer there.")
        self._within(viewer, absence.department)
        state = "approved" if approve else "refused" if absence.state == "asked" else "cancelled"
        after = absence.model_copy(
            update={"state": state, "decided_by": viewer.user_id, "decided_at": self._office.now()}
        )
        self._office.absences.put(after)
        self._audit(viewer, "absence_decided", absence.person, state=state)
        if state == "approved":
            self.withdraw(absence.department)
        return after

    def _tell(self, roster: Roster, told: list[Told]) -> Roster:
        """Save a published week, and write the notices to those concerned in the same transaction."""
        office = self._office
        notices = roster_notices(office, roster.department, f"roster:{roster.id}:{roster.version + 1}", told)

        def write(session: Session) -> Roster:
            office.notices.add(notices, session)
            return office.rosters.save(roster, session)

        return office.store.transact(write)

    def _may_plan(self, viewer: Viewer, department: str) -> None:
        require(viewer, "roster.edit")
        self._within(viewer, department)

    def _within(self, viewer: Viewer, department: str) -> None:
        if not within(viewer, department):
            raise NotAllowed(
                "Lịch phân công của cơ quan này ngoài phạm vi của bạn.",
                "The roster of this department is outside your scope.",
            )

    def _audit(self, viewer: Viewer, action: AuditAction, subject: str, **detail: str) -> None:
        self._office.audit.add(
            Entry(at=self._office.now(), actor=viewer.user_id, action=action, subject=subject, detail=detail)
        )


def within(viewer: Viewer, department: str) -> bool:
    """Whether the department is one of the viewer's."""
    scope = viewer.scope
    return scope.kind == "all" or department in scope.departments


def overlaps(one: Absence, other: Absence) -> bool:
    """Whether two absences share a half-day."""
    begins = max((a.first_day, a.first_half == "afternoon") for a in (one, other))
    ends = min((a.last_day, a.last_half == "afternoon") for a in (one, other))
    return begins <= ends
