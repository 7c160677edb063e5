"""What a publication of a roster tells those whose shifts it changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dashboard.clock import date_of
from dashboard.forms.words import Around, head_of
from dashboard.notices.accounts import to_account
from dashboard.notices.compose import one_line
from dashboard.roster.edit import Told
from models.notice import Notice
from models.notice_template import NoticeTemplate
from models.roster import Assignment
from models.user import Language, User

if TYPE_CHECKING:
    from dashboard.office import Office

TEMPLATE = "roster"
#: so many shifts are named; of the others their number
NAMED = 8


def roster_notices(office: Office, department: str, cause: str, told: Iterable[Told]) -> list[Notice]:
    """One notice for each of those concerned and each medium; who has no account or address gets none."""
    template: NoticeTemplate | None = None
    found: list[Notice] = []
    for one in told:
        member = office.staff.get(one.person)
        user = office.users.get(member.user) if member is not None and member.user else None
        if user is None or user.disabled:
            continue
        template = template or office.notice_templates.get(TEMPLATE)
        if template is None or not template.enabled:
            return []
        found += _notices(office, department, cause, one, user, template)
    return found


def _notices(
    office: Office, department: str, cause: str, told: Told, user: User, template: NoticeTemplate
) -> list[Notice]:
    around = Around.of(office)
    head = head_of(around.department(department), around)
    words = {
        "department": office.names.name("department", department),
        "centre": head["centre"],
        "place": head["place"],
        "reason": changes(office, told, user.language),
    }
    return to_account(office, user, template, cause, department, words)


def changes(office: Office, told: Told, language: Language) -> str:
    """What is new and what is gone: "Thêm: sáng 30/11 Đường bộ; … Bỏ: …"."""
    english = language == "en"
    parts = []
    new, gone = ("New", "Gone") if english else ("Thêm", "Bỏ")
    for title, shifts in ((new, told.added), (gone, told.gone)):
        if shifts:
            parts.append(f"{title}: {_shifts(office, shifts, english)}.")
    return " ".join(parts)


def _shifts(office: Office, shifts: Sequence[Assignment], english: bool) -> str:
    halves = {"morning": "morning" if english else "sáng", "afternoon": "afternoon" if english else "chiều"}
    stand_in = "stand-in" if english else "trực thay"
    names = [
        f"{halves[one.half]} {date_of(one.day):%d/%m} {office.names.name('field', one.field)}"
        + (f" ({stand_in})" if one.part == "stand_in" else "")
        for one in shifts[:NAMED]
    ]
    more = len(shifts) - NAMED
    if more > 0:
        names.append(f"{more} more" if english else f"và {more} buổi khác")
    return "; ".join(one_line(name) for name in names)
