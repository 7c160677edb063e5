"""The one place that writes: a dossier, its event and the cube, in one transaction."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from dashboard import meters
from dashboard.clock import WorkingCalendar, day_of
from dashboard.cube.cells import cell_changes
from dashboard.cube.contribution import Contribution, add, contribution, difference
from dashboard.flow.action import Action, ActionRefused
from dashboard.flow.apply import apply
from dashboard.search.keys import found_by, key_of
from dashboard.trace import current_id
from models.cell import Cells
from models.dossier import Dossier
from models.dossiers import Dossiers
from models.errors import AlreadyThere, NotAllowed, StoreError
from models.event import Event, Events
from models.health import reaching
from models.searchkey import SearchKeys
from models.serial import Serials, code_of
from models.store import TRANSACT_SECONDS

if TYPE_CHECKING:
    from models.store import Session, Store

log = structlog.get_logger()

#: how often an action is tried again on the dossier as somebody else has just left it
RACES = 5
#: how long the question may take whether a change is in the store, when saving it has failed, in seconds
ASK_SECONDS = 5.0


class LostRace(ActionRefused):
    """Somebody else was faster; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "Người khác vừa thay đổi hồ sơ này; hãy xem lại rồi làm tiếp.",
            "Somebody else has just changed this dossier; look at it again and go on.",
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A dossier before (None: it is new) and after, and the event between them."""

    before: Dossier | None
    after: Dossier
    event: Event


#: What else is written with changes, in their transaction; it may run again when that is tried again.
Also = Callable[["Session", Sequence[Change]], None]


class Commit:
    """Writes changes. One per process; safe between threads."""

    #: how long a reading or a transaction is waited for, in seconds, before the person is told
    patience: float = TRANSACT_SECONDS

    def __init__(
        self,
        store: Store,
        calendar: Callable[[], WorkingCalendar],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._now = now
        self._dossiers = Dossiers(store)
        self._events = Events(store)
        self._cells = Cells(store)
        self._keys = SearchKeys(store)
        self._serials = Serials(store)
        self._queues: dict[str, threading.Lock] = {}
        self._also: tuple[Also, ...] = ()

    def also(self, write: Also) -> None:
        """Have `write(session, changes)` run in the transaction of all changes from now on.

        What it raises aborts the transaction, so that nothing of the changes is written.
        """
        self._also = (*self._also, write)

    def act(
        self,
        code: str,
        action: Action,
        actor: str,
        *,
        version: int | None = None,
        at: datetime | None = None,
        change: str | None = None,
        allowed: Callable[[Dossier | None], None] | None = None,
        prepared: Callable[[Dossier | None, Action], Action] | None = None,
    ) -> Dossier:
        """Do one action on the dossier `code` and return it as it is now.

        `version` is the one that the person saw: another one in the store refuses the action with
        LostRace. Without it the action is tried again on what is there. `change` is the id of the
        change: one that is known already has succeeded, and is not done twice. `allowed` raises
        where the actor may not touch this dossier; `prepared` completes the action for the dossier as it
        was found, for example with the person who takes the next step.

        Raises ActionRefused (LostRace among them), NotAllowed, StoreError; nothing is written then.
        """
        retried = change is not None  # an id made here cannot be known yet
        change = change or uuid.uuid4().hex
        with _told(action.name):
            for _ in range(RACES):
                with reaching(self.patience):
                    before = self._dossiers.for_change(code)
                    if allowed is not None:
                        allowed(before)
                    if retried and self._events.known(change) is not None:
                        meters.ACTIONS.labels(action.name, "repeated").inc()
                        return self._as_written(code)
                    if version is not None and (before is None or before.version != version):
                        raise LostRace
                    recorded = self._now()
                    whole = action if prepared is None else prepared(before, action)
                after, event = apply(
                    before, whole, actor, at or recorded, self._calendar(), change=change,
                    recorded_at=recorded, trace=current_id(),
                )  # fmt: skip
                try:
                    self.write([Change(before, after, event)])
                except LostRace:
                    if version is not None:
                        raise
                    continue
                _log(after, event)
                return after
            raise LostRace

    def take_in(
        self,
        make: Callable[[str], Sequence[Action]],
        actor: str,
        *,
        agency: str,
        change: str,
        at: datetime | None = None,
    ) -> Dossier:
        """Make a new dossier by the actions that `make` gives for its code, and return it.

        The code is the next of `agency` on the day, drawn in the transaction that writes the dossier:
        none is skipped and none given twice. A `change` that is known already has succeeded: its
        dossier is returned. `make` may be called several times. Clerks of one process queue for the
        counter, so that they need not try again and again. Raises as `act` does.
        """
        recorded = self._now()
        day = (at or recorded).astimezone(self._calendar().zone).date()
        made: list[Change] = []

        def transaction(session: Session) -> None:
            made.clear()
            code = code_of(agency, day, self._serials.draw(session, agency, day))
            while self._dossiers.is_taken(code, session):  # by an import, or by demonstration data
                code = code_of(agency, day, self._serials.draw(session, agency, day))
            dossier: Dossier | None = None
            for place, action in enumerate(make(code)):
                id, before = f"{change}:{place}" if place else change, dossier
                dossier, event = apply(
                    before, action, actor, at or recorded, self._calendar(), change=id,
                    recorded_at=recorded, trace=current_id(),
                )  # fmt: skip
                made.append(Change(before, dossier, event))
            self._put(made, session)

        with _told("submit"):
            for _ in range(RACES):
                with reaching(self.patience):
                    known = self._events.known(change)
                    if known is not None:
                        meters.ACTIONS.labels("submit", "repeated").inc()
                        return self._as_written(known.dossier)
                    self._serials.prepare(agency, day)
                with self._queues.setdefault(agency, threading.Lock()):
                    try:
                        self._store.transact(transaction, self.patience)
                    except StoreError:
                        if not self._is_written(change):
                            raise
                        continue
                    except AlreadyThere:
                        continue  # the change itself (which the next round finds), or its code
                for one in made:
                    meters.ACTIONS.labels(one.event.action, "done").inc()
                    _log(one.after, one.event)
                return made[-1].after
            raise LostRace

    def write(self, changes: Sequence[Change], seconds: float | None = None) -> None:
        """Write changes together, or none of them: of several of one dossier, each after the one before.

        Tries for so many `seconds` (by default `patience`).

        Raises LostRace where a dossier is no longer at the version it was read at, StoreError where
        the store does not answer. A change whose answer was lost is looked up by its id.
        """
        if not changes:
            return
        try:
            tried = self.patience if seconds is None else seconds
            self._store.transact(lambda session: self._put(changes, session), tried)
        except StoreError:
            if not self._is_written(changes[-1].event.id):
                raise
        except AlreadyThere:
            if not self._is_written(changes[-1].event.id):
                raise LostRace from None
        for change in changes:
            meters.ACTIONS.labels(change.event.action, "done").inc()

    def _is_written(self, change: str) -> bool:
        """Whether a change is in the store after all. Where nobody answers, what failed is told as it was."""
        try:
            with reaching(ASK_SECONDS):
                return self._events.known(change) is not None
        except StoreError:
            return False

    def _put(self, changes: Sequence[Change], session: Session) -> None:
        """Everything that changes write, in the transaction of `session`."""
        first: dict[str, Change] = {}
        last: dict[str, Change] = {}
        for change in changes:
            first.setdefault(change.after.id, change)
            last[change.after.id] = change
        whole = [(first[id].before, last[id].after) for id in first]
        written = self._dossiers.write_many(
            ((None if before is None else before.version, after) for before, after in whole), session
        )
        if written != len(whole):
            raise LostRace
        self._events.append([change.event for change in changes], session)
        moved: Contribution = {}
        for before, after in whole:
            old = {} if before is None else contribution(before)
            add(moved, difference(old, contribution(after)))
        keys = [
            key_of(after)
            for before, after in whole
            if before is None or found_by(before) != found_by(after)
        ]
        self._keys.learn(keys)
        self._keys.replace_many(keys, session)
        self._cells.add(cell_changes(moved, day_of(self._now(), self._calendar().zone)), session)
        for write in self._also:
            write(session, changes)

    def _as_written(self, code: str) -> Dossier:
        dossier = self._dossiers.for_change(code)
        if dossier is None:
            raise NotAllowed("Không tìm thấy hồ sơ.", "There is no such dossier.")
        return dossier


@contextmanager
def _told(action: str) -> Iterator[None]:
    """Count an action that is not done, and by what kind of reason; the log has no word of the reason."""
    try:
        yield
    except Exception as error:
        outcome = next((name for kind, name in _OUTCOMES if isinstance(error, kind)), "failed")
        meters.ACTIONS.labels(action, outcome).inc()
        log.info("not done", action=action, outcome=outcome)
        raise


_OUTCOMES: tuple[tuple[type[Exception], str], ...] = (
    (LostRace, "lost_race"), (ActionRefused, "refused"), (NotAllowed, "not_allowed"), (StoreError, "store"),
)  # fmt: skip


def _log(after: Dossier, event: Event) -> None:
    log.info("done", action=event.action, dossier=after.id, seq=event.seq, head=event.hash[:16])
