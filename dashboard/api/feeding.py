"""From a change to its entry in the feed, written in the change's own transaction (see `Commit.also`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.flow.commit import Change
from models.feed import Entry, Feed

if TYPE_CHECKING:
    from models.store import Session

#: actions that other systems are not told of: they say nothing of where the dossier stands
INWARD = frozenset({
    "note", "reassign", "release", "retime", "log",
    "ask_opinions", "give_opinion", "take_opinion_back", "waive_opinion", "recall_opinions",
})  # fmt: skip


def feeding(feed: Feed, session: Session, changes: Sequence[Change]) -> None:
    """Part of every commit: what other systems may be told of it."""
    feed.add([entry_of(change) for change in changes if told(change)], session)


def told(change: Change) -> bool:
    """Whether a change is told: one of the Office's own dossiers, by an action that others may know."""
    return change.after.source == "office" and change.event.action not in INWARD


def entry_of(change: Change) -> Entry:
    """The entry of a change: codes and instants; no names, no numbers, no texts of people."""
    event, after = change.event, change.after
    return Entry(
        id=event.id, dossier=after.id, n=event.seq, action=event.action, state=after.state, at=event.at,
        recorded_at=event.recorded_at, procedure=after.procedure, field=after.field,
        department=after.department, holders=after.holders, holder=after.holder, step=after.step,
        due_at=after.due_at,
    )  # fmt: skip
