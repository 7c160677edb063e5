"""From a cause to the notices of the outbox: the words of the dossier in the template's texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from dashboard.clock import day_of
from dashboard.forms.papers import fee_of
from dashboard.forms.words import Around, head_of
from dashboard.names import APPLICANT
from dashboard.notices.causes import Cause
from models.dossier import Dossier
from models.notice import KEPT, Notice, notice_id
from models.notice_template import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    PLACEHOLDER,
    PLACEHOLDERS,
    Medium,
    NoticeTemplate,
)
from models.user import Language, User

if TYPE_CHECKING:
    from dashboard.office import Office

#: of the public pages (dashboard/public/tracking.py)
FOLLOW_PATH = "/cong/tra-cuu"
#: a word of a dossier in a notice is never longer
LONGEST_WORD = 600


def words_of(
    office: Office, dossier: Dossier, cause: Cause, around: Around, user: User | None
) -> dict[str, str]:
    """Every word of `models.notice_template.PLACEHOLDERS`; "…" where nothing is known.

    `follow` is "" where the Office has no public address: the lines that name it are then left out.
    """
    department = around.department(dossier.department)
    head = head_of(department, around)
    extended = [place for place, change in enumerate(dossier.dues) if change.cause == "extension"]
    before = dossier.dues[extended[-1] - 1].due_at if extended and extended[-1] else dossier.original_due_at
    words = {
        "code": dossier.id,
        "applicant": dossier.applicant.name,
        "procedure": office.names.name("procedure", dossier.procedure),
        "department": department.name if department else office.names.name("department", dossier.department),
        "centre": head["centre"],
        "place": head["place"],
        "received": moment(dossier.received_at, office),
        "due": moment(dossier.due_at, office),
        "original_due": moment(before, office),
        "reason": cause.reason,
        "fee": fee_of(dossier, 0),
        "assignee": user.name if user else around.person(dossier.assignee),
    }
    known = {name: one_line(value)[:LONGEST_WORD] or "…" for name, value in words.items()}
    return dict.fromkeys(PLACEHOLDERS, "…") | known | {"follow": follow_address(office, dossier.id)}


def follow_address(office: Office, code: str) -> str:
    """Where an applicant follows a dossier. No secret is in it: mail and messages pass through many hands,
    and what opens the dossier is on the receipt."""
    base = office.settings.public_url
    return f"{base}{FOLLOW_PATH}?ma={quote(code)}" if base else ""


def moment(at: datetime | None, office: Office) -> str:
    """ "08:15 24/11/2026", in the Office's zone."""
    return "" if at is None else f"{at.astimezone(office.store.zone):%H:%M %d/%m/%Y}"


def one_line(text: str) -> str:
    """Composed letters in one line: nothing of it can end a header or begin a new one."""
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in composed)
    return " ".join("".join(kept).split())


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with its placeholders replaced, once: a word that looks like one stays as it is."""
    return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), text)


def texts(template: NoticeTemplate, language: Language, words: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body in a language; without the lines that are about an address there is none of."""
    english = language == "en"
    subject = template.subject_en if english else template.subject_vi
    body = template.body_en if english else template.body_vi
    if not words.get("follow"):
        body = "\n".join(line for line in body.splitlines() if "{follow}" not in line)
    return one_line(filled(subject, words))[: LONGEST_SUBJECT * 2], filled(body, words)[: LONGEST_BODY * 3]


def addresses(dossier: Dossier, user: User | None) -> dict[Medium, str]:
    """Where a notice can go: the applicant's or the account's addresses, those that are known."""
    known: dict[Medium, str] = (
        {"email": dossier.applicant.email, "webhook": dossier.applicant.phone}
        if user is None
        else {"email": user.email, "webhook": user.login}
    )
    return {medium: address.strip() for medium, address in known.items() if address.strip()}


def notices_for(
    office: Office, dossier: Dossier, cause: Cause, template: NoticeTemplate, around: Around,
    user: User | None, now: datetime,
) -> list[Notice]:  # fmt: skip
    """The notices of one cause: one for each medium of the template that there is an address for."""
    if not template.enabled or (template.audience == "staff") != (user is not None):
        return []
    language = user.language if user else office.settings.language
    words = words_of(office, dossier, cause, around, user)
    subject, body = texts(template, language, words)
    recipient = user.id if user else APPLICANT
    return [
        Notice(
            id=notice_id(cause.id, template.id, recipient, medium),
            cause=cause.id,
            template=template.id,
            medium=medium,
            audience=template.audience,
            dossier=dossier.id,
            department=dossier.department,
            holders=dossier.holders,
            field=dossier.field,
            recipient=recipient,
            address=address,
            person=words["applicant"] if dossier.applicant.name else "",
            subject=subject,
            body=body,
            created_at=now,
            day=day_of(now, office.store.zone),
            expires_at=now + KEPT,
            next_at=now,
        )
        for medium, address in addresses(dossier, user).items()
        if medium in template.media
    ]
