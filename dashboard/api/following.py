"""The feed as one viewer sees it, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.api.problems import Problem
from models.dossiers import may_see
from models.feed import Entry
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: looks of one page at the feed, each at no more than `models.feed.BATCH` entries
LOOKS = 4
#: what a scope asks of a dossier
_SCOPED = {"department": 1, "holders": 1, "field": 1, "state": 1}


@dataclass(frozen=True, slots=True)
class Followed:
    """Some entries, how far the feed was read for them, and whether there is more."""

    entries: list[Entry]
    cursor: int
    more: bool


def events_after(office: Office, viewer: Viewer, cursor: int | None, limit: int) -> Followed:
    """The next entries after `cursor` (None: from the oldest) that the viewer sees, at most `limit`.

    Raises Problem where the cursor is older than what is kept, or of another feed; StoreError.
    """
    last = office.feed.number()
    removed, _ = office.feed.bounds()
    at = removed if cursor is None else cursor
    if not removed <= at <= last:
        raise _gone()
    found: list[Entry] = []
    for _ in range(LOOKS):
        entries = office.feed.between(at, last)
        if not entries:
            break
        seen = visible(office, viewer, entries)
        for entry in entries:
            if len(found) == limit:
                break
            at = entry.seq
            if entry.id in seen:
                found.append(entry)
        if len(found) == limit or at >= last:
            break
    if cursor is not None and office.feed.bounds()[0] > cursor:
        raise _gone()  # removed while it was read
    return Followed(found, at, at < last)


def visible(office: Office, viewer: Viewer, entries: list[Entry]) -> set[str]:
    """The ids of the entries whose dossier the viewer may see now, and could see then."""
    scoped = {"department", "holders", "field"}
    then = [one for one in entries if may_see(one.model_dump(include=scoped), viewer)]
    codes = list(dict.fromkeys(one.dossier for one in then))
    now = {one.id for one in office.dossiers.many(codes, viewer, _SCOPED)} if codes else set()
    return {one.id for one in then if one.dossier in now}


def _gone() -> Problem:
    return Problem(
        "cursor-gone", "Mốc này quá cũ hoặc không phải của hệ thống này; hãy đọc lại từ đầu, không có mốc.",
        "This cursor is too old or not of this system; begin again without one.",
    )  # fmt: skip
