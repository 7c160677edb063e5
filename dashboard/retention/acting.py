"""What people do about retention: change a rule, and remove what is due by one, in bounded batches."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.progress import Progress
from dashboard.retention.finding import papers_due, persons_due, preview
from dashboard.retention.judging import Due, RetentionRefused, confirms, kept_since, phrase
from dashboard.telling import day_text
from models.audit import Entry
from models.batches import batches
from models.retention import MOST_RULES, Removal, RetentionRule
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office
    from models.store import Session

PERMISSION = "retention"
#: so many records are removed in one transaction
BATCH = 100


def save_rule(office: Office, viewer: Viewer, rule: RetentionRule) -> None:
    """Keep a new or changed rule; nothing is removed by that. Raises NotAllowed, RetentionRefused."""
    require(viewer, PERMISSION)
    there = {one.id: one for one in office.retention_rules.all()}
    if rule.id not in there and len(there) >= MOST_RULES:
        raise RetentionRefused(
            f"Đã có {MOST_RULES} quy tắc; hãy xóa bớt.", f"There are {MOST_RULES} rules; remove some of them."
        )
    before = there.get(rule.id)
    office.retention_rules.put(rule)
    _changed(office, viewer, rule.id, "" if before is None else _text(before), _text(rule))


def remove_rule(office: Office, viewer: Viewer, id: str) -> None:
    """Take a rule out; what it asked for is then kept. Raises NotAllowed."""
    require(viewer, PERMISSION)
    rule = office.retention_rules.get(id)
    if rule is not None:
        office.retention_rules.remove(id)
        _changed(office, viewer, id, _text(rule), "")


def new_rule_id() -> str:
    """An id for a new rule."""
    return f"keep-{uuid.uuid4().hex[:8]}"


def carry_out(
    office: Office, viewer: Viewer, id: str, typed: str, progress: Progress = lambda done, all: None
) -> int:
    """Remove what is due by a rule that is on, as far as one preview shows; how many records were removed.

    `typed` names the number that the preview said. Each batch is one transaction with its line in the audit,
    and is judged anew; what was killed half-way is gone on with by the next click. Raises NotAllowed, and
    RetentionRefused before anything is removed.
    """
    require(viewer, PERMISSION)
    rule = office.retention_rules.get(id)
    if rule is None or not rule.enabled:
        raise RetentionRefused(
            "Quy tắc này đang tắt hoặc không còn; chưa xóa gì.",
            "This rule is off or gone; nothing was removed.",
        )
    records = preview(office, viewer, rule).records
    if not records:
        raise RetentionRefused("Không có gì đến hạn; chưa xóa gì.", "Nothing is due; nothing was removed.")
    if not confirms(typed, len(records)):
        raise RetentionRefused(
            f"Hãy gõ đúng “{phrase(len(records), 'vi')}” để xác nhận; chưa xóa gì.",
            f"Type “{phrase(len(records), 'en')}” to confirm; nothing was removed.",
        )
    act = {"papers": _papers, "postal": _persons, "bookings": _bookings}[rule.kind]
    removed = seen = 0
    for batch in batches(records, BATCH):
        removed += act(office, viewer, rule, batch)
        seen += len(batch)
        progress(seen, len(records))
    return removed


def _papers(office: Office, viewer: Viewer, rule: RetentionRule, batch: Sequence[Due]) -> int:
    """That they are gone is written first: a page says so, and never meets a file without content."""
    files = [found for one in batch if (found := office.attachments.get(one.id)) is not None]
    due = papers_due(office, viewer, rule, kept_since(rule, office.today()), files)
    removals = [
        Removal(
            id=one.id, dossier=one.dossier, rule=rule.id, rule_name=rule.name, by=viewer.user_id,
            at=office.now(), day=office.today(),
        )
        for one in due
    ]  # fmt: skip

    def write(session: Session) -> None:
        new = {one.id for one in office.removals.add_missing(removals, session)}
        _removed(office, viewer, rule, [one for one in due if one.id in new], session)

    if due:
        office.store.transact(write)
        office.attachments.erase([one.id for one in due])
    return len(due)


def _persons(office: Office, viewer: Viewer, rule: RetentionRule, batch: Sequence[Due]) -> int:
    days = {one.id: one for one in batch}
    found = [seen for id in days if (seen := office.postal_requests.get(id, viewer)) is not None]
    due = persons_due(office, found, kept_since(rule, office.today()))

    def write(session: Session) -> int:
        gone = [
            days[one.id] for one in due if office.postal_requests.empty(one, office.today(), session)
        ]
        _removed(office, viewer, rule, gone, session)
        return len(gone)

    return office.store.transact(write)


def _bookings(office: Office, viewer: Viewer, rule: RetentionRule, batch: Sequence[Due]) -> int:
    def write(session: Session) -> int:
        gone = [one for one in batch if office.appointments.empty(one.id, session)]
        _removed(office, viewer, rule, gone, session)
        return len(gone)

    return office.store.transact(write)


def _removed(
    office: Office, viewer: Viewer, rule: RetentionRule, gone: Sequence[Due], session: Session
) -> None:
    """One line in the audit: how many, of which days, by which rule. Whose they were is not in it."""
    if not gone:
        return
    days = [one.day for one in gone]
    detail = {
        "name": rule.name, "kind": rule.kind, "kept": f"{rule.keep} {rule.unit}", "removed": str(len(gone)),
        "first": day_text(min(days)), "last": day_text(max(days)),
    }  # fmt: skip
    entry = Entry(
        at=office.now(), actor=viewer.user_id, action="retention_removed", subject=rule.id, detail=detail
    )
    office.audit.add(entry, session)


def _changed(office: Office, viewer: Viewer, id: str, before: str, after: str) -> None:
    detail = {"before": before, "after": after}
    office.audit.add(
        Entry(
            at=office.now(), actor=viewer.user_id, action="retention_changed", subject=id, detail=detail
        )
    )  # fmt: skip


def _text(rule: RetentionRule) -> str:
    """A rule in the audit."""
    state, fields = "on" if rule.enabled else "off", ",".join(rule.fields) or "*"
    return f"{rule.name}: {rule.kind} {fields} {rule.keep} {rule.unit}, {state}"
