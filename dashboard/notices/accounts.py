"""A notice to an account that is of no dossier: of a roster, of an alert, of the morning's digest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboard.clock import day_of
from dashboard.notices.compose import filled, one_line
from models.notice import KEPT, Notice, notice_id
from models.notice_template import LONGEST_BODY, LONGEST_SUBJECT, PLACEHOLDERS, Medium, NoticeTemplate
from models.user import User

if TYPE_CHECKING:
    from dashboard.office import Office


def to_account(
    office: Office,
    user: User,
    template: NoticeTemplate,
    cause: str,
    department: str,
    words: Mapping[str, str],
) -> list[Notice]:
    """One notice for each medium of the template that the account has an address for; often none.

    `words`: placeholder → text; those that are not given are "…". `department`: whose managers see that it
    was sent; "" is the whole Office's.
    """
    if user.disabled or not template.enabled:
        return []
    now = office.now()
    known = dict.fromkeys(PLACEHOLDERS, "…") | {"assignee": user.name} | dict(words)
    english = user.language == "en"
    subject = template.subject_en if english else template.subject_vi
    body = template.body_en if english else template.body_vi
    addresses: dict[Medium, str] = {"email": user.email, "webhook": user.login}
    return [
        Notice(
            id=notice_id(cause, template.id, user.id, medium),
            cause=cause,
            template=template.id,
            medium=medium,
            audience="staff",
            dossier="",
            department=department,
            field="",
            recipient=user.id,
            address=address.strip(),
            subject=one_line(filled(subject, known))[: LONGEST_SUBJECT * 2],
            body=filled(body, known)[: LONGEST_BODY * 3],
            created_at=now,
            day=day_of(now, office.store.zone),
            expires_at=now + KEPT,
            next_at=now,
        )
        for medium, address in addresses.items()
        if address.strip() and medium in template.media
    ]
