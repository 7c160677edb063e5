"""Changes of a department's staff and counters: who may, their audit, published weeks kept sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.roster.edit import copied, ordered
from dashboard.roster.planning import Planning, within
from dashboard.roster.week import slots_of
from models.audit import AuditAction, Entry
from models.errors import MotcuaError, NotAllowed
from models.roster import Counter, Roster
from models.staff import StaffMember
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: how many weeks a pattern is repeated at most
MOST_WEEKS = 26


def keep_staff(office: Office, viewer: Viewer, department: str, members: Iterable[StaffMember]) -> int:
    """Keep new and changed people; how many. Raises NotAllowed, and MotcuaError where an account has two."""
    _may(viewer, department)
    kept = list(members)
    for one in kept:
        before = office.staff.get(one.id)
        if one.department != department or (before is not None and before.department != department):
            raise NotAllowed("Cán bộ này thuộc cơ quan khác.", "This person is of another department.")
        other = office.staff.of_user(one.user)
        if one.user and (
            (other is not None and other.id != one.id) or sum(each.user == one.user for each in kept) > 1
        ):
            raise MotcuaError(
                "Một tài khoản được gán cho hai người.", "One account is given to two people."
            )
    office.staff.put_many(kept)
    _told(office, viewer, "staff_changed", {one.id: one.name for one in kept})
    Planning(office).withdraw(department)
    return len(kept)


def keep_counters(office: Office, viewer: Viewer, department: str, counters: Iterable[Counter]) -> int:
    """Keep new and changed counters; how many. Raises NotAllowed, also for the id of another's counter."""
    _may(viewer, department)
    kept = list(counters)
    for one in kept:
        before = office.counters.get(one.id)
        if one.department != department or (before is not None and before.department != department):
            raise NotAllowed(
                f"Đã có quầy mã “{one.id}” ở cơ quan khác.", f"“{one.id}” is another department's counter."
            )
    office.counters.put_many(kept)
    _told(office, viewer, "counters_changed", {one.id: one.name for one in kept})
    Planning(office).withdraw(department)
    return len(kept)


def repeat(office: Office, viewer: Viewer, roster: Roster, weeks: int, every: int = 1) -> list[int]:
    """Copy a week's draft into every `every`th of the coming weeks, `weeks` times; the Mondays written.

    What is fixed there stays, what is closed then is left out, what was published stays published.
    Raises NotAllowed, SomebodyElseSaved.
    """
    if not (1 <= weeks <= MOST_WEEKS and 1 <= every <= 4):
        raise MotcuaError(f"Lặp từ 1 đến {MOST_WEEKS} tuần.", f"Repeat 1 to {MOST_WEEKS} weeks.")
    planning, written = Planning(office), []
    for number in range(1, weeks + 1):
        target = office.rosters.week(roster.department, roster.monday + 7 * every * number)
        open_ = {(slot.day, slot.half) for slot in slots_of(office.calendar(), target.monday)}
        draft = ordered(one for one in copied(roster, target) if (one.day, one.half) in open_ or one.fixed)
        if draft != target.draft:
            planning.save(viewer, target, draft)
            written.append(target.monday)
    return written


def _may(viewer: Viewer, department: str) -> None:
    require(viewer, "roster.edit")
    if not within(viewer, department):
        raise NotAllowed("Cơ quan này ngoài phạm vi của bạn.", "This department is outside your scope.")


def _told(office: Office, viewer: Viewer, action: AuditAction, names: Mapping[str, str]) -> None:
    office.audit.add_many([
        Entry(at=office.now(), actor=viewer.user_id, action=action, subject=id, detail={"name": name})
        for id, name in names.items()
    ])  # fmt: skip
