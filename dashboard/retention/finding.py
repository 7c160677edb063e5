"""What is due by a rule now, read in bounded parts and within the viewer's scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.clock import day_start, from_ms
from dashboard.retention.judging import Due, Preview, kept_since, papers_end, person_ends, spans
from models.attachment import Attachment
from models.batches import batches
from models.postal import PostalRequest
from models.retention import RetentionRule
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: so many records are looked for, and removed by one click, at most
MOST = 2_000
#: so many are read at once
PART = 500
_DAY_MS = 86_400_000


def preview(office: Office, viewer: Viewer, rule: RetentionRule, most: int = MOST) -> Preview:
    """What is due by the rule, whether or not it is on. Raises NotAllowed."""
    require(viewer, "page.retention")
    since = kept_since(rule, office.today())
    found = {"papers": _papers, "postal": _persons, "bookings": _bookings}[rule.kind]
    records = list(islice(found(office, viewer, rule, since), most + 1))
    return Preview(tuple(records[:most]), len(records) > most)


def papers_due(
    office: Office, viewer: Viewer, rule: RetentionRule, since: int, files: Sequence[Attachment]
) -> list[Due]:
    """Those of some files whose dossiers ended before `since`. Files of no dossier that is seen are kept."""
    codes = sorted({file.dossier for file in files if file.dossier})
    dossiers = {one.id: one for one in office.dossiers.many(codes, viewer)}
    refused = [code for code, one in dossiers.items() if one.state == "refused"]
    touched = _touched_dossiers(office, refused, since)
    due = []
    for file in files:
        dossier = dossiers.get(file.dossier)
        ended = None if dossier is None else papers_end(dossier, rule, since, file.dossier in touched)
        if ended is not None:
            due.append(Due(file.id, ended, file.dossier, file.size))
    return due


def persons_due(office: Office, requests: Sequence[PostalRequest], since: int) -> list[PostalRequest]:
    """Those of some pick-up requests of which nothing was recorded from the day `since` on."""
    ids = [one.id for one in requests]
    touched = office.postal_events.touched(ids, day_start(since, office.store.zone)) if ids else set()
    return [one for one in requests if person_ends(one, one.id in touched)]


def _papers(office: Office, viewer: Viewer, rule: RetentionRule, since: int) -> Iterator[Due]:
    """By the day of upload, which comes before that of closing: what is removed is not read again."""

    def count(first: int, last: int) -> int:
        return office.attachments.count_uploaded(_instant(first), _instant(last + 1))

    for first, last in spans(count, 0, since, PART):
        for files in batches(office.attachments.uploaded(_instant(first), _instant(last + 1)), PART):
            yield from papers_due(office, viewer, rule, since, files)


def _persons(office: Office, viewer: Viewer, rule: RetentionRule, since: int) -> Iterator[Due]:
    requests = office.postal_requests
    for first, last in spans(requests.count_whole, 0, since - 1, PART):
        for part in batches(requests.whole(first, last, viewer), PART):
            for one in persons_due(office, part, since):
                yield Due(one.id, one.requested_day, one.dossier)


def _bookings(office: Office, viewer: Viewer, rule: RetentionRule, since: int) -> Iterator[Due]:
    """Of 30 days at most: a whole booking goes by itself then. `since` is a day of the slot."""
    for one in office.appointments.ended(_instant(0), _instant(since + 1)):
        if one.day < since and (one.name or one.phone):
            yield Due(one.id, one.day)


def _touched_dossiers(office: Office, codes: Sequence[str], since: int) -> set[str]:
    return office.events.touched(codes, day_start(since, office.store.zone)) if codes else set()


def _instant(day: int) -> datetime:
    """The beginning of a day in UTC: parts of a reading need not be those of the Office's zone."""
    return from_ms(day * _DAY_MS)
