"""Which notices a change brings about (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.flow.commit import Change
from dashboard.names import APPLICANT
from models.notice_template import TemplateId

#: action → what the applicant is told of it
TOLD: dict[str, TemplateId] = {
    "accept": "received",
    "ask_more": "asked",
    "refuse": "refused",
    "ask_supplement": "supplement",
    "ask_payment": "payment",
    "extend": "extended",
    "resolve": "ready",
    "reject": "rejected",
    "stop": "stopped",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """A notice to be made: of which template, why, and to which account (None: to the applicant)."""

    id: str
    template: TemplateId
    reason: str = ""
    user: str | None = None


def causes_of(change: Change) -> list[Cause]:
    """The notices that a change brings about, in the order in which they are told."""
    event, before, after = change.event, change.before, change.after
    if after.source != "office":
        return []
    found = []
    told = TOLD.get(event.action)
    if event.action == "submit" and event.actor == APPLICANT:
        told = "submitted"  # at the desk the receipt follows at once
    if told is not None:
        found.append(Cause(event.id, told, str(event.params.get("reason", ""))))
    given = after.assignee
    was = before.assignee if before is not None else None
    if given is not None and given not in (was, event.actor):
        found.append(Cause(event.id, "assigned", user=given))
    return found
