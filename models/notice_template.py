"""Templates of notices (mẫu thông báo): what applicants and staff are told, as data, in both languages."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, StringConstraints, model_validator

from models.catalogue import Catalogue, Entry

TemplateId = Literal[
    "received", "supplement", "payment", "extended", "ready", "refused", "rejected", "stopped", "late",
    "assigned", "due_soon", "overdue", "roster", "submitted", "asked", "alert", "digest",
]  # fmt: skip
Audience = Literal["applicant", "staff"]
Medium = Literal["email", "webhook"]

#: What a notice may say of its dossier; `follow` is the address of the page to follow it; `alert`, `day`,
#: `figures` and `alerts` are of alerts and digests.
PLACEHOLDERS: frozenset[str] = frozenset({
    "code", "applicant", "procedure", "department", "centre", "received", "due", "original_due", "reason",
    "fee", "place", "assignee", "follow", "alert", "day", "figures", "alerts",
})  # fmt: skip
PLACEHOLDER = re.compile(r"\{([A-Za-z_]*)\}")
LONGEST_SUBJECT = 150
LONGEST_BODY = 4_000


def _known(text: str) -> str:
    rest = PLACEHOLDER.sub("", text)
    unknown = sorted({f"{{{name}}}" for name in PLACEHOLDER.findall(text) if name not in PLACEHOLDERS})
    if unknown:
        raise ValueError(f"unknown: {', '.join(unknown)}")
    if "{" in rest or "}" in rest:
        raise ValueError("unknown: a brace that closes or opens nothing")
    return text


def _one_line(text: str) -> str:
    if any(ord(letter) < 32 for letter in text):
        raise ValueError("a subject is one line")
    return text


Subject = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_SUBJECT),
    AfterValidator(_known),
    AfterValidator(_one_line),
]
Body = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_BODY),
    AfterValidator(_known),
]


class NoticeTemplate(Entry):
    """One template. `id` is one of `TemplateId`: what makes it go out is in `dashboard.notices`."""

    name_vi: str
    name_en: str
    audience: Audience
    enabled: bool = True
    media: tuple[Medium, ...] = ("email", "webhook")
    subject_vi: Subject
    subject_en: Subject
    body_vi: Body
    body_en: Body

    @model_validator(mode="after")
    def _is_one(self) -> NoticeTemplate:
        if self.id not in TemplateId.__args__:  # type: ignore[attr-defined]
            raise ValueError(f"nothing sends a notice {self.id}")
        return self


class NoticeTemplates(Catalogue[NoticeTemplate]):
    """The templates; each kind of notice has one."""

    COLLECTION: ClassVar[str] = "notice_templates"
    document = NoticeTemplate
